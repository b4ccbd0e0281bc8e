import { count, InvalidInput } from './inputs';

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
	const isLatin = characters.every((one) => GSM_BASIC.has(one) || GSM_DOUBLE.has(one));
	if (!isLatin) return { length: text.length, max: UNICODE.max, alphabet: 'unicode' };
	const doubles = characters.filter((one) => GSM_DOUBLE.has(one)).length;
	return { length: characters.length + doubles, max: LATIN.max, alphabet: 'latin' };
}

/**
 * Checks that a text fits into one SMS.
 *
 * @param label what the user sees
 * @throws InvalidInput that counts the characters, and says why the room is what it is
 */
export function checkSmsText(text: string, label: string): void {
	const { length, max, alphabet } = measureSms(text);
	if (length <= max) return;
	const why =
		alphabet === 'unicode'
			? 'with letters outside the Latin alphabet an SMS holds'
			: 'in Latin letters an SMS holds';
	const cure =
		alphabet === 'unicode'
			? `Shorten '${label}', or write it in Latin letters: then it may have ${LATIN.max}. An emoji counts as two or more.`
			: `Shorten '${label}'. The characters ^ { } \\ [ ~ ] | € count as two.`;
	throw new InvalidInput(
		`'${label}' has ${count(length)} characters, ${count(length - max)} too many: ${why} ${max}`,
		cure,
	);
}
