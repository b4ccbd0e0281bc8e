import type { IDataObject } from 'n8n-workflow';

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes a value for an object, if it is one. */
export function asObject(value: unknown): IDataObject | undefined {
	return isObject(value) ? value : undefined;
}
