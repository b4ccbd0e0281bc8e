import type { IDataObject } from 'n8n-workflow';

import {
	checkLength,
	checkUrl,
	InvalidInput,
	readRequiredText,
	readText,
	readWholeNumber,
} from '../../shared/inputs';
import type { OutgoingMessage, ProviderRequest, ReadParameter, WebhookSettings } from '../provider';
import {
	API_VERSION,
	OPTIONAL_EVENTS,
	REQUEST_BYTES,
	SENDER_NAME,
	TEXT,
	TRACKING_DATA,
} from './limits';

/**
 * Builds one call of a method of the Viber Bot API (viber-bot-api.md §1).
 *
 * @param method name of the method, such as `send_message`
 * @param body goes out as JSON
 */
export function call(method: string, body: IDataObject = {}): ProviderRequest {
	return {
		method: 'POST',
		path: `/${method}`,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify(body),
	};
}

/**
 * Builds `send_message` from the user's fields (viber-bot-api.md §3).
 *
 * @param read reads the user's fields
 * @throws InvalidInput when a field is missing or over its limit
 */
export function sendMessage(read: ReadParameter): OutgoingMessage {
	const to = readRequiredText(read, 'to', 'To').trim();
	const request = call('send_message', {
		receiver: to,
		...content(read),
		...commonFields(read),
	});
	const bytes = Buffer.byteLength(request.body);
	if (bytes > REQUEST_BYTES) {
		throw new InvalidInput(
			`The message takes ${bytes.toLocaleString('en-US')} bytes, the limit is ${REQUEST_BYTES.toLocaleString('en-US')}`,
			"Shorten 'Text' or 'Tracking Data'. Letters outside English take two bytes or more.",
		);
	}
	return { to, request };
}

/**
 * Builds `set_webhook` (viber-bot-api.md §2).
 *
 * @param settings without `eventTypes` Viber delivers all events, with none its mandatory three only.
 * Names that Viber lists but does not document as input (client_status) are left out.
 */
export function setWebhook(settings: WebhookSettings): ProviderRequest {
	const { eventTypes } = settings;
	const optional: readonly string[] = OPTIONAL_EVENTS;
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

function content(read: ReadParameter): IDataObject {
	const type = readText(read, 'messageType', 'Message Type');
	if (type !== 'text') {
		throw new InvalidInput(
			`The message type "${type}" is not one that a Viber bot can send here`,
			"Choose another 'Message Type'.",
		);
	}
	const text = readRequiredText(read, 'text', 'Text');
	checkLength(text, 'Text', TEXT);
	return { type, text };
}

function commonFields(read: ReadParameter): IDataObject {
	const name = readRequiredText(read, 'from', 'Sender Name').trim();
	checkLength(name, 'Sender Name', SENDER_NAME);
	const sender: IDataObject = { name };
	const avatar = readText(read, 'options.avatar', 'Sender Avatar URL').trim();
	if (avatar !== '') {
		checkUrl(avatar, 'Sender Avatar URL');
		sender.avatar = avatar;
	}
	const fields: IDataObject = { sender };
	const trackingData = readText(read, 'options.trackingData', 'Tracking Data');
	if (trackingData !== '') {
		checkLength(trackingData, 'Tracking Data', TRACKING_DATA);
		fields.tracking_data = trackingData;
	}
	const minApiVersion = readWholeNumber(
		read,
		'options.minApiVersion',
		'Minimum API Version',
		API_VERSION,
	);
	if (minApiVersion !== undefined) fields.min_api_version = minApiVersion;
	return fields;
}
