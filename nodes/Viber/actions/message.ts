import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { OutgoingMessage, Provider, ReadParameter } from '../providers/provider';
import type { ItemFailure } from '../shared/errors';
import { errorItem, failureFromInput, failureFromRefusal, toNodeError } from '../shared/errors';
import { exchange, readBaseUrl } from '../shared/http';
import type { ItemResult } from '../shared/sending';
import { acceptedSoFar, accountOf, sendItems } from '../shared/sending';

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
	const report = await sendItems({
		items,
		send: async (itemIndex) => await sendOne(context, provider, itemIndex),
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
	itemIndex: number,
): Promise<ItemResult> {
	const prepared = await prepare(context, provider, itemIndex);
	if ('failure' in prepared) return { kind: 'failed', failure: prepared.failure };
	const { to, request } = prepared.message;
	const { simplify } = prepared;
	const outcome = provider.sending.outcome(
		await exchange(context, provider, prepared.baseUrl, request),
	);
	if (outcome.kind === 'accepted') return { kind: 'accepted', itemIndex, to, simplify, outcome };
	const failure = failureFromRefusal(provider.name, outcome.kind, outcome.refusal, to);
	return { kind: 'failed', failure: { ...failure, itemIndex } };
}

interface Prepared {
	message: OutgoingMessage;
	simplify: boolean;
	baseUrl: string;
}

// All that can go wrong before anything is on the wire. It stands apart from the sending, so that
// "nothing was sent" is never said of a message that was.
async function prepare(
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
): Promise<Prepared | { failure: ItemFailure }> {
	const read: ReadParameter = (name, fallback) =>
		context.getNodeParameter(name, itemIndex, fallback) as unknown;
	try {
		const message = provider.sending.request(read);
		const simplify = read('simplify', true) === true;
		return { message, simplify, baseUrl: await readBaseUrl(context, provider, itemIndex) };
	} catch (error) {
		// Expressions that cannot be resolved and missing credentials come as errors of n8n's own.
		const failure = failureFromInput(error) ?? {
			status: 'invalid',
			message: error instanceof Error ? error.message : String(error),
			description: `${ownDescription(error)}Nothing was sent for this item.`,
		};
		return { failure: { ...failure, itemIndex } };
	}
}

function ownDescription(error: unknown): string {
	const description = (error as { description?: unknown } | undefined)?.description;
	return typeof description === 'string' && description !== '' ? `${description}. ` : '';
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
