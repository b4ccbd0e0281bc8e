import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import type { Broadcasting } from '../providers/sending';
import type { ItemFailure } from '../shared/errors';
import { errorItem } from '../shared/errors';
import { addressIn, exchange } from '../shared/http';
import { count } from '../shared/inputs';
import type { Entry } from '../shared/sending/account';
import { accountOf } from '../shared/sending/account';
import { realClock } from '../shared/sending/clock';
import type { Report } from '../shared/sending/contract';
import { runItems } from '../shared/sending/engine';
import { toReceiverItem } from './broadcastItems';
import type { PlannedRequest } from './broadcastPlan';
import { plan, readWishes } from './broadcastPlan';
import { asItems, withEarlierTries } from './broadcastReruns';
import type { BroadcastReceipt, ReceiverResult } from './broadcastResults';
import { byReceiver, entriesOfBroadcast, spread } from './broadcastResults';
import { errorOf, hintStuckKeys } from './conclusion';
import { keyStore } from './keyStore';
import { errorBeforehand, failureOfEach, prepare } from './prepare';
import { parameterReader } from './reading';
import { memoryOf, notesOf } from './reruns';
import type { RunSettings } from './runSettings';
import { readBroadcastSettings, usualSettings } from './runSettings';
import { unable } from './unable';

/**
 * Carries out "Broadcast a message": one message to many receivers, in as few requests as the
 * provider allows.
 *
 * @returns one item per receiver, in the order in which they were named, linked to all items that
 * named them; a receiver whom the provider refuses does not fail the node
 * @throws NodeApiError or NodeOperationError when a request fails as a whole, with an account of
 * everybody, unless the node is set to go on
 */
export async function broadcastMessages(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { broadcasting } = provider;
	if (!broadcasting) throw unable(context, provider, 'broadcasting');
	const goesOn = context.continueOnFail();
	const readFor = parameterReader(context);
	const settings = await prepare(0, async () =>
		readBroadcastSettings(readFor(0), broadcasting.speed),
	);
	if ('failure' in settings && !goesOn) throw errorBeforehand(context, settings.failure);
	const run = 'failure' in settings ? usualSettings(broadcasting.speed) : settings.ready;
	const { wishes, failures: unfit } =
		'failure' in settings
			? { wishes: [], failures: failureOfEach(context, settings.failure) }
			: await readWishes(context, provider, broadcasting, { readFor, atOnce: run.limits.atOnce });
	const [firstFailure] = unfit;
	if (firstFailure && !goesOn) throw errorBeforehand(context, firstFailure);
	const planned = plan(wishes, broadcasting);
	const { requests, failures } = withEarlierTries(context, planned, unfit);
	const report = await send(context, provider, broadcasting, { ...run, requests });
	const results = byReceiver(
		report.results,
		requests.map(({ receivers }) => receivers),
	);
	const error = errorFor(context, provider, report, { requests, results, failures });
	if (error) throw error;
	hint(context, results, goesOn);
	hintStuckKeys(context, report);
	const raw = notesOf<boolean>(context);
	for (const { itemIndex, simplify } of wishes) raw[itemIndex] = !simplify;
	const items = [
		...failures.map((failure) => ({
			first: failure.itemIndex,
			item: errorItem(provider.id, failure),
		})),
		...results.map((result) => ({
			first: result.receiver.itemIndexes[0] ?? 0,
			item: toReceiverItem(provider, result, { goesOn, raw }),
		})),
	];
	// Sorting is stable, so the receivers of one item keep their order.
	return items.sort((one, other) => one.first - other.first).map(({ item }) => item);
}

async function send(
	context: IExecuteFunctions,
	provider: Provider,
	broadcasting: Broadcasting,
	run: Pick<RunSettings, 'limits' | 'retries'> & { requests: readonly PlannedRequest[] },
): Promise<Report<BroadcastReceipt>> {
	const { requests, limits, retries } = run;
	const receivers = requests.reduce((sum, request) => sum + request.receivers.length, 0);
	const keys = requests.reduce((sum, request) => sum + (request.keys?.flat().length ?? 0), 0);
	return await runItems<PlannedRequest, BroadcastReceipt>({
		items: requests.length,
		async prepare(index) {
			const request = requests[index];
			if (!request) throw new Error('There is no such request');
			const { keys, earlier } = request;
			if (earlier) return { failure: earlier.failure };
			const named = request.receivers.map(({ to }) => to);
			const draft = { receivers: named, receiversAtOnce: named.length, content: request };
			return { draft: { ...draft, ...(keys && { keys }) } };
		},
		async send({ content, credential }, some) {
			// Some may be left out: skipped, or waiting for an earlier message to the same person.
			const [outgoing] = broadcasting.requests(content, some);
			if (!outgoing) return { kind: 'mixed', each: [] };
			const { request } = outgoing;
			const address = addressIn(credential, request.address);
			const answer = await exchange(context, provider, address, request, credential);
			return spread(broadcasting.outcome(answer, some), some);
		},
		limits,
		retries,
		groups: false,
		splitsRefused: false,
		repeatsUnknown: false,
		stopOnFailure: !context.continueOnFail(),
		signal: context.getExecutionCancelSignal?.(),
		claims: keyStore(context, () => keys),
		memory: expecting(context, requests),
		clock: realClock,
		random: Math.random,
		// The requests are there already; so that all that may be under way are at hand.
		window: receivers,
	});
}

/** Notes everybody beforehand: a later try may not be able to read whom it was to reach. */
function expecting(context: IExecuteFunctions, requests: readonly PlannedRequest[]) {
	const memory = memoryOf<BroadcastReceipt>(context, () => asItems(requests));
	if (!memory) return undefined;
	for (const [request, { receivers, earlier }] of requests.entries()) {
		if (earlier) continue;
		const named = receivers.map(({ to }) => to);
		memory.expect(request, named);
	}
	return memory;
}

/** What a broadcast was to do, and what became of everybody. */
interface BroadcastEnd {
	requests: readonly PlannedRequest[];
	results: ReceiverResult[];
	/** Items that could not be sent. */
	failures: readonly ItemFailure[];
}

function errorFor(
	context: IExecuteFunctions,
	provider: Provider,
	{ stoppedBy, stuckKeys, unsureKeys }: Report<BroadcastReceipt>,
	{ requests, results, failures }: BroadcastEnd,
): ReturnType<typeof errorOf> {
	if (!stoppedBy) return undefined;
	// To the engine each request is an item; the user wants to know the item of the workflow.
	const itemOf = (request: number) => requests[request]?.receivers[0]?.itemIndexes[0] ?? 0;
	const stop =
		stoppedBy.cause === 'cancelled'
			? stoppedBy
			: {
					...stoppedBy,
					result: { ...stoppedBy.result, itemIndex: itemOf(stoppedBy.result.itemIndex) },
				};
	return errorOf(context, provider, stop, () => ({
		account: accountOf(
			[...failures.map(entryOfFailure), ...entriesOfBroadcast(results)],
			context.getInputData().length,
		),
		stuckKeys,
		unsureKeys,
		isAddressed: false,
	}));
}

function entryOfFailure({ itemIndex, status }: ItemFailure): Entry {
	return { ending: 'failed', line: { item: itemIndex, code: status } };
}

// Without "continue on fail" a refused receiver is an item like any other, easily overlooked.
function hint(
	context: IExecuteFunctions,
	results: readonly ReceiverResult[],
	goesOn: boolean,
): void {
	const refused = results.filter(({ kind }) => kind === 'refused').length;
	if (refused === 0) return;
	const message = `${count(refused)} of ${count(results.length)} recipients were refused: look for ${goesOn ? 'items with "error"' : 'the status "refused"'}.`;
	context.addExecutionHints?.({ message, location: 'outputPane' });
}
