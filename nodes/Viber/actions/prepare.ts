import type { IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from '../providers/provider';
import type { ItemFailure } from '../shared/errors';
import { failureFromInput } from '../shared/errors';

/**
 * Does all that can go wrong for an item before anything is on the wire. It stands apart from the
 * sending, so that "nothing was sent" is never said of a message that was.
 *
 * @param build makes what will be sent from the item's fields
 * @returns what was built, or why it could not be; never throws
 */
export async function prepare<T>(
	context: IExecuteFunctions,
	itemIndex: number,
	build: (read: ReadParameter) => Promise<T>,
): Promise<{ ready: T } | { failure: ItemFailure }> {
	const read: ReadParameter = (name, fallback) =>
		context.getNodeParameter(name, itemIndex, fallback) as unknown;
	try {
		return { ready: await build(read) };
	} catch (error) {
		// Expressions that cannot be resolved and missing credentials come as errors of n8n's own.
		const failure = failureFromInput(error) ?? {
			status: 'invalid',
			message: error instanceof Error ? error.message : String(error),
			description: `${ownDescription(error)}Nothing was sent for this item.`,
		};
		return { failure: { ...failure, itemIndex } };
	}
}

function ownDescription(error: unknown): string {
	const description = (error as { description?: unknown } | undefined)?.description;
	return typeof description === 'string' && description !== '' ? `${description}. ` : '';
}
