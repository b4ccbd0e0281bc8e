import type { IDataObject } from 'n8n-workflow';

import type { MessagingEvent } from '../../shared/events';
import { asText } from '../../shared/forms';
import type { StatusTable, StatusWord } from '../../shared/statusWords';
import { lookUp } from '../../shared/statusWords';

/** Values of `status` (DecisionTelecom's page, "Viber messages statuses"). */
export const VIBER_STATUSES: StatusTable = {
	0: { name: 'sent', event: 'sent' },
	1: { name: 'delivered', event: 'delivered' },
	2: { name: 'error', event: 'failed', reason: 'DecisionTelecom met an error with this message' },
	3: {
		name: 'rejected',
		event: 'failed',
		reason: 'The message was rejected, for instance because the sender name is not approved',
	},
	4: {
		name: 'undelivered',
		event: 'failed',
		reason: 'The message was not delivered on Viber',
	},
	5: { name: 'pending', event: 'pending' },
	6: { name: 'seen', event: 'seen' },
	20: { name: 'unknown', event: 'unknown' },
};

/**
 * Values of `sms_message_status`, a code space of its own (decisiontelecom.md §5, "SMS statuses").
 * 0 and 6 come from one official library only.
 */
export const SMS_STATUSES: StatusTable = {
	0: { name: 'unknown', event: 'unknown' },
	2: { name: 'delivered', event: 'delivered' },
	3: { name: 'expired', event: 'failed', reason: 'The SMS was not delivered in time' },
	5: { name: 'undeliverable', event: 'failed', reason: 'The SMS could not be delivered' },
	6: { name: 'accepted', event: 'pending' },
};

/** Keys of answers and callbacks that hold ids, some of them longer than a JavaScript number. */
export const ID_KEYS = ['message_id', 'sms_message_id', 'message_token'] as const;

/**
 * Reads an ID of the provider's.
 *
 * @returns undefined for what is none: nothing, blanks, 0 and numbers below it
 */
export function idIn(value: unknown): string | undefined {
	const text = asText(value)?.trim() ?? '';
	return text === '' || /^(?:-\d|0+$)/.test(text) ? undefined : text;
}

/**
 * Reads the state of a message, from an answer to `receive-viber` or from a status callback
 * (decisiontelecom.md §5 and §7.2).
 *
 * @param raw read without losing digits
 * @returns the event that the message has come to: that of the SMS once there is one, since Viber
 * has given up then; `viber` and `sms` hold the words and numbers of both
 */
export function readStatus(raw: IDataObject): MessagingEvent {
	const messageId = idIn(raw.message_id);
	const viber = readCode(VIBER_STATUSES, raw.status);
	const sms = readSms(raw);
	// An SMS goes out only after Viber has failed; a Viber receipt is the better news all the same.
	const reached = viber?.word?.event === 'delivered' || viber?.word?.event === 'seen';
	const channel = sms && !reached ? 'sms' : 'viber';
	const state: Partial<StatusCode> = (channel === 'sms' ? sms : viber) ?? {};
	// An SMS of which no status is known yet is on its way.
	const isOnItsWay = channel === 'sms' && state.code === undefined;
	const event = state.word?.event ?? (isOnItsWay ? 'pending' : 'unknown');
	const reason = state.word?.reason ?? 'No reason is known';
	return {
		provider: 'decisionTelecom',
		event,
		// Each code keeps its place, as the same number means something else in the other table.
		eventId: [
			...['decisionTelecom', 'status', messageId ?? '', viber?.code ?? ''],
			...(sms ? [sms.code ?? ''] : []),
		].join(':'),
		messageId,
		status: state.word?.name ?? 'unknown',
		...(event === 'failed' ? { error: { code: `${channel} ${state.code ?? ''}`, reason } } : {}),
		details: {
			channel,
			viber: viber && { status: viber.word?.name ?? 'unknown', code: viber.code },
			sms: sms && { messageId: sms.id, status: sms.word?.name ?? 'unknown', code: sms.code },
		},
	};
}

/** A status as it was given. */
interface StatusCode {
	code: number | string;
	/** What it means, if it is one that we know. */
	word?: StatusWord;
}

// Fields of an SMS that are there and say nothing are no SMS: they must not hide Viber's failure.
function readSms(raw: IDataObject): (Partial<StatusCode> & { id?: string }) | undefined {
	const id = idIn(raw.sms_message_id);
	const status = readCode(SMS_STATUSES, raw.sms_message_status);
	const isTold = status !== undefined && status.code !== 0;
	return id === undefined && !isTold ? undefined : { id, ...status };
}

// The documents have numbers; a callback, which they do not describe, may have the words for them.
function readCode(words: StatusTable, value: unknown): StatusCode | undefined {
	// A form that repeats a field gives a list of texts; any other list says nothing for certain.
	const isOdd = Array.isArray(value) && !value.every((entry) => typeof entry === 'string');
	const text = isOdd ? '' : (asText(value)?.trim().toLowerCase() ?? '');
	if (text === '') return undefined;
	const named = Object.entries(words).find(([, { name }]) => name === text)?.[0];
	const given = named ?? text;
	const code = /^-?\d{1,9}$/.test(given) ? Number(given) : given;
	return { code, word: lookUp(words, String(code)) };
}
