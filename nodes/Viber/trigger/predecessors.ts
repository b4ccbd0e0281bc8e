import type { IDataObject } from 'n8n-workflow';

import type { RegisteredWebhook } from '../providers/calls';

/** What an active trigger does with an address that was registered before. */
export type ExistingWebhook = 'takeOver' | 'refuse' | 'forward';

/** From whom an active trigger has taken the webhook. n8n keeps it in the node's static data. */
export interface Predecessors {
	/** Whether callbacks go on to them. */
	forward: boolean;
	/** Most recent first. */
	webhooks: RegisteredWebhook[];
}

const KEY = 'previousWebhooks';

/**
 * More than one comes together when n8n restarts: workflows on the same account then take the
 * webhook from each other again, and the one from before must not be forgotten.
 */
const MOST = 5;

/** Reads from whom the trigger at this address has taken the webhook. */
export function readPredecessors(memory: IDataObject, url: string): Predecessors {
	const stored = memory[KEY] as
		| { url?: string; forward?: boolean; webhooks?: RegisteredWebhook[] }
		| undefined;
	// A copy of the workflow does not inherit its memory, an imported one might.
	if (stored?.url !== url) return { forward: false, webhooks: [] };
	return { forward: stored.forward === true, webhooks: stored.webhooks ?? [] };
}

/** Remembers one more, and what is to be done for all of them. */
export function rememberPredecessor(
	memory: IDataObject,
	url: string,
	predecessor: RegisteredWebhook | undefined,
	forward: boolean,
): void {
	const known = readPredecessors(memory, url).webhooks;
	const webhooks = predecessor
		? [predecessor, ...known.filter((webhook) => webhook.url !== predecessor.url)]
		: known;
	memory[KEY] = {
		url,
		forward,
		// Event types that are not known stay so: an empty list would mean that none are wanted.
		webhooks: webhooks.slice(0, MOST).map(({ url: address, eventTypes }) => ({
			url: address,
			...(eventTypes && { eventTypes }),
		})),
	};
}

/** Forgets them, once the trigger is no longer active. */
export function forgetPredecessors(memory: IDataObject): void {
	delete memory[KEY];
}
