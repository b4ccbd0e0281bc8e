import type { IExecuteFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ItemFailure } from '../shared/errors';
import { failureOfReading, toNodeError } from '../shared/errors';
import { accountOf } from '../shared/sending/account';
import { accountInWords } from '../shared/sending/accountWords';
import { entriesOfEarlierTries, hasSent } from './reruns';

const NOT_SENT = 'Nothing was sent for this item.';

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
		const failure = failureOfReading(error, NOT_SENT);
		return { failure: { ...failure, itemIndex } };
	}
}

/**
 * Words why a run could not begin, as an option that holds for all of its items cannot be used, or
 * one of them cannot be sent.
 */
export function errorBeforehand(
	context: IExecuteFunctions,
	failure: ItemFailure,
): NodeApiError | NodeOperationError {
	const before = entriesOfEarlierTries(context);
	const account = accountOf(before, context.getInputData().length);
	const words =
		before.length === 0 ? NOTHING_SENT : `Nothing further was sent. ${accountInWords(account)}`;
	const description = withWords(failure, words);
	const error = toNodeError(context.getNode(), { ...failure, description }, failure.itemIndex);
	if (before.length > 0) error.context.data = account;
	return error;
}

/**
 * The same for a node that is set to go on: each item fails for itself, as n8n would let them pass as
 * if they had been sent.
 */
export function failureOfEach(context: IExecuteFunctions, failure: ItemFailure): ItemFailure[] {
	const description = withWords(failure, hasSent(context) ? NOT_SENT : NOTHING_SENT);
	return context.getInputData().map((_, itemIndex) => ({ ...failure, description, itemIndex }));
}

const NOTHING_SENT = 'Nothing was sent to anybody.';

/** What `prepare` says of one item gives way to what holds for all. */
function withWords({ description }: ItemFailure, words: string): string {
	const cure = description.endsWith(NOT_SENT)
		? description.slice(0, -NOT_SENT.length)
		: description;
	return `${cure.trim()} ${words}`.trim();
}
