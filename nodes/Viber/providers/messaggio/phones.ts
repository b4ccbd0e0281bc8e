import { toDigits } from '../../shared/phones';
import { parseRecipients } from '../../shared/recipients';

/**
 * Reads phone numbers as people write them: +38 (050) 000-00-01 becomes 380500000001.
 *
 * @param value one number or a list, as `parseRecipients` reads it
 * @param label what the user sees
 * @returns digits only (messaggio.md §2), each number once, in the given order
 * @throws InvalidInput when there is none, or one is no international number
 */
export function readPhones(value: unknown, label: string): string[] {
	const entries = parseRecipients(value, label, 'phone number');
	const whichOf = (index: number) =>
		entries.length === 1 ? undefined : `Number ${index + 1} of ${entries.length} in '${label}'`;
	return [...new Set(entries.map((entry, index) => toDigits(entry, label, whichOf(index))))];
}

/** The digits of a phone number, whatever stands between them. */
export function digitsOf(phone: string): string {
	return phone.replace(/\D/g, '');
}
