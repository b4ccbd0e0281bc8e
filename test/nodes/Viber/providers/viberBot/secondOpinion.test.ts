import { createRequire } from 'node:module';

import type { IDataObject } from 'n8n-workflow';

import type { CallbackRequest } from '../../../../../nodes/Viber/providers/callbacks';
import type { ProviderRequest } from '../../../../../nodes/Viber/providers/wire';
import { receive } from '../../../../../nodes/Viber/providers/viberBot/callbacks';
import { getAccountInfo, setWebhook } from '../../../../../nodes/Viber/providers/viberBot/requests';
import { users } from '../../../../../nodes/Viber/providers/viberBot/users';
import type { Peer } from '../../../../support/peer';
import { startPeer } from '../../../../support/peer';
import { readerOf, sendMessage, textOf } from './reader';

// What Viber's own library for Node.js makes of the same content. It comes without types.

interface LibraryMessage {
	toJson(): IDataObject;
	verifyMessage(): void;
	keyboard: IDataObject | null;
	minApiVersion?: number;
}

type MessageClass = new (...details: unknown[]) => LibraryMessage;

interface LibraryClient {
	sendMessage(
		receiver: string,
		type: unknown,
		data: IDataObject,
		trackingData?: unknown,
		keyboard?: unknown,
		chatId?: unknown,
		minApiVersion?: unknown,
	): Promise<unknown>;
	getUserDetails(id: string): Promise<unknown>;
	getOnlineStatus(ids: string[]): Promise<unknown>;
	getAccountInfo(): Promise<unknown>;
	setWebhook(url: string): Promise<unknown>;
}

interface Validator {
	_calculateHmacFromMessage(message: string | Buffer): string;
	validateMessage(signature: string, message: string | Buffer): boolean;
}

const load = createRequire(__filename);
const { Message } = load('viber-bot') as { Message: Record<string, MessageClass> };
const ViberClient = load('viber-bot/lib/viber-client') as new (
	logger: unknown,
	bot: unknown,
	url: string,
	events: string[],
) => LibraryClient;
const MessageValidator = load('viber-bot/lib/message/message-validator') as new (
	logger: unknown,
	token: string,
) => Validator;

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const TOKEN = '0123456789abcdef-0123456789abcdef-0123456789abcdef';
const AVATAR = 'https://www.example.com/a.png';
const TO = '01234567890A=';

let peer: Peer;
let library: LibraryClient;

beforeAll(async () => {
	peer = await startPeer();
	peer.answer = (_, response) =>
		void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":0}');
	const bot = { name: 'Corner Café', avatar: AVATAR, authToken: TOKEN };
	library = new ViberClient(SILENT, bot, `${peer.origin}/pa`, ['delivered', 'seen']);
});

afterAll(async () => {
	await peer.stop();
});

beforeEach(() => {
	peer.seen.length = 0;
});

/** The body that the library has put on the wire last. */
function onWire(path: string): IDataObject {
	const request = peer.seen.at(-1);
	expect(request?.path).toBe(`/pa/${path}`);
	expect(request?.headers['x-viber-auth-token']).toBe(TOKEN);
	return JSON.parse(request?.body.toString() ?? '') as IDataObject;
}

/** Sends by the library, as its own `Bot` does, with tracking data. */
async function byLibrary(message: LibraryMessage): Promise<IDataObject> {
	message.verifyMessage();
	const json = message.toJson();
	const tracking = { order: 1042 };
	const { keyboard, minApiVersion } = message;
	await library.sendMessage(TO, json.type, json, tracking, keyboard, undefined, minApiVersion);
	return onWire('send_message');
}

function byNode(fields: IDataObject): IDataObject {
	const { request } = sendMessage(
		readerOf({
			to: TO,
			from: 'Corner Café',
			'options.avatar': AVATAR,
			'options.trackingData': '{"order":1042}',
			...fields,
		}),
	);
	return JSON.parse(textOf(request)) as IDataObject;
}

function make(type: string, ...details: unknown[]): LibraryMessage {
	const found = Message[type];
	if (!found) throw new Error(`The library has no ${type}`);
	return new found(...details);
}

const KEYBOARD = {
	Type: 'keyboard',
	BgColor: '#FFFFFF',
	Buttons: [{ Columns: 3, Rows: 1, ActionType: 'reply', ActionBody: 'menu', Text: 'Menu' }],
};

const KEYBOARD_FIELDS = {
	'keyboardButtons.button': [{ text: 'Menu', action: 'reply', replyText: 'menu', columns: 3 }],
	'options.keyboardBackgroundColor': '#FFFFFF',
};

const RICH_MEDIA = {
	Type: 'rich_media',
	ButtonsGroupColumns: 6,
	ButtonsGroupRows: 2,
	BgColor: '#FFFFFF',
	Buttons: [{ Columns: 6, Rows: 2, ActionType: 'reply', ActionBody: 'soup', Text: 'Soup' }],
};

const MEDIA = 'https://www.example.com';
const JPG = `${MEDIA}/small.jpg`;

/** In every message: the library repeats the token in the body, the node has it in a header only. */
const ALWAYS = { auth_token: TOKEN };
/** Where there is no keyboard, the library writes null, and the node nothing. */
const NO_KEYBOARD = { ...ALWAYS, keyboard: null };

/** The content twice, and what the library says of it that the node does not, or says otherwise. */
const SAME: Array<[string, LibraryMessage, IDataObject, IDataObject]> = [
	[
		'text',
		make('Text', 'Hi 😀\n& <b>'),
		{ messageType: 'text', text: 'Hi 😀\n& <b>' },
		NO_KEYBOARD,
	],
	[
		'text with keyboard',
		make('Text', 'Hi', KEYBOARD),
		{ messageType: 'text', text: 'Hi', ...KEYBOARD_FIELDS },
		ALWAYS,
	],
	[
		'text with an API level',
		make('Text', 'Hi', KEYBOARD, null, null, null, 4),
		{ messageType: 'text', text: 'Hi', ...KEYBOARD_FIELDS, 'options.minApiVersion': 4 },
		ALWAYS,
	],
	[
		'keyboard alone',
		make('Keyboard', KEYBOARD),
		{ messageType: 'keyboard', ...KEYBOARD_FIELDS },
		ALWAYS,
	],
	[
		'picture',
		make('Picture', `${MEDIA}/menu.png`, 'This week', JPG),
		{
			messageType: 'picture',
			imageUrl: `${MEDIA}/menu.png`,
			'options.caption': 'This week',
			'options.thumbnailUrl': JPG,
		},
		NO_KEYBOARD,
	],
	[
		'picture and no more',
		make('Picture', `${MEDIA}/menu.png`),
		{ messageType: 'picture', imageUrl: `${MEDIA}/menu.png` },
		// The text is mandatory (viber-bot-api.md §3): the node sends it empty, and not as null.
		{ ...NO_KEYBOARD, text: null, thumbnail: null },
	],
	[
		'video',
		make('Video', `${MEDIA}/tour.mp4`, 1234, 'The kitchen', JPG, 30),
		{
			messageType: 'video',
			videoUrl: `${MEDIA}/tour.mp4`,
			'options.fileSize': 1234,
			'options.caption': 'The kitchen',
			'options.thumbnailUrl': JPG,
			'options.duration': 30,
		},
		NO_KEYBOARD,
	],
	[
		'video and no more',
		make('Video', `${MEDIA}/tour.mp4`, 1234),
		{ messageType: 'video', videoUrl: `${MEDIA}/tour.mp4`, 'options.fileSize': 1234 },
		{ ...NO_KEYBOARD, text: null, thumbnail: null, duration: null },
	],
	[
		'file',
		make('File', `${MEDIA}/1042.pdf`, 1234, 'Invoice.pdf'),
		{
			messageType: 'file',
			fileUrl: `${MEDIA}/1042.pdf`,
			'options.fileSize': 1234,
			'options.fileName': 'Invoice.pdf',
		},
		NO_KEYBOARD,
	],
	[
		'contact',
		make('Contact', 'Anna', '+380501234567', AVATAR),
		{
			messageType: 'contact',
			contactName: 'Anna',
			contactPhone: '+380501234567',
			'options.contactAvatar': AVATAR,
		},
		NO_KEYBOARD,
	],
	[
		'contact without a picture',
		make('Contact', 'Anna', '+380501234567'),
		{ messageType: 'contact', contactName: 'Anna', contactPhone: '+380501234567' },
		{ ...NO_KEYBOARD, contact: { name: 'Anna', phone_number: '+380501234567', avatar: null } },
	],
	[
		'location',
		make('Location', -33.8567844, 151.213108),
		{ messageType: 'location', latitude: -33.8567844, longitude: 151.213108 },
		NO_KEYBOARD,
	],
	[
		'link',
		make('Url', `${MEDIA}/offers?a=1&b=2#top`),
		{ messageType: 'url', linkUrl: `${MEDIA}/offers?a=1&b=2#top` },
		NO_KEYBOARD,
	],
	[
		'link with a blank in code',
		make('Url', `${MEDIA}/a%20b`),
		{ messageType: 'url', linkUrl: `${MEDIA}/a%20b` },
		// The library encodes what is encoded already; such a link leads elsewhere.
		{ ...NO_KEYBOARD, media: `${MEDIA}/a%2520b` },
	],
	['sticker', make('Sticker', 46105), { messageType: 'sticker', stickerId: '46105' }, NO_KEYBOARD],
	[
		'carousel',
		make('RichMedia', RICH_MEDIA, null, null, null, null, 'Soup'),
		{
			messageType: 'richMedia',
			'options.carouselJson': RICH_MEDIA,
			'options.altText': 'Soup',
		},
		NO_KEYBOARD,
	],
	[
		'carousel and no more',
		make('RichMedia', RICH_MEDIA),
		{ messageType: 'richMedia', 'options.carouselJson': JSON.stringify(RICH_MEDIA) },
		{ ...NO_KEYBOARD, alt_text: null },
	],
	[
		'carousel with an API level and a keyboard',
		make('RichMedia', RICH_MEDIA, KEYBOARD, null, null, null, 'Soup', 7),
		{
			messageType: 'richMedia',
			'options.carouselJson': RICH_MEDIA,
			'options.altText': 'Soup',
			'options.minApiVersion': 7,
			...KEYBOARD_FIELDS,
		},
		ALWAYS,
	],
];

describe('messages are what the library sends', () => {
	it.each(SAME)('%s', async (_, message, fields, differences) => {
		const theirs = await byLibrary(message);
		const ours = byNode(fields);
		// Nothing is listed as a difference that is none.
		for (const [key, value] of Object.entries(differences)) expect(ours[key]).not.toEqual(value);
		expect(theirs).toEqual({ ...ours, ...differences });
	});

	it('covers every type that the library can send', () => {
		const covered = new Set(SAME.map(([, message]) => message.constructor));
		expect(covered).toEqual(new Set(Object.values(Message)));
	});

	it('but for tracking data that nobody filled in, which the library sends as two quotes', async () => {
		const message = make('Text', 'Hi');
		await library.sendMessage(TO, 'text', message.toJson());
		expect(onWire('send_message').tracking_data).toBe('""');
		expect(
			byNode({ 'options.trackingData': '', text: 'Hi', messageType: 'text' }),
		).not.toHaveProperty('tracking_data');
	});
});

describe('other calls are what the library sends', () => {
	const bodyOf = (request: ProviderRequest) =>
		[request.path, JSON.parse(textOf(request)) as IDataObject] as const;

	it.each<[string, () => Promise<unknown>, ProviderRequest, IDataObject]>([
		['get_account_info', async () => await library.getAccountInfo(), getAccountInfo(), ALWAYS],
		['get_user_details', async () => await library.getUserDetails(TO), users.get(TO), ALWAYS],
		[
			'get_online',
			async () => await library.getOnlineStatus([TO, 'b=']),
			users.getOnline([TO, 'b=']),
			ALWAYS,
		],
	])('%s', async (name, callLibrary, request, differences) => {
		await callLibrary();
		const [path, ours] = bodyOf(request);
		expect(path).toBe(`/${name}`);
		expect(onWire(name)).toEqual({ ...ours, ...differences });
	});

	it('set_webhook, but for names and pictures, of which the library knows nothing', async () => {
		const url = 'https://www.example.com/viber';
		await library.setWebhook(url);
		const [path, { send_name: name, send_photo: photo, ...ours }] = bodyOf(
			setWebhook({ url, eventTypes: ['delivered', 'seen'], sendName: true, sendPhoto: true }),
		);
		expect(path).toBe('/set_webhook');
		expect([name, photo]).toEqual([true, true]);
		expect(onWire('set_webhook')).toEqual({ ...ours, ...ALWAYS });
	});
});

describe('signatures are what the library expects', () => {
	const validator = new MessageValidator(SILENT, TOKEN);
	const BODIES = [
		'{"event":"message","timestamp":1457764197627,"message_token":4912661846655238145,"sender":{"id":"01234567890A=","name":"Олена 😀"},"message":{"type":"text","text":"a \\u00e9 \\/ b"}}',
		'{ "event" : "seen",\r\n\t"user_id":"01234567890A=", "message_token" : 5905337701873633687 }',
		'{"event":"delivered","message_token":18446744073709551615,"user_id":"x"}',
		'{"event":"webhook","timestamp":1457764197627,"message_token":241256543215}',
	];

	function signed(body: string, changes: Partial<CallbackRequest> = {}): CallbackRequest {
		const signature = validator._calculateHmacFromMessage(body);
		expect(validator.validateMessage(signature, body)).toBe(true);
		return {
			method: 'POST',
			headers: { 'x-viber-content-signature': signature },
			query: {},
			rawBody: Buffer.from(body),
			...changes,
		};
	}

	it.each(BODIES)('%s', (body) => {
		const reception = receive(signed(body), { authToken: TOKEN });
		expect(reception.kind).toBe('genuine');
		const inQuery = { headers: {}, query: { sig: validator._calculateHmacFromMessage(body) } };
		expect(receive(signed(body, inQuery), { authToken: TOKEN })).toEqual(reception);
	});

	it.each(BODIES)('and what the library would refuse is refused: %s', (body) => {
		const forged = body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10));
		expect(forged).not.toBe(body);
		const { headers } = signed(body);
		expect(validator.validateMessage(String(headers['x-viber-content-signature']), forged)).toBe(
			false,
		);
		expect(
			receive(
				{ method: 'POST', headers, query: {}, rawBody: Buffer.from(forged) },
				{ authToken: TOKEN },
			),
		).toMatchObject({ kind: 'refused', statusCode: 403 });
		expect(receive(signed(body), { authToken: `${TOKEN}0` })).toMatchObject({ kind: 'refused' });
	});
});
