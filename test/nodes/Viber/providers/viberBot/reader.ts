import type { ReadParameter } from '../../../../../nodes/Viber/providers/provider';
import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';

/** Reads fields as the node does, from a flat list of names such as `options.caption`. */
export function readerOf(fields: Record<string, unknown>): ReadParameter {
	return (name, fallback) => fields[name] ?? fallback;
}

/** Runs what should be refused, and gives the refusal. @throws when nothing was refused */
export function catchInvalid(act: () => unknown): InvalidInput {
	try {
		act();
	} catch (error) {
		if (error instanceof InvalidInput) return error;
		throw error;
	}
	throw new Error('Nothing was refused');
}
