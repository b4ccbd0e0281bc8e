import { WorkflowExecute } from 'n8n-core';
import type { IBinaryKeyData, IDataObject, INodeParameters, IRun } from 'n8n-workflow';

import { AT_ONCE, call, named } from '../sandbox/support';
import { additionalDataFor, runViber, withDefaults, workflowOf } from '../support/engine';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import type { Sandbox, SandboxBot, SandboxLogEntry, SandboxMessage } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

let sandbox: Sandbox;
let peer: Peer;
let bot: SandboxBot;
let olena: string;

beforeAll(async () => {
	[sandbox, peer] = await Promise.all([startSandbox(), startPeer()]);
});

afterAll(async () => {
	await Promise.all([sandbox?.stop(), peer?.stop()]);
});

beforeEach(async () => {
	bot = await sandbox.newBot(AT_ONCE);
	olena = named(bot, 'Olena').id;
	peer.answer = (_, response) => void response.writeHead(200).end();
	await call(bot, 'set_webhook', { url: peer.origin, event_types: [] });
	peer.seen.length = 0;
});

const credential = () => ({ authToken: bot.token, baseUrl: bot.baseUrl });

function parametersOf(fields: IDataObject): INodeParameters {
	return {
		resource: 'message',
		operation: 'send',
		provider: 'viberBot',
		to: olena,
		from: 'Corner Café',
		...fields,
	} as INodeParameters;
}

async function send(fields: IDataObject, items: IDataObject[] = [{}]) {
	return await runViber({ items, parameters: parametersOf(fields), credential: credential() });
}

// As `runViber`, with a file in the item.
async function sendWithFile(fields: IDataObject, binary: IBinaryKeyData): Promise<IRun> {
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	const viber = withDefaults({
		...at,
		id: '2',
		name: 'Viber',
		type: 'n8n-nodes-viber.viber',
		parameters: parametersOf(fields),
		credentials: { viberBotApi: { id: '1', name: 'Viber account' } },
	});
	const workflow = workflowOf(
		[{ ...at, id: '1', name: 'Feed', type: 'test.feed', parameters: {} }, viber],
		{ Feed: { main: [[{ node: 'Viber', type: 'main', index: 0 }]] } },
	);
	return await new WorkflowExecute(additionalDataFor(credential()), 'manual').run({
		workflow,
		startNode: workflow.getNode('Feed') ?? undefined,
		pinData: { Feed: [{ json: {}, binary }] },
	});
}

async function callsOf(name: string): Promise<SandboxLogEntry[]> {
	const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log?since=0`);
	return log.filter((entry) => entry.name === name);
}

async function chat(): Promise<SandboxMessage[]> {
	return named(await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`), 'Olena').messages;
}

/** All that a chat shows of a message but its id and its times, which the sandbox makes up. */
function shown(message: SandboxMessage | undefined): IDataObject {
	const kept = Object.entries(message ?? {}).filter(
		([key]) => !['token', 'at', 'delivered', 'seen'].includes(key),
	);
	return Object.fromEntries(kept) as IDataObject;
}

const PLAIN = {
	from: 'bot',
	text: '',
	senderName: 'Corner Café',
	senderAvatar: null,
	trackingData: null,
};

const PIZZA = 'https://www.example.com/pizza.png';

const CARDS = {
	card: [
		{
			title: 'Soup & <b>bread</b>',
			subtitle: 'Tomato, 4.50',
			imageUrl: 'https://www.example.com/soup.png',
			buttonText: 'Order',
			action: 'reply',
			replyText: 'soup',
			buttonColor: '#7360F2',
			buttonTextColor: '#FFFFFF',
		},
		{ title: 'Pizza', imageUrl: PIZZA, action: 'openUrl', url: 'https://www.example.com/pizza' },
	],
};

const SOUP_TAP = { ActionType: 'reply', ActionBody: 'soup' };
const PIZZA_TAP = { ActionType: 'open-url', ActionBody: 'https://www.example.com/pizza' };
const WORDS = { TextHAlign: 'left', TextVAlign: 'middle', BgColor: '#FFFFFF' };

const CAROUSEL_BUTTONS = [
	{ Columns: 6, Rows: 4, ...SOUP_TAP, Image: 'https://www.example.com/soup.png' },
	{
		Columns: 6,
		Rows: 2,
		...SOUP_TAP,
		Text: '<b>Soup &amp; &lt;b&gt;bread&lt;/b&gt;</b><br>Tomato, 4.50',
		...WORDS,
	},
	{
		Columns: 6,
		Rows: 1,
		...SOUP_TAP,
		Text: '<font color="#FFFFFF">Order</font>',
		BgColor: '#7360F2',
	},
	{ Columns: 6, Rows: 4, ...PIZZA_TAP, Image: PIZZA },
	{ Columns: 6, Rows: 2, ...PIZZA_TAP, Text: '<b>Pizza</b>', ...WORDS },
	// This card has no button of its own: an empty place keeps the next card where it belongs.
	{ Columns: 6, Rows: 1, ActionType: 'none', ActionBody: 'none', BgColor: '#FFFFFF' },
];

const threeParts = (first: number) => [
	{ button: first, column: 1, row: 1, columns: 6, rows: 4 },
	{ button: first + 1, column: 1, row: 5, columns: 6, rows: 2 },
	{ button: first + 2, column: 1, row: 7, columns: 6, rows: 1 },
];

const BUTTONS = {
	button: [
		{ text: 'Menu', action: 'reply', replyText: 'menu', columns: 3, rows: 1 },
		{ text: 'Site', action: 'openUrl', url: 'https://www.example.com', columns: 3, silent: true },
		{ text: 'My number', action: 'sharePhone', textColor: '#112233', textSize: 'large' },
		{ text: 'Where I am', action: 'shareLocation', backgroundColor: '#EEEEEE', rows: 2 },
	],
};

const KEYBOARD_BUTTONS = [
	{ Columns: 3, Rows: 1, ActionType: 'reply', ActionBody: 'menu', Text: 'Menu' },
	{
		Columns: 3,
		Rows: 1,
		ActionType: 'open-url',
		ActionBody: 'https://www.example.com',
		Text: 'Site',
		Silent: true,
	},
	{
		Columns: 6,
		Rows: 1,
		ActionType: 'share-phone',
		ActionBody: 'sharePhone',
		Text: '<font color="#112233">My number</font>',
		TextSize: 'large',
	},
	{
		Columns: 6,
		Rows: 2,
		ActionType: 'location-picker',
		ActionBody: 'shareLocation',
		Text: 'Where I am',
		BgColor: '#EEEEEE',
	},
];

const ALL_TYPES: Array<[string, IDataObject, IDataObject]> = [
	[
		'a text',
		{ messageType: 'text', text: 'one 😀\n<b>no tag</b> & more' },
		{ type: 'text', text: 'one 😀\n<b>no tag</b> & more' },
	],
	[
		'a picture',
		{
			messageType: 'picture',
			imageUrl: 'https://www.example.com/menu.JPG?week=47',
			options: { caption: 'This week', thumbnailUrl: 'https://www.example.com/small.jpg' },
		},
		{
			type: 'picture',
			text: 'This week',
			media: 'https://www.example.com/menu.JPG?week=47',
			thumbnail: 'https://www.example.com/small.jpg',
		},
	],
	[
		'a picture without a caption',
		{ messageType: 'picture', imageUrl: PIZZA },
		{ type: 'picture', media: PIZZA },
	],
	[
		'a video',
		{
			messageType: 'video',
			videoUrl: 'https://www.example.com/tour.mp4',
			options: {
				fileSize: 27_262_976,
				duration: 180,
				caption: 'The kitchen',
				thumbnailUrl: 'https://www.example.com/tour.jpeg',
			},
		},
		{
			type: 'video',
			text: 'The kitchen',
			media: 'https://www.example.com/tour.mp4',
			thumbnail: 'https://www.example.com/tour.jpeg',
			size: 27_262_976,
			duration: 180,
		},
	],
	[
		'a file',
		{
			messageType: 'file',
			fileUrl: 'https://www.example.com/1042.pdf',
			options: { fileSize: 52_428_800, fileName: 'Rechnung Nº 1042.pdf' },
		},
		{
			type: 'file',
			media: 'https://www.example.com/1042.pdf',
			fileName: 'Rechnung Nº 1042.pdf',
			size: 52_428_800,
		},
	],
	[
		'a contact',
		{
			messageType: 'contact',
			contactName: 'Anna Kovalenko-Lysenko, Café',
			contactPhone: '+38 (050) 123-45.67',
			options: { contactAvatar: 'https://www.example.com/anna.png' },
		},
		{
			type: 'contact',
			contact: {
				name: 'Anna Kovalenko-Lysenko, Café',
				phoneNumber: '+380501234567',
				avatar: 'https://www.example.com/anna.png',
			},
		},
	],
	[
		'a location',
		{ messageType: 'location', latitude: -33.8567844, longitude: 151.213108 },
		{ type: 'location', location: { lat: -33.8567844, lon: 151.213108 } },
	],
	[
		'a link',
		{ messageType: 'url', linkUrl: 'https://www.example.com/offers?a=1&b=%20#top' },
		{ type: 'url', media: 'https://www.example.com/offers?a=1&b=%20#top' },
	],
	[
		'a sticker',
		{ messageType: 'sticker', stickerId: '46105' },
		{ type: 'sticker', stickerId: 46105 },
	],
	[
		'a carousel made in the form',
		{
			messageType: 'richMedia',
			cards: CARDS,
			options: { altText: 'Soup and pizza: https://www.example.com' },
		},
		{
			type: 'rich_media',
			altText: 'Soup and pizza: https://www.example.com',
			richMedia: {
				Type: 'rich_media',
				ButtonsGroupColumns: 6,
				ButtonsGroupRows: 7,
				BgColor: '#FFFFFF',
				Buttons: CAROUSEL_BUTTONS,
			},
			cards: [threeParts(0), threeParts(3)],
		},
	],
	[
		'a carousel given as JSON',
		{
			messageType: 'richMedia',
			options: {
				carouselBackgroundColor: '#101010',
				carouselJson: JSON.stringify({
					ButtonsGroupColumns: 2,
					ButtonsGroupRows: 2,
					Buttons: [
						{ Columns: 1, Rows: 2, Text: 'left', ActionBody: 'l', ActionType: 'reply' },
						{ Columns: 1, Rows: 2, Text: 'right', ActionBody: 'r', ActionType: 'reply' },
						{ Columns: 2, Rows: 2, Text: 'next card', ActionBody: 'n', ActionType: 'reply' },
					],
				}),
			},
		},
		{
			type: 'rich_media',
			richMedia: {
				Type: 'rich_media',
				ButtonsGroupColumns: 2,
				ButtonsGroupRows: 2,
				BgColor: '#101010',
				Buttons: [
					{ Columns: 1, Rows: 2, Text: 'left', ActionBody: 'l', ActionType: 'reply' },
					{ Columns: 1, Rows: 2, Text: 'right', ActionBody: 'r', ActionType: 'reply' },
					{ Columns: 2, Rows: 2, Text: 'next card', ActionBody: 'n', ActionType: 'reply' },
				],
			},
			cards: [
				[
					{ button: 0, column: 1, row: 1, columns: 1, rows: 2 },
					{ button: 1, column: 2, row: 1, columns: 1, rows: 2 },
				],
				[{ button: 2, column: 1, row: 1, columns: 2, rows: 2 }],
			],
		},
	],
	[
		'a keyboard alone',
		{
			messageType: 'keyboard',
			keyboardButtons: BUTTONS,
			options: { keyboardBackgroundColor: '#ABCDEF', keyboardInputField: 'hidden' },
		},
		{
			type: 'keyboard',
			keyboard: {
				Type: 'keyboard',
				BgColor: '#ABCDEF',
				InputFieldState: 'hidden',
				Buttons: KEYBOARD_BUTTONS,
			},
		},
	],
	[
		'a keyboard beside a text',
		{
			messageType: 'text',
			text: 'What would you like?',
			keyboardButtons: BUTTONS,
			options: { keyboardDefaultHeight: true },
		},
		{
			type: 'text',
			text: 'What would you like?',
			keyboard: { Type: 'keyboard', DefaultHeight: true, Buttons: KEYBOARD_BUTTONS },
		},
	],
	[
		'a keyboard of form and JSON beside a picture',
		{
			messageType: 'picture',
			imageUrl: PIZZA,
			keyboardButtons: { button: [{ text: 'First', action: 'none' }] },
			options: {
				keyboardJson: '{"HeightScale":50,"Buttons":[{"Text":"Second","ActionBody":"2"}]}',
			},
		},
		{
			type: 'picture',
			media: PIZZA,
			keyboard: {
				Type: 'keyboard',
				HeightScale: 50,
				Buttons: [
					{ Columns: 6, Rows: 1, ActionType: 'none', ActionBody: 'none', Text: 'First' },
					{ Text: 'Second', ActionBody: '2' },
				],
			},
		},
	],
];

describe('every type of message arrives as it was filled in', () => {
	it.each(ALL_TYPES)('%s', async (_, fields, content) => {
		const { output, result } = await send(fields);
		expect(result.data.resultData.error).toBeUndefined();
		const messages = await chat();
		expect(messages.map(shown)).toEqual([{ ...PLAIN, ...content }]);
		const calls = await callsOf('send_message');
		expect(calls).toMatchObject([{ status: 0, person: olena }]);
		const messageId = calls[0]?.token;
		expect(messageId).toMatch(/^\d{16,}$/);
		expect(messages[0]?.token).toBe(messageId);
		expect(output).toMatchObject([
			{
				json: { provider: 'viberBot', to: olena, messageId, status: 'accepted' },
				pairedItem: { item: 0 },
			},
		]);
	});

	it.each(ALL_TYPES)('%s, with sender and tracking data', async (_, fields, content) => {
		const { result } = await send({
			...fields,
			options: {
				...(fields.options as IDataObject | undefined),
				avatar: 'https://www.example.com/a.png',
				trackingData: 'order-1042 ✓',
			},
		});
		expect(result.data.resultData.error).toBeUndefined();
		expect((await chat()).map(shown)).toEqual([
			{
				...PLAIN,
				senderAvatar: 'https://www.example.com/a.png',
				trackingData: 'order-1042 ✓',
				...content,
			},
		]);
	});

	it('fills in the API level that its buttons need, and old apps are spared', async () => {
		const { id } = await sandbox.control<{ id: string }>('POST', `/bots/${bot.id}/people`, {
			name: 'Taras',
			subscribed: true,
			apiVersion: 3,
		});
		const { output } = await send({ messageType: 'richMedia', cards: CARDS, to: id });
		expect(output[0]?.json.status).toBe('accepted');
		const { result } = await send({
			messageType: 'keyboard',
			keyboardButtons: BUTTONS,
			options: { keyboardInputField: 'hidden' },
			to: id,
		});
		expect(result.data.resultData.error?.message).toMatch(/apiVersionNotSupported, code 13/);
	});
});

describe('size and name of media', () => {
	const bytes = Buffer.from('%PDF-1.4 and so on, é');
	const binary: IBinaryKeyData = {
		scan: { data: bytes.toString('base64'), mimeType: 'application/pdf', fileName: 'Scan é.pdf' },
		clip: { data: bytes.toString('base64'), mimeType: 'video/mp4' },
	};

	it.each<[string, IDataObject, IDataObject]>([
		[
			'a file and its name',
			{ messageType: 'file', options: { binaryPropertyName: 'scan' } },
			{ type: 'file', size: bytes.length, fileName: 'Scan é.pdf' },
		],
		[
			'a file that the user names',
			{ messageType: 'file', options: { binaryPropertyName: 'scan', fileName: 'Mine.pdf' } },
			{ type: 'file', size: bytes.length, fileName: 'Mine.pdf' },
		],
		[
			'a video',
			{ messageType: 'video', options: { binaryPropertyName: 'clip' } },
			{ type: 'video', size: bytes.length },
		],
	])('come from the input item: %s', async (_, fields, content) => {
		const media = `${peer.origin}/1042.${fields.messageType === 'file' ? 'pdf' : 'mp4'}`;
		const run = await sendWithFile({ fileUrl: media, videoUrl: media, ...fields }, binary);
		expect(run.data.resultData.error).toBeUndefined();
		expect((await chat()).map(shown)).toEqual([{ ...PLAIN, media, ...content }]);
		// The address itself is asked nothing.
		expect(peer.seen).toEqual([]);
	});

	it('come from the address, asked once for all items and without the token', async () => {
		peer.answer = (_, response) => void response.writeHead(200, { 'content-length': 4321 }).end();
		const fileUrl = `${peer.origin}/files/Speisekarte%20Mai.pdf?key=1`;
		const { output } = await send({ messageType: 'file', fileUrl }, [{}, {}]);
		expect(output.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
		const content = { type: 'file', media: fileUrl, size: 4321, fileName: 'Speisekarte Mai.pdf' };
		expect((await chat()).map(shown)).toEqual([
			{ ...PLAIN, ...content },
			{ ...PLAIN, ...content },
		]);
		expect(peer.seen.map(({ method, path }) => [method, path])).toEqual([
			['HEAD', '/files/Speisekarte%20Mai.pdf?key=1'],
		]);
		expect(JSON.stringify(peer.seen[0]?.headers)).not.toContain(bot.token);
	});

	it('come from behind a redirect', async () => {
		peer.answer = ({ path }, response) =>
			path === '/old.mp4'
				? void response.writeHead(302, { location: '/new.mp4' }).end()
				: void response.writeHead(200, { 'content-length': 77 }).end();
		await send({ messageType: 'video', videoUrl: `${peer.origin}/old.mp4` });
		expect(await chat()).toMatchObject([{ media: `${peer.origin}/old.mp4`, size: 77 }]);
	});

	it.each<[string, number, Record<string, string | number>, RegExp]>([
		['there is nothing', 404, {}, /could not be determined: its address answers HTTP 404$/],
		['the size is kept back', 200, { 'transfer-encoding': 'chunked' }, /without a Content-Length$/],
		['it is too large', 200, { 'content-length': 27_262_977 }, /27,262,977 bytes, the limit/],
		['it is empty', 200, { 'content-length': 0 }, /is empty$/],
	])('stop the message when %s', async (_, status, headers, says) => {
		peer.answer = (__, response) => void response.writeHead(status, headers).end();
		const { result } = await send({ messageType: 'video', videoUrl: `${peer.origin}/t.mp4` });
		expect(result.data.resultData.error?.message).toMatch(says);
		expect(result.data.resultData.error?.message).toContain("'Video URL'");
		expect(peer.seen).toHaveLength(1);
		expect(await callsOf('send_message')).toEqual([]);
	});

	it('stop the message when the item has no such field', async () => {
		const fields = {
			messageType: 'file',
			fileUrl: `${peer.origin}/f.pdf`,
			options: { binaryPropertyName: 'missing' },
		};
		const run = await sendWithFile(fields, binary);
		expect(run.data.resultData.error?.message).toMatch(/'missing'/);
		expect(peer.seen).toEqual([]);
		expect(await callsOf('send_message')).toEqual([]);
	});
});

describe('what is over a limit reaches nobody', () => {
	const url = (end: string) => `https://www.example.com/${end}`;
	const sized = { fileSize: 9 };

	it.each<[string, IDataObject, RegExp]>([
		[
			'text',
			{ messageType: 'text', text: 'x'.repeat(7001) },
			/^'Text' has 7,001 characters, the limit is 7,000$/,
		],
		['picture', { messageType: 'picture', imageUrl: url('a.bmp') }, /'Image URL' ends in \.bmp/],
		[
			'caption',
			{ messageType: 'picture', imageUrl: PIZZA, options: { caption: 'x'.repeat(769) } },
			/^'Caption' has 769 characters/,
		],
		[
			'video',
			{ messageType: 'video', videoUrl: url('a.mp4'), options: { fileSize: 27_262_977 } },
			/27,262,977 bytes, the limit is 27,262,976$/,
		],
		[
			'duration',
			{ messageType: 'video', videoUrl: url('a.mp4'), options: { ...sized, duration: 181 } },
			/^'Duration in Seconds' is not a whole number from 1 to 180$/,
		],
		[
			'file',
			{ messageType: 'file', fileUrl: url('setup.EXE'), options: sized },
			/'File URL' ends in \.exe/,
		],
		[
			'contact',
			{ messageType: 'contact', contactName: 'x'.repeat(29), contactPhone: '+380501234567' },
			/^'Contact Name' has 29 characters, the limit is 28$/,
		],
		[
			'location',
			{ messageType: 'location', latitude: 90.0001, longitude: 0 },
			/^'Latitude' is not a number from -90 to 90$/,
		],
		[
			'url',
			{ messageType: 'url', linkUrl: url('x'.repeat(1977)) },
			/^'Link' has 2,001 characters, the limit is 2,000$/,
		],
		['sticker', { messageType: 'sticker', stickerId: '46105b' }, /^'Sticker ID' is not a number/],
		[
			'carousel',
			{ messageType: 'richMedia', cards: { card: Array(7).fill({ title: 'A', action: 'none' }) } },
			/^'Cards' takes 7 cards.*the limit is 6 cards/,
		],
		['empty carousel', { messageType: 'richMedia' }, /^'Cards' has no entries$/],
		[
			'carousel JSON',
			{ messageType: 'richMedia', options: { carouselJson: '{"Buttons":[{"Rows":8}]}' } },
			/Carousel JSON: Buttons\[0\]\.Rows/,
		],
		['keyboard', { messageType: 'keyboard' }, /^'Keyboard Buttons' has no entries$/],
		[
			'keyboard beside a text',
			{
				messageType: 'text',
				text: 'Hi',
				keyboardButtons: { button: [{ text: 'x'.repeat(251), action: 'none' }] },
			},
			/^'Keyboard Button 1: Text' has 251 characters, the limit is 250$/,
		],
		[
			'API level',
			{
				messageType: 'keyboard',
				keyboardButtons: BUTTONS,
				options: { minApiVersion: 2 },
			},
			/^'Minimum API Version' is 2, but 'Keyboard Button 3: When Tapped' needs 3$/,
		],
		[
			'whole message',
			{
				messageType: 'text',
				text: '€'.repeat(7000),
				options: { trackingData: '€'.repeat(4000) },
			},
			/^The message takes 33,\d{3} bytes, the limit is 30,720$/,
		],
	])('%s', async (_, fields, says) => {
		const { result } = await send(fields);
		const { error } = result.data.resultData;
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toMatch(says);
		expect(await callsOf('send_message')).toEqual([]);
		expect(await chat()).toEqual([]);
		expect(peer.seen).toEqual([]);
	});
});
