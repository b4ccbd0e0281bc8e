import type { IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from '../providers/parameters';

/**
 * Reads the user's fields, item by item. n8n works each field out anew for each item, which for
 * thousands of them takes longer than the sending; so a field without an expression, which cannot
 * differ, is worked out once.
 *
 * @returns gives the reader for one item; what it reads must not be changed
 */
export function parameterReader(context: IExecuteFunctions): (itemIndex: number) => ReadParameter {
	const { parameters } = context.getNode();
	const known = new Map<string, unknown>();
	const varying = new Map<string, boolean>();
	return (itemIndex) => (name, fallback) => {
		if (known.has(name)) return known.get(name);
		const raw = rawAt(parameters, name);
		if (raw === undefined && fallback !== undefined) return fallback;
		const value = context.getNodeParameter(name, itemIndex, fallback) as unknown;
		const varies = varying.get(name) ?? hasExpression(raw);
		varying.set(name, varies);
		if (!varies && raw !== undefined) known.set(name, value);
		return value;
	};
}

/** What the workflow holds at a path; the expression, if one stands for a part of the path. */
function rawAt(parameters: unknown, path: string): unknown {
	let found = parameters;
	for (const name of path.split('.')) {
		if (typeof found !== 'object' || found === null) {
			return hasExpression(found) ? found : undefined;
		}
		found = (found as Record<string, unknown>)[name];
	}
	return found;
}

function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return typeof raw === 'object' && raw !== null && Object.values(raw).some(hasExpression);
}
