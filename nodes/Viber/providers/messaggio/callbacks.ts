import type { IDataObject } from 'n8n-workflow';

import {
	digest,
	findFields,
	isProbe,
	readContent,
	unknownEvent,
} from '../../shared/callbackContent';
import type { MessagingEvent } from '../../shared/events';
import { asText } from '../../shared/forms';
import { lookUp } from '../../shared/statusWords';
import type { CallbackRequest, Callbacks, Reception } from '../callbacks';
import { DELIVERY_STATUSES, STANDARD_STATUSES, undeliveredReason } from './reports';

/** How Messaggio reports what became of a message (messaggio.md §5; Messaggio's document, chapter 2). */
export const callbacks: Callbacks = {
	methods: ['GET', 'POST'],
	guardedByAddress: true,
	receive,
};

/** What all kinds of reports have in common. */
interface Report {
	type: string;
	messageId?: string;
	transactionId?: string;
	status: string;
	fields: IDataObject;
}

/**
 * Reads a report, whose parameters may be in the address as well as in the body.
 *
 * @returns no event for a call without any content
 */
function receive(request: CallbackRequest): Reception {
	// Its own API knows this charset beside UTF-8 (messaggio.md §2); that of reports is not documented.
	const content = readContent(request, { ids: [], charsets: ['windows-1251'] });
	if (isProbe(content)) return { kind: 'genuine', events: [] };
	const known = findFields(content, (fields) => readEvent(fields) !== undefined);
	const event = known && readEvent(known.fields);
	if (!event) return { kind: 'genuine', events: [unknownEvent('messaggio', content)] };
	const details = { ...event.details, ...known.rest };
	// Nothing tells a second "yes" from the first one told twice. A report without an ID may be
	// about somebody else, as one transaction ID stands for all receivers of a request.
	const mayRecur = ['message', 'unknown'].includes(event.event) || event.messageId === undefined;
	return {
		kind: 'genuine',
		events: [{ event: { ...event, details }, raw: known.raw, ...(mayRecur ? { mayRecur } : {}) }],
	};
}

function readEvent(fields: IDataObject): MessagingEvent | undefined {
	const report: Report = {
		type: word(fields.type),
		messageId: asText(fields.msg_id)?.trim() || undefined,
		transactionId: asText(fields.p_transaction_id) || undefined,
		status: word(fields.status),
		fields,
	};
	switch (report.type) {
		case 'delivery':
			return readDelivery(report);
		case 'seen':
			return { ...eventOf(report, 'seen'), status: 'seen' };
		case 'reply':
			return readReply(report);
		case '':
			return readStandard(report);
		default:
			return undefined;
	}
}

function readDelivery(report: Report): MessagingEvent | undefined {
	const known = lookUp(DELIVERY_STATUSES, report.status);
	if (!known) return undefined;
	const details = { report: 'extended' };
	if (known.event !== 'failed') {
		return { ...eventOf(report, known.event, known.name), status: known.name, details };
	}
	const extended = asText(report.fields.status_extended)?.trim() ?? '';
	return {
		...eventOf(report, known.event, known.name, extended),
		status: known.name,
		error: { code: extended || known.name, reason: undeliveredReason(extended) },
		details,
	};
}

// The report gives the person's own message no ID: `messageId` would be that of another.
function readReply(report: Report): MessagingEvent {
	const text = asText(report.fields.text);
	return {
		...eventOf(report, 'message', digest(text ?? '')),
		messageId: undefined,
		message: { type: text === undefined ? 'unknown' : 'text', text },
		details: {
			repliesTo: report.messageId,
			...(text === undefined ? { body: report.fields } : {}),
		},
	};
}

// Here 0 is the best of news, and a word means nothing.
function readStandard(report: Report): MessagingEvent | undefined {
	const code = report.status;
	if (report.messageId === undefined || !/^-?\d{1,9}$/.test(code)) return undefined;
	const known = lookUp(STANDARD_STATUSES, code);
	if (!known) {
		const details = { report: 'standard', body: report.fields };
		return { ...eventOf(report, 'unknown', code), status: code, details };
	}
	return {
		...eventOf(report, known.event, code),
		status: known.name,
		...(known.reason === undefined ? {} : { error: { code, reason: known.reason } }),
		details: { report: 'standard' },
	};
}

/** @param parts tell this event from others of its kind about the same message */
function eventOf(
	{ messageId, transactionId }: Report,
	event: MessagingEvent['event'],
	...parts: string[]
): MessagingEvent {
	const subject = messageId ?? `of ${transactionId ?? ''}`;
	return {
		provider: 'messaggio',
		event,
		eventId: ['messaggio', event, subject, ...parts].join(':'),
		messageId,
		transactionId,
	};
}

function word(value: unknown): string {
	return (asText(value) ?? '').trim().toLowerCase();
}
