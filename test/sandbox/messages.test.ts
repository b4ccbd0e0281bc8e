import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxMessage,
	type SandboxPerson,
} from '../support/sandbox';
import {
	AT_ONCE,
	call,
	logLine,
	named,
	pathOf,
	Receiver,
	textFor,
	tokenIn,
	until,
} from './support';

type Body = Record<string, unknown>;

describe('what people send', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;
	let olena: SandboxPerson;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	beforeEach(async () => {
		receiver.got.length = 0;
		receiver.reply = () => ({ status: 200 });
		await begin();
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	async function begin(settings: object = {}): Promise<void> {
		bot = await sandbox.newBot({ ...AT_ONCE, ...settings });
		olena = named(bot, 'Olena');
		await call(bot, 'set_webhook', { url: receiver.url });
	}

	const act = async <T>(what: string, body?: unknown) =>
		await sandbox.control<T>('POST', `${pathOf(bot, olena)}/${what}`, body);
	const write = async (body: unknown) => await act<SandboxMessage>('messages', body);
	const heard = async (): Promise<Body> => {
		const [got] = await until(
			() => (receiver.of('message').length > 0 ? receiver.of('message') : undefined),
			'a message',
		);
		return got?.body.message as Body;
	};
	const link = (name: string) =>
		expect.stringMatching(
			new RegExp(`^${sandbox.url}/media/${bot.id}/[0-9a-f]{32}/${name}\\?exp=\\d+$`),
		) as string;

	const forms: Array<[what: string, wish: Body, onWire: () => Body]> = [
		['a text', { text: 'Hi' }, () => ({ type: 'text', text: 'Hi' })],
		[
			'a picture',
			{ type: 'picture', text: 'Look' },
			() => ({
				type: 'picture',
				text: 'Look',
				media: link('sunset\\.png'),
				thumbnail: link('sunset\\.png'),
				file_name: 'sunset.png',
				size: expect.any(Number) as number,
			}),
		],
		[
			'a video',
			{ type: 'video', duration: 7 },
			() => ({
				type: 'video',
				text: '',
				media: link('film\\.mp4'),
				thumbnail: `${sandbox.url}/media/samples/sunset.png`,
				file_name: 'film.mp4',
				size: expect.any(Number) as number,
				duration: 7,
			}),
		],
		[
			'a file of their own',
			{ type: 'file', fileName: 'notes & more.txt', data: 'aGVsbG8=' },
			() => ({
				type: 'file',
				media: link('notes%20%26%20more\\.txt'),
				file_name: 'notes & more.txt',
				size: 5,
			}),
		],
		[
			'a picture from elsewhere',
			{ type: 'picture', media: 'https://media.example.test/a.png', size: 9, fileName: 'a.png' },
			() => ({
				type: 'picture',
				text: '',
				media: 'https://media.example.test/a.png',
				thumbnail: 'https://media.example.test/a.png',
				file_name: 'a.png',
				size: 9,
			}),
		],
		[
			'their own contact',
			{ type: 'contact' },
			() => ({ type: 'contact', contact: { name: 'Olena', phone_number: '+380670000101' } }),
		],
		[
			'a contact',
			{ type: 'contact', contact: { name: 'Ann', phoneNumber: '+447700900001' } },
			() => ({ type: 'contact', contact: { name: 'Ann', phone_number: '+447700900001' } }),
		],
		[
			'a location',
			{ type: 'location', location: { lat: -1.5, lon: 2 } },
			() => ({ type: 'location', location: { lat: -1.5, lon: 2 } }),
		],
		[
			'a url',
			{ type: 'url', media: 'https://example.test/a' },
			() => ({ type: 'url', media: 'https://example.test/a' }),
		],
		[
			'a sticker',
			{ type: 'sticker', stickerId: 114408 },
			() => ({
				type: 'sticker',
				sticker_id: 114408,
			}),
		],
	];

	it.each(forms)('goes out as Viber writes it: %s', async (_what, wish, onWire) => {
		await call(bot, 'send_message', textFor(olena, { tracking_data: 'order-42' }));
		await write(wish);
		expect(await heard()).toEqual({ ...onWire(), tracking_data: 'order-42' });
	});

	const refusals: Array<[Body, RegExp]> = [
		[{ type: 'song' }, /type must be one of text, picture/],
		[{ type: 'toString' }, /type must be one of/],
		[{ type: 5 }, /type must be one of/],
		[{ type: 'picture', media: 'a.png' }, /media must be a URL/],
		[{ type: 'picture', data: '<svg>' }, /data must be bytes in base64/],
		[{ type: 'video', duration: 181 }, /duration must be a number from 0 to 180/],
		[{ type: 'file', fileName: ' ' }, /fileName must hold/],
		[{ type: 'contact', contact: {} }, /contact\.name must hold/],
		[{ type: 'location', location: { lat: 91, lon: 0 } }, /location\.lat must be/],
		[{ type: 'url' }, /media must hold/],
		[{ type: 'sticker', stickerId: 'x' }, /stickerId must/],
	];

	it.each(refusals)('refuses %j', async (wish, says) => {
		await expect(write(wish)).rejects.toThrow(says);
	});

	it('can be fetched without a token until the link expires', async () => {
		const { media = '' } = await write({ type: 'file', fileName: 'a.txt', data: 'aGVsbG8=' });
		const response = await fetch(media);
		expect(response.status).toBe(200);
		expect(await response.text()).toBe('hello');
		expect(response.headers.get('content-type')).toBe('application/octet-stream');
		expect(response.headers.get('content-disposition')).toContain('a.txt');
		expect((await fetch(media.replace(/[0-9a-f]{32}/, '0'.repeat(32)))).status).toBe(404);
		expect((await fetch(media, { method: 'HEAD' })).headers.get('content-length')).toBe('5');
		const HOUR_MS = 60 * 60 * 1000;
		const now = 1_700_000_000_000;
		const at = async (moment: number) =>
			await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { now: moment });
		for (const [settings, lastsMs] of [
			[{}, HOUR_MS],
			[{ mediaLinkMs: 30 }, 30],
		] as const) {
			await begin({ ...settings, now });
			const { media: brief = '' } = await write({ type: 'picture' });
			await at(now + lastsMs - 1);
			expect((await fetch(brief)).status).toBe(200);
			await at(now + lastsMs);
			expect((await fetch(brief)).status).toBe(403);
		}
	});

	it('leaves samples that anybody may fetch at any time', async () => {
		const signs: Array<[string, string, string]> = [
			['sunset.png', 'image/png', '\x89PNG\r\n\x1a\n'],
			['film.mp4', 'video/mp4', '\0\0\0\x18ftypisom'],
			['paper.pdf', 'application/pdf', '%PDF-1.4'],
		];
		for (const [name, type, start] of signs) {
			const response = await fetch(`${sandbox.url}/media/samples/${name}`);
			expect(response.headers.get('content-type')).toBe(type);
			const bytes = Buffer.from(await response.arrayBuffer()).toString('latin1');
			expect(bytes.slice(0, start.length)).toBe(start);
		}
	});

	describe('by a tap', () => {
		const show = async (button: Body) => {
			const keyboard = { Type: 'keyboard', Buttons: [{ ActionBody: 'x', Text: 'x', ...button }] };
			const message = textFor(olena, { keyboard, min_api_version: 6 });
			expect((await call(bot, 'send_message', message)).body.status).toBe(0);
		};

		it('shares the phone number', async () => {
			await show({ ActionType: 'share-phone' });
			await act('tap', { index: 0 });
			expect(await heard()).toMatchObject({
				type: 'contact',
				contact: { name: 'Olena', phone_number: '+380670000101' },
			});
		});

		it.each([
			[undefined, { lat: 49.8419, lon: 24.0315 }],
			[
				{ lat: 1, lon: 2 },
				{ lat: 1, lon: 2 },
			],
		])('picks a location: %j', async (location, onWire) => {
			await show({ ActionType: 'location-picker', Silent: true });
			await act('tap', { index: 0, location });
			expect(await heard()).toMatchObject({ type: 'location', location: onWire });
			expect(receiver.of('message')[0]?.body.silent).toBe(true);
		});

		it('opens a map without a word to the bot', async () => {
			await show({ Map: { Latitude: '1', Longitude: '2' } });
			expect(await act('tap', { index: 0 })).toEqual({ message: null });
		});

		it('works in a carousel, also when other messages have come since', async () => {
			const { text } = await call(bot, 'send_message', {
				receiver: olena.id,
				sender: { name: 'Café' },
				type: 'rich_media',
				min_api_version: 2,
				rich_media: {
					Type: 'rich_media',
					Buttons: [
						{ ActionBody: 'one', Text: 'One' },
						{ ActionBody: 'two', Text: 'Two' },
					],
				},
			});
			await call(bot, 'send_message', textFor(olena));
			await act('tap', { messageToken: tokenIn(text), index: 1 });
			expect(await heard()).toMatchObject({ type: 'text', text: 'two' });
			await expect(act('tap', { messageToken: tokenIn(text), index: 2 })).rejects.toThrow(
				/no button 2/,
			);
		});
	});

	describe('and other events', () => {
		it('go out by hand, whatever they are called', async () => {
			const fields = {
				user: { id: olena.id },
				status: { type: 'payment', code: 0, supported_psps: [], tracking_data: 'order-42' },
			};
			await sandbox.control('POST', `/bots/${bot.id}/callbacks`, {
				event: 'client_status',
				person: olena.id,
				fields,
			});
			await until(() => receiver.of('client_status').length, 'client_status');
			expect(receiver.of('client_status')[0]?.body).toEqual({
				event: 'client_status',
				timestamp: expect.any(Number) as number,
				chat_hostname: 'SN-CHAT-00_',
				message_token: expect.any(Number) as number,
				...fields,
			});
		});
	});

	const welcomes: Array<[string, Body, Partial<SandboxMessage>]> = [
		[
			'picture',
			{ type: 'picture', text: 'Look', media: 'https://media.example.test/a.png' },
			{ type: 'picture', text: 'Look', media: 'https://media.example.test/a.png' },
		],
		['sticker', { type: 'sticker', sticker_id: 5 }, { type: 'sticker', stickerId: 5 }],
		[
			'carousel',
			{
				type: 'rich_media',
				min_api_version: 2,
				rich_media: { Type: 'rich_media', Buttons: [{ ActionBody: 'a', Text: 'A' }] },
			},
			{ type: 'rich_media' },
		],
		[
			'keyboard',
			{ keyboard: { Type: 'keyboard', Buttons: [{ ActionBody: 'a', Text: 'A' }] } },
			{ type: 'keyboard' },
		],
	];

	it.each(welcomes)('can be welcomed with a %s', async (_what, welcome, shown) => {
		receiver.reply = ({ event }) => ({
			status: 200,
			body:
				event === 'conversation_started'
					? JSON.stringify({ sender: { name: 'Café' }, ...welcome })
					: '',
		});
		await act('open', { context: 'promo-7' });
		await logLine(sandbox, bot, ({ name, status }) => name === 'welcome message' && status === 0);
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		expect(named(now, 'Olena').messages[0]).toMatchObject(shown);
	});
});
