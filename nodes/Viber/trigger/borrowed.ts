import type { IDataObject } from 'n8n-workflow';

import type { RegisteredWebhook } from '../providers/calls';

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

/** A webhook on loan. */
export interface Loan {
	testUrl: string;
	lender: RegisteredWebhook;
}

/**
 * Looks up from whom a test has borrowed the webhook.
 *
 * @returns undefined when this address has borrowed nothing, as in an active workflow
 */
export function readBorrowed(memory: IDataObject, testUrl: string): RegisteredWebhook | undefined {
	const stored = readStored(memory);
	return stored?.testUrl === testUrl ? stored.lender : borrowedByTestUrl.get(testUrl);
}

/**
 * The same while a test's callback is received: n8n does not tell the test's own address there.
 *
 * @param liveUrl the address of the same trigger when it is active; the two end alike
 */
export function findLoan(memory: IDataObject, liveUrl: string): Loan | undefined {
	const stored = readStored(memory);
	if (stored && isTestOf(stored.testUrl, liveUrl)) return stored;
	for (const [testUrl, lender] of borrowedByTestUrl) {
		if (isTestOf(testUrl, liveUrl)) return { testUrl, lender };
	}
	return undefined;
}

/** Forgets it, once it is given back or somebody else has taken over. */
export function forgetBorrowed(memory: IDataObject, testUrl: string): void {
	borrowedByTestUrl.delete(testUrl);
	if (readStored(memory)?.testUrl === testUrl) delete memory[KEY];
}

/** From whom the test at this address has borrowed the webhook; undefined if it is no test's. */
export function borrowedBy(url: string): RegisteredWebhook | undefined {
	return borrowedByTestUrl.get(url);
}

/**
 * Whether an address is the one of a trigger while it listens for a test event. n8n serves both at
 * the same host, and only the part before the webhook's own path differs.
 */
export function isTestOf(testUrl: string, liveUrl: string): boolean {
	if (testUrl === liveUrl) return false;
	try {
		const [test, live] = [new URL(testUrl), new URL(liveUrl)];
		return test.host === live.host && ownPath(test) === ownPath(live);
	} catch {
		return false;
	}
}

// The webhook's ID and the path in the node's description.
function ownPath({ pathname }: URL): string {
	return pathname.split('/').slice(-2).join('/');
}

function readStored(memory: IDataObject): Loan | undefined {
	const stored = memory[KEY] as
		| { testUrl?: string; url?: string; eventTypes?: string[] }
		| undefined;
	if (stored?.testUrl === undefined) return undefined;
	return {
		testUrl: stored.testUrl,
		lender: { url: stored.url ?? '', eventTypes: stored.eventTypes },
	};
}
