import type { INodeParameters, NodeOperationError } from 'n8n-workflow';

import { runViber } from '../support/engine';
import type { Wire } from '../support/wire';
import { asViber, startWire } from '../support/wire';

let viber: Wire;

beforeAll(async () => {
	viber = await startWire();
	viber.answer = (_, response) =>
		asViber(response, '{"status":0,"message_token":5905337701873633687}');
});

afterAll(() => viber.stop());

beforeEach(() => {
	viber.requests = [];
});

async function send(messageType: string, parameters: INodeParameters, item = {}) {
	const run = await runViber({
		items: [item],
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'viberBot',
			to: 'a=',
			from: 'Café',
			messageType,
			...parameters,
		},
		credential: { authToken: 'dummy-token', baseUrl: viber.url },
	});
	const { receiver, sender, ...body } = viber.requests[0]?.body ?? {};
	return { ...run, receiver, sender, body };
}

// The fields as the editor saves them, read by n8n's own engine: what is shown for a type, what
// collections hold, and what their defaults are.
describe('Send a message, each type', () => {
	it.each<[string, INodeParameters, Record<string, unknown>]>([
		['text', { text: 'Hi' }, { type: 'text', text: 'Hi' }],
		[
			'picture',
			{ imageUrl: 'https://x.example/a.png', options: { caption: 'Menu' } },
			{ type: 'picture', media: 'https://x.example/a.png', text: 'Menu' },
		],
		[
			'video',
			{ videoUrl: 'https://x.example/a.mp4', options: { fileSize: 99, duration: 30 } },
			{ type: 'video', media: 'https://x.example/a.mp4', size: 99, duration: 30 },
		],
		[
			'file',
			{ fileUrl: 'https://x.example/a.pdf', options: { fileSize: 99, fileName: 'b.pdf' } },
			{ type: 'file', media: 'https://x.example/a.pdf', size: 99, file_name: 'b.pdf' },
		],
		[
			'contact',
			{ contactName: 'Anna', contactPhone: '+380501234567' },
			{ type: 'contact', contact: { name: 'Anna', phone_number: '+380501234567' } },
		],
		[
			'location',
			{ latitude: 50.4501, longitude: '={{ 30.5 + 0.0234 }}' },
			{ type: 'location', location: { lat: 50.4501, lon: 30.5234 } },
		],
		[
			'url',
			{ linkUrl: 'https://x.example/a.gif' },
			{ type: 'url', media: 'https://x.example/a.gif' },
		],
		['sticker', { stickerId: '46105' }, { type: 'sticker', sticker_id: 46105 }],
		[
			'richMedia',
			{ cards: { card: [{ title: 'Soup', url: 'https://x.example/s' }] } },
			{
				type: 'rich_media',
				min_api_version: 2,
				rich_media: {
					Type: 'rich_media',
					ButtonsGroupColumns: 6,
					ButtonsGroupRows: 2,
					BgColor: '#FFFFFF',
					Buttons: [
						{
							Columns: 6,
							Rows: 2,
							ActionType: 'open-url',
							ActionBody: 'https://x.example/s',
							Text: '<b>Soup</b>',
							TextHAlign: 'left',
							TextVAlign: 'middle',
							BgColor: '#FFFFFF',
						},
					],
				},
			},
		],
		[
			'keyboard',
			{ keyboardButtons: { button: [{ text: 'Menu' }, { text: 'Call', action: 'sharePhone' }] } },
			{
				min_api_version: 3,
				keyboard: {
					Type: 'keyboard',
					Buttons: [
						{ Columns: 6, Rows: 1, ActionType: 'reply', ActionBody: 'Menu', Text: 'Menu' },
						{
							Columns: 6,
							Rows: 1,
							ActionType: 'share-phone',
							ActionBody: 'sharePhone',
							Text: 'Call',
						},
					],
				},
			},
		],
	])('%s', async (type, parameters, expected) => {
		const { output, receiver, sender, body } = await send(type, parameters);
		expect(body).toEqual(expected);
		expect({ receiver, sender }).toEqual({ receiver: 'a=', sender: { name: 'Café' } });
		expect(output[0]?.json).toEqual({
			provider: 'viberBot',
			to: 'a=',
			messageId: '5905337701873633687',
			status: 'accepted',
		});
	});

	it.each([
		['an object', '={{ $json.keyboard }}'],
		['text', '={{ JSON.stringify($json.keyboard) }}'],
	])('takes a keyboard from an expression that gives %s', async (_, keyboardJson) => {
		const keyboard = { Buttons: [{ Text: 'Menu', ActionBody: 'menu' }] };
		const { body } = await send('text', { text: 'Hi', options: { keyboardJson } }, { keyboard });
		expect(body).toEqual({
			type: 'text',
			text: 'Hi',
			keyboard: { Type: 'keyboard', ...keyboard },
		});
	});

	it('leaves out what was filled in for another type', async () => {
		const { body } = await send('text', {
			text: 'Hi',
			imageUrl: 'https://x.example/a.png',
			options: { caption: 'left over', fileSize: 5 },
		});
		expect(body).toEqual({ type: 'text', text: 'Hi' });
	});

	it('says what is wrong before anything goes out', async () => {
		const { result } = await send('picture', { imageUrl: 'https://x.example/a.webp' });
		const error = result.data.resultData.error as NodeOperationError;
		expect(error.message).toMatch(/'Image URL' ends in \.webp/);
		expect(viber.requests).toEqual([]);
	});
});
