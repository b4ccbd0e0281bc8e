import type { INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import type { Failure } from '../shared/errors';
import { errorItem, failureFromRefusal } from '../shared/errors';
import type { ReceiverResult } from './broadcastResults';
import { notTried, skippedJson } from './conclusion';

/** What the items of a broadcast depend on. */
export interface ItemStyle {
	goesOn: boolean;
	/** Which input items want the provider's own answer. */
	raw: readonly boolean[];
}

/**
 * Makes the item that says what became of one receiver, linked to all input items that named them.
 * Refused receivers are items like any other unless the node is set to go on: then they are error
 * items.
 */
export function toReceiverItem(
	provider: Provider,
	result: ReceiverResult,
	style: ItemStyle,
): INodeExecutionData {
	const { to, itemIndexes } = result.receiver;
	const itemIndex = itemIndexes[0] ?? 0;
	const repeats = itemIndexes.length - 1;
	const repeated = repeats === 0 ? {} : { duplicatesRemoved: repeats };
	const namedBy = [...new Set(itemIndexes)].map((item) => ({ item }));
	const pairedItem = namedBy.length === 1 ? { item: itemIndex } : namedBy;
	if (result.kind === 'skipped') {
		return { json: { ...skippedJson(provider, to, result.key), ...repeated }, pairedItem };
	}
	if ('answer' in result && style.raw[itemIndex]) {
		if (result.kind === 'accepted' || !style.goesOn) {
			return { json: { to, receiver: to, ...result.answer, ...repeated }, pairedItem };
		}
	}
	if (result.kind === 'accepted') {
		const messageId = result.messageId ?? null;
		return {
			json: { provider: provider.id, to, messageId, status: 'accepted', ...repeated },
			pairedItem,
		};
	}
	const failure = failureOf(provider, result);
	if (style.goesOn) {
		return { ...errorItem(provider.id, { ...failure, itemIndex, ...repeated }), pairedItem };
	}
	const { status, code, name, message, description } = failure;
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

function failureOf(
	provider: Provider,
	result: Exclude<ReceiverResult, { kind: 'accepted' | 'skipped' }>,
): Failure {
	const { to } = result.receiver;
	switch (result.kind) {
		case 'notTried':
			return notTried(to);
		case 'invalid':
			return { ...result.failure, to };
		case 'refused':
			return failureFromRefusal(provider.name, 'refused', result.refusal, to);
		case 'failed':
			return failureFromRefusal(provider.name, result.status, result.refusal, to);
	}
}
