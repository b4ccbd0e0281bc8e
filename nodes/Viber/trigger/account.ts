import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import type { RegisteredWebhook, WebhookCalls } from '../providers/calls';
import type { Provider } from '../providers/provider';
import type { CallOutcome, ProviderRequest, Refusal } from '../providers/wire';
import { digest } from '../shared/callbackContent';
import type { Failure } from '../shared/errors';
import { failureFromRefusal, toNodeError } from '../shared/errors';
import { addressIn, exchange, withoutSlashes } from '../shared/http';
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
	/**
	 * Registers an address that was registered before.
	 *
	 * @returns why the provider could not use the address, or undefined when it is registered
	 * @throws what `register` throws when it fails for another reason, also the second time
	 */
	restore(webhook: RegisteredWebhook): Promise<Error | undefined>;
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
	const credential = await context.getCredentials(provider.credential);
	const baseUrl = withoutSlashes(addressIn(credential));
	const setting = ({ url, eventTypes }: RegisteredWebhook): ProviderRequest => {
		const { sendName = true, sendPhoto = true } = context.getNodeParameter('options', {}) as {
			sendName?: boolean;
			sendPhoto?: boolean;
		};
		return calls.set({ url, eventTypes, sendName, sendPhoto });
	};
	const ask = async (request: ProviderRequest): Promise<CallOutcome> =>
		calls.outcome(await exchange(context, provider, baseUrl, request, credential));
	const run = async (request: ProviderRequest): Promise<IDataObject> => {
		const outcome = await ask(request);
		if (outcome.kind === 'done') return outcome.answer;
		throw lifecycleError(context, provider, outcome.kind, outcome.refusal);
	};
	return {
		context,
		provider,
		calls,
		baseUrl,
		key: keyOf(provider, baseUrl, credential),
		url: context.getNodeWebhookUrl('default') ?? '',
		memory: context.getWorkflowStaticData('node'),
		get: async () => calls.readGet(await run(calls.get())),
		register: async (webhook) => {
			await run(setting(webhook));
		},
		async restore(webhook) {
			let outcome = await ask(setting(webhook));
			// Once more after a mishap on the way: nobody looks at it again when n8n has gone on.
			const isMishap = outcome.kind !== 'done' && !calls.refusesAddress(outcome.refusal);
			if (isMishap) outcome = await ask(setting(webhook));
			if (outcome.kind === 'done') return undefined;
			const error = lifecycleError(context, provider, outcome.kind, outcome.refusal);
			if (calls.refusesAddress(outcome.refusal)) return error;
			throw error;
		},
		remove: async () => {
			await run(calls.remove());
		},
	};
}

// Two credentials for the same account may differ in blanks and in slashes at the end of the URL.
function keyOf(provider: Provider, baseUrl: string, credential: IDataObject): string {
	const rest = Object.entries(credential).filter(([name]) => name !== 'baseUrl');
	const values = rest.map(([name, value]) => [name, String(value).trim()]);
	const text = JSON.stringify([provider.id, baseUrl, values]);
	return digest(text);
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
