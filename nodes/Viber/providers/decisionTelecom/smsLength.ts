import { count, InvalidInput, shorten } from '../../shared/inputs';

/** GSM 03.38: what an SMS of 160 characters can hold, besides letters and digits of English. */
const GSM_BASIC = new Set(
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà' +
		'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
);

/** The same standard's second table, whose characters take the room of two. */
const GSM_DOUBLE = new Set('\f^{}\\[~]|€');

/** Characters of one SMS (decisiontelecom.md §3, `text_sms`). */
const LATIN = { max: 160 };
const UNICODE = { max: 70 };

/** How much of an SMS a text takes. */
export interface SmsSize {
	/** Characters that make it `unicode`, each once. */
	foreign: string[];
	/** In septets for `latin`, in UTF-16 units for `unicode`. */
	length: number;
	max: number;
	alphabet: 'latin' | 'unicode';
}

/**
 * Measures a text. Providers say "Latin" and "UCS-2"; networks draw the line at the alphabet of
 * GSM 03.38, so that one letter outside it leaves room for 70 characters only.
 */
export function measureSms(text: string): SmsSize {
	const characters = [...text];
	const isForeign = (one: string) => !GSM_BASIC.has(one) && !GSM_DOUBLE.has(one);
	const foreign = [...new Set(characters.filter(isForeign))];
	if (foreign.length > 0) {
		return { length: text.length, max: UNICODE.max, alphabet: 'unicode', foreign };
	}
	const doubles = characters.filter((one) => GSM_DOUBLE.has(one)).length;
	return { length: characters.length + doubles, max: LATIN.max, alphabet: 'latin', foreign };
}

/**
 * Checks that a text fits into one SMS.
 *
 * @param label what the user sees
 * @throws InvalidInput that counts the characters, and names those that take the room
 */
export function checkSmsText(text: string, label: string): void {
	const { length, max, alphabet, foreign } = measureSms(text);
	if (length <= max) return;
	const why =
		alphabet === 'unicode'
			? `with characters such as ${shorten(foreign.join(' '))} an SMS holds`
			: 'in plain Latin text an SMS holds';
	const cure =
		alphabet === 'unicode'
			? `Shorten '${label}', or remove characters that a plain SMS lacks: then it may have ${LATIN.max}. An emoji counts as two or more.`
			: `Shorten '${label}'. The characters ^ { } \\ [ ~ ] | € count as two.`;
	throw new InvalidInput(
		`'${label}' has ${count(length)} characters, ${count(length - max)} too many: ${why} ${max}`,
		cure,
	);
}
