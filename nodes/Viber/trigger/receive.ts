import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { CallbackRequest, Reception } from '../providers/provider';
import { eventToJson } from '../shared/events';
import { triggerProvider } from './provider';

/** What n8n adds to a request of Express. */
interface RawRequest {
	rawBody?: Buffer;
	/** Newer versions of n8n read unusual content types only when asked to. */
	readRawBody?: () => Promise<void>;
}

/**
 * Receives one callback: verifies it, answers the provider at once, and starts the workflow if the
 * event is among the chosen ones.
 *
 * @returns `noWebhookResponse` always, as the answer was already written
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const reception = await receive(context);
	if (reception.kind === 'refused') {
		// The body stays out of the log: it is a stranger's, or a person's.
		context.logger.warn(`Viber Trigger refused a callback: ${reception.why}`, {
			node: context.getNode().name,
			statusCode: reception.statusCode,
		});
		return answer(context, reception.statusCode);
	}
	const chosen = context.getNodeParameter('events', []) as string[];
	const simplify = context.getNodeParameter('simplify', true) as boolean;
	const items = reception.events
		.filter(({ event }) => chosen.includes('all') || chosen.includes(event.event))
		.map(({ event, raw }) => ({ json: simplify ? eventToJson(event) : raw }));
	return items.length === 0
		? answer(context, 200)
		: { ...answer(context, 200), workflowData: [items] };
}

// n8n starts an execution for whatever a webhook throws, so nothing may be thrown before the
// signature was checked: a stranger could fill the list of executions.
async function receive(context: IWebhookFunctions): Promise<Reception> {
	try {
		const provider = triggerProvider(context);
		const credential = await context.getCredentials(provider.credential);
		return provider.callbacks.receive(await readRequest(context), credential);
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown';
		return { kind: 'refused', statusCode: 403, why: `it could not be checked (${reason})` };
	}
}

async function readRequest(context: IWebhookFunctions): Promise<CallbackRequest> {
	const request = context.getRequestObject() as unknown as RawRequest;
	if (!request.rawBody) await readRaw(request);
	return {
		headers: context.getHeaderData() as CallbackRequest['headers'],
		query: context.getQueryData() as CallbackRequest['query'],
		rawBody: request.rawBody ?? Buffer.alloc(0),
	};
}

// n8n reads multipart bodies itself and keeps no raw bytes; reading them once more fails. No
// provider calls back in that form, and without bytes no signature is right.
async function readRaw(request: RawRequest): Promise<void> {
	try {
		await request.readRawBody?.();
	} catch {
		delete request.rawBody;
	}
}

// Written by hand rather than returned to n8n: this works alike on every version, with and without
// a workflow to start.
function answer(context: IWebhookFunctions, statusCode: number): IWebhookResponseData {
	context.getResponseObject().status(statusCode).end();
	return { noWebhookResponse: true };
}
