import type { IDataObject } from 'n8n-workflow';

import type { BroadcastOutcome, Refusal } from '../providers/provider';
import type { Failure } from './errors';
import type { Receiver } from './recipients';
import type { FailedWith, Outcome, Result } from './sending/contract';

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

/**
 * Lists by name what became of everybody when a run stopped, so that a new run need send nothing
 * twice. `uncertain` may have the message.
 */
export function fullAccountOf(results: readonly ReceiverResult[]): Record<string, IDataObject[]> {
	const account: Record<string, IDataObject[]> = {
		accepted: [],
		refused: [],
		failed: [],
		uncertain: [],
		skipped: [],
		notTried: [],
	};
	for (const result of results) {
		const { to, itemIndexes } = result.receiver;
		account[listOf(result)]?.push({ item: itemIndexes[0], to, ...detailsOf(result) });
	}
	return account;
}

function listOf(result: ReceiverResult): string {
	if (result.kind === 'invalid') return 'failed';
	return result.kind === 'failed' && result.status === 'unknown' ? 'uncertain' : result.kind;
}

function detailsOf(result: ReceiverResult): IDataObject {
	if (result.kind === 'accepted') return { messageId: result.messageId ?? null };
	if (result.kind === 'invalid') return { code: result.failure.status };
	if (!('refusal' in result)) return {};
	const { code, name } = result.refusal;
	return { code, name };
}

/** So that the words stay readable. */
const NAMED_AT_MOST = 50;

/**
 * Says in words what became of everybody when a run stopped. Names would be too many: they are in
 * `fullAccountOf`.
 *
 * @returns '' when one request was all there was, of which the error has said everything
 */
export function shortAccountOf(results: readonly ReceiverResult[]): string {
	const of = (list: string) => results.filter((result) => listOf(result) === list);
	const [accepted, refused, failed, uncertain, skipped, notTried] = [
		'accepted',
		'refused',
		'failed',
		'uncertain',
		'skipped',
		'notTried',
	].map((list) => of(list).length) as [number, number, number, number, number, number];
	if (failed === results.length || uncertain === results.length) return '';
	const ids = new Set(
		results.flatMap((result) => (result.kind === 'accepted' ? (result.messageId ?? 'no ID') : [])),
	);
	const more = ids.size > NAMED_AT_MOST ? `, and ${ids.size - NAMED_AT_MOST} more` : '';
	const named = [...ids].slice(0, NAMED_AT_MOST).join(', ') + more;
	return [
		accepted === 0 ? 'Nobody was accepted.' : `Accepted: ${people(accepted)} (message ${named}).`,
		...(refused === 0 ? [] : [`Refused one by one: ${people(refused)}.`]),
		...(failed === 0 ? [] : [`Not sent: ${people(failed)}.`]),
		...(uncertain === 0
			? []
			: [
					`Outcome unknown: ${people(uncertain)}: find out whether they have the message before you send it again.`,
				]),
		...(skipped === 0 ? [] : [`Skipped, as their keys were sent before: ${people(skipped)}.`]),
		`Not tried: ${people(notTried)}.`,
		'All of them are listed in the data of this error.',
	].join(' ');
}

function people(number: number): string {
	return `${number.toLocaleString('en-US')} ${number === 1 ? 'receiver' : 'receivers'}`;
}
