import { parse } from 'lossless-json';

const DEEPEST = 64;

/** What JSON can hold once it was read without losing digits. */
export type ExactJson =
	| string
	| number
	| boolean
	| null
	| ExactJson[]
	| { [key: string]: ExactJson };

/** Thrown by {@link parseExact}; its message never quotes the text, which may hold personal data. */
export class NotJson extends Error {
	constructor() {
		super('The text is not JSON');
	}
}

/**
 * Reads JSON without losing a digit: an integer that a JavaScript number cannot hold becomes a
 * string with the very digits of the text (viber-bot-api.md §9.3).
 *
 * @param text JSON, as received
 * @param ids keys whose values are ids: these become strings even when they are small
 * @returns the value, made of plain own properties only
 * @throws NotJson when the text is not JSON, or nested deeper than 64 levels
 */
export function parseExact(text: string, ids: readonly string[] = []): ExactJson {
	try {
		const value = parse(text, undefined, {
			parseNumber: exactNumber,
			onDuplicateKey: ({ newValue }) => newValue,
		});
		return copy(value, new Set(ids), 0);
	} catch {
		return fail();
	}
}

/**
 * Reads a JSON object as {@link parseExact} does.
 *
 * @returns the object, or undefined when the text is not JSON or not an object
 */
export function parseExactObject(
	text: string,
	ids: readonly string[] = [],
): { [key: string]: ExactJson } | undefined {
	try {
		const value = parseExact(text, ids);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/**
 * Reads JSON as {@link parseExact} does, and forgives a comma after the last entry of an object or a
 * list, which DecisionTelecom's page prints. Texts stay as they are.
 *
 * @returns undefined when the text is not JSON even so
 */
export function parseForgiving(text: string, ids: readonly string[] = []): ExactJson | undefined {
	for (const json of [text, withoutLastCommas(text)]) {
		try {
			return parseExact(json, ids);
		} catch {
			continue;
		}
	}
	return undefined;
}

// A text is taken whole, also one without an end, so that no text is looked through twice.
function withoutLastCommas(json: string): string {
	const textOrComma = /"[^"\\]*(?:\\[^][^"\\]*)*"?|,(?=\s*[}\]])/g;
	return json.replace(textOrComma, (found) => (found === ',' ? '' : found));
}

function fail(): never {
	throw new NotJson();
}

function exactNumber(digits: string): number | string {
	const value = Number(digits);
	if (!Number.isFinite(value)) return digits;
	return Number.isInteger(value) && !Number.isSafeInteger(value) ? digits : value;
}

// The library assigns keys one by one, so a key "__proto__" would become the prototype. Copying
// own properties onto fresh objects leaves such a key without effect.
function copy(value: unknown, ids: ReadonlySet<string>, depth: number): ExactJson {
	if (depth > DEEPEST) return fail();
	if (Array.isArray(value)) return value.map((entry) => copy(entry, ids, depth + 1));
	if (typeof value === 'object' && value !== null) {
		const result: { [key: string]: ExactJson } = {};
		for (const [key, entry] of Object.entries(value)) {
			result[key] =
				ids.has(key) && typeof entry === 'number' ? String(entry) : copy(entry, ids, depth + 1);
		}
		return result;
	}
	return value as string | number | boolean | null;
}

function isObject(value: ExactJson): value is { [key: string]: ExactJson } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
