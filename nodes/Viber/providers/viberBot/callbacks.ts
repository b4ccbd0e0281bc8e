import type { IDataObject } from 'n8n-workflow';

import { parseExactObject } from '../../../../vendor/json';
import { digest } from '../../shared/callbackContent';
import type { EventMessage, EventName, EventUser, MessagingEvent } from '../../shared/events';
import { asObject } from '../../shared/objects';
import type { CallbackProof, CallbackRequest, Reception } from '../callbacks';
import { ID_KEYS } from './responses';
import { isHmacSha256 } from './signatures';

const SIGNATURE_HEADER = 'x-viber-content-signature';

/** Viber's events by their names on the wire (viber-bot-api.md §9.4). */
const EVENT_NAMES: ReadonlyMap<unknown, EventName> = new Map<string, EventName>([
	['client_status', 'clientStatus'],
	['conversation_started', 'conversationStarted'],
	['delivered', 'delivered'],
	['failed', 'failed'],
	['message', 'message'],
	['seen', 'seen'],
	['subscribed', 'subscribed'],
	['unsubscribed', 'unsubscribed'],
]);

/**
 * Verifies a callback over its raw bytes, then reads it (viber-bot-api.md §9).
 *
 * @param request the callback, untouched; Viber signs in a header or in the query (`sig`)
 * @param credential the data of the credential `viberBotApi`
 * @returns no events for the handshake of `set_webhook`
 */
export function receive(request: CallbackRequest, credential: IDataObject): Reception {
	const signature = first(request.headers[SIGNATURE_HEADER]) || first(request.query.sig);
	if (!signature) {
		return { kind: 'refused', statusCode: 401, why: 'the signature is missing' };
	}
	const key = String(credential.authToken ?? '').trim();
	if (!isHmacSha256(request.rawBody, key, signature)) {
		return {
			kind: 'refused',
			statusCode: 403,
			why: 'the signature does not belong to this body and this token; if your bot calls here, choose its credential in Viber Trigger',
		};
	}
	const text = request.rawBody.toString('utf8');
	const raw = parseExactObject(text, ID_KEYS) as IDataObject | undefined;
	if (!raw || typeof raw.event !== 'string') {
		return { kind: 'refused', statusCode: 400, why: 'the body is not a callback of Viber’s' };
	}
	if (raw.event === 'webhook') return { kind: 'genuine', events: [] };
	return { kind: 'genuine', events: [{ event: readEvent(raw, request.rawBody), raw }] };
}

/**
 * The signature as Viber sent it, where Viber put it (viber-bot-api.md §9.1 and §9.2).
 *
 * @param request a callback that {@link receive} has found genuine
 */
export function proof(request: CallbackRequest): CallbackProof {
	const inHeader = first(request.headers[SIGNATURE_HEADER]);
	const inQuery = first(request.query.sig);
	return {
		headers: inHeader === undefined ? {} : { [SIGNATURE_HEADER]: inHeader },
		query: inQuery === undefined ? {} : { sig: inQuery },
	};
}

function readEvent(raw: IDataObject, bytes: Buffer): MessagingEvent {
	const name = EVENT_NAMES.get(raw.event) ?? 'unknown';
	const user = readUser(raw);
	const messageId = asText(raw.message_token);
	return {
		provider: 'viberBot',
		event: name,
		eventId: eventId(raw, messageId, user?.id, bytes),
		messageId,
		user,
		occurredAt: readTime(raw.timestamp),
		...specifics(name, raw),
	};
}

// Repeats carry the same token (§9.1). One token stands for several events (delivered, seen), and
// a broadcast's for several people, so both belong to the id.
function eventId(
	raw: IDataObject,
	messageId: string | undefined,
	userId: string | undefined,
	bytes: Buffer,
): string {
	const subject = messageId ?? digest(bytes);
	return ['viberBot', String(raw.event), subject, ...(userId ? [userId] : [])].join(':');
}

function specifics(name: EventName, raw: IDataObject): Partial<MessagingEvent> {
	switch (name) {
		case 'message':
			return {
				message: readMessage(asObject(raw.message)),
				details: {
					silent: raw.silent,
					replyType: raw.reply_type,
					chatId: asText(raw.chat_id),
				},
			};
		case 'delivered':
		case 'seen':
			return { status: name, details: { chatId: asText(raw.chat_id) } };
		case 'failed':
			return {
				status: 'failed',
				error: {
					code: 'failed',
					reason: asText(raw.desc) ?? 'The person’s Viber app rejected the message',
				},
			};
		case 'conversationStarted':
			return {
				details: { type: raw.type, context: asText(raw.context), subscribed: raw.subscribed },
			};
		case 'clientStatus':
			return { details: { clientStatus: raw.status } };
		case 'unknown':
			return { details: { providerEvent: raw.event, body: raw } };
		default:
			return {};
	}
}

function readUser(raw: IDataObject): EventUser | undefined {
	const person = asObject(raw.sender) ?? asObject(raw.user);
	const id = asText(person?.id) ?? asText(raw.user_id);
	if (!person) return id === undefined ? undefined : { id };
	return {
		id,
		name: asText(person.name),
		avatar: asText(person.avatar),
		language: asText(person.language),
		country: asText(person.country),
		apiVersion: asNumber(person.api_version),
	};
}

function readMessage(message: IDataObject | undefined): EventMessage {
	const contact = asObject(message?.contact);
	const location = asObject(message?.location);
	const latitude = asNumber(location?.lat);
	const longitude = asNumber(location?.lon);
	const trackingData = asText(message?.tracking_data);
	return {
		type: asText(message?.type) ?? 'unknown',
		text: asText(message?.text),
		// Viber sends '' when the last message to the person carried none.
		trackingData: trackingData === '' ? undefined : trackingData,
		media: asText(message?.media),
		thumbnail: asText(message?.thumbnail),
		fileName: asText(message?.file_name),
		size: asNumber(message?.size),
		duration: asNumber(message?.duration),
		stickerId: asText(message?.sticker_id),
		contact: contact && {
			name: asText(contact.name),
			phone: asText(contact.phone_number),
			avatar: asText(contact.avatar),
		},
		location:
			latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
	};
}

function readTime(timestamp: unknown): string | undefined {
	const milliseconds = asNumber(timestamp);
	// Beyond this, Date holds no time (ECMA-262, "Time Values and Time Range").
	if (milliseconds === undefined || Math.abs(milliseconds) > 8.64e15) return undefined;
	return new Date(milliseconds).toISOString();
}

function first(value: unknown): string | undefined {
	const one: unknown = Array.isArray(value) ? value[0] : value;
	return typeof one === 'string' ? one : undefined;
}

function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	return typeof value === 'number' ? String(value) : undefined;
}

function asNumber(value: unknown): number | undefined {
	if (typeof value === 'string' && value.trim() === '') return undefined;
	const number = typeof value === 'string' ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
