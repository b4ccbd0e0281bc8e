import fc from 'fast-check';

import { callbacks } from '../../../../../nodes/Viber/providers/messaggio/callbacks';
import {
	DELIVERY_STATUSES,
	EXTENDED_STATUSES,
	STANDARD_STATUSES,
} from '../../../../../nodes/Viber/providers/messaggio/reports';
import { eventToJson } from '../../../../../nodes/Viber/shared/events';
import { readForm } from '../../../../../nodes/Viber/shared/formFields';
import {
	BODY_FORMS,
	callbackOf,
	eventOf,
	eventsOf,
	HOSTILE_BODIES,
	say,
} from '../../../../support/callbackRequests';

const ID = '11111111-2222-4333-8444-555555555501';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const delivery = { type: 'delivery', msg_id: ID, p_transaction_id: 'order-1001' };

describe('a report of type delivery', () => {
	it.each(BODY_FORMS)('is read from %s', (how) => {
		const { event, raw } = eventOf(callbacks, say({ ...delivery, status: 'delivered' }, how));
		expect(eventToJson(event)).toEqual({
			provider: 'messaggio',
			event: 'delivered',
			eventId: `messaggio:delivered:${ID}:delivered`,
			messageId: ID,
			transactionId: 'order-1001',
			status: 'delivered',
			report: 'extended',
		});
		expect(raw).toEqual({ ...delivery, status: 'delivered' });
	});

	it.each(Object.entries(DELIVERY_STATUSES))('with "%s" has its event', (status, word) => {
		const { event } = eventOf(callbacks, say({ ...delivery, status }, 'form'));
		expect(event).toMatchObject({ event: word.event, status: word.name });
	});

	it.each(Object.entries(EXTENDED_STATUSES))('that failed by %s says why', (code, reason) => {
		const fields = { ...delivery, status: 'undelivered', status_extended: code };
		const { event } = eventOf(callbacks, say(fields, 'query'));
		expect(event).toMatchObject({ event: 'failed', error: { code, reason } });
	});

	it.each([
		['NEW_REASON', 'NEW_REASON', /NEW_REASON/],
		['constructor', 'constructor', /constructor/],
		['', 'undelivered', /manager/],
	])('that failed by %j passes it on', (extended, code, reason) => {
		const fields = { ...delivery, status: 'undelivered', status_extended: extended };
		const { event } = eventOf(callbacks, say(fields, 'form'));
		expect(event.error?.code).toBe(code);
		expect(event.error?.reason).toMatch(reason);
	});

	it('has no error unless it failed', () => {
		const fields = { ...delivery, status: 'in process', status_extended: 'VIBER_EXPIRED' };
		expect(eventOf(callbacks, say(fields, 'form')).event.error).toBeUndefined();
	});

	// In a report of this type the documents know words only: 0 may mean anything.
	it.each(['0', 'seen', '', 'constructor'])('with the status %j is unknown', (status) => {
		const { event } = eventOf(callbacks, say({ ...delivery, status }, 'form'));
		expect(event).toMatchObject({ event: 'unknown', details: { body: { ...delivery, status } } });
	});
});

describe('a report of type seen', () => {
	it.each(BODY_FORMS)('is read from %s', (how) => {
		const fields = { type: 'seen', msg_id: ID, p_transaction_id: '' };
		const { event } = eventOf(callbacks, say(fields, how));
		expect(eventToJson(event)).toEqual({
			provider: 'messaggio',
			event: 'seen',
			eventId: `messaggio:seen:${ID}`,
			messageId: ID,
			status: 'seen',
		});
	});
});

describe('a reply', () => {
	it.each(BODY_FORMS)('is read from %s, and never left out', (how) => {
		const text = 'Дякую & 100% + 😀\nдругий рядок';
		const fields = { type: 'reply', msg_id: ID, text, p_transaction_id: 'order-1001' };
		const { event, mayRecur } = eventOf(callbacks, say(fields, how));
		expect(event).toMatchObject({
			event: 'message',
			transactionId: 'order-1001',
			message: { type: 'text', text },
			details: { repliesTo: ID },
		});
		// That of the message which is answered is no ID of this one.
		expect(event.messageId).toBeUndefined();
		expect(mayRecur).toBe(true);
	});

	it('gives the text back, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const request = say({ type: 'reply', msg_id: ID, text }, 'form');
				expect(eventOf(callbacks, request).event.message?.text).toBe(text);
			}),
		);
	});

	const windows = (bytes: string) =>
		callbackOf({ text: `type=reply&msg_id=${ID}&text=${bytes}`, headers: FORM });

	it('that is not UTF-8 is read as Windows Cyrillic, and says so', () => {
		const { event, raw } = eventOf(callbacks, windows('%C4%E0'));
		expect(event).toMatchObject({
			message: { text: 'Да' },
			details: { charset: 'windows-1251' },
		});
		expect(raw).toMatchObject({ text: 'Да' });
		const utf8 = eventOf(callbacks, windows('%D0%94%D0%B0')).event;
		expect(utf8.message?.text).toBe('Да');
		expect(utf8.details).not.toHaveProperty('charset');
		expect(event.eventId).not.toBe(eventOf(callbacks, windows('%E4%E0')).event.eventId);
	});

	it('is read in another charset from the address, too', () => {
		const queryFields = readForm(`type=reply&msg_id=${ID}&text=%C4%E0`);
		const query = { type: 'reply', msg_id: ID, text: '\uFFFD\uFFFD' };
		const { event } = eventOf(callbacks, callbackOf({ method: 'GET', query, queryFields }));
		expect(event).toMatchObject({ message: { text: 'Да' }, details: { charset: 'windows-1251' } });
	});

	it('is read in the charset that the form names', () => {
		const headers = { 'content-type': `${FORM['content-type']}; charset=koi8-r` };
		const request = callbackOf({ text: `type=reply&msg_id=${ID}&text=%E4%C1`, headers });
		expect(eventOf(callbacks, request).event.message?.text).toBe('Да');
	});

	it('has another id with another text', () => {
		const idOf = (text: string) =>
			eventOf(callbacks, say({ type: 'reply', msg_id: ID, text }, 'form')).event.eventId;
		expect(idOf('yes')).toBe(idOf('yes'));
		expect(idOf('yes')).not.toBe(idOf('no'));
	});
});

describe('a standard report', () => {
	it.each(Object.entries(STANDARD_STATUSES))('with %s has its event', (status, word) => {
		for (const how of BODY_FORMS) {
			const fields = { msg_id: ID, p_transaction_id: 'order-1001', status: Number(status) };
			const { event } = eventOf(callbacks, say(fields, how));
			expect(event).toMatchObject({
				event: word.event,
				status: word.name,
				messageId: ID,
				transactionId: 'order-1001',
				details: { report: 'standard' },
			});
			expect(event.error).toEqual(
				word.event === 'failed' ? { code: status, reason: word.reason } : undefined,
			);
		}
	});

	it('knows 0 as delivered', () => {
		expect(STANDARD_STATUSES['0']?.event).toBe('delivered');
	});

	it.each(['99', '-99'])(
		'with the number %s of no table is unknown, with its content',
		(status) => {
			const received = eventOf(callbacks, say({ msg_id: ID, status }, 'form'));
			expect(received.event).toMatchObject({ event: 'unknown', details: { body: { status } } });
			expect(received.mayRecur).toBe(true);
		},
	);

	it.each(['', '-0', '00', '0.0', '0x0', 'delivered', 'null'])(
		'is not delivered by the status %j',
		(status) => {
			const { event } = eventOf(callbacks, say({ msg_id: ID, status }, 'form'));
			expect(event.event).toBe('unknown');
		},
	);

	it('needs an id', () => {
		expect(eventOf(callbacks, say({ status: '0' }, 'form')).event.event).toBe('unknown');
	});
});

describe('parameters', () => {
	it('may be divided between the address and the body', () => {
		const request = callbackOf({ query: { type: 'seen' }, text: `msg_id=${ID}` });
		expect(eventOf(callbacks, request).event).toMatchObject({ event: 'seen', messageId: ID });
	});

	it('of the user’s own in the address change nothing, and come along', () => {
		const text = `type=delivery&msg_id=${ID}&status=undelivered`;
		const { event } = eventOf(callbacks, callbackOf({ text, query: { status: 'delivered' } }));
		expect(event).toMatchObject({ event: 'failed', details: { query: { status: 'delivered' } } });
	});

	it('in the address count also when the body is something else', () => {
		const query = { type: 'seen', msg_id: ID };
		const { event } = eventOf(callbacks, callbackOf({ query, text: 'hello there' }));
		expect(event).toMatchObject({ event: 'seen', details: { body: 'hello there' } });
	});

	it('that come twice count once, as the provider adds its own last', () => {
		const text = `type=delivery&type=seen&msg_id=${ID}`;
		expect(eventOf(callbacks, callbackOf({ text })).event.event).toBe('seen');
	});

	it('are taken from what n8n has read of a multipart form', () => {
		const form = { type: 'seen', msg_id: ID };
		expect(eventOf(callbacks, callbackOf({ form })).event.event).toBe('seen');
	});
});

describe('anything else', () => {
	it('is nothing when it is empty', () => {
		expect(eventsOf(callbacks, callbackOf({}))).toEqual([]);
		expect(eventsOf(callbacks, callbackOf({ method: 'GET' }))).toEqual([]);
	});

	it('comes with its content', () => {
		const { event, mayRecur } = eventOf(callbacks, say({ type: 'click', msg_id: ID }, 'form'));
		expect(event).toMatchObject({
			event: 'unknown',
			details: { body: { type: 'click', msg_id: ID } },
		});
		expect(mayRecur).toBe(true);
	});

	it('about several people by one transaction ID is told of each', () => {
		const fields = { type: 'delivery', p_transaction_id: 'order-1001', status: 'delivered' };
		expect(eventOf(callbacks, say(fields, 'form')).mayRecur).toBe(true);
	});

	it.each(HOSTILE_BODIES)('does no harm: %s', (_, text) => {
		expect(() => eventsOf(callbacks, callbackOf({ text }))).not.toThrow();
		expect(({} as { polluted?: number }).polluted).toBeUndefined();
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json(), fc.webQueryParameters()), (text) => {
				expect(() => eventsOf(callbacks, callbackOf({ text }))).not.toThrow();
			}),
		);
	});
});
