import type { ReadParameter } from '../providers/parameters';
import { InvalidInput, readRequiredText, shorten } from './inputs';

/** Digits of a number with its country code. No network has numbers as short as four digits. */
const FEWEST_DIGITS = 5;

/**
 * No number in the world is longer (ITU-T E.164). Providers' documents allow more characters, but
 * what has more digits is two numbers in one field, or a slip that might reach a stranger.
 */
const MOST_DIGITS = 15;

// What people put between the digits, and the invisible marks that address books add.
const SEPARATORS = /[\p{Zs}\p{Cf}\t().\-\u2010-\u2015\u2212]/gu;

/**
 * Reads the field of one phone number that people wrote as they like, such as
 * `+38 (050) 000-00-01`.
 *
 * @param label what the user sees
 * @returns the digits with the country code and nothing else
 * @throws InvalidInput when it is not one number, or not an international one
 */
export function readPhone(read: ReadParameter, name: string, label: string): string {
	const value = read(name, '');
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new InvalidInput(
			`'${label}' is a number that is not whole, or has lost digits`,
			`Give '${label}' the phone number as text.`,
		);
	}
	return toDigits(readRequiredText(read, name, label), label);
}

/**
 * Reduces a phone number to the digits that providers want.
 *
 * @param text as people wrote it: with plus sign, with 00 for it, or beginning with the country code
 * @param label what the user sees
 * @param which of the numbers in the field it is, for errors
 * @throws InvalidInput as {@link readPhone} does
 */
export function toDigits(text: string, label: string, which = `'${label}'`): string {
	const now = `It is ${shorten(text.trim())} now.`;
	if (/\(\p{Zs}*0\p{Zs}*\)/u.test(text)) {
		throw new InvalidInput(
			`${which} has a zero in brackets`,
			`Write '${label}' as it is dialed from abroad, without brackets around a zero. ${now}`,
		);
	}
	// Tables that take the column for decimal numbers write them so; the dot would pass for a separator.
	if (/^\+?\d+[.,]0+$/.test(text.trim())) {
		throw new InvalidInput(
			`${which} is a decimal number`,
			`Keep phone numbers as text in the table they come from, or cut off what follows the dot in the expression of '${label}'. ${now}`,
		);
	}
	const written = text.trim().replace(SEPARATORS, '');
	const [, plus, all = ''] = /^(\+?)([0-9]+)$/.exec(written) ?? [];
	if (all === '') {
		throw new InvalidInput(
			`${which} holds something that is not a phone number`,
			`Write '${label}' with the country code and digits, such as +380 50 000 00 01. ${now}`,
		);
	}
	const digits = plus === '' ? all.replace(/^00/, '') : all;
	if (digits.startsWith('0')) {
		throw new InvalidInput(
			`${which} has no country code`,
			`Write '${label}' with the country code in front, such as +380 50 000 00 01 instead of 050 000 00 01. ${now}`,
		);
	}
	if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) {
		throw new InvalidInput(
			`${which} has ${digits.length} digits, a phone number has ${FEWEST_DIGITS} to ${MOST_DIGITS}`,
			`Check the number in '${label}': it takes one number with its country code. ${now}`,
		);
	}
	return digits;
}
