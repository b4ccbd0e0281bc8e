import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { settledWithin } from '../shared/deadlines';

/** How long a callback waits for a reading that another one has begun, in ms. */
const SHARED_MS = 1000;

/** Readings that are under way, by trigger. */
const underWay = new Map<string, Promise<ICredentialDataDecryptedObject>>();

/**
 * Judges a callback by the trigger's credential. Reading it is the dearest part of receiving: n8n
 * asks its database, and builds an isolate for the expressions that a credential may hold. So
 * callbacks that arrive while it is being read share that reading, but only to be taken: one that
 * is refused, or whose shared reading failed or takes longer than a second, is judged by a reading
 * that began after it came.
 * Nothing is kept between readings, so that a changed credential counts with the next one.
 *
 * @param judge must give the same again for the same credential
 * @param isRefusal whether the judgement is against the callback
 * @returns the judgement
 * @throws what `judge` throws, or what n8n throws when the credential cannot be read
 */
export async function judgeByCredential<T>(
	context: IWebhookFunctions,
	{ credential: type }: Provider,
	judge: (credential: ICredentialDataDecryptedObject) => Promise<T>,
	isRefusal: (judgement: T) => boolean,
): Promise<T> {
	const key = keyOf(context, type);
	const begun = underWay.get(key);
	const shared = begun && (await settledWithin(SHARED_MS, begun));
	if (shared) {
		const judgement = await judge(shared);
		if (!isRefusal(judgement)) return judgement;
	}
	const reading = context.getCredentials(type);
	underWay.set(key, reading);
	try {
		return await judge(await reading);
	} finally {
		if (underWay.get(key) === reading) underWay.delete(key);
	}
}

// A test and the active workflow do not share, nor do two triggers with the same credential: what
// n8n lets a workflow read is a matter of that workflow.
function keyOf(context: IWebhookFunctions, type: string): string {
	const { id, credentials } = context.getNode();
	return JSON.stringify([context.getMode(), context.getWorkflow().id, id, credentials?.[type]?.id]);
}
