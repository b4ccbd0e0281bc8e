import type { Receipt } from '../providers/provider';
import type { ItemFailure } from './errors';

/** What became of one receiver of an item. */
export type ItemResult =
	| {
			kind: 'accepted';
			itemIndex: number;
			receipt: Receipt;
			transactionId?: string;
			/** Whether the user wants the short form; read before sending, as it may be an expression. */
			simplify: boolean;
	  }
	| { kind: 'failed'; failure: ItemFailure };

/** What became of a run. */
export interface SendingReport {
	/** In the order of the items and of their receivers; incomplete when the run stopped early. */
	results: ItemResult[];
	/** Why the run stopped before its end, if it did. */
	stoppedBy?: ItemFailure;
}

/** How a run is to go. */
export interface SendingPlan {
	items: number;
	/** Sends one item, to each of its receivers. Never throws. */
	send(itemIndex: number): Promise<ItemResult[]>;
	/** Whether a failed item ends the run. */
	stopOnFailure: boolean;
	/** Whether the user has stopped the execution: no further item is begun then. */
	isCancelled(): boolean;
}

/**
 * Sends the items of a run, one after another, and keeps account of every one.
 *
 * @returns what became of each receiver of the items that were begun
 */
export async function sendItems(plan: SendingPlan): Promise<SendingReport> {
	const results: ItemResult[] = [];
	for (let itemIndex = 0; itemIndex < plan.items; itemIndex++) {
		if (plan.isCancelled()) break;
		const ofItem = await plan.send(itemIndex);
		for (const result of ofItem) results.push(result);
		const failed = ofItem.find((result) => result.kind === 'failed');
		if (failed && plan.stopOnFailure) return { results, stoppedBy: failed.failure };
	}
	return { results };
}

/** A message that the provider has taken, for the account in an error. */
export interface AcceptedMessage {
	item: number;
	to: string;
	messageId: string | null;
}

/**
 * Lists what the provider has already taken, so that a new run need not send it twice.
 *
 * @param results what became of the items so far
 */
export function acceptedSoFar(results: readonly ItemResult[]): AcceptedMessage[] {
	return results.flatMap((result) =>
		result.kind === 'accepted'
			? [
					{
						item: result.itemIndex,
						to: result.receipt.to,
						messageId: result.receipt.messageId ?? null,
					},
				]
			: [],
	);
}

/** So that the words stay readable after thousands of messages. */
const NAMED_AT_MOST = 50;

/**
 * Says in words what was already accepted when a run stopped.
 *
 * @param accepted in the order of the items
 * @param stopped which item stopped the run, of how many, and whether it may itself have been sent
 * @returns '' for a run of one item of which nothing was accepted: the error has said everything
 */
export function accountOf(
	accepted: readonly AcceptedMessage[],
	stopped: { itemIndex: number; items: number; isUncertain: boolean },
): string {
	if (stopped.items === 1 && accepted.length === 0) return '';
	const ids = accepted
		.slice(0, NAMED_AT_MOST)
		.map(({ item, messageId }) => `item ${item}: ${messageId ?? 'no ID'}`);
	if (accepted.length > ids.length) {
		ids.push(`and ${accepted.length - ids.length} more, all of them in the data of this error`);
	}
	const before =
		ids.length === 0
			? 'No message was accepted before this item.'
			: `Accepted before this: ${accepted.length} (${ids.join(', ')}).`;
	const isBegun = accepted.some(({ item }) => item === stopped.itemIndex);
	const rest = isBegun ? ' without the recipients that were accepted' : '';
	const next = stopped.isUncertain
		? `Find out whether item ${stopped.itemIndex} was sent, then go on after it.`
		: `To send the rest, begin with item ${stopped.itemIndex}${rest}.`;
	return `${before} ${next}`;
}
