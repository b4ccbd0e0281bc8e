import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxMessage,
	type SandboxPerson,
} from '../support/sandbox';
import { AT_ONCE, call, named, Receiver } from './support';

type Body = Record<string, unknown>;

const BASE = 'https://media.example.test';
const picture = (more: Body = {}): Body => ({
	type: 'picture',
	media: `${BASE}/a.jpeg`,
	text: 'A cake',
	...more,
});
const video = (more: Body = {}): Body => ({
	type: 'video',
	media: `${BASE}/a.mp4`,
	size: 1000,
	...more,
});
const file = (more: Body = {}): Body => ({
	type: 'file',
	media: `${BASE}/menu.pdf`,
	size: 1000,
	file_name: 'menu.pdf',
	...more,
});
const contact = (more: Body = {}): Body => ({
	type: 'contact',
	contact: { name: 'Ann', phone_number: '+447700900001', ...more },
});
const location = (lat: unknown, lon: unknown): Body => ({
	type: 'location',
	location: { lat, lon },
});
const url = (media: unknown): Body => ({ type: 'url', media });
const sticker = (sticker_id: unknown): Body => ({ type: 'sticker', sticker_id });

const BUTTON = { ActionBody: 'yes', Text: 'Yes' };
const carousel = (more: Body = {}, ...buttons: unknown[]): Body => ({
	type: 'rich_media',
	min_api_version: 7,
	rich_media: {
		Type: 'rich_media',
		ButtonsGroupColumns: 6,
		ButtonsGroupRows: 7,
		BgColor: '#FFFFFF',
		Buttons: buttons.length ? buttons : [BUTTON],
		...more,
	},
});
const keys = (...buttons: unknown[]): Body => ({
	type: 'text',
	text: 'Hi',
	keyboard: { Type: 'keyboard', Buttons: buttons },
});

describe('types of messages', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;
	let olena: SandboxPerson;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
		bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
		olena = named(bot, 'Olena');
		await call(bot, 'set_webhook', { url: receiver.url, event_types: [] });
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	const send = async (message: Body) =>
		await call(bot, 'send_message', { receiver: olena.id, sender: { name: 'Café' }, ...message });

	const refusals: Array<[what: string, message: Body, status: number, says: RegExp]> = [
		['a picture without media', picture({ media: undefined }), 4, /^media is missing/],
		['a picture without text', picture({ text: undefined }), 4, /^text is missing/],
		['a picture with a number', picture({ media: 5 }), 3, /^media must be a string/],
		['a picture that is no URL', picture({ media: 'a.jpeg' }), 3, /^media must be a URL/],
		['a picture by FTP', picture({ media: 'ftp://a.example/a.png' }), 3, /^media must be a URL/],
		['a picture as BMP', picture({ media: `${BASE}/a.bmp` }), 3, /^media .* ends with \.jpeg/],
		['a picture without extension', picture({ media: `${BASE}/a` }), 3, /^media .* ends with/],
		['a name in the query only', picture({ media: `${BASE}/a?f=a.png` }), 3, /^media .* ends with/],
		['a name in the fragment', picture({ media: `${BASE}/a#a.png` }), 3, /^media .* ends with/],
		['an extension in the middle', picture({ media: `${BASE}/a.png/b` }), 3, /^media .* ends/],
		['a caption of 769', picture({ text: 'x'.repeat(769) }), 3, /^text is longer than 768/],
		['a thumbnail that is no URL', picture({ thumbnail: 'me' }), 3, /^thumbnail must be a URL/],
		['a video without media', video({ media: undefined }), 4, /^media is missing/],
		['a video without size', video({ size: undefined }), 4, /^size is missing/],
		['a video with a size as text', video({ size: '1000' }), 3, /^size must be an integer/],
		['a video as MOV', video({ media: `${BASE}/a.mov` }), 3, /^media .* ends with \.mp4/],
		['a video of no bytes', video({ size: 0 }), 3, /^size must be from 1/],
		['a video too large', video({ size: 27_262_977 }), 3, /^size .*27262976/],
		['a video of 181 seconds', video({ duration: 181 }), 3, /^duration must be from 0 to 180/],
		['a video with a PNG', video({ thumbnail: `${BASE}/a.png` }), 3, /^thumbnail .* \.jpeg, \.jpg/],
		['a file without media', file({ media: undefined }), 4, /^media is missing/],
		['a file without size', file({ size: undefined }), 4, /^size is missing/],
		['a file with file_size', file({ size: undefined, file_size: 1 }), 4, /^size is missing/],
		['a file without name', file({ file_name: undefined }), 4, /^file_name is missing/],
		['a file too large', file({ size: 52_428_801 }), 3, /^size .*52428800/],
		['a file name of 257', file({ file_name: `${'x'.repeat(253)}.pdf` }), 3, /^file_name .*256/],
		['a file name without extension', file({ file_name: 'menu' }), 3, /^file_name must end with a/],
		['a dot file', file({ file_name: '.pdf' }), 3, /^file_name must end with a file extension/],
		['a file URL without extension', file({ media: `${BASE}/menu` }), 3, /^media must end with a/],
		['a contact of nothing', { type: 'contact' }, 4, /^contact is missing/],
		['a contact as text', { type: 'contact', contact: 'Ann' }, 3, /^contact must be an object/],
		['a contact without name', contact({ name: undefined }), 4, /^contact\.name is missing/],
		['a contact with no name', contact({ name: '' }), 3, /^contact\.name must not be empty/],
		['a contact name of 29', contact({ name: 'n'.repeat(29) }), 3, /^contact\.name .*28/],
		['no number', contact({ phone_number: undefined }), 4, /^contact\.phone_number is missing/],
		['a number of 19', contact({ phone_number: `+${'1'.repeat(18)}` }), 3, /phone_number .*18/],
		['a number with spaces', contact({ phone_number: '+44 7700' }), 3, /phone_number must be dig/],
		['an avatar no URL', contact({ avatar: 'me' }), 3, /^contact\.avatar must be a URL/],
		['a location of nothing', { type: 'location' }, 4, /^location is missing/],
		['a location without lat', location(undefined, 1), 4, /^location\.lat is missing/],
		['a location without lon', location(1, undefined), 4, /^location\.lon is missing/],
		['a latitude of 90.1', location(90.1, 0), 3, /^location\.lat must be from -90 to 90/],
		['a longitude of -181', location(0, '-181'), 3, /^location\.lon must be from -180 to 180/],
		['a latitude in words', location('north', 0), 3, /^location\.lat must be a number/],
		['a url without media', url(undefined), 4, /^media is missing/],
		['a url of 2001', url(`${BASE}/${'x'.repeat(1974)}`), 3, /^media is longer than 2000/],
		['a url without scheme', url('media.example.test'), 3, /^media must be a URL/],
		['a sticker without id', sticker(undefined), 4, /^sticker_id is missing/],
		['a sticker by name', sticker('smile'), 3, /^sticker_id must be an integer/],
		['a sticker with a fraction', sticker(1.5), 3, /^sticker_id must be an integer/],
		['sticker 0', sticker('0'), 3, /^sticker_id must be 1 or more/],
		['no rich media', { type: 'rich_media', min_api_version: 7 }, 4, /^rich_media is missing/],
		['no type', carousel({ Type: undefined }), 4, /^rich_media\.Type is missing/],
		['another type', carousel({ Type: 'keyboard' }), 3, /^rich_media\.Type must be one of rich_m/],
		['no buttons', carousel({ Buttons: undefined }), 4, /^rich_media\.Buttons is missing/],
		['an empty carousel', carousel({ Buttons: [] }), 3, /^rich_media\.Buttons must hold/],
		['seven columns', carousel({ ButtonsGroupColumns: 7 }), 3, /GroupColumns must be from 1 to 6/],
		['eight rows', carousel({ ButtonsGroupRows: 8 }), 3, /ButtonsGroupRows must be from 1 to 7/],
		['no rows', carousel({ ButtonsGroupRows: 0 }), 3, /ButtonsGroupRows must be from 1 to 7/],
		['a colour name', carousel({ BgColor: 'white' }), 3, /^rich_media\.BgColor must be a colour/],
		['a button too high', carousel({}, { ...BUTTON, Rows: 8 }), 3, /Rows must be from 1 to 7/],
		[
			'a button wider than its card',
			carousel({ ButtonsGroupColumns: 2 }, { ...BUTTON, Columns: 3 }),
			3,
			/^rich_media has a button that fits no card: Buttons\[0\] is 3 × 1, cards are 2 × 7/,
		],
		[
			'a button higher than its card',
			carousel({ ButtonsGroupRows: 2 }, BUTTON, { ...BUTTON, Rows: 3 }),
			3,
			/Buttons\[1\] is 6 × 3, cards are 6 × 2/,
		],
		['seven cards', carousel({}, ...Array<Body>(43).fill(BUTTON)), 3, /has 7 cards, more than 6/],
		[
			'a picker in a carousel',
			carousel({}, { ...BUTTON, ActionType: 'share-phone' }),
			3,
			/Buttons\[0\] may not be share-phone/,
		],
		['a carousel at level 1', { ...carousel(), min_api_version: 1 }, 14, /rich_media needs .* 2/],
		['a carousel without level', { ...carousel(), min_api_version: undefined }, 14, /needs .* 2/],
		['alt_text a number', { ...carousel(), alt_text: 5 }, 3, /^alt_text must be a string/],
		['struck text at level 1', keys({ ...BUTTON, Text: '<s>5</s>' }), 14, /Text needs .* 4/],
		[
			'a font size at level 1',
			keys({ ...BUTTON, Text: '<font size="20">5</font>' }),
			14,
			/Text needs min_api_version 4/,
		],
		[
			'a picker without text',
			{ ...keys({ ...BUTTON, ActionType: 'share-phone', ActionBody: '' }), min_api_version: 3 },
			3,
			/needs some text in ActionBody/,
		],
		[
			'a player without a film',
			{ ...keys({ ...BUTTON, MediaPlayer: { Title: 'x' } }), min_api_version: 6 },
			3,
			/MediaPlayer only when/,
		],
		...['shop', 'shop.example.com', '/menu', 'https://a b.example', ''].map(
			(ActionBody): [string, Body, number, RegExp] => [
				`a link to ${JSON.stringify(ActionBody)}`,
				keys({ ...BUTTON, ActionType: 'open-url', ActionBody }),
				3,
				/Buttons\[0\] needs a URL in ActionBody for open-url/,
			],
		),
		...['north', '49,84', '1e3', '', '49.'].flatMap(
			(degrees): Array<[string, Body, number, RegExp]> => [
				[
					`a map at latitude ${JSON.stringify(degrees)}`,
					{
						...keys({ ...BUTTON, Map: { Latitude: degrees, Longitude: '24' } }),
						min_api_version: 6,
					},
					3,
					/Map\.Latitude must be a decimal number/,
				],
				[
					`a map at longitude ${JSON.stringify(degrees)}`,
					{
						...keys({ ...BUTTON, Map: { Latitude: '49', Longitude: degrees } }),
						min_api_version: 6,
					},
					3,
					/Map\.Longitude must be a decimal number/,
				],
			],
		),
		[
			'a map at a number',
			{ ...keys({ ...BUTTON, Map: { Latitude: 49.8, Longitude: '24' } }), min_api_version: 6 },
			3,
			/Map\.Latitude must be a string/,
		],
		...[undefined, 'middle'].map((TextVAlign): [string, Body, number, RegExp] => [
			`a gradient behind text that is ${TextVAlign ?? 'where it is usually'}`,
			keys({ ...BUTTON, TextBgGradientColor: '#112233', TextVAlign }),
			3,
			/TextBgGradientColor only when TextVAlign is top or bottom/,
		]),
	];

	it.each(refusals)('refuse %s', async (_what, message, status, says) => {
		const { body } = await send(message);
		expect([body.status, body.status_message]).toEqual([
			status,
			expect.stringMatching(says) as string,
		]);
	});

	const forbidden =
		'action apk app bat bin cmd com command cpl csh exe gadget inf1 ins inx ipa isu job jse ksh lnk msc msi msp mst osx out paf pif ps1 reg rgs run sct shb shs u3p vb vbe vbs vbscript workflow ws wsf';

	it.each(forbidden.split(' '))('refuse a file that ends with .%s', async (extension) => {
		const byName = await send(file({ file_name: `a.${extension.toUpperCase()}` }));
		expect(byName.body).toMatchObject({
			status: 3,
			status_message: `file_name has the forbidden extension .${extension}`,
		});
		const byAddress = await send(file({ media: `${BASE}/a.${extension}?b=c.pdf` }));
		expect(byAddress.body.status_message).toBe(`media has the forbidden extension .${extension}`);
	});

	const LEVELS: Array<[field: string, level: number, message: (button: Body) => Body]> = [
		['ActionType', 3, () => keys({ ...BUTTON, ActionType: 'location-picker' })],
		['InternalBrowser', 3, () => keys({ ...BUTTON, InternalBrowser: { Mode: 'fullscreen' } })],
		['ActionReplyData', 6, () => keys({ ...BUTTON, InternalBrowser: { ActionReplyData: 'x' } })],
		[
			'ActionButton',
			6,
			() => keys({ ...BUTTON, InternalBrowser: { ActionButton: 'send-to-bot' } }),
		],
		['TextPaddings', 4, () => keys({ ...BUTTON, TextPaddings: [1, 2, 3, 4] })],
		['TextShouldFit', 6, () => keys({ ...BUTTON, TextShouldFit: true })],
		['BgMediaScaleType', 6, () => keys({ ...BUTTON, BgMediaScaleType: 'fit' })],
		['ImageScaleType', 6, () => keys({ ...BUTTON, ImageScaleType: 'crop' })],
		['Map', 6, () => keys({ ...BUTTON, Map: { Latitude: '1', Longitude: '2' } })],
		['Frame', 6, () => carousel({}, { ...BUTTON, Frame: { BorderWidth: 1 } })],
		[
			'MediaPlayer',
			6,
			() => carousel({}, { ...BUTTON, OpenURLMediaType: 'video', MediaPlayer: { Loop: true } }),
		],
	];

	it.each(LEVELS)('need the level that %s needs: %i', async (field, level, message) => {
		const low = await send({ ...message(BUTTON), min_api_version: level - 1 });
		expect(low.body.status).toBe(14);
		expect(low.body.status_message).toMatch(
			new RegExp(`${field} needs min_api_version ${level} or higher`),
		);
		const enough = await send({ ...message(BUTTON), min_api_version: level });
		expect(enough.body.status).toBe(0);
	});

	const shown: Array<[what: string, message: Body, onPhone: Partial<SandboxMessage>]> = [
		['a picture', picture(), { type: 'picture', media: `${BASE}/a.jpeg`, text: 'A cake' }],
		['a picture with no caption', picture({ text: '' }), { text: '' }],
		['a caption of 768', picture({ text: 'x'.repeat(768) }), { text: 'x'.repeat(768) }],
		['a GIF with query', picture({ media: `${BASE}/a.GIF?x=1` }), { media: `${BASE}/a.GIF?x=1` }],
		[
			'a JPG and a thumbnail',
			picture({ media: `${BASE}/a.jpg`, thumbnail: `${BASE}/t` }),
			{
				thumbnail: `${BASE}/t`,
			},
		],
		[
			'the largest video',
			video({ size: 27_262_976, duration: 180, text: 'Film' }),
			{
				type: 'video',
				size: 27_262_976,
				duration: 180,
				text: 'Film',
			},
		],
		[
			'the largest file',
			file({ size: 52_428_800 }),
			{
				type: 'file',
				size: 52_428_800,
				fileName: 'menu.pdf',
			},
		],
		[
			'a contact',
			contact({ avatar: `${BASE}/ann` }),
			{
				type: 'contact',
				contact: { name: 'Ann', phoneNumber: '+447700900001', avatar: `${BASE}/ann` },
			},
		],
		['a location', location(-90, 180), { type: 'location', location: { lat: -90, lon: 180 } }],
		['a location as text', location('49.84', '24.03'), { location: { lat: 49.84, lon: 24.03 } }],
		['a url of 2000', url(`${BASE}/${'x'.repeat(1973)}`), { type: 'url' }],
		['a sticker', sticker(46105), { type: 'sticker', stickerId: 46105 }],
		['a sticker as text', sticker('46105'), { stickerId: 46105 }],
		[
			'a carousel',
			{ ...carousel(), alt_text: 'Our cakes' },
			{
				type: 'rich_media',
				altText: 'Our cakes',
				richMedia: carousel().rich_media as Body,
				cards: [[{ button: 0, column: 1, row: 1, columns: 6, rows: 1 }]],
			},
		],
		['six full cards', carousel({}, ...Array<Body>(42).fill(BUTTON)), { type: 'rich_media' }],
		[
			'a carousel without a grid',
			carousel({ ButtonsGroupColumns: undefined, BgColor: undefined }),
			{
				type: 'rich_media',
			},
		],
		...[
			{ ActionType: 'open-url', ActionBody: 'https://shop.example.com/a?b=c#d' },
			{ ActionType: 'open-url', ActionBody: 'viber://pa?chatURI=cornercafe' },
			{ Map: { Latitude: '-49.8419', Longitude: '+24' } },
			{ TextBgGradientColor: '#112233', TextVAlign: 'top' },
			{ TextBgGradientColor: '#112233', TextVAlign: 'bottom' },
		].map((look): [string, Body, Partial<SandboxMessage>] => {
			const message = keys({ ...BUTTON, ...look });
			const { keyboard } = message as { keyboard: Body };
			return [
				`a button: ${JSON.stringify(look)}`,
				{ ...message, min_api_version: 6 },
				{ keyboard },
			];
		}),
		['a keyboard alone', { keyboard: keys(BUTTON).keyboard }, { type: 'keyboard', text: '' }],
	];

	it.each(shown)('accept and show %s', async (_what, message, onPhone) => {
		const { body } = await send(message);
		expect([body.status, body.status_message]).toEqual([0, 'ok']);
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		expect(named(now, 'Olena').messages.at(-1)).toMatchObject(onPhone);
	});

	it('lay the buttons of a carousel on cards, each at the first free place', async () => {
		const button = (Columns: number, Rows: number) => ({ ...BUTTON, Columns, Rows });
		const { body } = await send(
			carousel(
				{ ButtonsGroupColumns: 4, ButtonsGroupRows: 3 },
				...[button(2, 2), button(2, 1), button(2, 1), button(4, 1), button(4, 3), button(1, 1)],
			),
		);
		expect(body.status).toBe(0);
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		const cards = named(now, 'Olena').messages.at(-1)?.cards ?? [];
		expect(
			cards.map((card) => card.map(({ button, column, row }) => [button, column, row])),
		).toEqual([
			[
				[0, 1, 1],
				[1, 3, 1],
				[2, 3, 2],
				[3, 1, 3],
			],
			[[4, 1, 1]],
			[[5, 1, 1]],
		]);
	});
});
