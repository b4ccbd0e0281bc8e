import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import type { ItemFailure } from '../shared/errors';
import { errorItem, failureOfReading, toNodeError } from '../shared/errors';
import { accountOf } from '../shared/sending/account';
import { accountInWords } from '../shared/sending/accountWords';
import { entriesOfEarlierTries } from './reruns';

/**
 * Does all that can go wrong for an item before anything is on the wire. It stands apart from the
 * sending, so that "nothing was sent" is never said of a message that was.
 *
 * @param build makes what will be sent from the item's fields
 * @returns what was built, or why it could not be; never throws
 */
export async function prepare<T>(
	itemIndex: number,
	build: () => Promise<T>,
): Promise<{ ready: T } | { failure: ItemFailure }> {
	try {
		return { ready: await build() };
	} catch (error) {
		const failure = failureOfReading(error, 'Nothing was sent for this item.');
		return { failure: { ...failure, itemIndex } };
	}
}

/**
 * Ends a run that could not begin, as an option that holds for all of its items cannot be used.
 *
 * @returns an error item for each item when the node is set to go on: n8n would let the items pass
 * as if they had been sent
 * @throws NodeOperationError otherwise
 */
export function failEverything(
	context: IExecuteFunctions,
	provider: Provider,
	failure: ItemFailure,
): INodeExecutionData[] {
	const before = entriesOfEarlierTries(context);
	const account = accountOf(before, context.getInputData().length);
	const words =
		before.length === 0
			? 'Nothing was sent to anybody.'
			: `Nothing further was sent. ${accountInWords(account)}`;
	const description = `${failure.description} ${words}`;
	if (!context.continueOnFail()) {
		const error = toNodeError(context.getNode(), { ...failure, description }, failure.itemIndex);
		if (before.length > 0) error.context.data = account;
		throw error;
	}
	return context
		.getInputData()
		.map((_, itemIndex) => errorItem(provider.id, { ...failure, description, itemIndex }));
}
