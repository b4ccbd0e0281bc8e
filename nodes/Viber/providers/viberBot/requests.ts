import type { IDataObject } from 'n8n-workflow';

import { count, InvalidInput, readRequiredText } from '../../shared/inputs';
import { cut } from '../../shared/recipients';
import type { WebhookSettings } from '../calls';
import type { ReadParameter } from '../parameters';
import type { DraftFacts, MediaFacts, MessageDraft, OutgoingBroadcast } from '../sending';
import type { ProviderRequest } from '../wire';
import { OPTIONAL_EVENTS, REQUEST_BYTES, RECEIVERS_PER_REQUEST } from './limits';
import { buildMessage } from './message';

type JsonRequest = ProviderRequest & { body: string };

/**
 * Builds one call of a method of the Viber Bot API (viber-bot-api.md §1).
 *
 * @param method name of the method, such as `send_message`
 * @param body goes out as JSON
 */
export function call(method: string, body: IDataObject = {}): JsonRequest {
	return {
		method: 'POST',
		path: `/${method}`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify(body),
	};
}

/**
 * Drafts a message for one person from the user's fields (viber-bot-api.md §3).
 *
 * @param read reads the user's fields
 * @param facts what was found out about the media file
 * @throws InvalidInput when a field is missing or over its limit
 */
export function draftMessage(
	read: ReadParameter,
	{ media }: Pick<DraftFacts, 'media'>,
): MessageDraft {
	const to = readRequiredText(read, 'to', 'To').trim();
	const content = buildMessage(read, media);
	const bytes = Buffer.byteLength(sendMessage(content, [to]).body);
	if (bytes > REQUEST_BYTES) return tooLarge(bytes);
	return { receivers: [to], receiversAtOnce: 1, content };
}

/**
 * Builds `send_message` (viber-bot-api.md §3).
 *
 * @param content from {@link draftMessage}
 * @param receivers one
 */
export function sendMessage(content: IDataObject, [receiver]: readonly string[]): JsonRequest {
	return call('send_message', { receiver, ...content });
}

/**
 * Builds what a broadcast says to each of its receivers (viber-bot-api.md §4).
 *
 * @param read reads the user's fields
 * @param receivers each of whom has to fit into a request together with the message
 * @param media what was found out about the media file
 * @throws InvalidInput when a field is missing or over its limit
 */
export function broadcastContent(
	read: ReadParameter,
	receivers: readonly string[],
	media?: MediaFacts,
): IDataObject {
	const content = buildMessage(read, media);
	const longest = receivers.reduce((most, receiver) => Math.max(most, weigh(receiver)), 0);
	const bytes = REQUEST_BYTES - roomBeside(content) + longest;
	if (bytes > REQUEST_BYTES) return tooLarge(bytes);
	return content;
}

/**
 * Cuts a broadcast into calls of `broadcast_message`: at most 300 receivers (viber-bot-api.md §4)
 * and 30 KB (§1) each.
 *
 * @param content from `broadcastContent`
 * @param receivers each of them once
 */
export function broadcastMessages(
	content: IDataObject,
	receivers: readonly string[],
): OutgoingBroadcast[] {
	const most = { entries: RECEIVERS_PER_REQUEST, weight: roomBeside(content) };
	return cut(receivers, most, weigh).map((piece) => ({
		receivers: piece,
		request: call('broadcast_message', { broadcast_list: piece, ...content }),
	}));
}

// The bytes that receivers may take beside the message. The last one needs no comma.
function roomBeside(content: IDataObject): number {
	const { body } = call('broadcast_message', { broadcast_list: [], ...content });
	return REQUEST_BYTES - Buffer.byteLength(body) + 1;
}

function weigh(receiver: string): number {
	return Buffer.byteLength(JSON.stringify(receiver)) + 1;
}

function tooLarge(bytes: number): never {
	throw new InvalidInput(
		`The message takes ${count(bytes)} bytes, the limit is ${count(REQUEST_BYTES)}`,
		'Shorten the text, the tracking data or the buttons. Letters outside English take two bytes or more.',
	);
}

/**
 * Builds `set_webhook` (viber-bot-api.md §2).
 *
 * @param settings without `eventTypes` Viber delivers all events, with none its mandatory three only.
 * Names that Viber lists but does not document as input (client_status) are left out.
 */
export function setWebhook(settings: WebhookSettings): ProviderRequest {
	const { eventTypes } = settings;
	const optional = Object.values(OPTIONAL_EVENTS);
	return call('set_webhook', {
		url: settings.url,
		...(eventTypes && { event_types: eventTypes.filter((name) => optional.includes(name)) }),
		send_name: settings.sendName,
		send_photo: settings.sendPhoto,
	});
}

/** Builds the `set_webhook` that removes the webhook (viber-bot-api.md §2: an empty URL). */
export function removeWebhook(): ProviderRequest {
	return call('set_webhook', { url: '' });
}

/** Builds `get_account_info` (viber-bot-api.md §7). */
export function getAccountInfo(): ProviderRequest {
	return call('get_account_info');
}
