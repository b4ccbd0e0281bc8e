import fc from 'fast-check';
import type { INodeProperties } from 'n8n-workflow';

import { welcome } from '../../../../../nodes/Viber/providers/viberBot/welcome';
import type { MessagingEvent } from '../../../../../nodes/Viber/shared/events';
import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';
import { welcomeFields } from '../../../../../nodes/Viber/trigger/welcomeFields';

const EVENT: MessagingEvent = {
	provider: 'viberBot',
	event: 'conversationStarted',
	eventId: 'e',
	user: { id: 'x', name: 'Олена "O" <b>', country: 'UA', language: 'uk' },
};
const BUTTON = { Text: 'Hi {name}', ActionBody: '{name}' };

const built = (fields: object): unknown => JSON.parse(welcome.build(fields, EVENT));
const adopted = (given: unknown, fields = {}): unknown =>
	JSON.parse(welcome.adopt(given, fields, EVENT));

function cureOf(fields: object): string {
	try {
		built(fields);
	} catch (error) {
		if (error instanceof InvalidInput) return error.cure;
	}
	return '';
}

const LABELS = welcomeFields
	.flatMap((field) => [field, ...(field.type === 'collection' ? (field.options ?? []) : [])])
	.map((field) => (field as INodeProperties).displayName);

it('answers the opening of a chat and nothing else', () => {
	expect(welcome.answers(EVENT)).toBe(true);
	for (const event of ['message', 'subscribed', 'unknown'] as const) {
		expect(welcome.answers({ ...EVENT, event })).toBe(false);
	}
});

// viber-bot-api.md §9.5
describe('from the fields', () => {
	it.each<[string, object, object]>([
		[
			'a text with a sender and tracking data',
			{ text: 'Hi!', from: ' Demo bot ', trackingData: 'wm-1' },
			{ sender: { name: 'Demo bot' }, type: 'text', text: 'Hi!', tracking_data: 'wm-1' },
		],
		[
			'placeholders',
			{ text: '{name}, {country}, {language}, {other}' },
			{ type: 'text', text: 'Олена "O" <b>, UA, uk, {other}' },
		],
		[
			'a picture with a caption',
			{ text: 'Look', pictureUrl: 'https://x.example/p.png' },
			{ type: 'picture', media: 'https://x.example/p.png', text: 'Look' },
		],
		[
			'a picture without one',
			{ pictureUrl: 'https://x.example/p.png' },
			{ type: 'picture', media: 'https://x.example/p.png', text: '' },
		],
		[
			'a keyboard alone, as text; a name is escaped where Viber reads HTML',
			{ keyboard: JSON.stringify({ Buttons: [BUTTON] }) },
			{
				keyboard: {
					Type: 'keyboard',
					Buttons: [{ Text: 'Hi Олена "O" &lt;b&gt;', ActionBody: 'Олена "O" <b>' }],
				},
			},
		],
		[
			'a keyboard as an object',
			{ text: 'Hi', keyboard: { Type: 'keyboard', Buttons: [{ ActionBody: 'a', Text: 'A' }] } },
			{
				type: 'text',
				text: 'Hi',
				keyboard: { Type: 'keyboard', Buttons: [{ ActionBody: 'a', Text: 'A' }] },
			},
		],
		[
			'asks for the level that its buttons need',
			{
				text: 'Hi',
				keyboard: {
					InputFieldState: 'hidden',
					Buttons: [{ ActionType: 'share-phone', ActionBody: 'a', Text: 'A' }],
				},
			},
			{
				type: 'text',
				text: 'Hi',
				min_api_version: 4,
				keyboard: {
					Type: 'keyboard',
					InputFieldState: 'hidden',
					Buttons: [{ ActionType: 'share-phone', ActionBody: 'a', Text: 'A' }],
				},
			},
		],
		['an empty keyboard is none', { text: 'Hi', keyboard: '{}' }, { type: 'text', text: 'Hi' }],
	])('%s', (_, fields, expected) => {
		expect(built(fields)).toEqual(expected);
	});

	it('a person of whom nothing is told', () => {
		expect(JSON.parse(welcome.build({ text: 'Hi {name}' }, { ...EVENT, user: undefined }))).toEqual(
			{ type: 'text', text: 'Hi ' },
		);
	});

	it.each<[object, RegExp]>([
		[{}, /is empty/],
		[{ text: '  ' }, /is empty/],
		[{ text: { a: 1 } }, /'Text' holds an object/],
		[{ text: 'x'.repeat(7001) }, /'Text' has 7,001 characters, the limit is 7,000/],
		[{ text: 'x'.repeat(769), pictureUrl: 'https://x.example/p.png' }, /769 .* 768/],
		[{ pictureUrl: 'p.png' }, /'Picture URL' is not a web address/],
		[{ text: 'x', from: 'x'.repeat(29) }, /'Sender Name' has 29/],
		[{ text: 'x', trackingData: 'x'.repeat(4001) }, /'Tracking Data' has 4,001/],
		[{ text: 'x', keyboard: 'hello' }, /'Keyboard JSON' is not a keyboard/],
		[{ text: 'x', keyboard: { Buttons: [] } }, /'Keyboard JSON' is not a keyboard/],
		[{ text: 'x', pictureUrl: 'https://www.example.com/a?b=c.png' }, /'Picture URL'/],
		[{ text: 'x', keyboard: { Buttons: [{ ActionBody: 'a' }] } }, /nothing else .* can be seen/],
		[{ text: '語'.repeat(7000), trackingData: '語'.repeat(4000) }, /bytes, the limit is 30,720/],
	])('%j is refused', (fields, message) => {
		expect(() => built(fields)).toThrow(InvalidInput);
		expect(() => built(fields)).toThrow(message);
	});

	it.each<[object]>([[{}], [{ text: '語'.repeat(7000), trackingData: '語'.repeat(4000) }]])(
		'%#: the cure names fields by their labels',
		(fields) => {
			const named = [...cureOf(fields).matchAll(/'([^']+)'/g)].map(([, name]) => name);
			expect(named.length).toBeGreaterThan(1);
			expect(LABELS).toEqual(expect.arrayContaining(named));
		},
	);

	it('a name longer than the limit leaves room for none of it', () => {
		const user = { name: 'x'.repeat(7000) };
		expect(() => welcome.build({ text: '{name}!' }, { ...EVENT, user })).toThrow(/7,001/);
	});
});

describe('from the last node', () => {
	it.each<[object, object]>([
		[{ text: 'Hi {name}' }, { type: 'text', text: 'Hi Олена "O" <b>', sender: { name: 'Shop' } }],
		[
			{ text: 'Hi', from: 'Own' },
			{ type: 'text', text: 'Hi', sender: { name: 'Own' } },
		],
		[
			{ type: 'sticker', sticker_id: 1, receiver: 'x' },
			{ type: 'sticker', sticker_id: 1, sender: { name: 'Shop' } },
		],
		[
			{ type: 'text', text: 'Hi {name}', sender: { name: 'Own', avatar: 'a' } },
			{ type: 'text', text: 'Hi {name}', sender: { name: 'Own', avatar: 'a' } },
		],
	])('%j', (given, expected) => {
		expect(adopted(given, { from: 'Shop' })).toEqual(expected);
	});

	it.each<[unknown, RegExp]>([
		[undefined, /no message/],
		['hello', /no message/],
		[[{ text: 'Hi' }], /no message/],
		[{}, /is empty/],
		[{ provider: 'viberBot', messageId: '1', status: 'accepted' }, /is empty/],
		[{ type: 'open', text: 'Hi' }, /type that Viber does not know/],
		[{ type: 7 }, /type that Viber does not know/],
		[{ type: 'constructor' }, /type that Viber does not know/],
		[{ type: 'text' }, /lacks "text"/],
		[{ type: 'file', media: 'https://x.example/a.pdf', size: 1 }, /lacks "file_name"/],
		[{ type: 'picture', media: 'nowhere' }, /not a web address/],
		[{ type: 'text', text: 'Hi', keyboard: {} }, /not a keyboard/],
		[{ type: 'text', text: 'Hi', sender: { name: 'x'.repeat(29) } }, /'Sender Name'/],
	])('%j is refused', (given, message) => {
		expect(() => adopted(given)).toThrow(InvalidInput);
		expect(() => adopted(given)).toThrow(message);
	});

	it('whatever it gives: a JSON object, or a reason', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (given) => {
				try {
					expect(typeof adopted(given)).toBe('object');
				} catch (error) {
					expect(error).toBeInstanceOf(InvalidInput);
				}
			}),
		);
	});
});
