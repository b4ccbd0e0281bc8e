import type { IDataObject } from 'n8n-workflow';

import { parseExactObject } from '../../../../vendor/json';
import type { CallbackContent, KnownContent } from '../../shared/callbackContent';
import {
	digest,
	findFields,
	isProbe,
	readContent,
	unknownEvent,
} from '../../shared/callbackContent';
import type { ReceivedEvent } from '../../shared/events';
import { asText } from '../../shared/forms';
import { asObject } from '../../shared/objects';
import type { CallbackRequest, Callbacks, Reception } from '../callbacks';
import { ID_KEYS, readStatus } from './statuses';

const TRACKING_ID = /^tracking_id:(\d+)$/;

/**
 * How DecisionTelecom calls back (decisiontelecom.md §7). Only the reply is documented, and neither
 * the method nor the form of the body: so all of them are taken.
 */
export const callbacks: Callbacks = {
	methods: ['GET', 'POST'],
	guardedByAddress: true,
	receive,
};

/**
 * Reads a callback: a reply, a status, or what has come instead.
 *
 * @returns one event for each entry of a list; none for a call without any content
 */
function receive(request: CallbackRequest): Reception {
	const content = readContent(request, { ids: ID_KEYS });
	if (isProbe(content)) return { kind: 'genuine', events: [] };
	const { body } = content;
	const entries = Array.isArray(body) ? body : [body];
	return {
		kind: 'genuine',
		events: entries.map((entry) => readEntry({ ...content, body: entry })),
	};
}

function readEntry(content: CallbackContent): ReceivedEvent {
	const reply = findFields(content, isReply);
	if (reply) return readReply(reply, content.bytes);
	const status = findFields(content, isStatus);
	return status ? readReport(status) : unknownEvent('decisionTelecom', content);
}

// decisiontelecom.md §7.3. Nothing tells what else a status may hold, so that a message alone does
// not make a reply of one.
function isReply(fields: IDataObject): boolean {
	const hasToken = asText(fields.message_token) !== undefined;
	const hasPhone = asText(fields.phone_number) !== undefined;
	const hasMessage =
		asObject(fields.message) !== undefined || fields['message[text]'] !== undefined;
	if (hasMessage) return hasToken || hasPhone || !isStatus(fields);
	return hasToken && hasPhone;
}

function isStatus(fields: IDataObject): boolean {
	return (
		asText(fields.message_id) !== undefined &&
		(fields.status !== undefined || fields.sms_message_status !== undefined)
	);
}

function readReport({ fields, rest, raw }: KnownContent): ReceivedEvent {
	const event = readStatus(fields);
	if (event.event !== 'unknown') {
		return {
			event: { ...event, details: { ...event.details, ...rest } },
			raw,
			// Without an ID it may be about another message than the one before.
			...(event.messageId === undefined ? { mayRecur: true } : {}),
		};
	}
	const details = { ...event.details, body: fields, ...rest };
	return { event: { ...event, details }, raw, mayRecur: true };
}

function readReply({ fields, rest, raw }: KnownContent, bytes = ''): ReceivedEvent {
	const { text, trackingData } = readMessage(fields);
	const token = asText(fields.message_token);
	const phone = asText(fields.phone_number);
	return {
		event: {
			provider: 'decisionTelecom',
			event: 'message',
			eventId: `decisionTelecom:message:${token ?? digest(JSON.stringify(raw) + bytes)}`,
			messageId: token,
			user: phone === undefined ? undefined : { phone },
			message: { type: text === undefined ? 'unknown' : 'text', text, trackingData },
			occurredAt: readTime(fields.time),
			details: {
				repliesTo: TRACKING_ID.exec(trackingData ?? '')?.[1],
				// Nothing is documented about replies without text: what they hold must not be lost.
				...(text === undefined ? { body: fields } : {}),
				...rest,
			},
		},
		raw,
		// Without either, the same words said twice look like a repeat.
		...(token === undefined && fields.time === undefined ? { mayRecur: true } : {}),
	};
}

// A form has no objects: they come as JSON in a field, or as one field for each of their keys.
function readMessage(fields: IDataObject): { text?: string; trackingData?: string } {
	const given = asText(fields.message);
	const message =
		asObject(fields.message) ?? (given === undefined ? undefined : parseExactObject(given));
	return {
		text: asText(message ? message.text : (fields['message[text]'] ?? given)),
		trackingData: asText(message ? message.tracking_data : fields['message[tracking_data]']),
	};
}

// The documents do not name the unit. Ten digits are seconds in our days, thirteen milliseconds.
function readTime(value: unknown): string | undefined {
	const digits = asText(value)?.trim() ?? '';
	if (/^\d{10}$/.test(digits)) return new Date(Number(digits) * 1000).toISOString();
	return /^\d{13}$/.test(digits) ? new Date(Number(digits)).toISOString() : undefined;
}
