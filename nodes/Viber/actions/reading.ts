import type { IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from '../providers/parameters';
import type { PlainExpression } from './plainExpressions';
import { plainExpression } from './plainExpressions';

/** How a field comes by its value. */
interface Field {
	/** The same for all items: known once it has been worked out. */
	fixed?: { value?: unknown };
	/** An expression that names fields of the item and does no more. */
	plain?: PlainExpression;
	/** Whether n8n gave the same for an item as `plain` does. */
	isProved?: boolean;
	/** Whether the workflow holds nothing there. */
	isAbsent: boolean;
}

/**
 * Reads the user's fields, item by item. n8n works each field out anew for each item, which for
 * thousands of them takes longer than the sending. So a field without an expression, which cannot
 * differ, is worked out once; and one whose expression only names fields of the item is read from
 * the item, as soon as n8n itself has given the same for one of them.
 *
 * @returns gives the reader for one item; what it reads must not be changed
 */
export function parameterReader(context: IExecuteFunctions): (itemIndex: number) => ReadParameter {
	const { parameters } = context.getNode();
	const items = context.getInputData();
	const fields = new Map<string, Field>();

	function fieldAt(name: string): Field {
		const known = fields.get(name);
		if (known) return known;
		const field = fieldOf(foundAt(parameters, name));
		fields.set(name, field);
		return field;
	}

	return (itemIndex) => (name, fallback) => {
		const field = fieldAt(name);
		if (field.isAbsent && fallback !== undefined) return fallback;
		if (field.fixed && 'value' in field.fixed) return field.fixed.value;
		const plain = field.plain?.(items[itemIndex]?.json ?? {});
		if (plain !== undefined && field.isProved) return plain;
		const value = context.getNodeParameter(name, itemIndex, fallback) as unknown;
		if (field.fixed) field.fixed.value = value;
		if (plain !== undefined) {
			if (Object.is(plain, value)) field.isProved = true;
			else delete field.plain;
		}
		return value;
	};
}

/** What the workflow holds at a path. */
interface Found {
	raw: unknown;
	/** An expression that stands for a part of the path: what it gives is not yet the value. */
	isPart: boolean;
}

function fieldOf({ raw, isPart }: Found): Field {
	if (raw === undefined) return { isAbsent: true };
	if (!hasExpression(raw)) return { isAbsent: false, fixed: {} };
	const plain = typeof raw === 'string' && !isPart ? plainExpression(raw) : undefined;
	return { isAbsent: false, ...(plain && { plain }) };
}

function foundAt(parameters: unknown, path: string): Found {
	let found = parameters;
	for (const name of path.split('.')) {
		if (typeof found !== 'object' || found === null) {
			return { raw: hasExpression(found) ? found : undefined, isPart: true };
		}
		found = (found as Record<string, unknown>)[name];
	}
	return { raw: found, isPart: false };
}

function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return typeof raw === 'object' && raw !== null && Object.values(raw).some(hasExpression);
}
