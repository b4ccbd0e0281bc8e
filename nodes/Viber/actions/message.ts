import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { errorItem, failureFromRefusal, toNodeError } from '../shared/errors';
import { exchange, readBaseUrl } from '../shared/http';
import type { MediaFinder } from '../shared/media';
import { mediaFinder } from '../shared/media';
import type { ItemResult } from '../shared/sending';
import { acceptedSoFar, accountOf, sendItems } from '../shared/sending';
import { prepare } from './prepare';

/**
 * Carries out "Send a message": one message per input item.
 *
 * @returns one item per input item, in input order and linked to it
 * @throws NodeApiError or NodeOperationError that names what was accepted before, unless the node
 * is set to go on
 */
export async function sendMessages(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const node = context.getNode();
	const goesOn = context.continueOnFail();
	const items = context.getInputData().length;
	const findMedia = mediaFinder(context);
	const report = await sendItems({
		items,
		send: async (itemIndex) => await sendOne(context, provider, findMedia, itemIndex),
		stopOnFailure: !goesOn,
		isCancelled: () => context.getExecutionCancelSignal?.()?.aborted ?? false,
	});
	if (report.stoppedBy) {
		const accepted = acceptedSoFar(report.results);
		const { itemIndex, status } = report.stoppedBy;
		const account = accountOf(accepted, { itemIndex, items, isUncertain: status === 'unknown' });
		const description = `${report.stoppedBy.description} ${account}`.trim();
		const error = toNodeError(node, { ...report.stoppedBy, description }, itemIndex);
		error.context.data = { accepted };
		throw error;
	}
	return report.results.map((result) => toItem(provider, result));
}

async function sendOne(
	context: IExecuteFunctions,
	provider: Provider,
	findMedia: MediaFinder,
	itemIndex: number,
): Promise<ItemResult> {
	const prepared = await prepare(context, itemIndex, async (read) => {
		const media = await findMedia(provider.sending.mediaQuestion?.(read), itemIndex);
		return {
			message: provider.sending.request(read, media),
			simplify: read('simplify', true) === true,
			baseUrl: await readBaseUrl(context, provider, itemIndex),
		};
	});
	if ('failure' in prepared) return { kind: 'failed', failure: prepared.failure };
	const { message, simplify, baseUrl } = prepared.ready;
	const { to, request } = message;
	const outcome = provider.sending.outcome(await exchange(context, provider, baseUrl, request));
	if (outcome.kind === 'accepted') return { kind: 'accepted', itemIndex, to, simplify, outcome };
	const failure = failureFromRefusal(provider.name, outcome.kind, outcome.refusal, to);
	return { kind: 'failed', failure: { ...failure, itemIndex } };
}

function toItem(provider: Provider, result: ItemResult): INodeExecutionData {
	if (result.kind === 'failed') {
		return errorItem(provider.id, result.failure);
	}
	const { itemIndex, to, simplify, outcome } = result;
	const json = simplify
		? { provider: provider.id, to, messageId: outcome.messageId ?? null, status: 'accepted' }
		: outcome.answer;
	return { json, pairedItem: { item: itemIndex } };
}
