import { createHash } from 'crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import type {
	Provider,
	ProviderRequest,
	Refusal,
	RegisteredWebhook,
	WebhookCalls,
} from '../providers/provider';
import type { Failure } from '../shared/errors';
import { failureFromRefusal, toNodeError } from '../shared/errors';
import { exchange, readBaseUrl } from '../shared/http';
import { triggerProvider } from './provider';

/** The provider's account, seen from this trigger. */
export interface Account {
	context: IHookFunctions;
	provider: Provider;
	calls: WebhookCalls;
	baseUrl: string;
	/** Tells accounts apart, without telling anything about them. */
	key: string;
	/** The address of this trigger. */
	url: string;
	/** n8n keeps it from `create` to `delete`. */
	memory: IDataObject;
	get(): Promise<RegisteredWebhook>;
	register(webhook: RegisteredWebhook): Promise<void>;
	remove(): Promise<void>;
}

/**
 * Opens the account that the trigger's credential belongs to.
 *
 * @returns undefined for a provider whose callback address is set elsewhere
 */
export async function openAccount(context: IHookFunctions): Promise<Account | undefined> {
	const provider = triggerProvider(context);
	const calls = provider.webhook;
	if (!calls) return undefined;
	const baseUrl = await readBaseUrl(context, provider);
	const credential = await context.getCredentials(provider.credential);
	const run = async (request: ProviderRequest): Promise<IDataObject> => {
		const outcome = calls.outcome(await exchange(context, provider, baseUrl, request));
		if (outcome.kind === 'done') return outcome.answer;
		throw lifecycleError(context, provider, outcome.kind, outcome.refusal);
	};
	return {
		context,
		provider,
		calls,
		baseUrl,
		key: createHash('sha256').update(JSON.stringify(credential)).digest('hex'),
		url: context.getNodeWebhookUrl('default') ?? '',
		memory: context.getWorkflowStaticData('node'),
		get: async () => calls.readGet(await run(calls.get())),
		register: async ({ url, eventTypes }) => {
			const { sendName = true, sendPhoto = true } = context.getNodeParameter('options', {}) as {
				sendName?: boolean;
				sendPhoto?: boolean;
			};
			await run(calls.set({ url, eventTypes, sendName, sendPhoto }));
		},
		remove: async () => {
			await run(calls.remove());
		},
	};
}

// n8n shows only the message when a workflow cannot be activated, so the cure is part of it.
function lifecycleError(
	context: IHookFunctions,
	provider: Provider,
	status: Failure['status'],
	refusal: Refusal,
): Error {
	const failure = failureFromRefusal(provider.name, status, refusal);
	const message = `${failure.message}. ${refusal.cure}`;
	return toNodeError(context.getNode(), { ...failure, message });
}
