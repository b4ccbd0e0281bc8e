import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { MessageDraft, Provider } from '../providers/provider';
import { errorItem, failureFromRefusal, toNodeError } from '../shared/errors';
import { addressIn, exchange } from '../shared/http';
import type { MediaFinder } from '../shared/media';
import { mediaFinder } from '../shared/media';
import type { ItemResult } from '../shared/sending';
import { cut } from '../shared/recipients';
import { acceptedSoFar, accountOf, sendItems } from '../shared/sending';
import { prepare } from './prepare';

/**
 * Carries out "Send a message": one message per input item, to one person or, with providers that
 * can, to several.
 *
 * @returns one item per person, in input order and linked to its input
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

/** All that is known of an item before anything is on the wire. */
interface Prepared {
	draft: MessageDraft;
	credential: IDataObject;
	simplify: boolean;
}

async function sendOne(
	context: IExecuteFunctions,
	provider: Provider,
	findMedia: MediaFinder,
	itemIndex: number,
): Promise<ItemResult[]> {
	const prepared = await prepare(context, itemIndex, async (read): Promise<Prepared> => {
		const credential = await context.getCredentials(provider.credential, itemIndex);
		const media = await findMedia(provider.sending.mediaQuestion?.(read), itemIndex);
		return {
			draft: provider.sending.draft(read, { media, credential }),
			credential,
			simplify: read('simplify', true) === true,
		};
	});
	if ('failure' in prepared) return [{ kind: 'failed', failure: prepared.failure }];
	const { receivers, receiversAtOnce } = prepared.ready.draft;
	const most = { entries: receiversAtOnce, weight: Number.POSITIVE_INFINITY };
	const results: ItemResult[] = [];
	for (const some of cut(receivers, most, () => 0)) {
		const ofRequest = await sendTo(context, provider, prepared.ready, { itemIndex, some });
		for (const result of ofRequest) results.push(result);
		if (!context.continueOnFail() && ofRequest.some(({ kind }) => kind === 'failed')) break;
	}
	return results;
}

async function sendTo(
	context: IExecuteFunctions,
	provider: Provider,
	{ draft, credential, simplify }: Prepared,
	{ itemIndex, some }: { itemIndex: number; some: string[] },
): Promise<ItemResult[]> {
	const { content, transactionId } = draft;
	const request = provider.sending.request(content, some);
	const address = addressIn(credential, request.address);
	const outcome = provider.sending.outcome(
		await exchange(context, provider, address, request),
		some,
		content,
	);
	if (outcome.kind === 'accepted') {
		return outcome.receipts.map((receipt) => ({
			kind: 'accepted',
			itemIndex,
			receipt,
			transactionId,
			simplify,
		}));
	}
	return some.map((to) => {
		const failure = failureFromRefusal(provider.name, outcome.kind, outcome.refusal, to);
		return { kind: 'failed', failure: { ...failure, itemIndex } };
	});
}

function toItem(provider: Provider, result: ItemResult): INodeExecutionData {
	if (result.kind === 'failed') {
		return errorItem(provider.id, result.failure);
	}
	const { itemIndex, receipt, transactionId, simplify } = result;
	const { to, messageId = null, doubt, answer } = receipt;
	const json = simplify
		? {
				provider: provider.id,
				to,
				messageId,
				status: doubt === undefined ? 'accepted' : 'unknown',
				...(transactionId === undefined ? {} : { transactionId }),
				...(doubt === undefined ? {} : { note: doubt }),
			}
		: answer;
	return { json, pairedItem: { item: itemIndex } };
}
