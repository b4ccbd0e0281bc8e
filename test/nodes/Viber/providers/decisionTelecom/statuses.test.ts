import {
	readStatus,
	SMS_STATUSES,
	VIBER_STATUSES,
} from '../../../../../nodes/Viber/providers/decisionTelecom/statuses';
import { eventToJson } from '../../../../../nodes/Viber/shared/events';

function read(raw: Parameters<typeof readStatus>[0]) {
	return eventToJson(readStatus({ message_id: '429', ...raw }));
}

// DecisionTelecom's page, "Viber messages statuses".
const viber = [
	[0, 'sent', 'sent'],
	[1, 'delivered', 'delivered'],
	[2, 'error', 'failed'],
	[3, 'rejected', 'failed'],
	[4, 'undelivered', 'failed'],
	[5, 'pending', 'pending'],
	[6, 'seen', 'seen'],
	[20, 'unknown', 'unknown'],
] as const;

// decisiontelecom.md §5, "SMS statuses".
const sms = [
	[0, 'unknown', 'unknown'],
	[2, 'delivered', 'delivered'],
	[3, 'expired', 'failed'],
	[5, 'undeliverable', 'failed'],
	[6, 'accepted', 'pending'],
] as const;

describe('readStatus', () => {
	it('knows the documented numbers and no others', () => {
		expect(Object.keys(VIBER_STATUSES)).toEqual(viber.map(([code]) => String(code)));
		expect(Object.keys(SMS_STATUSES)).toEqual(sms.map(([code]) => String(code)));
	});

	it.each(viber)('Viber %d is %s: %s', (code, status, event) => {
		for (const written of [code, String(code)]) {
			expect(read({ status: written })).toMatchObject({
				provider: 'decisionTelecom',
				event,
				status,
				messageId: '429',
				eventId: `decisionTelecom:status:429:${code}`,
				channel: 'viber',
				viber: { status, code },
			});
		}
		expect('error' in read({ status: code })).toBe(event === 'failed');
	});

	it.each(sms)('SMS %d is %s: %s', (code, status, event) => {
		const json = read({ status: 4, sms_message_id: '200077', sms_message_status: code });
		expect(json).toMatchObject({
			event,
			status,
			channel: 'sms',
			eventId: `decisionTelecom:status:429:4:${code}`,
			viber: { status: 'undelivered', code: 4 },
			sms: { messageId: '200077', status, code },
		});
		expect('error' in json).toBe(event === 'failed');
	});

	it.each([
		['a number of no table', { status: 17 }, { event: 'unknown', viber: { code: 17 } }],
		['a word', { status: 'done' }, { event: 'unknown', viber: { code: 'done' } }],
		['a name of every object', { status: 'toString' }, { event: 'unknown' }],
		['an SMS of no table', { sms_message_status: 1 }, { event: 'unknown', sms: { code: 1 } }],
		['an SMS on its way', { status: 4, sms_message_id: '7' }, { event: 'pending', channel: 'sms' }],
		['seen in spite of an SMS', { status: 6, sms_message_status: 3 }, { event: 'seen' }],
		['a word of the table', { status: ' Delivered' }, { event: 'delivered', viber: { code: 1 } }],
		['an SMS by its word', { status: 4, sms_message_status: 'expired' }, { sms: { code: 3 } }],
		['the last of several', { status: ['1', '6'] }, { event: 'seen', viber: { code: 6 } }],
		['an SMS by its status alone', { status: 4, sms_message_status: 2 }, { event: 'delivered' }],
		['no status', {}, { event: 'unknown', status: 'unknown' }],
	])('%s', (_, raw, expected) => {
		expect(read(raw)).toMatchObject(expected);
	});

	const nothing = [null, '', ' ', undefined];
	const noSms = [
		...nothing.flatMap((id) => nothing.map((status) => ({ id, status }))),
		...[0, '0', '00', -1, null].flatMap((id) =>
			['', null, 0, '0'].map((status) => ({ id, status })),
		),
	];

	it.each(viber)('SMS fields without content leave Viber %d as it is', (code, status, event) => {
		for (const { id, status: ofSms } of noSms) {
			const json = read({ status: code, sms_message_id: id, sms_message_status: ofSms });
			expect(json).toMatchObject({ event, status, channel: 'viber' });
			expect(json).not.toHaveProperty('sms');
			expect(json.eventId).toBe(`decisionTelecom:status:429:${code}`);
		}
	});

	it.each([null, '', ' ', 0, '0', -1, {}])('%j is no message ID', (messageId) => {
		expect(read({ message_id: messageId, status: 1 })).not.toHaveProperty('messageId');
	});

	it('gives every state of a message an id of its own', () => {
		const states = [
			{ status: 2 },
			{ sms_message_status: 2 },
			{ status: 4 },
			{ status: 4, sms_message_id: '7' },
			{ status: 4, sms_message_id: '7', sms_message_status: 4 },
			{ status: 4, sms_message_id: '7', sms_message_status: 2 },
			{},
		];
		expect(new Set(states.map((raw) => read(raw).eventId)).size).toBe(states.length);
	});
});
