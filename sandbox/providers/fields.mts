/**
 * Field tables: what a JSON body may hold, written as data, and the walk that compares a body with
 * them. A provider states its rules; how a breach is answered is the provider's business too.
 */

/** A JSON object as the exact parser gives it: whole numbers beyond 2^53 are bigint. */
export type JsonObject = { [key: string]: unknown };

type Kind = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';

/** What is asked of one field. Text lengths count UTF-16 units. */
export interface FieldRule {
	name: string;
	kind: Kind;
	/** A number that may also come as text, such as `"49.84"` (section 12, number 5). */
	orText?: boolean;
	required?: boolean;
	/** Lowest and highest: value of a number, length of a text, count of a list. */
	min?: number;
	max?: number;
	oneOf?: readonly string[];
	pattern?: { test: RegExp; says: string };
	/** A further test for a text: a sentence about what is wrong, or undefined. */
	test?: (value: string) => string | undefined;
	/** API level that the field needs, and levels that single values of it need. */
	level?: number;
	valueLevels?: Readonly<Record<string, number>>;
	/** API level that a text needs when it holds what the pattern looks for. */
	levelIf?: { holds: RegExp; level: number };
	/** What an object holds, what each item of a list is. */
	fields?: readonly FieldRule[];
	items?: FieldRule;
	/** A further test for an object: a sentence about what is wrong, or undefined. */
	also?: (value: JsonObject) => string | undefined;
}

/** A breach: which field, and a sentence that names it. */
export interface Problem {
	kind: 'missing' | 'bad';
	field: string;
	says: string;
}

/** True for anything in braces. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first breach of the rules in an object, or undefined. Fields without a rule are let through. */
export function checkFields(
	value: JsonObject,
	rules: readonly FieldRule[],
	path = '',
): Problem | undefined {
	for (const rule of rules) {
		const field = path + rule.name;
		const found = value[rule.name];
		if (found === undefined) {
			if (rule.required) return { kind: 'missing', field, says: `${field} is missing` };
			continue;
		}
		const problem = checkValue(found, rule, field);
		if (problem) return problem;
	}
	return undefined;
}

const KIND_NAMES: Record<Kind, string> = {
	string: 'a string',
	integer: 'an integer',
	number: 'a number',
	boolean: 'a boolean',
	object: 'an object',
	array: 'an array',
};

function isOfKind(value: unknown, kind: Kind): boolean {
	if (kind === 'integer') return Number.isInteger(value);
	if (kind === 'number') return Number.isFinite(value);
	if (kind === 'array') return Array.isArray(value);
	if (kind === 'object') return isObject(value);
	return typeof value === kind;
}

const NUMBER_AS_TEXT = { integer: /^-?\d{1,15}$/, number: /^-?\d{1,15}(?:\.\d+)?$/ };

/** A number that came as text where that is allowed; anything else as it is. */
function asNumber(value: unknown, { kind, orText }: FieldRule): unknown {
	if (!orText || typeof value !== 'string') return value;
	return NUMBER_AS_TEXT[kind === 'integer' ? 'integer' : 'number'].test(value)
		? Number(value)
		: value;
}

function checkValue(found: unknown, rule: FieldRule, field: string): Problem | undefined {
	const bad = (says: string): Problem => ({ kind: 'bad', field, says: `${field} ${says}` });
	const value = asNumber(found, rule);
	if (!isOfKind(value, rule.kind)) return bad(`must be ${KIND_NAMES[rule.kind]}`);
	if (typeof value === 'number') {
		const { min = -Infinity, max = Infinity } = rule;
		if (value < min || value > max) {
			const range = max === Infinity ? `${min} or more` : `from ${min} to ${max}`;
			return bad(`must be ${range}, not ${value}`);
		}
	}
	if (typeof value === 'string') {
		const { min = 0, max = Infinity } = rule;
		if (value.length < min) return bad('must not be empty');
		if (value.length > max) return bad(`is longer than ${max} characters (${value.length})`);
		if (rule.oneOf && !rule.oneOf.includes(value)) {
			return bad(`must be one of ${rule.oneOf.join(', ')}`);
		}
		if (rule.pattern && !rule.pattern.test.test(value)) return bad(rule.pattern.says);
		const more = rule.test?.(value);
		if (more) return bad(more);
	}
	if (Array.isArray(value)) return checkList(value, rule, field);
	if (isObject(value)) {
		const inner = checkFields(value, rule.fields ?? [], `${field}.`);
		const more = inner ? undefined : rule.also?.(value);
		return more ? bad(more) : inner;
	}
	return undefined;
}

function checkList(list: unknown[], rule: FieldRule, field: string): Problem | undefined {
	const { min = 0, max = Infinity, items } = rule;
	if (list.length < min || list.length > max) {
		const range = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
		return { kind: 'bad', field, says: `${field} must hold ${range} items, not ${list.length}` };
	}
	if (!items) return undefined;
	for (const [index, item] of list.entries()) {
		const problem = checkValue(item, items, `${field}[${index}]`);
		if (problem) return problem;
	}
	return undefined;
}

/** The highest API level that the fields of an object need, and the field that needs it. */
export function neededLevel(
	value: JsonObject,
	rules: readonly FieldRule[],
	path = '',
): { level: number; field: string } {
	let highest = { level: 1, field: '' };
	const consider = (candidate: { level: number; field: string }) => {
		if (candidate.level > highest.level) highest = candidate;
	};
	for (const rule of rules) {
		const found = value[rule.name];
		const field = path + rule.name;
		if (found === undefined) continue;
		consider({ level: rule.level ?? 1, field });
		if (typeof found === 'string') {
			consider({ level: rule.valueLevels?.[found] ?? 1, field });
			if (rule.levelIf?.holds.test(found)) consider({ level: rule.levelIf.level, field });
		}
		if (isObject(found)) consider(neededLevel(found, rule.fields ?? [], `${field}.`));
		if (Array.isArray(found)) {
			for (const [index, item] of found.entries()) {
				if (!isObject(item)) continue;
				consider(neededLevel(item, rule.items?.fields ?? [], `${field}[${index}].`));
			}
		}
	}
	return highest;
}

/** A copy of an object with only the fields that have a rule. */
export function keepKnown(value: JsonObject, rules: readonly FieldRule[]): JsonObject {
	const kept: JsonObject = {};
	for (const rule of rules) {
		const found = value[rule.name];
		if (found === undefined) continue;
		const { items } = rule;
		if (isObject(found)) kept[rule.name] = keepKnown(found, rule.fields ?? []);
		else if (Array.isArray(found) && items?.fields) {
			const inner = items.fields;
			kept[rule.name] = found.map((item: JsonObject) => keepKnown(item, inner));
		} else kept[rule.name] = found;
	}
	return kept;
}
