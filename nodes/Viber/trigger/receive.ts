import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { CallbackRequest } from '../providers/callbacks';
import type { Provider } from '../providers/provider';
import type { ReceivedEvent } from '../shared/events';
import { eventToJson } from '../shared/events';
import type { Choices } from './admit';
import { admit } from './admit';
import { forwardCallback } from './forward';
import { fetchMedia } from './media';
import { firstOf } from './repeats';
import { Taking } from './taking';
import { awaitWelcome, builtWelcome } from './welcome';

/**
 * Receives one callback: verifies it, sends it on to others that want it, starts the workflow if the
 * event is among the chosen ones, and answers the provider as soon as n8n has taken it.
 *
 * @returns `noWebhookResponse` when the answer was already written; without it, n8n answers once it
 * has taken the event, or with what the last node gives
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
	const taking = new Taking();
	const firsts = wanted.map((received) => firstOfSame(context, choices, received, taking));
	const news = wanted.filter((_, index) => firsts[index] === undefined);
	sendOn(context, provider, request, events);
	const { welcome } = provider.callbacks;
	const greeted = wanted.find(({ event }) => welcome?.answers(event));
	const start = async () => [await toItems(context, provider, news, choices)];
	// A repeat is greeted again: it comes because the first answer did not arrive.
	const isGreeting = welcome && greeted && choices.welcomeMode === 'message';
	const body = isGreeting ? builtWelcome(context, welcome, greeted.event) : '';
	if (news.length === 0) {
		const areTaken = (await Promise.all(firsts)).every((isTaken) => isTaken);
		return areTaken ? answer(context, 200, body) : answer(context, 503);
	}
	if (choices.welcomeMode !== 'lastNode') {
		taking.answerAfterwards(context.getResponseObject(), body, () => mentionLost(context));
		return { workflowData: await start() };
	}
	// n8n answers when the workflow is done, which is too late to say that the event was taken.
	taking.answeredBeforehand();
	if (!welcome || !greeted || !news.includes(greeted)) {
		return { ...answer(context, 200), workflowData: await start() };
	}
	awaitWelcome(context, welcome, greeted.event);
	return { workflowData: await start() };
}

function mentionLost(context: IWebhookFunctions): void {
	context.logger.error(
		'Viber Trigger lost a callback: n8n took so long for it that the provider was answered, and could not take it in the end. Look for the reason in what n8n has logged before',
		{ node: context.getNode().name },
	);
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

/**
 * Notes an event. A test and the active workflow are two triggers at the same address: each gets
 * every event once.
 *
 * @returns undefined when it is not to be dropped, otherwise what became of the first of its kind
 */
function firstOfSame(
	context: IWebhookFunctions,
	choices: Choices,
	{ event: { event, eventId }, mayRecur }: ReceivedEvent,
	taking: Taking,
): Promise<boolean> | undefined {
	if (!choices.dropRepeats || mayRecur) return undefined;
	// Each kind of event for itself: the receipts of a broadcast push no message out of memory.
	const trigger = `${context.getMode()} ${event} ${context.getNodeWebhookUrl('default') ?? ''}`;
	return firstOf(trigger, eventId, taking);
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

// Written by hand rather than returned to n8n: this works alike on every version.
function answer(context: IWebhookFunctions, statusCode: number, body = ''): IWebhookResponseData {
	const response = context.getResponseObject();
	response.status(statusCode);
	if (body !== '') response.setHeader('content-type', 'application/json');
	response.end(body);
	return { noWebhookResponse: true };
}
