import fc from 'fast-check';

import { callbacks } from '../../../../../nodes/Viber/providers/decisionTelecom/callbacks';
import {
	SMS_STATUSES,
	VIBER_STATUSES,
} from '../../../../../nodes/Viber/providers/decisionTelecom/statuses';
import { eventToJson } from '../../../../../nodes/Viber/shared/events';
import {
	BODY_FORMS,
	callbackOf,
	eventOf,
	eventsOf,
	HOSTILE_BODIES,
	say,
} from '../../../../support/callbackRequests';

const REPLY =
	'{"message_token":5905337701873633687,"phone_number":"380500000001","time":1700000000,"message":{"text":"Так 😀","tracking_data":"tracking_id:100429"}}';

describe('a two-way reply', () => {
	it('is read as documented, with exact ids', () => {
		const { event, raw, mayRecur } = eventOf(callbacks, callbackOf({ text: REPLY }));
		expect(eventToJson(event)).toEqual({
			provider: 'decisionTelecom',
			event: 'message',
			eventId: 'decisionTelecom:message:5905337701873633687',
			messageId: '5905337701873633687',
			user: { phone: '380500000001' },
			message: { type: 'text', text: 'Так 😀', trackingData: 'tracking_id:100429' },
			occurredAt: '2023-11-14T22:13:20.000Z',
			repliesTo: '100429',
		});
		expect(raw).toEqual({
			message_token: '5905337701873633687',
			phone_number: '380500000001',
			time: 1700000000,
			message: { text: 'Так 😀', tracking_data: 'tracking_id:100429' },
		});
		expect(mayRecur).toBeUndefined();
	});

	it('is the sample of the seed', () => {
		const text =
			'{"message_token":44444444444444,"phone_number":"972512222222","time":2121212121,"message": {"text":"a message to the service","tracking_data":"tracking_id:100035" }}';
		expect(eventOf(callbacks, callbackOf({ text })).event).toMatchObject({
			event: 'message',
			messageId: '44444444444444',
			user: { phone: '972512222222' },
			message: { text: 'a message to the service' },
			details: { repliesTo: '100035' },
		});
	});

	it.each([
		['message as JSON', { message: '{"text":"Hi","tracking_data":"tracking_id:7"}' }],
		['a field for each key', { 'message[text]': 'Hi', 'message[tracking_data]': 'tracking_id:7' }],
	])('is read from a form with %s', (_, message) => {
		const token = '5905337701873633687';
		const fields = { message_token: token, phone_number: '380500000001', time: 1700000000 };
		expect(eventOf(callbacks, say({ ...fields, ...message }, 'form')).event).toMatchObject({
			messageId: token,
			message: { type: 'text', text: 'Hi', trackingData: 'tracking_id:7' },
			details: { repliesTo: '7' },
		});
	});

	it('keeps its words when a comma has to be forgiven', () => {
		const text = '{"message_token":1,"phone_number":"2","message":{"text":"a, ] b ,} \\" ,]",},}';
		const { event } = eventOf(callbacks, callbackOf({ text }));
		expect(event.message?.text).toBe('a, ] b ,} " ,]');
	});

	it('is read in the charset that it names', () => {
		const text = '{"message_token":1,"phone_number":"2","message":{"text":"Да"}}';
		const rawBody = Buffer.from(text.replace('Да', '\xc4\xe0'), 'latin1');
		const headers = { 'content-type': 'text/plain; charset="windows-1251"' };
		expect(eventOf(callbacks, callbackOf({ rawBody, headers })).event.message?.text).toBe('Да');
	});

	it('of bytes that cannot be read has an id of its own', () => {
		const idOf = (bytes: string) =>
			eventOf(callbacks, callbackOf({ rawBody: Buffer.from(bytes, 'latin1') })).event.eventId;
		const reply = (text: string) => `{"message":{"text":"${text}"}}`;
		expect(idOf(reply('\xc4\xe0'))).not.toBe(idOf(reply('\xe4\xe0')));
		expect(idOf(reply('\xc4\xe0'))).toBe(idOf(reply('\xc4\xe0')));
	});

	it('is read from a query that was taken apart', () => {
		const query = { message_token: '1', phone_number: '2', message: { text: 'Hi' } };
		expect(eventOf(callbacks, callbackOf({ method: 'GET', query })).event).toMatchObject({
			message: { text: 'Hi' },
		});
	});

	it('needs no text, and keeps what comes instead', () => {
		const text =
			'{"message_token":1,"phone_number":"2","message":{"media":"https://m.example.com"}}';
		expect(eventOf(callbacks, callbackOf({ text })).event).toMatchObject({
			event: 'message',
			message: { type: 'unknown' },
			details: { body: { message: { media: 'https://m.example.com' } } },
		});
	});

	it.each([
		[1700000000, '2023-11-14T22:13:20.000Z'],
		['1700000000', '2023-11-14T22:13:20.000Z'],
		[1700000000123, '2023-11-14T22:13:20.123Z'],
		[170000, undefined],
		['yesterday', undefined],
		[null, undefined],
	])('has its time %j as %s', (time, expected) => {
		const text = JSON.stringify({ message_token: 1, phone_number: '2', time });
		expect(eventOf(callbacks, callbackOf({ text })).event.occurredAt).toBe(expected);
	});

	it.each(['other:1', 'tracking_id:', 'tracking_id:1 ', ''])(
		'keeps tracking data that is no id: %j',
		(tracking) => {
			const message = { text: 'Hi', tracking_data: tracking };
			const text = JSON.stringify({ message_token: 1, phone_number: '2', message });
			const { event } = eventOf(callbacks, callbackOf({ text }));
			expect(event.message?.trackingData).toBe(tracking);
			expect(event.details?.repliesTo).toBeUndefined();
		},
	);

	it('may recur when neither token nor time tells it from a repeat', () => {
		const text = '{"message":{"text":"yes"}}';
		expect(eventOf(callbacks, callbackOf({ text })).mayRecur).toBe(true);
		const timed = '{"message":{"text":"yes"},"time":1700000000}';
		expect(eventOf(callbacks, callbackOf({ text: timed })).mayRecur).toBeUndefined();
	});
});

describe('a status', () => {
	it.each(BODY_FORMS)('is read from %s', (how) => {
		const { event } = eventOf(callbacks, say({ message_id: 100429, status: 1 }, how));
		expect(event).toMatchObject({ event: 'delivered', messageId: '100429', status: 'delivered' });
	});

	it.each(Object.entries(VIBER_STATUSES))(
		'%s has its word',
		(status, { name, event: expected }) => {
			for (const how of BODY_FORMS) {
				const { event } = eventOf(callbacks, say({ message_id: 7, status: Number(status) }, how));
				expect(event).toMatchObject({ event: expected, status: name, messageId: '7' });
			}
		},
	);

	it.each(Object.entries(SMS_STATUSES))('of an SMS, %s has its word', (status, word) => {
		const fields = {
			message_id: 7,
			status: 4,
			sms_message_id: 200077,
			sms_message_status: Number(status),
		};
		expect(eventOf(callbacks, say(fields, 'json')).event).toMatchObject({
			event: word.event,
			details: { channel: 'sms', sms: { messageId: '200077', status: word.name } },
		});
	});

	it('has the comma that the documents print before the brace forgiven', () => {
		const text = '{"message_id":429,"status":1,}';
		expect(eventOf(callbacks, callbackOf({ text })).event.event).toBe('delivered');
	});

	it('keeps ids beyond 2^53, and parameters of the user’s own', () => {
		const text = '{"message_id":5905337701873633687,"status":6}';
		const { event, raw } = eventOf(callbacks, callbackOf({ text, query: { order: '1001' } }));
		expect(event).toMatchObject({
			messageId: '5905337701873633687',
			event: 'seen',
			details: { query: { order: '1001' } },
		});
		expect(raw).toEqual({ message_id: '5905337701873633687', status: 6, order: '1001' });
	});

	it('is not mistaken for what the user has put into the address', () => {
		const request = callbackOf({
			text: '{"message_id":1,"status":4}',
			query: { status: '1', message_id: '2', message: 'promo' },
		});
		expect(eventOf(callbacks, request).event).toMatchObject({ event: 'failed', messageId: '1' });
	});

	it('with a number of no table passes with its content', () => {
		const received = eventOf(callbacks, say({ message_id: 1, status: 77 }, 'json'));
		expect(received.event).toMatchObject({ event: 'unknown', details: { body: { status: 77 } } });
		expect(received.mayRecur).toBe(true);
	});

	it.each(['json', 'form'] as const)('in %s fails when its SMS fields are empty', (how) => {
		const fields = { message_id: 1, status: 4, sms_message_id: '', sms_message_status: '' };
		expect(eventOf(callbacks, say(fields, how)).event).toMatchObject({
			event: 'failed',
			status: 'undelivered',
			error: { code: 'viber 4' },
			details: { channel: 'viber' },
		});
	});

	// The user's own parameter in the address has the provider's name.
	it('has the ID that the provider adds after one in the address', () => {
		const idOf = (id: string) =>
			eventOf(callbacks, callbackOf({ query: { message_id: ['order5', id], status: '1' } }));
		const first = idOf('100429');
		expect(first).toMatchObject({ event: { event: 'delivered', messageId: '100429' } });
		expect(first.event.eventId).not.toBe(idOf('100430').event.eventId);
	});

	it('without an ID is told every time', () => {
		const { event, mayRecur } = eventOf(callbacks, say({ message_id: '', status: 1 }, 'form'));
		expect(event).toMatchObject({ event: 'delivered' });
		expect(mayRecur).toBe(true);
	});

	it('is none but a status for a message object in it', () => {
		const text = '{"message_id":1,"status":1,"message":{}}';
		expect(eventOf(callbacks, callbackOf({ text })).event.event).toBe('delivered');
		for (const whose of ['"message_token":7', '"phone_number":"380500000001"']) {
			const reply = `{"message_id":1,"status":1,"message":{"text":"Hi"},${whose}}`;
			expect(eventOf(callbacks, callbackOf({ text: reply })).event.event).toBe('message');
		}
	});

	it('in a wrapping stays unknown', () => {
		const text = '{"data":{"message_id":1,"status":1}}';
		expect(eventOf(callbacks, callbackOf({ text })).event.event).toBe('unknown');
	});

	it('comes several at a time', () => {
		const text = '[{"message_id":1,"status":1},{"message_id":2,"status":6},{"odd":true}]';
		const events = eventsOf(callbacks, callbackOf({ text })).map(({ event }) => event);
		expect(events.map(({ event }) => event)).toEqual(['delivered', 'seen', 'unknown']);
		expect(events[2]?.details).toEqual({ body: { odd: true } });
	});

	it('is the same event when it is repeated in another form', () => {
		const ids = BODY_FORMS.map(
			(how) => eventOf(callbacks, say({ message_id: 1, status: 1 }, how)).event.eventId,
		);
		expect(new Set(ids).size).toBe(1);
	});
});

describe('anything else', () => {
	it.each([[callbackOf({})], [callbackOf({ text: ' \n' })], [callbackOf({ text: '{}' })]])(
		'is nothing when it is empty',
		(request) => {
			expect(eventsOf(callbacks, request)).toEqual([]);
		},
	);

	it.each([
		['text', 'hello world', { body: 'hello world' }],
		['broken JSON', '{"message_id":', { body: '{"message_id":' }],
		['other JSON', '{"status":1}', { body: { status: 1 } }],
		['a form', 'a=1&b=2&a=3', { body: { a: ['1', '3'], b: '2' } }],
	])('comes with its content: %s', (_, text, details) => {
		const received = eventOf(callbacks, callbackOf({ text }));
		expect(received).toMatchObject({ event: { event: 'unknown' }, mayRecur: true });
		expect(received.event.details).toEqual(details);
	});

	it('comes with its query', () => {
		const { event, raw } = eventOf(callbacks, callbackOf({ method: 'GET', query: { x: '1' } }));
		expect(event.details).toEqual({ query: { x: '1' } });
		expect(raw).toEqual({ x: '1' });
	});

	it.each(HOSTILE_BODIES)('does no harm: %s', (_, text) => {
		expect(() => eventsOf(callbacks, callbackOf({ text }))).not.toThrow();
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});

	it('never throws, and never drops what has content', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json(), fc.webQueryParameters()), (text) => {
				const events = eventsOf(callbacks, callbackOf({ text }));
				const isEmpty = ['', '{}', '[]'].includes(text.replace(/[\s\uFEFF]/g, ''));
				expect(events.length > 0 || isEmpty || /^[&=]*$/.test(text)).toBe(true);
			}),
		);
	});
});
