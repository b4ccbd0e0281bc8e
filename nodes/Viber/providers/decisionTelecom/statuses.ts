import type { IDataObject } from 'n8n-workflow';

import type { EventName, MessagingEvent } from '../../shared/events';

/** What one number of a status table means. */
interface StatusWord {
	/** The provider's own name. */
	name: string;
	event: EventName;
	/** Why the message did not arrive: one sentence without a full stop. */
	reason?: string;
}

/** Values of `status` (seed 001, "Viber messages statuses"). */
export const VIBER_STATUSES: Readonly<Record<string, StatusWord>> = {
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
		reason: 'Viber did not deliver the message in its validity period',
	},
	5: { name: 'pending', event: 'pending' },
	6: { name: 'seen', event: 'seen' },
	20: { name: 'unknown', event: 'unknown' },
};

/**
 * Values of `sms_message_status`, a code space of its own (decisiontelecom.md §5, "SMS statuses").
 * 0 and 6 come from one official library only.
 */
export const SMS_STATUSES: Readonly<Record<string, StatusWord>> = {
	0: { name: 'unknown', event: 'pending' },
	2: { name: 'delivered', event: 'delivered' },
	3: { name: 'expired', event: 'failed', reason: 'The SMS was not delivered in time' },
	5: { name: 'undeliverable', event: 'failed', reason: 'The SMS could not be delivered' },
	6: { name: 'accepted', event: 'pending' },
};

/** Keys of answers and callbacks that hold ids, some of them longer than a JavaScript number. */
export const ID_KEYS = ['message_id', 'sms_message_id', 'message_token'] as const;

/**
 * Reads the state of a message, from an answer to `receive-viber` or from a status callback
 * (decisiontelecom.md §5 and §7.2).
 *
 * @param raw read without losing digits
 * @returns the event that the message has come to: that of the SMS once there is one, since Viber
 * has given up then; `viber` and `sms` hold the words and numbers of both
 */
export function readStatus(raw: IDataObject): MessagingEvent {
	const messageId = asText(raw.message_id);
	const viber = describe(VIBER_STATUSES, raw.status);
	const smsId = asText(raw.sms_message_id);
	const sms =
		smsId === undefined && raw.sms_message_status === undefined
			? undefined
			: describe(SMS_STATUSES, raw.sms_message_status);
	// An SMS goes out only after Viber has failed; a Viber receipt is the better news all the same.
	const reached = viber?.word?.event === 'delivered' || viber?.word?.event === 'seen';
	const channel = sms && !reached ? 'sms' : 'viber';
	const word = channel === 'sms' ? sms?.word : viber?.word;
	// An SMS of which no status is known yet is on its way.
	const event =
		word?.event ?? (channel === 'sms' && sms?.code === undefined ? 'pending' : 'unknown');
	const code = channel === 'sms' ? sms?.code : viber?.code;
	return {
		provider: 'decisionTelecom',
		event,
		// Each code keeps its place, as the same number means something else in the other table.
		eventId: [
			...['decisionTelecom', 'status', messageId ?? '', viber?.code ?? ''],
			...(sms ? [sms.code ?? ''] : []),
		].join(':'),
		messageId,
		status: word?.name ?? 'unknown',
		...(event === 'failed'
			? {
					error: {
						code: `${channel} ${code ?? ''}`.trim(),
						reason: word?.reason ?? 'No reason is known',
					},
				}
			: {}),
		details: {
			channel,
			viber: viber && { status: viber.word?.name ?? 'unknown', code: viber.code },
			sms: sms && { messageId: smsId, status: sms.word?.name ?? 'unknown', code: sms.code },
		},
	};
}

function describe(
	words: Readonly<Record<string, StatusWord>>,
	value: unknown,
): { code?: number | string; word?: StatusWord } | undefined {
	const text = asText(value)?.trim();
	if (text === undefined || text === '') return words === SMS_STATUSES ? {} : undefined;
	const code = /^-?\d{1,9}$/.test(text) ? Number(text) : text;
	const key = String(code);
	return { code, ...(Object.hasOwn(words, key) ? { word: words[key] } : {}) };
}

function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	return typeof value === 'number' ? String(value) : undefined;
}
