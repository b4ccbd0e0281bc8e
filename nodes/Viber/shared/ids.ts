import type { ReadParameter } from '../providers/parameters';
import { InvalidInput, readRequiredText } from './inputs';

/**
 * Reads an ID that must be filled in.
 *
 * @returns the ID without blanks around it
 * @throws InvalidInput also for what can be no ID: true, false, and a number too large to be exact
 */
export function readId(read: ReadParameter, name: string, label: string): string {
	const value = read(name, '');
	if (typeof value === 'boolean') {
		throw new InvalidInput(
			`'${label}' holds ${value} instead of an ID`,
			`Pick the ID in the expression of '${label}'.`,
		);
	}
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new InvalidInput(
			`'${label}' is a number that has lost its last digits`,
			`Keep the ID as text from where it comes, and give '${label}' that text.`,
		);
	}
	return readRequiredText(read, name, label).trim();
}
