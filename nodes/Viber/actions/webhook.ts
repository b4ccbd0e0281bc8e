import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { WebhookCalls } from '../providers/calls';
import type { ReadParameter } from '../providers/parameters';
import type { Provider } from '../providers/provider';
import { isLoopback, whyUnreachable } from '../shared/addresses';
import { InvalidInput, readRequiredText } from '../shared/inputs';
import { readSimplify } from '../shared/switches';
import type { CallingManner, ItemCall } from './calling';
import { ASKING, forEachItem } from './calling';
import { unable } from './unable';

/** The last of several has to win. */
const CHANGING: CallingManner = { atOnce: 1, repeatsUnknown: false };

/** Carries out "Set the webhook". */
export async function setWebhook(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	return await withWebhook(
		context,
		provider,
		CHANGING,
		async (webhook, { read, baseUrl, call }) => {
			const url = readRequiredText(read, 'webhookUrl', 'Webhook URL').trim();
			// The sandbox, and any other provider on this machine, reaches what this machine reaches.
			const obstacle = isLoopback(baseUrl) ? undefined : whyUnreachable(url);
			if (obstacle !== undefined) {
				throw new InvalidInput(
					`${provider.name} cannot call this address: ${obstacle}`,
					"Give a public address in 'Webhook URL' that begins with https://.",
				);
			}
			const simplify = readSimplify(read);
			const eventTypes = webhook.eventTypesFor(readEvents(read));
			const answer = await call(
				webhook.set({
					url,
					eventTypes,
					sendName: read('options.sendName', true) === true,
					sendPhoto: read('options.sendPhoto', true) === true,
				}),
				webhook.outcome,
			);
			if (!simplify) return answer;
			const { eventTypes: registered = eventTypes } = webhook.readGet(answer);
			return { provider: provider.id, url, eventTypes: registered, isSet: true };
		},
	);
}

/** Carries out "Get the webhook". */
export async function getWebhook(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	return await withWebhook(context, provider, ASKING, async (webhook, { read, call }) => {
		const simplify = readSimplify(read);
		const answer = await call(webhook.get(), webhook.outcome);
		if (!simplify) return answer;
		const { url, eventTypes = [] } = webhook.readGet(answer);
		return { provider: provider.id, url, eventTypes, isSet: url !== '' };
	});
}

/** Carries out "Remove the webhook". */
export async function removeWebhook(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	return await withWebhook(context, provider, CHANGING, async (webhook, { read, call }) => {
		const simplify = readSimplify(read);
		const answer = await call(webhook.remove(), webhook.outcome);
		return simplify ? { provider: provider.id, deleted: true } : answer;
	});
}

async function withWebhook(
	context: IExecuteFunctions,
	provider: Provider,
	manner: CallingManner,
	act: (webhook: WebhookCalls, item: ItemCall) => Promise<IDataObject>,
): Promise<INodeExecutionData[]> {
	const { webhook } = provider;
	if (!webhook) throw unable(context, provider, 'webhook');
	return await forEachItem(context, provider, manner, async (item) => [await act(webhook, item)]);
}

function readEvents(read: ReadParameter): string[] {
	const events = read('webhookEvents', []);
	return Array.isArray(events) ? events.map(String) : [];
}
