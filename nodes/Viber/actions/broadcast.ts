import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Broadcasting, Provider, ReadParameter } from '../providers/provider';
import type { PlannedRequest, ReceiverResult } from '../shared/broadcasts';
import { fullAccountOf, sendRequests, shortAccountOf } from '../shared/broadcasts';
import type { ItemFailure } from '../shared/errors';
import { errorItem, failureFromRefusal, toNodeError } from '../shared/errors';
import { exchange, readBaseUrl } from '../shared/http';
import { count, readRequiredText } from '../shared/inputs';
import type { MediaFinder } from '../shared/media';
import { mediaFinder } from '../shared/media';
import type { Receiver } from '../shared/recipients';
import { gather, parseRecipients } from '../shared/recipients';
import { prepare } from './prepare';
import { unable } from './unable';

/** What one input item asks for. */
interface Wish {
	itemIndex: number;
	receivers: string[];
	content: IDataObject;
	/** Read before sending: it may be an expression that fails. */
	simplify: boolean;
	baseUrl: string;
}

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
	if (!broadcasting) throw unable(context, provider);
	const goesOn = context.continueOnFail();
	const { wishes, failures } = await readWishes(context, provider, broadcasting);
	const [firstFailure] = failures;
	if (firstFailure && !goesOn) {
		const description = `${firstFailure.description} Nothing was sent to anybody.`;
		throw toNodeError(context.getNode(), { ...firstFailure, description }, firstFailure.itemIndex);
	}
	const report = await sendRequests({
		requests: plan(wishes, broadcasting),
		send: async ({ request, baseUrl, receivers }) =>
			broadcasting.outcome(
				await exchange(context, provider, baseUrl, request),
				receivers.map(({ to }) => to),
			),
		stopOnFailure: !goesOn,
		isCancelled: () => context.getExecutionCancelSignal?.()?.aborted ?? false,
	});
	if (report.stoppedBy) {
		const { request, status, refusal } = report.stoppedBy;
		const failure = failureFromRefusal(provider.name, status, refusal);
		const description = `${failure.description} ${shortAccountOf(report)}`.trim();
		const itemIndex = request.receivers[0]?.itemIndexes[0];
		const error = toNodeError(context.getNode(), { ...failure, description }, itemIndex);
		error.context.data = fullAccountOf(report);
		throw error;
	}
	hint(context, report.results, goesOn);
	const raw = wishes.filter(({ simplify }) => !simplify);
	const rawItems = new Set(raw.map(({ itemIndex }) => itemIndex));
	const items = [
		...failures.map((failure) => ({
			first: failure.itemIndex,
			item: errorItem(provider.id, failure),
		})),
		...report.results.map((result) => ({
			first: result.receiver.itemIndexes[0] ?? 0,
			item: toItem(provider, result, { goesOn, rawItems }),
		})),
	];
	// Sorting is stable, so the receivers of one item keep their order.
	return items.sort((one, other) => one.first - other.first).map(({ item }) => item);
}

// Without "continue on fail" a refused receiver is an item like any other, easily overlooked.
function hint(
	context: IExecuteFunctions,
	results: readonly ReceiverResult[],
	goesOn: boolean,
): void {
	const refused = results.filter(({ kind }) => kind === 'refused').length;
	if (refused === 0) return;
	const message = `${count(refused)} of ${count(results.length)} receivers were refused: look for ${goesOn ? 'items with "error"' : 'the status "refused"'}.`;
	context.addExecutionHints?.({ message, location: 'outputPane' });
}

function isPerItem(context: IExecuteFunctions): boolean {
	return context.getNodeParameter('receiversFrom', 0, 'list') === 'items';
}

async function readWishes(
	context: IExecuteFunctions,
	provider: Provider,
	broadcasting: Broadcasting,
): Promise<{ wishes: Wish[]; failures: ItemFailure[] }> {
	const wishes: Wish[] = [];
	const failures: ItemFailure[] = [];
	const findMedia = mediaFinder(context);
	const perItem = isPerItem(context);
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		const prepared = await prepare(context, itemIndex, async (read) => ({
			itemIndex,
			...(await readWish(read, { provider, broadcasting, findMedia, perItem, itemIndex })),
			simplify: read('simplify', true) === true,
			baseUrl: await readBaseUrl(context, provider, itemIndex),
		}));
		if ('failure' in prepared) failures.push(prepared.failure);
		else wishes.push(prepared.ready);
	}
	return { wishes, failures };
}

async function readWish(
	read: ReadParameter,
	run: {
		provider: Provider;
		broadcasting: Broadcasting;
		findMedia: MediaFinder;
		perItem: boolean;
		itemIndex: number;
	},
): Promise<Pick<Wish, 'receivers' | 'content'>> {
	const receivers = run.perItem
		? [readRequiredText(read, 'to', 'To').trim()]
		: parseRecipients(read('receivers', ''), 'Receiver IDs');
	const question = run.provider.sending.mediaQuestion?.(read);
	const media = await run.findMedia(question, run.itemIndex);
	return { receivers, content: run.broadcasting.content(read, receivers, media) };
}

// Equal messages go out together, and nobody gets one twice: a list that comes along with each of
// many items, as expressions easily make it, is one broadcast all the same.
function plan(wishes: Wish[], broadcasting: Broadcasting): PlannedRequest[] {
	const byKey = new Map<string, Wish>();
	const named = wishes.flatMap((wish) => {
		const { itemIndex, receivers, content, baseUrl } = wish;
		const key = JSON.stringify([baseUrl, content]);
		byKey.set(key, byKey.get(key) ?? wish);
		return receivers.map((to) => ({ to, itemIndex, key }));
	});
	return gather(named).flatMap(({ key, receivers }) => {
		const wish = byKey.get(key);
		if (!wish) return [];
		const byId = new Map<string, Receiver>(receivers.map((receiver) => [receiver.to, receiver]));
		return broadcasting.requests(wish.content, [...byId.keys()]).map((outgoing) => ({
			request: outgoing.request,
			baseUrl: wish.baseUrl,
			receivers: outgoing.receivers.flatMap((to) => byId.get(to) ?? []),
		}));
	});
}

function toItem(
	provider: Provider,
	result: ReceiverResult,
	{ goesOn, rawItems }: { goesOn: boolean; rawItems: ReadonlySet<number> },
): INodeExecutionData {
	const { to, itemIndexes } = result.receiver;
	const itemIndex = itemIndexes[0] ?? 0;
	const repeats = itemIndexes.length - 1;
	const repeated = repeats === 0 ? {} : { duplicatesRemoved: repeats };
	const namedBy = [...new Set(itemIndexes)].map((item) => ({ item }));
	const pairedItem = namedBy.length === 1 ? { item: itemIndex } : namedBy;
	if (
		result.kind !== 'failed' &&
		rawItems.has(itemIndex) &&
		!(goesOn && result.kind === 'refused')
	) {
		return { json: { receiver: to, ...result.answer, ...repeated }, pairedItem };
	}
	if (result.kind === 'accepted') {
		const messageId = result.messageId ?? null;
		return {
			json: { provider: provider.id, to, messageId, status: 'accepted', ...repeated },
			pairedItem,
		};
	}
	const status = result.kind === 'refused' ? 'refused' : result.status;
	const failure = failureFromRefusal(provider.name, status, result.refusal, to);
	if (goesOn)
		return { ...errorItem(provider.id, { ...failure, itemIndex, ...repeated }), pairedItem };
	const { code, name, message, description } = failure;
	return {
		json: {
			provider: provider.id,
			to,
			messageId: null,
			status,
			error: { code, name, message, description },
			...repeated,
		},
		pairedItem,
	};
}
