import type { IDataObject } from 'n8n-workflow';

import type { Broadcasting, OutgoingBroadcast, Refusal } from '../providers/provider';
import type { Failure } from './errors';
import type { Receiver } from './recipients';

/** What became of one receiver. */
export type ReceiverResult =
	| { kind: 'accepted'; receiver: Receiver; messageId?: string; answer: IDataObject }
	/** The provider took the request, but not for this receiver. */
	| { kind: 'refused'; receiver: Receiver; refusal: Refusal; answer: IDataObject }
	/** The request as a whole did not go through. */
	| { kind: 'failed'; receiver: Receiver; status: Failure['status']; refusal: Refusal };

/** One request of a run, with those whom it is for. */
export interface PlannedRequest {
	receivers: Receiver[];
	request: OutgoingBroadcast['request'];
	baseUrl: string;
}

/** How a run of requests is to go. */
export interface BroadcastPlan {
	requests: readonly PlannedRequest[];
	/** Sends one request. Never throws. */
	send(request: PlannedRequest): Promise<ReturnType<Broadcasting['outcome']>>;
	/** Whether a request that fails as a whole ends the run. */
	stopOnFailure: boolean;
	/** Whether the user has stopped the execution: no further request is begun then. */
	isCancelled(): boolean;
}

/** What became of a run of requests. */
export interface BroadcastReport {
	/** In the order of the requests and of their receivers. */
	results: ReceiverResult[];
	/** Why the run stopped before its end, and with which request. */
	stoppedBy?: { request: PlannedRequest; status: Failure['status']; refusal: Refusal };
	/** Receivers of the requests that were not begun. */
	notTried: Receiver[];
}

/**
 * Sends the requests of a broadcast, one after another, and keeps account of every receiver.
 *
 * @returns each receiver once: among the results, or among those not tried
 */
export async function sendRequests(plan: BroadcastPlan): Promise<BroadcastReport> {
	const results: ReceiverResult[] = [];
	for (const [index, request] of plan.requests.entries()) {
		if (plan.isCancelled()) return { results, notTried: receiversFrom(plan, index) };
		const outcome = await plan.send(request);
		if (outcome.kind === 'accepted') {
			results.push(
				...request.receivers.map((receiver): ReceiverResult => {
					const failed = outcome.failed.get(receiver.to);
					const { messageId, answer } = outcome;
					return failed
						? { kind: 'refused', receiver, ...failed }
						: { kind: 'accepted', receiver, messageId, answer };
				}),
			);
			continue;
		}
		const { kind: status, refusal } = outcome;
		results.push(
			...request.receivers.map(
				(receiver): ReceiverResult => ({ kind: 'failed', receiver, status, refusal }),
			),
		);
		if (plan.stopOnFailure) {
			const notTried = receiversFrom(plan, index + 1);
			return { results, stoppedBy: { request, status, refusal }, notTried };
		}
	}
	return { results, notTried: [] };
}

function receiversFrom(plan: BroadcastPlan, index: number): Receiver[] {
	return plan.requests.slice(index).flatMap(({ receivers }) => receivers);
}

/**
 * Lists by name what became of everybody when a run stopped, so that a new run need send nothing
 * twice.
 */
export function fullAccountOf(report: BroadcastReport): IDataObject {
	const accepted: IDataObject[] = [];
	const refused: IDataObject[] = [];
	const failed: IDataObject[] = [];
	for (const result of report.results) {
		const { to, itemIndexes } = result.receiver;
		const who = { item: itemIndexes[0], to };
		if (result.kind === 'accepted') {
			accepted.push({ ...who, messageId: result.messageId ?? null });
		} else {
			const { code, name } = result.refusal;
			(result.kind === 'refused' ? refused : failed).push({ ...who, code, name });
		}
	}
	const notTried = report.notTried.map(({ to, itemIndexes }) => ({ item: itemIndexes[0], to }));
	return { accepted, refused, failed, notTried };
}

/**
 * Says in words what was already accepted when a run stopped. Names would be too many: they are in
 * `fullAccountOf`.
 *
 * @returns '' when there was one request only, of which the error has said everything
 */
export function shortAccountOf(report: BroadcastReport): string {
	const { results, stoppedBy, notTried } = report;
	const concerned = stoppedBy?.request.receivers.length ?? 0;
	if (results.length === concerned && notTried.length === 0) return '';
	const accepted = results.filter((result) => result.kind === 'accepted');
	const refused = results.filter((result) => result.kind === 'refused').length;
	const ids = new Set(accepted.map(({ messageId }) => messageId ?? 'no ID'));
	const before =
		accepted.length === 0
			? 'Nobody was accepted before this request.'
			: `Accepted before this request: ${people(accepted.length)} (message ${[...ids].join(', ')}).`;
	return [
		before,
		...(refused === 0 ? [] : [`Refused one by one: ${people(refused)}.`]),
		`In this request: ${people(concerned)}. Not tried: ${people(notTried.length)}.`,
		'All of them are listed in the data of this error.',
	].join(' ');
}

function people(number: number): string {
	return `${number.toLocaleString('en-US')} ${number === 1 ? 'receiver' : 'receivers'}`;
}
