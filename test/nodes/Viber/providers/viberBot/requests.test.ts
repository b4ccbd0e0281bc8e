import fc from 'fast-check';

import type { ReadParameter } from '../../../../../nodes/Viber/providers/parameters';
import {
	broadcastContent,
	broadcastMessages,
	getAccountInfo,
	removeWebhook,
	setWebhook,
} from '../../../../../nodes/Viber/providers/viberBot/requests';
import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';
import { catchInvalid, readerOf, sendMessage, textOf } from './reader';

const FILLED_IN: Record<string, unknown> = {
	to: '01234567890A=',
	from: 'Corner Café',
	messageType: 'text',
	text: 'Hello',
};

function reader(changes: Record<string, unknown> = {}): ReadParameter {
	return readerOf({ ...FILLED_IN, ...changes });
}

function bodyOf(changes?: Record<string, unknown>): unknown {
	return JSON.parse(sendMessage(reader(changes)).request.body);
}

describe('sendMessage', () => {
	it('sends what is mandatory, and nothing that was not filled in', () => {
		const { to, request } = sendMessage(reader());
		expect(to).toBe('01234567890A=');
		expect(request).toMatchObject({
			method: 'POST',
			path: '/send_message',
			headers: { 'Content-Type': 'application/json' },
		});
		expect(bodyOf()).toEqual({
			receiver: '01234567890A=',
			type: 'text',
			text: 'Hello',
			sender: { name: 'Corner Café' },
		});
	});

	it('sends the options', () => {
		expect(
			bodyOf({
				'options.avatar': ' https://www.example.com/a.png ',
				'options.trackingData': 'order-1042',
				'options.minApiVersion': 7,
			}),
		).toMatchObject({
			sender: { name: 'Corner Café', avatar: 'https://www.example.com/a.png' },
			tracking_data: 'order-1042',
			min_api_version: 7,
		});
	});

	it('leaves tracking data out rather than sending null', () => {
		expect(bodyOf({ 'options.trackingData': null })).not.toHaveProperty('tracking_data');
		expect(bodyOf({ 'options.trackingData': '' })).not.toHaveProperty('tracking_data');
	});

	it('takes numbers from expressions as text, and trims the receiver', () => {
		expect(bodyOf({ text: 42, to: ' abc=\n' })).toMatchObject({ text: '42', receiver: 'abc=' });
	});

	it.each([
		['to', '', 'To'],
		['to', '   ', 'To'],
		['text', '', 'Text'],
		['text', ' \n ', 'Text'],
		['from', '', 'Sender Name'],
		['text', { a: 1 }, 'Text'],
		['to', ['a'], 'To'],
		['messageType', 'telepathy', 'Message Type'],
		['options.avatar', 'avatar.png', 'Sender Avatar URL'],
		['options.avatar', 'javascript:alert(1)', 'Sender Avatar URL'],
		['options.minApiVersion', 0, 'Minimum API Version'],
		['options.minApiVersion', 11, 'Minimum API Version'],
		['options.minApiVersion', 1.5, 'Minimum API Version'],
		['options.minApiVersion', 'seven', 'Minimum API Version'],
	])('refuses %s = %j and names the field', (name, value, label) => {
		const attempt = catchInvalid(() => sendMessage(reader({ [name]: value })));
		expect(`${attempt.message} ${attempt.cure}`).toContain(`'${label}'`);
	});

	it.each([
		['text', 7000, 'Text', '7,000'],
		['from', 28, 'Sender Name', '28'],
		['options.trackingData', 4000, 'Tracking Data', '4,000'],
	])('%s: takes %i characters, and not one more', (name, max, label, shown) => {
		expect(() => sendMessage(reader({ [name]: 'x'.repeat(max) }))).not.toThrow();
		const { message } = catchInvalid(() => sendMessage(reader({ [name]: 'x'.repeat(max + 1) })));
		expect(message).toContain(`'${label}'`);
		expect(message).toContain(shown);
		expect(message).toContain((max + 1).toLocaleString('en-US'));
	});

	it('counts UTF-16 units, as Viber’s servers would', () => {
		expect(() => sendMessage(reader({ text: '😀'.repeat(3500) }))).not.toThrow();
		expect(() => sendMessage(reader({ text: '😀'.repeat(3501) }))).toThrow(InvalidInput);
	});

	it('keeps the whole request below 30 KB', () => {
		const fields = { text: '語'.repeat(7000), 'options.trackingData': '語'.repeat(4000) };
		const { message } = catchInvalid(() => sendMessage(reader(fields)));
		expect(message).toMatch(/30,720/);
		expect(() => sendMessage(reader({ text: '語'.repeat(7000) }))).not.toThrow();
	});

	it('sends any text unchanged', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 500 }), (text) => {
				fc.pre(text.trim() !== '');
				expect(bodyOf({ text })).toMatchObject({ text });
			}),
		);
	});
});

// viber-bot-api.md §4
describe('broadcastMessages', () => {
	it('names all receivers once and in order, within 300 and 30 KB a request', () => {
		const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
		const list = fc.uniqueArray(name, { minLength: 1, maxLength: 700, size: 'max' });
		fc.assert(
			fc.property(list, fc.integer({ min: 1, max: 7000 }), (receivers, length) => {
				const content = broadcastContent(reader({ text: '語'.repeat(length) }), receivers);
				const requests = broadcastMessages(content, receivers);
				expect(requests.flatMap((request) => request.receivers)).toEqual(receivers);
				for (const { receivers: some, request } of requests) {
					expect(JSON.parse(textOf(request))).toEqual({ broadcast_list: some, ...content });
					expect(request.path).toBe('/broadcast_message');
					expect(some.length).toBeLessThanOrEqual(300);
					expect(Buffer.byteLength(textOf(request))).toBeLessThanOrEqual(30 * 1024);
				}
			}),
			{ numRuns: 40 },
		);
	});

	it('goes out as send_message does, with a list in place of the receiver', () => {
		const fields = { 'options.trackingData': 'replace_me_with_receiver_id' };
		const { receiver, ...rest } = bodyOf(fields) as Record<string, unknown>;
		expect(receiver).toBe('01234567890A=');
		expect(broadcastContent(reader(fields), ['a'])).toEqual(rest);
	});

	it('refuses a message that leaves no room for one receiver', () => {
		const fields = { text: '語'.repeat(7000), 'options.trackingData': 'x'.repeat(4000) };
		const room = (length: number) => () => broadcastContent(reader(fields), ['x'.repeat(length)]);
		expect(room(24)).not.toThrow();
		expect(catchInvalid(room(6000)).message).toMatch(/bytes, the limit is 30,720/);
	});
});

describe('the room beside a broadcast', () => {
	it('is used to the last byte, for one receiver and for two', () => {
		const content = broadcastContent(reader(), ['a']);
		const bytesOf = (receivers: string[]) =>
			broadcastMessages(content, receivers).map(({ request }) =>
				Buffer.byteLength(textOf(request)),
			);
		const [empty = 0] = bytesOf(['']);
		const longest = 'x'.repeat(30 * 1024 - empty);
		expect(() => broadcastContent(reader(), [longest])).not.toThrow();
		expect(bytesOf([longest])).toEqual([30 * 1024]);
		expect(catchInvalid(() => broadcastContent(reader(), [`${longest}x`])).message).toContain(
			'30,721 bytes, the limit is 30,720',
		);
		// A second receiver costs its quotes, a comma and its one letter.
		expect(bytesOf([longest.slice(4), 'y'])).toEqual([30 * 1024]);
		expect(bytesOf([longest.slice(3), 'y'])).toHaveLength(2);
	});
});

describe('the calls around the webhook', () => {
	it('set_webhook', () => {
		const request = setWebhook({
			url: 'https://n8n.example.com/webhook/1/viber',
			eventTypes: ['delivered', 'seen'],
			sendName: true,
			sendPhoto: false,
		});
		expect(request.path).toBe('/set_webhook');
		expect(JSON.parse(textOf(request))).toEqual({
			url: 'https://n8n.example.com/webhook/1/viber',
			event_types: ['delivered', 'seen'],
			send_name: true,
			send_photo: false,
		});
	});

	it('sends no name of an event that is not documented as input, and none at all for all events', () => {
		const settings = { url: 'https://n8n.example.com', sendName: true, sendPhoto: true };
		const eventTypes = ['delivered', 'client_status', 'message'];
		expect(JSON.parse(textOf(setWebhook({ ...settings, eventTypes })))).toMatchObject({
			event_types: ['delivered'],
		});
		expect(JSON.parse(textOf(setWebhook(settings)))).not.toHaveProperty('event_types');
	});

	it('removes with an empty URL', () => {
		expect(JSON.parse(textOf(removeWebhook()))).toEqual({ url: '' });
	});

	it('asks for the account with an empty object that really goes out', () => {
		expect(getAccountInfo()).toMatchObject({ path: '/get_account_info', body: '{}' });
	});
});
