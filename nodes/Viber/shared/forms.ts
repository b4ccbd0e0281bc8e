import type { IDataObject } from 'n8n-workflow';

/**
 * Reads a form as browsers send it. A name that comes several times gets a list.
 *
 * @param text in which percent-encodings may be wrong: these stay, or become U+FFFD
 */
export function parseForm(text: string): IDataObject {
	const fields = new Map<string, string[]>();
	for (const [name, value] of new URLSearchParams(text)) {
		const values = fields.get(name);
		if (values) values.push(value);
		else fields.set(name, [value]);
	}
	// As a key of its own it could become the prototype of a copy.
	fields.delete('__proto__');
	return Object.fromEntries(
		[...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
	);
}

/** Takes the value of a field for text; of several, the first. */
export function asText(value: unknown): string | undefined {
	const one: unknown = Array.isArray(value) ? value[0] : value;
	if (typeof one === 'string') return one;
	return typeof one === 'number' ? String(one) : undefined;
}

/** Takes a value for an object. */
export function asObject(value: unknown): IDataObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as IDataObject)
		: undefined;
}

/** Whether an object or a list holds nothing. */
export function isBare(value: object): boolean {
	return Object.keys(value).length === 0;
}
