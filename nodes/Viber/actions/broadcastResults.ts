import type { IDataObject } from 'n8n-workflow';

import type { BroadcastOutcome } from '../providers/sending';
import type { Refusal } from '../providers/wire';
import type { Failure } from '../shared/errors';
import type { Receiver } from '../shared/recipients';
import type { Ending, Entry } from '../shared/sending/account';
import type { FailedWith, Outcome, Result } from '../shared/sending/contract';

/** What the provider says of a receiver whom it has taken a message for. */
export interface BroadcastReceipt {
	messageId?: string;
	answer: IDataObject;
}

/** What became of one receiver. */
export type ReceiverResult =
	| { kind: 'accepted'; receiver: Receiver; messageId?: string; answer: IDataObject }
	/** The provider took the request, but not for this receiver. */
	| { kind: 'refused'; receiver: Receiver; refusal: Refusal; answer: IDataObject }
	/** The request as a whole did not go through. */
	| { kind: 'failed'; receiver: Receiver; status: FailedWith['status']; refusal: Refusal }
	/** Nothing was sent, for a reason of n8n's. */
	| { kind: 'invalid'; receiver: Receiver; failure: Failure }
	/** The message was sent before, by its key. */
	| { kind: 'skipped'; receiver: Receiver; key: string }
	/** The run had stopped before. */
	| { kind: 'notTried'; receiver: Receiver };

/** A refusal of one receiver in a request that was taken. */
interface OwnRefusal extends Refusal {
	answer: IDataObject;
}

/**
 * Puts the outcome of one request of a broadcast into the terms of the sending engine: who is refused
 * by name fails alone, and the others go on.
 *
 * @param receivers of the request, in order
 */
export function spread(
	outcome: BroadcastOutcome,
	receivers: readonly string[],
): Outcome<BroadcastReceipt> {
	if (outcome.kind !== 'accepted') return outcome;
	const { messageId, answer, failed } = outcome;
	return {
		kind: 'mixed',
		each: receivers.map((to) => {
			const own = failed.get(to);
			if (!own) return { kind: 'accepted', receipt: { messageId, answer } };
			const refusal: OwnRefusal = { ...own.refusal, answer: own.answer };
			return { kind: 'refused', refusal, isHarmless: true };
		}),
	};
}

/**
 * Turns the results of a run back into what became of each receiver.
 *
 * @param results one for each receiver of a request, in their order, or one for a whole request that
 * was not begun
 * @param receivers of the requests, by the number that stands for the item in the results
 */
export function byReceiver(
	results: ReadonlyArray<Result<BroadcastReceipt>>,
	receivers: ReadonlyArray<readonly Receiver[]>,
): ReceiverResult[] {
	const told = new Map<number, number>();
	return results.flatMap((result): ReceiverResult[] => {
		const ofRequest = receivers[result.itemIndex] ?? [];
		if (result.kind === 'notTried' && result.to === undefined) {
			return ofRequest.map((receiver) => ({ kind: 'notTried', receiver }));
		}
		const position = told.get(result.itemIndex) ?? 0;
		told.set(result.itemIndex, position + 1);
		const receiver = ofRequest[position];
		return receiver ? [resultFor(receiver, result)] : [];
	});
}

function resultFor(receiver: Receiver, result: Result<BroadcastReceipt>): ReceiverResult {
	switch (result.kind) {
		case 'accepted':
			return { kind: 'accepted', receiver, ...result.receipt };
		case 'failed': {
			const { status, refusal } = result;
			if (!('answer' in refusal)) return { kind: 'failed', receiver, status, refusal };
			const { answer, ...own } = refusal as OwnRefusal;
			return { kind: 'refused', receiver, refusal: own, answer };
		}
		case 'invalid':
			return { kind: 'invalid', receiver, failure: result.failure };
		case 'skipped':
			return { kind: 'skipped', receiver, key: result.key };
		case 'notTried':
			return { kind: 'notTried', receiver };
	}
}

/** Enters what became of everybody into an account of the run. */
export function entriesOfBroadcast(results: readonly ReceiverResult[]): Entry[] {
	return results.map((result): Entry => {
		const { to, itemIndexes } = result.receiver;
		const [item = 0, ...more] = new Set(itemIndexes);
		const line = { item, ...(more.length > 0 && { alsoIn: more }), to };
		switch (result.kind) {
			case 'accepted':
				return { ending: 'accepted', line: { ...line, messageId: result.messageId ?? null } };
			case 'invalid':
				return { ending: 'failed', line: { ...line, code: result.failure.status } };
			case 'refused':
			case 'failed': {
				const { code, name } = result.refusal;
				return { ending: endingOf(result), line: { ...line, code, name } };
			}
			default:
				return { ending: result.kind, line };
		}
	});
}

function endingOf(result: Extract<ReceiverResult, { kind: 'refused' | 'failed' }>): Ending {
	if (result.kind === 'refused') return 'refused';
	return result.status === 'unknown' ? 'uncertain' : 'failed';
}
