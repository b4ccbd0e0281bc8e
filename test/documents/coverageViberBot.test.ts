import { createHmac } from 'node:crypto';

import { receive } from '../../nodes/Viber/providers/viberBot/callbacks';
import { STATUS_CODES } from '../../nodes/Viber/providers/viberBot/codes';
import { sendOutcome } from '../../nodes/Viber/providers/viberBot/responses';
import { eventToJson } from '../../nodes/Viber/shared/events';
import { readerOf, sendMessage, textOf } from '../nodes/Viber/providers/viberBot/reader';
import { callbackOf } from '../support/callbackRequests';
import { VIBER_BOT } from './tables';

const TOKEN = '0123456789abcdef-0123456789abcdef-0123456789abcdef';

describe('every code of the bots', () => {
	it('is there once', () => {
		expect(Object.values(STATUS_CODES).map(({ name }) => name)).toEqual(VIBER_BOT.codes);
	});

	it.each(VIBER_BOT.codes.map((name, index): [number, string] => [index + 1, name]))(
		'%i %s is refused with a reason and a cure',
		(status, name) => {
			const text = JSON.stringify({ status });
			expect(sendOutcome({ kind: 'answer', statusCode: 200, text }, ['id'])).toMatchObject({
				kind: status === 19 ? 'unknown' : 'refused',
				refusal: {
					code: String(status),
					name,
					reason: expect.stringMatching(/^\S.{10,}[^.]$/) as string,
					cure: expect.stringMatching(/^\S.{10,}\.$/) as string,
				},
			});
		},
	);
});

describe('every event of the bots', () => {
	const person = { id: 'AAEC', name: 'Olena', language: 'uk', country: 'UA', api_version: 10 };
	const VALUES: Record<string, unknown> = {
		user: person,
		sender: person,
		user_id: 'AAEC',
		type: 'open',
		context: 'promo-7',
		subscribed: false,
		message: { type: 'text', text: 'Hi' },
		silent: true,
		reply_type: 'message',
		chat_id: '5905337701873633686',
		desc: 'why',
		status: { type: 'payment', code: 1 },
	};
	const PLACES: Record<string, object> = {
		user: { user: { id: 'AAEC', name: 'Olena' } },
		sender: { user: { id: 'AAEC', apiVersion: 10 } },
		user_id: { user: { id: 'AAEC' } },
		type: { type: 'open' },
		context: { context: 'promo-7' },
		subscribed: { subscribed: false },
		message: { message: { type: 'text', text: 'Hi' } },
		silent: { silent: true },
		reply_type: { replyType: 'message' },
		chat_id: { chatId: '5905337701873633686' },
		desc: { error: { reason: 'why' } },
		status: { clientStatus: { type: 'payment', code: 1 } },
	};

	it.each(Object.entries(VIBER_BOT.events))('%s, field by field', (event, names) => {
		const fields = Object.fromEntries(names.map((name) => [name, VALUES[name]]));
		const text = JSON.stringify({ event, timestamp: 1700000000123, message_token: 7, ...fields });
		const signature = createHmac('sha256', TOKEN).update(text).digest('hex');
		const headers = { 'x-viber-content-signature': signature };
		const reception = receive(callbackOf({ text, headers }), { authToken: TOKEN });
		if (reception.kind !== 'genuine') throw new Error(reception.why);
		if (event === 'webhook') {
			expect(reception.events).toEqual([]);
			return;
		}
		const [received] = reception.events;
		const json = received ? eventToJson(received.event) : {};
		const word = event.replace(/_(.)/, (_, letter: string) => letter.toUpperCase());
		expect(json).toMatchObject({ event: word, messageId: '7' });
		for (const name of names) expect(json).toMatchObject(PLACES[name] ?? { [name]: 'no place' });
	});
});

describe('every type of message of the bots', () => {
	const LINK = 'https://cdn.example.com/a';
	const TYPES: Record<string, Record<string, unknown>> = {
		text: { messageType: 'text', text: 'Hi' },
		picture: {
			messageType: 'picture',
			imageUrl: `${LINK}.png`,
			'options.caption': 'Hi',
			'options.thumbnailUrl': `${LINK}.jpg`,
		},
		video: {
			messageType: 'video',
			videoUrl: `${LINK}.mp4`,
			'options.fileSize': 7,
			'options.duration': 9,
			'options.thumbnailUrl': `${LINK}.jpg`,
			'options.caption': 'Hi',
		},
		file: {
			messageType: 'file',
			fileUrl: `${LINK}.pdf`,
			'options.fileSize': 7,
			'options.fileName': 'a.pdf',
		},
		contact: {
			messageType: 'contact',
			contactName: 'Olena',
			contactPhone: '+380500000001',
			'options.contactAvatar': `${LINK}.png`,
		},
		location: { messageType: 'location', latitude: 50.45, longitude: 30.52 },
		url: { messageType: 'url', linkUrl: LINK },
		sticker: { messageType: 'sticker', stickerId: '46105' },
	};

	function at(body: unknown, path: string): unknown {
		return path.split('.').reduce((value, key) => (value as Record<string, unknown>)?.[key], body);
	}

	const common = {
		to: 'AAEC',
		from: 'Demo',
		'options.avatar': `${LINK}.png`,
		'options.trackingData': 'order',
		'options.minApiVersion': 7,
	};

	it('is there', () => {
		// Carousels have tests of their own: carousel.test.ts and buttons.test.ts.
		expect([...Object.keys(TYPES), 'rich_media']).toEqual(Object.keys(VIBER_BOT.types));
	});

	it.each(Object.entries(TYPES))('%s, field by field', (type, fields) => {
		const { request } = sendMessage(readerOf({ ...common, ...fields }));
		const body = JSON.parse(textOf(request)) as unknown;
		const names = VIBER_BOT.types[type as keyof typeof VIBER_BOT.types];
		for (const name of [...names, ...VIBER_BOT.common]) {
			if (name === 'keyboard') continue;
			expect([name, at(body, name)]).toEqual([name, expect.anything()]);
		}
		expect(at(body, 'type')).toBe(type);
	});
});
