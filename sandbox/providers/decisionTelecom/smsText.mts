import { MAX_SMS_LATIN, MAX_SMS_UCS2 } from './limits.mts';

/** The alphabet that phones write an SMS of 160 characters in (GSM 03.38). */
const LATIN =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
	'¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Characters of its second page; each takes the place of two. */
const TWO_PLACES = '\f^{}\\[~]|€';

/** Says why a text is too long for an SMS (§3), or gives undefined when it fits. */
export function smsProblem(text: string): string | undefined {
	const letters = [...text];
	const isLatin = letters.every((one) => LATIN.includes(one) || TWO_PLACES.includes(one));
	const [places, most] = isLatin
		? [letters.length + letters.filter((one) => TWO_PLACES.includes(one)).length, MAX_SMS_LATIN]
		: [text.length, MAX_SMS_UCS2];
	if (places <= most) return undefined;
	const script = isLatin ? 'in the Latin alphabet' : 'in a script other than Latin';
	return `takes ${places} places, an SMS ${script} has ${most}`;
}
