import type { IDataObject } from 'n8n-workflow';

import type { Decoded } from './decoding';
import { decode } from './decoding';
import type { FormField } from './formFields';
import { readForm } from './formFields';

/**
 * Reads a form as browsers send it. A name that comes several times gets a list.
 *
 * @param form in which percent-encodings may be wrong: these stay
 * @param charsets to be tried on the values, as {@link decode} takes them
 */
export function parseForm(
	form: string | Buffer,
	charsets: readonly string[] = ['utf-8'],
): Decoded<IDataObject> {
	return decodeFields(readForm(form), charsets);
}

/** Does the same for a form that was already taken apart. */
export function decodeFields(
	fields: readonly FormField[],
	charsets: readonly string[],
): Decoded<IDataObject> {
	const values = fields.map(({ value }) => value);
	return decode(values, charsets, (toText) => {
		const texts = new Map<string, string[]>();
		for (const { key, value } of fields) {
			const known = texts.get(key);
			if (known) known.push(toText(value));
			else texts.set(key, [toText(value)]);
		}
		// As a key of its own it could become the prototype of a copy.
		texts.delete('__proto__');
		return Object.fromEntries(
			[...texts].map(([name, all]) => [name, all.length === 1 ? all[0] : all]),
		);
	});
}

/**
 * Takes the value of a field for text; of several, the last: parameters that the user has put into a
 * callback address come before those that the provider adds.
 */
export function asText(value: unknown): string | undefined {
	const one: unknown = Array.isArray(value) ? value.at(-1) : value;
	if (typeof one === 'string') return one;
	return typeof one === 'number' ? String(one) : undefined;
}

/** Whether an object or a list holds nothing. */
export function isBare(value: object): boolean {
	return Object.keys(value).length === 0;
}
