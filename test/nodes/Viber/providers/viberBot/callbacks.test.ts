import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import type { CallbackRequest, Reception } from '../../../../../nodes/Viber/providers/callbacks';
import { proof, receive } from '../../../../../nodes/Viber/providers/viberBot/callbacks';
import { eventToJson } from '../../../../../nodes/Viber/shared/events';

const KEY = '0123456789abcdef-0123456789abcdef-0123456789abcdef';
const CREDENTIAL = { authToken: KEY };

function sign(body: string | Buffer, key = KEY): string {
	return createHmac('sha256', key).update(body).digest('hex');
}

function request(body: string | Buffer, changes: Partial<CallbackRequest> = {}): CallbackRequest {
	return {
		method: 'POST',
		headers: { 'x-viber-content-signature': sign(body) },
		query: {},
		rawBody: Buffer.from(body),
		...changes,
	};
}

function onlyEvent(reception: Reception) {
	if (reception.kind !== 'genuine') throw new Error(`Refused: ${reception.why}`);
	expect(reception.events).toHaveLength(1);
	const [received] = reception.events;
	if (!received) throw new Error('No event');
	return received;
}

function json(body: string) {
	return eventToJson(onlyEvent(receive(request(body), CREDENTIAL)).event);
}

const SENDER =
	'{"id":"AAECAwQFBgcICQoLDA0ODw==","name":"Olena","avatar":"https://media.example.test/a.jpg","language":"uk","country":"UA","api_version":10}';
const USER = {
	id: 'AAECAwQFBgcICQoLDA0ODw==',
	name: 'Olena',
	avatar: 'https://media.example.test/a.jpg',
	language: 'uk',
	country: 'UA',
	apiVersion: 10,
};

describe('what is refused', () => {
	const body = '{"event":"seen","message_token":5905337701873633686,"user_id":"x"}';

	it.each<[string, CallbackRequest, number]>([
		['no signature', request(body, { headers: {} }), 401],
		['an empty one', request(body, { headers: { 'x-viber-content-signature': '' } }), 401],
		[
			'another key',
			request(body, { headers: { 'x-viber-content-signature': sign(body, 'x') } }),
			403,
		],
		['another body', request(body, { rawBody: Buffer.from(body.replace('seen', 'send')) }), 403],
		['half a body', request(body, { rawBody: Buffer.from(body.slice(0, 30)) }), 403],
		['no body', request(body, { rawBody: Buffer.alloc(0) }), 403],
		['words', request(body, { headers: { 'x-viber-content-signature': 'open sesame' } }), 403],
		['a wrong sig in the query', request(body, { headers: {}, query: { sig: sign('{}') } }), 403],
		['an object in the query', request(body, { headers: {}, query: { sig: { a: 'b' } } }), 401],
		['signed text that is no JSON', request('hello'), 400],
		['a signed list', request('[]'), 400],
		['a signed object without event', request('{"status":0}'), 400],
		['a signed event that is no text', request('{"event":{"a":1}}'), 400],
		['signed bytes that are no text', request(Buffer.from([0xff, 0xfe, 0x00])), 400],
	])('%s', (_, callback, statusCode) => {
		expect(receive(callback, CREDENTIAL)).toMatchObject({ kind: 'refused', statusCode });
	});

	it('a wrong header, even when the query would be right', () => {
		const callback = request(body, {
			headers: { 'x-viber-content-signature': sign('other') },
			query: { sig: sign(body) },
		});
		expect(receive(callback, CREDENTIAL)).toMatchObject({ kind: 'refused', statusCode: 403 });
	});

	it.each([{}, { authToken: '' }, { authToken: '  ' }])(
		'everything while the credential has no token: %j',
		(credential) => {
			const headers = { 'x-viber-content-signature': sign(body, '') };
			expect(receive(request(body, { headers }), credential).kind).toBe('refused');
		},
	);

	it('gives no reason that quotes body or key', () => {
		const reception = receive(request(body, { headers: {} }), CREDENTIAL);
		expect(JSON.stringify(reception)).not.toContain(KEY);
		expect(JSON.stringify(reception)).not.toContain('user_id');
	});
});

describe('what is accepted', () => {
	it('the handshake, without an event', () => {
		expect(
			receive(request('{"event":"webhook","timestamp":1,"message_token":2}'), CREDENTIAL),
		).toEqual({ kind: 'genuine', events: [] });
	});

	it('a signature in the query', () => {
		const body = '{"event":"seen","message_token":5905337701873633686,"user_id":"x"}';
		const callback = request(body, { headers: {}, query: { sig: sign(body) } });
		expect(onlyEvent(receive(callback, CREDENTIAL)).event.event).toBe('seen');
	});

	it('a token that was pasted with blanks around it', () => {
		const body = '{"event":"seen"}';
		expect(receive(request(body), { authToken: ` ${KEY}\n` }).kind).toBe('genuine');
	});
});

describe('what proves to others that a callback is genuine', () => {
	it.each<[CallbackRequest['headers'], CallbackRequest['query'], object]>([
		[
			{ 'x-viber-content-signature': 'abc', cookie: 'c' },
			{},
			{ headers: { 'x-viber-content-signature': 'abc' }, query: {} },
		],
		[{}, { sig: 'abc', other: 'd' }, { headers: {}, query: { sig: 'abc' } }],
		[{}, { sig: { a: 'b' } }, { headers: {}, query: {} }],
	])('headers %j and query %j', (headers, query, expected) => {
		expect(proof({ method: 'POST', headers, query, rawBody: Buffer.alloc(0) })).toEqual(expected);
	});
});

describe('the event language', () => {
	it('a text message', () => {
		const body = `{"event":"message","timestamp":1700000001000,"chat_hostname":"SN-CHAT-00_","message_token":5905337705552038913,"sender":${SENDER},"message":{"type":"text","text":"Привіт \\/ 😀","tracking_data":"order-42"},"silent":false}`;
		expect(json(body)).toEqual({
			provider: 'viberBot',
			event: 'message',
			eventId: 'viberBot:message:5905337705552038913:AAECAwQFBgcICQoLDA0ODw==',
			messageId: '5905337705552038913',
			user: USER,
			message: { type: 'text', text: 'Привіт / 😀', trackingData: 'order-42' },
			occurredAt: '2023-11-14T22:13:21.000Z',
			silent: false,
		});
	});

	it.each([
		[
			'picture',
			'{"type":"picture","text":"","media":"https://dl.example.test/p.jpg?exp=1","thumbnail":"https://dl.example.test/t.jpg","file_name":"p.jpg","size":51234,"tracking_data":""}',
			{
				type: 'picture',
				text: '',
				media: 'https://dl.example.test/p.jpg?exp=1',
				thumbnail: 'https://dl.example.test/t.jpg',
				fileName: 'p.jpg',
				size: 51234,
			},
		],
		[
			'contact',
			'{"type":"contact","contact":{"name":"Ivan","phone_number":"+380501112233"}}',
			{ type: 'contact', contact: { name: 'Ivan', phone: '+380501112233' } },
		],
		[
			'location',
			'{"type":"location","location":{"lat":50.4501,"lon":"30.5234"}}',
			{ type: 'location', location: { latitude: 50.4501, longitude: 30.5234 } },
		],
		['sticker', '{"type":"sticker","sticker_id":46105}', { type: 'sticker', stickerId: '46105' }],
		[
			'video',
			'{"type":"video","media":"https://dl.example.test/v.mp4","thumbnail":"https://dl.example.test/t.jpg","size":1048576,"duration":12}',
			{
				type: 'video',
				media: 'https://dl.example.test/v.mp4',
				thumbnail: 'https://dl.example.test/t.jpg',
				size: 1048576,
				duration: 12,
			},
		],
		[
			'file',
			'{"type":"file","media":"https://dl.example.test/f?id=1","file_name":"Рахунок.pdf","size":"2048"}',
			{
				type: 'file',
				media: 'https://dl.example.test/f?id=1',
				fileName: 'Рахунок.pdf',
				size: 2048,
			},
		],
		[
			'url',
			'{"type":"url","media":"https://example.test/"}',
			{ type: 'url', media: 'https://example.test/' },
		],
		[
			'text with everything beside it that is not its own',
			'{"type":"text","text":"hi","contact":null,"location":"here","sticker_id":{},"size":"big"}',
			{ type: 'text', text: 'hi' },
		],
		['a type of the future', '{"type":"hologram","text":"hi"}', { type: 'hologram', text: 'hi' }],
		['no type', '{}', { type: 'unknown' }],
	])('a message of type %s', (_, message, expected) => {
		const body = `{"event":"message","message_token":1,"sender":${SENDER},"message":${message}}`;
		expect(json(body).message).toEqual(expected);
	});

	it.each(['delivered', 'seen'])('%s', (event) => {
		const body = `{"event":"${event}","timestamp":1700000002000,"message_token":5905337701873633687,"user_id":"abc=","chat_id":4912661846655238145}`;
		expect(json(body)).toEqual({
			provider: 'viberBot',
			event,
			eventId: `viberBot:${event}:5905337701873633687:abc=`,
			messageId: '5905337701873633687',
			status: event,
			user: { id: 'abc=' },
			occurredAt: '2023-11-14T22:13:22.000Z',
			chatId: '4912661846655238145',
		});
	});

	it('failed', () => {
		const body =
			'{"event":"failed","timestamp":1700000002500,"message_token":5905337701873633690,"user_id":"abc=","desc":"failure description"}';
		expect(json(body)).toMatchObject({
			event: 'failed',
			status: 'failed',
			error: { code: 'failed', reason: 'failure description' },
			messageId: '5905337701873633690',
		});
	});

	it('conversation started', () => {
		const body = `{"event":"conversation_started","timestamp":1700000000500,"message_token":5905337703454886912,"type":"open","context":"promo-7","user":${SENDER},"subscribed":false}`;
		expect(json(body)).toMatchObject({
			event: 'conversationStarted',
			type: 'open',
			context: 'promo-7',
			subscribed: false,
			user: USER,
		});
	});

	it.each([
		['subscribed', `"user":${SENDER}`, USER],
		['unsubscribed', '"user_id":"abc="', { id: 'abc=' }],
	])('%s', (event, person, user) => {
		expect(json(`{"event":"${event}","message_token":1,${person}}`)).toMatchObject({ event, user });
	});

	it('client status', () => {
		const body = `{"event":"client_status","user":${SENDER},"status":{"type":"payment","code":0}}`;
		expect(json(body)).toMatchObject({
			event: 'clientStatus',
			clientStatus: { type: 'payment', code: 0 },
		});
	});

	it('an event of the future passes with all that it says', () => {
		expect(
			json('{"event":"levitated","message_token":5905337701873633690,"height":3}'),
		).toMatchObject({
			event: 'unknown',
			providerEvent: 'levitated',
			messageId: '5905337701873633690',
			body: { event: 'levitated', message_token: '5905337701873633690', height: 3 },
		});
	});

	it.each(['constructor', '__proto__', 'toString', ''])(
		'an event called %j is unknown, too',
		(event) => {
			expect(json(JSON.stringify({ event }))).toMatchObject({
				event: 'unknown',
				providerEvent: event,
			});
		},
	);

	it('a signature in the query beside an empty header', () => {
		const body = '{"event":"seen"}';
		const headers = { 'x-viber-content-signature': '' };
		expect(receive(request(body, { headers, query: { sig: sign(body) } }), CREDENTIAL).kind).toBe(
			'genuine',
		);
	});

	it('keeps the provider’s own answer for those who want it, with exact ids', () => {
		const body = '{"event":"seen","message_token":5905337701873633687,"chat_id":12}';
		expect(onlyEvent(receive(request(body), CREDENTIAL)).raw).toEqual({
			event: 'seen',
			message_token: '5905337701873633687',
			chat_id: '12',
		});
	});

	it('a repeat has the same event id; another person, event or message has another', () => {
		const body = (event: string, token: string, user: string) =>
			`{"event":"${event}","message_token":${token},"user_id":"${user}"}`;
		const id = (text: string) => json(text).eventId;
		const first = id(body('delivered', '5905337701873633687', 'a'));
		expect(id(body('delivered', '5905337701873633687', 'a'))).toBe(first);
		expect(id(body('seen', '5905337701873633687', 'a'))).not.toBe(first);
		expect(id(body('delivered', '5905337701873633686', 'a'))).not.toBe(first);
		expect(id(body('delivered', '5905337701873633687', 'b'))).not.toBe(first);
	});

	it('has an event id without a token, too', () => {
		expect(json('{"event":"levitated","a":1}').eventId).not.toBe(
			json('{"event":"levitated","a":2}').eventId,
		);
	});

	it.each(['"yesterday"', '1e300', 'null', '{}', '""'])('survives the time %s', (time) => {
		expect(json(`{"event":"seen","timestamp":${time}}`)).not.toHaveProperty('occurredAt');
	});

	it('survives whatever Viber might sign', () => {
		const keys = fc.constantFrom(
			'sender',
			'user',
			'message',
			'timestamp',
			'message_token',
			'user_id',
		);
		const names = fc.constantFrom(
			'message',
			'seen',
			'failed',
			'conversation_started',
			'client_status',
			'x',
		);
		fc.assert(
			fc.property(names, fc.dictionary(keys, fc.jsonValue()), (event, rest) => {
				const body = JSON.stringify({ ...rest, event });
				const reception = receive(request(body), CREDENTIAL);
				if (reception.kind !== 'genuine') return;
				for (const received of reception.events) JSON.stringify(eventToJson(received.event));
			}),
		);
	});
});
