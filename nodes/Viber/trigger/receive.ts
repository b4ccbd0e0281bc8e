import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { CallbackRequest } from '../providers/callbacks';
import type { Provider } from '../providers/provider';
import type { ReceivedEvent } from '../shared/events';
import { eventToJson } from '../shared/events';
import type { Choices } from './admit';
import { admit } from './admit';
import { forwardCallback } from './forward';
import { fetchMedia } from './media';
import { isRepeat } from './repeats';
import { awaitWelcome, builtWelcome } from './welcome';

/**
 * Receives one callback: verifies it, answers the provider at once, sends it on to others that
 * want it, and starts the workflow if the event is among the chosen ones.
 *
 * @returns `noWebhookResponse`, as the answer was already written; without it, n8n answers with
 * what the last node gives
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const arrival = await admit(context);
	if (arrival.kind === 'refused') {
		// The content stays out of the log: it is a stranger's, or a person's.
		context.logger.warn(`Viber Trigger refused a callback: ${arrival.why}`, {
			node: context.getNode().name,
			statusCode: arrival.statusCode,
		});
		if (arrival.allow) context.getResponseObject().setHeader('allow', arrival.allow);
		return answer(context, arrival.statusCode);
	}
	const { provider, request, events, choices } = arrival;
	const wanted = events.filter(
		({ event }) => choices.events.includes('all') || choices.events.includes(event.event),
	);
	if (wanted.length < events.length) mentionUnknown(context, events, choices);
	const news = wanted.filter((received) => !isDropped(context, choices, received));
	const { welcome } = provider.callbacks;
	const greeted = wanted.find(({ event }) => welcome?.answers(event));
	if (welcome && greeted && choices.welcomeMode === 'lastNode' && news.includes(greeted)) {
		awaitWelcome(context, welcome, greeted.event);
		sendOn(context, provider, request, events);
		return { workflowData: [await toItems(context, provider, news, choices)] };
	}
	// A repeat is greeted again: it comes because the first answer did not arrive.
	const isGreeting = welcome && greeted && choices.welcomeMode === 'message';
	const body = isGreeting ? builtWelcome(context, welcome, greeted.event) : '';
	const answered = answer(context, 200, body);
	sendOn(context, provider, request, events);
	if (news.length === 0) return answered;
	return { ...answered, workflowData: [await toItems(context, provider, news, choices)] };
}

// Who did not ask for it would otherwise never learn that something has come.
function mentionUnknown(
	context: IWebhookFunctions,
	events: readonly ReceivedEvent[],
	choices: Choices,
): void {
	const isUnknown = events.some(({ event }) => event.event === 'unknown');
	if (!isUnknown || choices.events.includes('unknown')) return;
	context.logger.warn(
		"Viber Trigger received something that it cannot read, and left it out. To see it, choose 'Any Event' in 'Trigger On'",
		{ node: context.getNode().name },
	);
}

// A test and the active workflow are two triggers at the same address: each gets every event once.
function isDropped(
	context: IWebhookFunctions,
	choices: Choices,
	{ event: { event, eventId }, mayRecur }: ReceivedEvent,
): boolean {
	if (!choices.dropRepeats || mayRecur) return false;
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

// Written by hand rather than returned to n8n: this works alike on every version, with and without
// a workflow to start.
function answer(context: IWebhookFunctions, statusCode: number, body = ''): IWebhookResponseData {
	const response = context.getResponseObject();
	response.status(statusCode);
	if (body !== '') response.setHeader('content-type', 'application/json');
	response.end(body);
	return { noWebhookResponse: true };
}
