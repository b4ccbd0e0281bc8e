import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { CallbackRequest, Provider, Reception } from '../providers/provider';
import type { MessagingEvent, ReceivedEvent } from '../shared/events';
import { eventToJson } from '../shared/events';
import { forwardCallback } from './forward';
import type { MediaChoice } from './media';
import { fetchMedia } from './media';
import { triggerProvider } from './provider';
import { isRepeat } from './repeats';
import type { WelcomeMode } from './welcome';
import { awaitWelcome, builtWelcome } from './welcome';

/** What n8n adds to a request of Express. */
interface RawRequest {
	method?: string;
	rawBody?: Buffer;
	/** Newer versions of n8n read unusual content types only when asked to. */
	readRawBody?: () => Promise<void>;
}

/** What the user has chosen, read before anything is done. */
interface Choices {
	events: string[];
	simplify: boolean;
	welcomeMode: WelcomeMode;
	dropRepeats: boolean;
	media?: MediaChoice;
}

/**
 * Receives one callback: verifies it, answers the provider at once, sends it on to others that
 * want it, and starts the workflow if the event is among the chosen ones.
 *
 * @returns `noWebhookResponse`, as the answer was already written; without it, n8n answers with
 * what the last node gives
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = await receive(context);
	const { reception } = received;
	if (reception.kind === 'refused') {
		// The body stays out of the log: it is a stranger's, or a person's.
		context.logger.warn(`Viber Trigger refused a callback: ${reception.why}`, {
			node: context.getNode().name,
			statusCode: reception.statusCode,
		});
		return answer(context, reception.statusCode);
	}
	const { provider, request } = received as Genuine;
	const choices = readChoices(context);
	const wanted = reception.events.filter(
		({ event }) => choices.events.includes('all') || choices.events.includes(event.event),
	);
	const news = wanted.filter(({ event }) => !isDropped(context, choices, event));
	const { welcome } = provider.callbacks;
	const greeted = wanted.find(({ event }) => welcome?.answers(event));
	if (welcome && greeted && choices.welcomeMode === 'lastNode' && news.includes(greeted)) {
		awaitWelcome(context, welcome, greeted.event);
		sendOn(context, provider, request, reception.events);
		return { workflowData: [await toItems(context, provider, news, choices)] };
	}
	// A repeat is greeted again: it comes because the first answer did not arrive.
	const isGreeting = welcome && greeted && choices.welcomeMode === 'message';
	const body = isGreeting ? builtWelcome(context, welcome, greeted.event) : '';
	const answered = answer(context, 200, body);
	sendOn(context, provider, request, reception.events);
	if (news.length === 0) return answered;
	return { ...answered, workflowData: [await toItems(context, provider, news, choices)] };
}

function readChoices(context: IWebhookFunctions): Choices {
	const options = context.getNodeParameter('options', {}) as {
		dropRepeats?: boolean;
		downloadMedia?: boolean;
		mediaProperty?: string;
		maxMediaSize?: number;
	};
	return {
		events: context.getNodeParameter('events', []) as string[],
		simplify: context.getNodeParameter('simplify', true) as boolean,
		welcomeMode: context.getNodeParameter('welcomeMode', 'none') as WelcomeMode,
		dropRepeats: options.dropRepeats ?? true,
		...(options.downloadMedia
			? {
					media: {
						property: options.mediaProperty?.trim() || 'data',
						maxMegabytes: options.maxMediaSize ?? 50,
					},
				}
			: {}),
	};
}

// A test and the active workflow are two triggers at the same address: each gets every event once.
function isDropped(
	context: IWebhookFunctions,
	choices: Choices,
	{ event, eventId }: MessagingEvent,
): boolean {
	if (!choices.dropRepeats) return false;
	// Each kind of event for itself: the receipts of a broadcast push no message out of memory.
	const trigger = `${context.getMode()} ${event} ${context.getNodeWebhookUrl('default') ?? ''}`;
	return isRepeat(trigger, eventId);
}

// Nobody waits for it. A handshake is left out, as it concerns nobody but this trigger.
function sendOn(
	context: IWebhookFunctions,
	provider: Provider,
	request: CallbackRequest,
	events: readonly ReceivedEvent[],
): void {
	if (events.length === 0) return;
	const eventIds = events.map(({ event }) => event.eventId);
	forwardCallback(context, provider, request, eventIds).catch((error: Error) => {
		context.logger.warn(`Viber Trigger could not forward a callback: ${error.message}`, {
			node: context.getNode().name,
		});
	});
}

async function toItems(
	context: IWebhookFunctions,
	provider: Provider,
	events: readonly ReceivedEvent[],
	{ simplify, media }: Choices,
): Promise<INodeExecutionData[]> {
	return await Promise.all(
		events.map(async ({ event, raw }) => {
			const { mediaError, binary } = media
				? await fetchMedia(context, provider, event.message, media)
				: {};
			return {
				json: {
					...(simplify ? eventToJson(event) : raw),
					...(mediaError === undefined ? {} : { mediaError }),
				},
				...(binary ? { binary } : {}),
			};
		}),
	);
}

interface Genuine {
	provider: Provider;
	request: CallbackRequest;
}

// n8n starts an execution for whatever a webhook throws, so nothing may be thrown before the
// signature was checked: a stranger could fill the list of executions.
async function receive(
	context: IWebhookFunctions,
): Promise<Partial<Genuine> & { reception: Reception }> {
	try {
		const provider = triggerProvider(context);
		const credential = await context.getCredentials(provider.credential);
		const request = await readRequest(context);
		return { provider, request, reception: provider.callbacks.receive(request, credential) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown';
		const why = `it could not be checked (${reason})`;
		return { reception: { kind: 'refused', statusCode: 403, why } };
	}
}

async function readRequest(context: IWebhookFunctions): Promise<CallbackRequest> {
	const request = context.getRequestObject() as unknown as RawRequest;
	if (!request.rawBody) await readRaw(request);
	return {
		method: request.method === 'GET' ? 'GET' : 'POST',
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
function answer(context: IWebhookFunctions, statusCode: number, body = ''): IWebhookResponseData {
	const response = context.getResponseObject();
	response.status(statusCode);
	if (body !== '') response.setHeader('content-type', 'application/json');
	response.end(body);
	return { noWebhookResponse: true };
}
