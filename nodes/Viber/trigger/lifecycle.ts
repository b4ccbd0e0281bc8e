import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { RegisteredWebhook } from '../providers/calls';
import { hostOf, isLoopback, whyUnreachable } from '../shared/addresses';
import type { Account } from './account';
import { openAccount } from './account';
import { forgetBorrowed, isTestOf, readBorrowed, rememberBorrowed } from './borrowed';
import { warnOfOpenAddress } from './callbackAddress';
import { arrive, heirsOf, leave, leftBy, present, sighted } from './holders';
import type { ExistingWebhook } from './predecessors';
import { forgetPredecessors, readPredecessors, rememberPredecessor } from './predecessors';

/**
 * `checkExists`: whether the account already calls this address, with the chosen events.
 *
 * @returns true also for a provider whose callback address is set elsewhere
 * @throws NodeOperationError when the provider could not reach the address, before it is asked;
 * NodeApiError or NodeOperationError when the account cannot be asked
 */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	const account = await openAccount(context);
	if (!account) {
		await warnOfOpenAddress(context);
		return true;
	}
	refuseUnreachable(account);
	const registered = await account.get();
	const own = ownWebhook(account);
	const isThis =
		registered.url === account.url &&
		account.calls.delivers(registered, own.eventTypes ?? account.calls.eventTypesFor(['all']));
	if (isThis && !isTest(context)) {
		const { forward } = existingWebhook(account);
		rememberPredecessor(account.memory, account.url, undefined, forward);
		arrive(account.key, own);
	}
	return isThis;
}

/**
 * `create`: makes this the address that the account calls. Who was registered before is
 * remembered: while listening for a test event to put it back, in an active workflow to forward to
 * it, or to hand the webhook back if it is another workflow of this n8n.
 *
 * @throws NodeOperationError when the provider could not reach the address, before it is asked, or
 * when the trigger is set to leave the webhook to somebody else; NodeApiError or
 * NodeOperationError with the provider's own reason when it refuses
 */
export async function takeWebhook(context: IHookFunctions): Promise<boolean> {
	const account = await openAccount(context);
	if (!account) return true;
	refuseUnreachable(account);
	const before = await account.get();
	sighted(before.url);
	const owner = present([before]).find(({ url }) => isForeign(url, account.url));
	if (isTest(context)) {
		if (before.url !== account.url) {
			const [lender = { url: '' }] = present([before]);
			rememberBorrowed(account.memory, account.url, lender);
		}
	} else {
		settleWith(account, owner);
	}
	const own = ownWebhook(account);
	await account.register(own);
	if (!isTest(context)) arrive(account.key, own);
	return true;
}

/**
 * `delete`: gives the webhook to whom it belongs now (see holders.ts), or removes it; either only
 * while the account still calls this address. Trouble on the way is logged and does not keep n8n
 * from stopping the workflow.
 *
 * @returns whether all went well
 */
export async function giveBackWebhook(context: IHookFunctions): Promise<boolean> {
	try {
		const account = await openAccount(context);
		if (!account) return true;
		// In `delete`, n8n gives the mode of the workflow, not of the test: the address tells.
		const lender = readBorrowed(account.memory, account.url);
		const wanted = lender ? [lender] : predecessorsToServe(account);
		if (!lender) leave(account.url, wanted);
		// Once more after a mishap on the way: nobody looks at it again when n8n has gone on.
		const registered = await account.get().catch(async () => await account.get());
		let returned = true;
		if (registered.url === account.url) {
			const heirs = heirsOf(account.key, wanted, account.url);
			const gone = await handOver(account, heirs);
			// Without an heir that answers, this address would be called in vain from now on.
			if (gone || heirs.length === 0) await account.remove();
			if (gone) warn(context, gone);
			returned = !gone;
		}
		forgetBorrowed(account.memory, account.url);
		forgetPredecessors(account.memory);
		return returned;
	} catch (error) {
		warn(context, error);
		return false;
	}
}

/**
 * @returns why the provider could not use the last of them, or undefined when it could use one, or
 * none is there
 * @throws when the provider could not be asked: then it still calls this address
 */
async function handOver(
	account: Account,
	heirs: readonly RegisteredWebhook[],
): Promise<Error | undefined> {
	let refusal: Error | undefined;
	for (const heir of heirs) {
		refusal = await account.restore(heir);
		if (!refusal) return undefined;
	}
	return refusal;
}

function settleWith(account: Account, owner: RegisteredWebhook | undefined): void {
	const { context } = account;
	const { refuse, forward } = existingWebhook(account);
	if (!owner) {
		rememberPredecessor(account.memory, account.url, undefined, forward);
		return;
	}
	// Only the host: the rest of a stranger's address may be a secret.
	const host = hostOf(owner.url);
	if (refuse) {
		throw new NodeOperationError(
			context.getNode(),
			`The bot’s webhook already belongs to ${host}, and this trigger is set to leave it there. Unpublish (deactivate) what receives there, or choose another value for 'Existing Webhook' in the options of Viber Trigger`,
			{
				description:
					'A Viber bot calls one address only. With "Take Over and Forward" both receive every callback.',
			},
		);
	}
	// Those whom this workflow served before it was last deactivated are served again.
	for (const heir of [...leftBy(account.url)].reverse()) {
		if (isForeign(heir.url, account.url)) {
			rememberPredecessor(account.memory, account.url, heir, forward);
		}
	}
	rememberPredecessor(account.memory, account.url, owner, forward);
	context.logger.info(
		`Viber Trigger takes over the webhook, which was registered at ${host}${forward ? ', and forwards callbacks to it' : ''}`,
		{ node: context.getNode().name },
	);
}

/**
 * To whom the webhook goes back: with forwarding to whoever had it, else only to another workflow
 * of this n8n, since taking over from a stranger was meant to end what the stranger does.
 */
function predecessorsToServe({ memory, url }: Account): RegisteredWebhook[] {
	const { forward, webhooks } = readPredecessors(memory, url);
	return webhooks.filter((webhook) => forward || hostOf(webhook.url) === hostOf(url));
}

// This trigger's own address is nobody else's, nor is the one at which it listens for a test.
function isForeign(url: string, own: string): boolean {
	return url !== '' && url !== own && !isTestOf(url, own);
}

function isTest(context: IHookFunctions): boolean {
	return context.getMode() === 'manual';
}

function existingWebhook({ context }: Account): { refuse: boolean; forward: boolean } {
	const { existingWebhook: choice = 'takeOver' } = context.getNodeParameter('options', {}) as {
		existingWebhook?: ExistingWebhook;
	};
	return { refuse: choice === 'refuse', forward: choice === 'forward' };
}

/** Who gets the callbacks as well, from here. */
function served(account: Account): RegisteredWebhook[] {
	if (isTest(account.context)) {
		const lender = readBorrowed(account.memory, account.url);
		return lender && lender.url !== '' ? [lender] : [];
	}
	const { forward } = existingWebhook(account);
	return forward ? present(readPredecessors(account.memory, account.url).webhooks) : [];
}

// What is passed on has to be told in the first place: the events of all who are served are asked
// for, and all events when it is not known which somebody wants.
function ownWebhook(account: Account): RegisteredWebhook {
	const { context, calls, url } = account;
	const eventTypes = new Set(
		calls.eventTypesFor(context.getNodeParameter('events', []) as string[]),
	);
	for (const other of served(account)) {
		if (!other.eventTypes) return { url };
		for (const eventType of other.eventTypes) eventTypes.add(eventType);
	}
	return { url, eventTypes: [...eventTypes] };
}

function warn(context: IHookFunctions, error: unknown): void {
	const reason = error instanceof Error ? error.message.replace(/\.?$/, '.') : '';
	context.logger.warn(
		`Viber Trigger could not put the webhook back: ${reason} Publish (activate) the workflow that should receive the callbacks again.`,
		{ node: context.getNode().name },
	);
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
