import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type {
	CallOutcome,
	Provider,
	ProviderRequest,
	Refusal,
	RegisteredWebhook,
	WebhookCalls,
} from '../providers/provider';
import { isLoopback, whyUnreachable } from '../shared/addresses';
import type { Failure } from '../shared/errors';
import { failureFromRefusal, toNodeError } from '../shared/errors';
import { exchange, readBaseUrl } from '../shared/http';
import { forgetBorrowed, readBorrowed, rememberBorrowed, resolveOwner } from './borrowed';
import { triggerProvider } from './provider';

/**
 * `checkExists`: whether the account already calls this address, with the chosen events.
 *
 * @returns true also for a provider whose callback address is set elsewhere
 * @throws NodeOperationError when the provider could not reach the address, before it is asked;
 * NodeApiError or NodeOperationError when the account cannot be asked
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const account = await openAccount(context);
	if (!account) return true;
	refuseUnreachable(account);
	const registered = await account.get();
	return (
		registered.url === account.url && account.calls.delivers(registered, chosenEventTypes(account))
	);
}

/**
 * `create`: makes this the address that the account calls. While listening for a test event, the
 * address that was registered before is remembered.
 *
 * @throws NodeOperationError when the provider could not reach the address, before it is asked;
 * NodeApiError or NodeOperationError with the provider's own reason when it refuses
 */
export async function takeWebhook(context: IHookFunctions): Promise<boolean> {
	const account = await openAccount(context);
	if (!account) return true;
	refuseUnreachable(account);
	const before = await account.get();
	if (before.url !== account.url) {
		if (context.getMode() === 'manual') {
			rememberBorrowed(account.memory, account.url, resolveOwner(before));
		} else if (before.url !== '') {
			// Only the host: the rest of a stranger's address may be a secret.
			context.logger.info(
				`Viber Trigger takes over the webhook, which was registered at ${hostOf(before.url)}`,
				{ node: context.getNode().name },
			);
		}
	}
	await account.register({ url: account.url, eventTypes: chosenEventTypes(account) });
	return true;
}

/**
 * `delete`: gives the webhook back to whom it was borrowed from, or removes it; either only while
 * the account still calls this address. Trouble on the way is logged and does not keep n8n from
 * stopping the workflow.
 *
 * @returns whether all went well
 */
export async function giveBackWebhook(context: IHookFunctions): Promise<boolean> {
	try {
		const account = await openAccount(context);
		if (!account) return true;
		const registered = await account.get();
		const borrowed = readBorrowed(account.memory, account.url);
		if (registered.url === account.url) {
			if (borrowed && borrowed.url !== '') await account.restore(borrowed);
			else await account.remove();
		}
		forgetBorrowed(account.memory, account.url);
		return true;
	} catch (error) {
		context.logger.warn(
			`Viber Trigger could not put the webhook back: ${error instanceof Error ? error.message : ''} Activate the workflow that should receive the callbacks again.`,
			{ node: context.getNode().name },
		);
		return false;
	}
}

/** The provider's account, seen from this trigger. */
interface Account {
	context: IHookFunctions;
	provider: Provider;
	calls: WebhookCalls;
	baseUrl: string;
	/** The address of this trigger. */
	url: string;
	/** n8n keeps it from `create` to `delete`. */
	memory: IDataObject;
	get(): Promise<RegisteredWebhook>;
	register(webhook: RegisteredWebhook): Promise<void>;
	/** Registers an address from before; removes the webhook when that no longer answers. */
	restore(webhook: RegisteredWebhook): Promise<void>;
	remove(): Promise<void>;
}

async function openAccount(context: IHookFunctions): Promise<Account | undefined> {
	const provider = triggerProvider(context);
	const calls = provider.webhook;
	if (!calls) return undefined;
	const baseUrl = await readBaseUrl(context, provider);
	const ask = async (request: ProviderRequest): Promise<CallOutcome> =>
		calls.outcome(await exchange(context, provider, baseUrl, request));
	const run = async (request: ProviderRequest): Promise<IDataObject> => {
		const outcome = await ask(request);
		if (outcome.kind === 'done') return outcome.answer;
		throw lifecycleError(context, provider, outcome.kind, outcome.refusal);
	};
	const settingOf = ({ url, eventTypes }: RegisteredWebhook): ProviderRequest => {
		const { sendName = true, sendPhoto = true } = context.getNodeParameter('options', {}) as {
			sendName?: boolean;
			sendPhoto?: boolean;
		};
		return calls.set({ url, eventTypes, sendName, sendPhoto });
	};
	return {
		context,
		provider,
		calls,
		baseUrl,
		url: context.getNodeWebhookUrl('default') ?? '',
		memory: context.getWorkflowStaticData('node'),
		get: async () => calls.readGet(await run(calls.get())),
		register: async (webhook) => {
			await run(settingOf(webhook));
		},
		async restore(webhook) {
			const outcome = await ask(settingOf(webhook));
			if (outcome.kind === 'done') return;
			// Else the address of a test that is over would be called in vain from now on.
			if (outcome.kind === 'refused') await run(calls.remove());
			throw lifecycleError(context, provider, outcome.kind, outcome.refusal);
		},
		remove: async () => {
			await run(calls.remove());
		},
	};
}

function chosenEventTypes({ context, calls }: Account): string[] {
	return calls.eventTypesFor(context.getNodeParameter('events', []) as string[]);
}

function refuseUnreachable({ context, provider, baseUrl, url }: Account): void {
	// A provider on this machine, such as the sandbox, reaches what this machine reaches.
	if (isLoopback(baseUrl)) return;
	const obstacle = whyUnreachable(url);
	if (obstacle === undefined) return;
	throw new NodeOperationError(
		context.getNode(),
		`${provider.name} cannot call this n8n: ${obstacle}. Set WEBHOOK_URL in n8n to its public address, beginning with https://`,
		{
			description: `${provider.name} calls from the internet, so your n8n needs a public address with a certificate from a known authority. Set the environment variable WEBHOOK_URL of n8n to it and restart n8n. The address would have been: ${url}`,
		},
	);
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

function hostOf(url: string): string {
	try {
		return new URL(url).host;
	} catch {
		return 'another address';
	}
}
