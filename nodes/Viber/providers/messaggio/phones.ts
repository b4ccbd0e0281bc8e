import { InvalidInput, shorten } from '../../shared/inputs';
import { parseRecipients } from '../../shared/recipients';
import { PHONE_DIGITS } from './limits';

/**
 * Reads phone numbers as people write them: +38 (050) 000-00-01 becomes 380500000001.
 *
 * @param value one number or a list, as `parseRecipients` reads it
 * @param label what the user sees
 * @returns digits only (messaggio.md §2), each number once, in the given order
 * @throws InvalidInput when there is none, or one is no international number
 */
export function readPhones(value: unknown, label: string): string[] {
	return [...new Set(parseRecipients(value, label).map((entry) => toDigits(entry, label)))];
}

/** The digits of a phone number, whatever stands between them. */
export function digitsOf(phone: string): string {
	return phone.replace(/\D/g, '');
}

function toDigits(entry: string, label: string): string {
	const isNumber = /^\+?[\d\s().\-/\u00a0\u2010-\u2015]+$/.test(entry);
	// 00 in front stands for the plus sign in most countries.
	const digits = digitsOf(entry).replace(/^00/, '');
	if (!isNumber || digits.length < PHONE_DIGITS.min || digits.length > PHONE_DIGITS.max) {
		throw new InvalidInput(
			`'${label}' holds something that is not a phone number: ${shorten(entry)}`,
			`Give international numbers in '${label}', such as 380500000001 or +38 (050) 000-00-01, with a comma between several.`,
		);
	}
	if (digits.startsWith('0')) {
		throw new InvalidInput(
			`A phone number in '${label}' begins with 0: ${shorten(entry)}`,
			`Write the country code first in '${label}', such as 38 before 0500000001.`,
		);
	}
	return digits;
}
