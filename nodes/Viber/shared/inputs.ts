import type { IDataObject } from 'n8n-workflow';

import { parseExactObject } from '../../../vendor/json';
import type { ReadParameter } from '../providers/parameters';

/**
 * A field that cannot be sent as it stands. The message says what is wrong with it, `cure` what to
 * do; both name the field by the label that the user sees.
 */
export class InvalidInput extends Error {
	constructor(
		message: string,
		readonly cure: string,
	) {
		super(message);
	}
}

/** The longest text that a field takes, counted in UTF-16 units. */
export interface TextLimit {
	max: number;
}

/**
 * Reads a text field. Numbers and booleans from expressions become text.
 *
 * @param read reads the user's fields
 * @param name the parameter
 * @param label what the user sees
 * @returns the text as typed, '' when nothing was filled in
 * @throws InvalidInput for an object or a list
 */
export function readText(read: ReadParameter, name: string, label: string): string {
	const value = read(name, '');
	if (value === undefined || value === null) return '';
	if (typeof value === 'object') {
		throw new InvalidInput(
			`'${label}' holds ${Array.isArray(value) ? 'a list' : 'an object'} instead of text`,
			`Pick one value in the expression of '${label}'.`,
		);
	}
	return String(value);
}

/**
 * Reads a text field that must be filled in.
 *
 * @throws InvalidInput when it is empty, or only blanks
 */
export function readRequiredText(read: ReadParameter, name: string, label: string): string {
	const text = readText(read, name, label);
	if (text.trim() === '') {
		throw new InvalidInput(
			`'${label}' is empty`,
			`Fill in '${label}'. If it is an expression, check that this item has the value.`,
		);
	}
	return text;
}

/**
 * Checks the length of a text.
 *
 * @throws InvalidInput that names the field, the limit and the actual length
 */
export function checkLength(text: string, label: string, limit: TextLimit): void {
	if (text.length > limit.max) {
		throw new InvalidInput(
			`'${label}' has ${count(text.length)} characters, the limit is ${count(limit.max)}`,
			`Shorten '${label}' by ${count(text.length - limit.max)} characters. An emoji counts as two or more.`,
		);
	}
}

/**
 * Checks that a text is a web address.
 *
 * @param place where the field is, when it is not in the node: a blank and words
 * @throws InvalidInput when it is not an absolute http or https URL
 */
export function checkUrl(text: string, label: string, place = ''): void {
	let protocol = '';
	try {
		protocol = new URL(text).protocol;
	} catch {
		protocol = '';
	}
	if (protocol !== 'https:' && protocol !== 'http:') {
		throw new InvalidInput(
			`'${label}'${place} is not a web address`,
			`Give the whole address in '${label}'${place}, beginning with https://.`,
		);
	}
}

/**
 * Reads an optional whole number, also one that is written as text.
 *
 * @param wayOut how to get beyond the bounds, for the error: a blank and a sentence
 * @returns undefined when nothing was filled in
 * @throws InvalidInput when it is not a whole number within the bounds
 */
export function readWholeNumber(
	read: ReadParameter,
	name: string,
	label: string,
	bounds: { min: number; max: number },
	wayOut = '',
): number | undefined {
	const value = read(name, '');
	const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '-';
	if (value === undefined || value === null || text === '') return undefined;
	const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(number >= bounds.min && number <= bounds.max)) {
		const otherwise = name.startsWith('options.') ? ', or remove the option' : '';
		throw new InvalidInput(
			`'${label}' is not a whole number from ${count(bounds.min)} to ${count(bounds.max)}`,
			`Set '${label}' to a number in that range${otherwise}.${wayOut}`,
		);
	}
	return number;
}

/**
 * Reads a number that must be filled in, and may have decimals.
 *
 * @throws InvalidInput when it is missing or out of bounds
 */
export function readNumber(
	read: ReadParameter,
	name: string,
	label: string,
	bounds: { min: number; max: number },
): number {
	const text = readRequiredText(read, name, label).trim();
	const number = Number(text);
	if (!Number.isFinite(number) || number < bounds.min || number > bounds.max) {
		throw new InvalidInput(
			`'${label}' is not a number from ${count(bounds.min)} to ${count(bounds.max)}`,
			`Set '${label}' to a number in that range, with a point before the decimals. It is ${shorten(text)} now.`,
		);
	}
	return number;
}

/**
 * Reads a web address that must be filled in.
 *
 * @returns the address without blanks around it
 * @throws InvalidInput when it is empty or not an absolute http or https URL
 */
export function readRequiredUrl(read: ReadParameter, name: string, label: string): string {
	const url = readRequiredText(read, name, label).trim();
	checkUrl(url, label);
	return url;
}

/**
 * Reads a web address that may be left empty.
 *
 * @returns the address without blanks around it, '' when nothing was filled in
 * @throws InvalidInput when it is not an absolute http or https URL
 */
export function readUrl(read: ReadParameter, name: string, label: string): string {
	const url = readText(read, name, label).trim();
	if (url !== '') checkUrl(url, label);
	return url;
}

/**
 * Reads a JSON object, which may come as text or, from an expression, as the object itself.
 *
 * @param example what such an object looks like, for the error
 * @returns undefined when nothing was filled in
 * @throws InvalidInput when it is anything else
 */
export function readObject(
	read: ReadParameter,
	name: string,
	label: string,
	example: string,
): IDataObject | undefined {
	const value = read(name, '');
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && value.trim() === '') return undefined;
	const object = typeof value === 'string' ? parseExactObject(value) : value;
	if (typeof object !== 'object' || object === null || Array.isArray(object)) {
		throw new InvalidInput(
			`'${label}' is not a JSON object`,
			`Give '${label}' an object such as ${example}. Names and texts stand in double quotes, and no comma follows the last entry.`,
		);
	}
	return object as IDataObject;
}

/**
 * Reads the entries of a list that the user makes with "Add": one object each.
 *
 * @param name the fixed collection and its group, such as `cards.card`
 * @throws InvalidInput when an expression has put something else there
 */
export function readEntries(read: ReadParameter, name: string, label: string): ReadParameter[] {
	const value = read(name, []);
	const entries: unknown[] = Array.isArray(value) ? value : value ? [value] : [];
	return entries.map((entry) => {
		if (typeof entry !== 'object' || entry === null) {
			throw new InvalidInput(
				`'${label}' holds something that is not an entry of the list`,
				`Add the entries of '${label}' in the form.`,
			);
		}
		const fields = entry as Record<string, unknown>;
		return (field, fallback) => fields[field] ?? fallback;
	});
}

/** Cuts a value for use in a message. */
export function shorten(text: string): string {
	return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

/** Groups digits as English does: 7000 becomes 7,000. */
export function count(number: number): string {
	return number.toLocaleString('en-US');
}
