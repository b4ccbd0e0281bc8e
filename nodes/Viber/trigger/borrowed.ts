import type { IDataObject } from 'n8n-workflow';

import type { RegisteredWebhook } from '../providers/provider';

/**
 * Webhooks that were taken over for the time of a test, by the test's address. n8n's static data
 * holds the same from `create` to `delete`; this copy survives when listening is started again
 * while it is still going on, and it tells a live address from another test's.
 */
const borrowedByTestUrl = new Map<string, RegisteredWebhook>();

const KEY = 'borrowedWebhook';

/** Remembers what was registered before a test took the webhook over. */
export function rememberBorrowed(
	memory: IDataObject,
	testUrl: string,
	before: RegisteredWebhook,
): void {
	borrowedByTestUrl.set(testUrl, before);
	memory[KEY] = { testUrl, ...before };
}

/**
 * Looks up from whom a test has borrowed the webhook.
 *
 * @returns undefined when this address has borrowed nothing, as in an active workflow
 */
export function readBorrowed(memory: IDataObject, testUrl: string): RegisteredWebhook | undefined {
	const stored = storedIn(memory);
	if (stored?.testUrl === testUrl) return { url: stored.url, eventTypes: stored.eventTypes };
	return borrowedByTestUrl.get(testUrl);
}

/** Forgets it, once it is given back or somebody else has taken over. */
export function forgetBorrowed(memory: IDataObject, testUrl: string): void {
	borrowedByTestUrl.delete(testUrl);
	if (storedIn(memory)?.testUrl === testUrl) delete memory[KEY];
}

/**
 * Finds the owner behind a registration: when a test holds the webhook, the one from whom that
 * test has borrowed it. So two tests in a row still end with the live webhook.
 *
 * @param registered what the account says
 */
export function resolveOwner(registered: RegisteredWebhook): RegisteredWebhook {
	return borrowedByTestUrl.get(registered.url) ?? registered;
}

function storedIn(memory: IDataObject): (RegisteredWebhook & { testUrl: string }) | undefined {
	return memory[KEY] as unknown as (RegisteredWebhook & { testUrl: string }) | undefined;
}
