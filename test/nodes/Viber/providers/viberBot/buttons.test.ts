import fc from 'fast-check';

import { sendMessage } from '../../../../../nodes/Viber/providers/viberBot/requests';
import { catchInvalid, readerOf } from './reader';

type Json = Record<string, unknown>;

const BASE = { to: 'a=', from: 'Café', messageType: 'text', text: 'Hi' };
const BUTTON = { Text: 'Hi', ActionBody: 'hi' };

function bodyOf(fields: Json): Json {
	return JSON.parse(sendMessage(readerOf({ ...BASE, ...fields })).request.body) as Json;
}

function keyboardOf(fields: Json): Json {
	return bodyOf(fields).keyboard as Json;
}

function buttonOf(entry: Json): Json {
	const [button] = keyboardOf({ 'keyboardButtons.button': [entry] }).Buttons as Json[];
	return button ?? {};
}

function withButton(button: Json, board: Json = {}): Json {
	return { 'options.keyboardJson': { ...board, Buttons: [button] } };
}

function carousel(json: unknown): Json {
	return { messageType: 'richMedia', 'options.carouselJson': json };
}

function boardOf(fields: Json): Json {
	return bodyOf({ messageType: 'richMedia', ...fields }).rich_media as Json;
}

// viber-bot-api.md §5
describe('keyboard buttons of the form', () => {
	it.each<[string, Json, Json, number | undefined]>([
		['reply', { text: 'Menu' }, { ActionType: 'reply', ActionBody: 'Menu' }, undefined],
		[
			'reply with another text',
			{ text: 'Menu', action: 'reply', replyText: 'show-menu' },
			{ ActionType: 'reply', ActionBody: 'show-menu' },
			undefined,
		],
		[
			'link',
			{ text: 'Web', action: 'openUrl', url: ' https://x.example/?a=1&b=2 ' },
			{ ActionType: 'open-url', ActionBody: 'https://x.example/?a=1&b=2' },
			undefined,
		],
		[
			'link into Viber',
			{ text: 'Web', action: 'openUrl', url: 'viber://pa?chatURI=shop' },
			{ ActionBody: 'viber://pa?chatURI=shop' },
			undefined,
		],
		[
			'nothing',
			{ text: 'Hello', action: 'none' },
			{ ActionType: 'none', ActionBody: 'none' },
			undefined,
		],
		['phone', { text: 'My number', action: 'sharePhone' }, { ActionType: 'share-phone' }, 3],
		['location', { text: 'Here', action: 'shareLocation' }, { ActionType: 'location-picker' }, 3],
		['size', { text: 'A', columns: 2, rows: 2 }, { Columns: 2, Rows: 2 }, undefined],
		[
			'looks',
			{
				text: 'A',
				backgroundColor: '#112233',
				textColor: '#aabbcc',
				textSize: 'large',
				imageUrl: 'https://x.example/a.png',
				silent: true,
			},
			{
				BgColor: '#112233',
				Text: '<font color="#aabbcc">A</font>',
				TextSize: 'large',
				Image: 'https://x.example/a.png',
				Silent: true,
			},
			undefined,
		],
	])('%s', (_, entry, expected, level) => {
		expect(buttonOf(entry)).toMatchObject(expected);
		expect(bodyOf({ 'keyboardButtons.button': [entry] }).min_api_version).toBe(level);
	});

	it('sends nothing that was not filled in', () => {
		expect(
			buttonOf({ text: 'A', backgroundColor: '', textSize: 'regular', silent: false }),
		).toEqual({
			Columns: 6,
			Rows: 1,
			ActionType: 'reply',
			ActionBody: 'A',
			Text: 'A',
		});
		expect(bodyOf({})).not.toHaveProperty('keyboard');
	});

	it('shows what was typed, whatever it holds: no tag, no entity', () => {
		expect(buttonOf({ text: '<b>5 & "6"</b>\n\'' }).Text).toBe(
			'&lt;b&gt;5 &amp; &quot;6&quot;&lt;/b&gt;<br>&#39;',
		);
		const typed = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(typed, (text) => {
				fc.pre(text.trim() !== '');
				const shown = String(buttonOf({ text, action: 'none' }).Text);
				expect(shown.replace(/<br>/g, '')).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
				const back = shown
					.replace(/<br>/g, '\n')
					.replace(/&lt;/g, '<')
					.replace(/&gt;/g, '>')
					.replace(/&quot;/g, '"')
					.replace(/&#39;/g, "'")
					.replace(/&amp;/g, '&');
				expect(back).toBe(text.replace(/\r\n|\r/g, '\n'));
			}),
		);
	});

	it.each<[string, Json, RegExp]>([
		['an empty button', {}, /'Keyboard Button 2: Text' is empty/],
		['no link', { text: 'A', action: 'openUrl' }, /'Keyboard Button 2: Link' is empty/],
		['half a link', { text: 'A', action: 'openUrl', url: 'x.example' }, /Link' is not a link/],
		['a script', { text: 'A', action: 'openUrl', url: 'javascript:alert(1)' }, /not a link/],
		['no reply', { imageUrl: 'https://x.example/a.png' }, /'Keyboard Button 2: Reply' is empty/],
		['a long text', { text: 'x'.repeat(251) }, /'Keyboard Button 2: (Text|Reply)' has 251.*250/],
		['signs that grow', { text: '&'.repeat(51), replyText: 'a' }, /Text' has 255.*250/],
		['a long reply', { text: 'A', replyText: 'x'.repeat(251) }, /Reply' has 251.*250/],
		['seven columns', { text: 'A', columns: 7 }, /Width' is not a whole number from 1 to 6/],
		['three rows', { text: 'A', rows: 3 }, /Height' is not a whole number from 1 to 2/],
		['a colour by name', { text: 'A', textColor: 'red' }, /Text Colour' is not a colour/],
		['a size by number', { text: 'A', textSize: '12' }, /Text Size' is not one of/],
		['an image without address', { text: 'A', imageUrl: 'a.png' }, /Image URL' is not a web/],
		['another action', { text: 'A', action: 'dance' }, /When Tapped' is not one of/],
	])('refuses %s', (_, entry, message) => {
		const fields = { 'keyboardButtons.button': [{ text: 'Fine' }, entry] };
		expect(catchInvalid(() => bodyOf(fields)).message).toMatch(message);
	});

	it('takes 250 characters', () => {
		expect(buttonOf({ text: 'x'.repeat(250) }).Text).toHaveLength(250);
	});

	it('refuses a keyboard without a button', () => {
		expect(catchInvalid(() => bodyOf({ messageType: 'keyboard' })).message).toBe(
			"'Keyboard Buttons' has no entries",
		);
		expect(catchInvalid(() => bodyOf({ 'options.keyboardJson': '{}' })).message).toMatch(
			/no entries/,
		);
		expect(
			catchInvalid(() => bodyOf({ 'options.keyboardJson': '{"Buttons":[]}' })).message,
		).toMatch(/no entries/);
	});

	it('refuses more rows than any phone shows', () => {
		const rows = (length: number) => ({
			'keyboardButtons.button': Array.from({ length }, () => ({ text: 'A' })),
		});
		expect(() => bodyOf(rows(24))).not.toThrow();
		expect(catchInvalid(() => bodyOf(rows(25))).message).toMatch(/25 rows, the limit is 24/);
	});

	it('sends the look of the keyboard', () => {
		const fields = {
			'keyboardButtons.button': [{ text: 'A' }],
			'options.keyboardBackgroundColor': '#010203',
			'options.keyboardDefaultHeight': true,
			'options.keyboardInputField': 'hidden',
		};
		expect(bodyOf(fields)).toMatchObject({
			keyboard: { BgColor: '#010203', DefaultHeight: true, InputFieldState: 'hidden' },
			min_api_version: 4,
		});
		const regular = { ...fields, 'options.keyboardInputField': 'regular' };
		expect(keyboardOf(regular)).not.toHaveProperty('InputFieldState');
		expect(bodyOf(regular)).not.toHaveProperty('min_api_version');
	});
});

describe('keyboard JSON', () => {
	it.each([
		['text', JSON.stringify({ Buttons: [BUTTON], HeightScale: 50 })],
		['an object', { Buttons: [BUTTON], HeightScale: 50 }],
		['with its Type', { Type: 'keyboard', Buttons: [BUTTON], HeightScale: 50 }],
	])('takes %s', (_, json) => {
		expect(bodyOf({ 'options.keyboardJson': json })).toMatchObject({
			keyboard: { Type: 'keyboard', Buttons: [BUTTON], HeightScale: 50 },
			min_api_version: 3,
		});
	});

	it('comes after the buttons of the form, and counts more otherwise', () => {
		const fields = {
			'keyboardButtons.button': [{ text: 'First' }],
			'options.keyboardBackgroundColor': '#010203',
			'options.keyboardJson': { BgColor: '#040506', Buttons: [BUTTON] },
		};
		expect(keyboardOf(fields)).toMatchObject({
			BgColor: '#040506',
			Buttons: [{ Text: 'First' }, BUTTON],
		});
	});

	it('keeps the markup of those who write their own', () => {
		const [button] = keyboardOf(withButton({ ...BUTTON, Text: '<b>A</b>' })).Buttons as Json[];
		expect(button?.Text).toBe('<b>A</b>');
	});

	it('passes on what this node does not know', () => {
		expect(keyboardOf(withButton({ ...BUTTON, Sparkle: 1 }, { Glow: true }))).toMatchObject({
			Glow: true,
			Buttons: [{ Sparkle: 1 }],
		});
	});

	it.each<[string, unknown, RegExp]>([
		['no JSON', '{ "Buttons": [', /'Keyboard JSON' is not a JSON object/],
		['a list', [BUTTON], /'Keyboard JSON' is not a JSON object/],
		['a number', 5, /'Keyboard JSON' is not a JSON object/],
		['buttons as text', { Buttons: 'A' }, /'Keyboard JSON: Buttons' is not a list/],
		['a text as button', { Buttons: ['A'] }, /Buttons\[0\]' is not an object/],
		['the wrong case', { buttons: [BUTTON] }, /'Keyboard JSON: buttons' is written Buttons/],
		['another Type', { Type: 'rich_media', Buttons: [BUTTON] }, /'Keyboard JSON: Type'/],
		['a wrong height', { CustomDefaultHeight: 39, Buttons: [BUTTON] }, /from 40 to 70/],
		['a wrong scale', { HeightScale: 101, Buttons: [BUTTON] }, /from 20 to 100/],
		['a wrong input field', { InputFieldState: 'gone', Buttons: [BUTTON] }, /regular, minimized/],
	])('refuses %s', (_, json, message) => {
		expect(catchInvalid(() => bodyOf({ 'options.keyboardJson': json })).message).toMatch(message);
	});
});

// viber-bot-api.md §5, "Button object": key, a value that it takes, one that it does not, level
describe('each key of a button', () => {
	const browser = (value: Json) => ({ InternalBrowser: value });
	it.each<[Json, Json, number]>([
		[{ Columns: 6 }, { Columns: 0 }, 1],
		[{ Rows: 2 }, { Rows: 3 }, 1],
		[{ BgColor: '#aB0123' }, { BgColor: '#abc' }, 1],
		[{ Silent: true }, { Silent: 'true' }, 1],
		[{ BgMediaType: 'gif' }, { BgMediaType: 'mp4' }, 1],
		[{ BgMedia: 'https://x.example/a.gif' }, { BgMedia: 'a.gif' }, 1],
		[{ BgMediaScaleType: 'fit' }, { BgMediaScaleType: 'zoom' }, 6],
		[{ ImageScaleType: 'crop' }, { ImageScaleType: '' }, 6],
		[{ BgLoop: false }, { BgLoop: 0 }, 1],
		[{ ActionType: 'none' }, { ActionType: 'dance' }, 1],
		[{ ActionType: 'location-picker' }, { ActionType: 'share_phone' }, 3],
		[{ ActionType: 'share-phone' }, { ActionType: 1 }, 3],
		[{ ActionBody: 'x'.repeat(250) }, { ActionBody: 'x'.repeat(251) }, 1],
		[{ Image: 'https://x.example/a.png' }, { Image: '' }, 1],
		[{ Text: 'x'.repeat(250) }, { Text: 'x'.repeat(251) }, 1],
		[{ Text: '<s>old</s>' }, { Text: 5 }, 4],
		[{ Text: '<font color="#112233" size="32">A</font>' }, { Text: null }, 4],
		[{ Text: '<b>A</b> <font color="#112233">B</font>' }, { Text: {} }, 1],
		[{ TextVAlign: 'bottom' }, { TextVAlign: 'center' }, 1],
		[{ TextHAlign: 'middle' }, { TextHAlign: 'top' }, 1],
		[{ TextPaddings: [0, 12, 0, 12] }, { TextPaddings: [0, 13, 0, 0] }, 4],
		[{ TextPaddings: [0, 0, 0, 0] }, { TextPaddings: [1, 2] }, 4],
		[{ TextOpacity: 0 }, { TextOpacity: 101 }, 1],
		[{ TextSize: 'medium' }, { TextSize: 'huge' }, 1],
		[{ TextShouldFit: true }, { TextShouldFit: 'yes' }, 6],
		[
			{ TextBgGradientColor: '#112233', TextVAlign: 'top' },
			{ TextBgGradientColor: '#112233', TextVAlign: 'middle' },
			1,
		],
		[{ OpenURLType: 'external' }, { OpenURLType: 'outside' }, 1],
		[{ OpenURLMediaType: 'video' }, { OpenURLMediaType: 'film' }, 1],
		[browser({ ActionButton: 'forward' }), browser({ ActionButton: 'back' }), 3],
		[browser({ ActionButton: 'send-to-bot' }), browser({ ActionButton: 1 }), 6],
		[browser({ ActionPredefinedURL: 'a' }), browser({ ActionPredefinedURL: '' }), 3],
		[browser({ TitleType: 'domain' }), browser({ TitleType: 'none' }), 3],
		[browser({ CustomTitle: 'x'.repeat(15) }), browser({ CustomTitle: 'x'.repeat(16) }), 3],
		[browser({ Mode: 'partial-size' }), browser({ Mode: 'half' }), 3],
		[browser({ FooterType: 'hidden' }), browser({ FooterType: 'none' }), 3],
		[browser({ ActionReplyData: 'a' }), browser({ ActionReplyData: 1 }), 6],
		[{ Map: { Latitude: '50.45', Longitude: '30.5' } }, { Map: { Latitude: '91' } }, 6],
		[{ Map: {} }, { Map: { Longitude: 30.5 } }, 6],
		[{ Frame: { BorderWidth: 10 } }, { Frame: { BorderWidth: 11 } }, 6],
		[{ Frame: { BorderColor: '#000000' } }, { Frame: { BorderColor: 'black' } }, 6],
		[{ Frame: { CornerRadius: 0 } }, { Frame: [] }, 6],
		[
			{ MediaPlayer: { Loop: true }, OpenURLMediaType: 'video' },
			{ MediaPlayer: { Loop: true }, OpenURLMediaType: 'gif' },
			6,
		],
	])('%j is right, %j is not', (right, wrong, level) => {
		const body = bodyOf(withButton({ ...BUTTON, ...right }));
		expect((body.keyboard as Json).Buttons).toEqual([{ ...BUTTON, ...right }]);
		expect(body.min_api_version).toBe(level === 1 ? undefined : level);
		const [key = ''] = Object.keys(wrong);
		const { message } = catchInvalid(() => bodyOf(withButton({ ...BUTTON, ...wrong })));
		expect(message).toContain(`Keyboard JSON: Buttons[0].${key}`);
	});

	it.each<[string, Json, RegExp]>([
		['nothing to be seen', { ActionBody: 'a', Columns: 2 }, /nothing else of the button/],
		['no action', { Text: 'A' }, /Buttons\[0\]\.ActionBody' is empty/],
		['an empty action', { Text: 'A', ActionBody: '' }, /Buttons\[0\]\.ActionBody' is empty/],
		['a key in the wrong case', { ...BUTTON, actionType: 'reply' }, /is written ActionType/],
	])('refuses %s', (_, button, message) => {
		expect(catchInvalid(() => bodyOf(withButton(button))).message).toMatch(message);
	});

	it('refuses a button wider than the grid', () => {
		const fields = withButton({ ...BUTTON, Columns: 4 }, { ButtonsGroupColumns: 3 });
		expect(catchInvalid(() => bodyOf(fields)).message).toMatch(/Columns' is 4.*only 3/);
	});
});

describe('Minimum API Version', () => {
	const frame = withButton({ ...BUTTON, Frame: { BorderWidth: 1 } });

	it.each([
		[{}, undefined],
		[{ 'options.minApiVersion': 5 }, 5],
		[frame, 6],
		[{ ...frame, 'options.minApiVersion': 6 }, 6],
		[{ ...frame, 'options.minApiVersion': 10 }, 10],
	])('%j goes out as %j', (fields, expected) => {
		expect(bodyOf(fields).min_api_version).toBe(expected);
	});

	it('refuses less than a feature needs, and says which', () => {
		const { message, cure } = catchInvalid(() => bodyOf({ ...frame, 'options.minApiVersion': 5 }));
		expect(message).toBe(
			"'Minimum API Version' is 5, but 'Keyboard JSON: Buttons[0].Frame' needs 6",
		);
		expect(cure).toMatch(/Remove the option/);
		const phone = { 'keyboardButtons.button': [{ text: 'A', action: 'sharePhone' }] };
		expect(catchInvalid(() => bodyOf({ ...phone, 'options.minApiVersion': 2 })).message).toMatch(
			/'Keyboard Button 1: When Tapped' needs 3/,
		);
	});
});

// viber-bot-api.md §6
describe('carousel', () => {
	const card = {
		imageUrl: 'https://x.example/a.png',
		title: 'Soup & bread',
		subtitle: '4.50',
		buttonText: 'Order',
		action: 'reply',
		replyText: 'order soup',
		buttonColor: '#7360F2',
		buttonTextColor: '#FFFFFF',
	};

	it('lays a card out from top to bottom', () => {
		expect(boardOf({ 'cards.card': [card] })).toEqual({
			Type: 'rich_media',
			ButtonsGroupColumns: 6,
			ButtonsGroupRows: 7,
			BgColor: '#FFFFFF',
			Buttons: [
				{
					Columns: 6,
					Rows: 4,
					ActionType: 'reply',
					ActionBody: 'order soup',
					Image: 'https://x.example/a.png',
				},
				{
					Columns: 6,
					Rows: 2,
					ActionType: 'reply',
					ActionBody: 'order soup',
					Text: '<b>Soup &amp; bread</b><br>4.50',
					TextHAlign: 'left',
					TextVAlign: 'middle',
					BgColor: '#FFFFFF',
				},
				{
					Columns: 6,
					Rows: 1,
					ActionType: 'reply',
					ActionBody: 'order soup',
					Text: '<font color="#FFFFFF">Order</font>',
					BgColor: '#7360F2',
				},
			],
		});
	});

	it('keeps every card on its own rows, whatever each of them lacks', () => {
		const some = fc.record({
			imageUrl: fc.constantFrom('', 'https://x.example/a.png'),
			title: fc.constantFrom('', 'Soup'),
			subtitle: fc.constantFrom('', '4.50'),
			buttonText: fc.constantFrom('', 'Order'),
			action: fc.constant('none'),
		});
		fc.assert(
			fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), (cards) => {
				fc.pre(cards.every((one) => one.imageUrl || one.title || one.subtitle || one.buttonText));
				const { Buttons, ButtonsGroupRows } = boardOf({ 'cards.card': cards });
				let row = 0;
				const firsts = [];
				for (const { Rows, Columns } of Buttons as Json[]) {
					expect(Columns).toBe(6);
					if (row % Number(ButtonsGroupRows) === 0) firsts.push(row);
					const page = Math.floor(row / Number(ButtonsGroupRows));
					row += Number(Rows);
					expect(Math.floor((row - 1) / Number(ButtonsGroupRows))).toBe(page);
				}
				expect(firsts).toHaveLength(cards.length);
				expect(row).toBe(cards.length * Number(ButtonsGroupRows));
			}),
		);
	});

	it('fills in Type, grid and background of JSON, and takes cards of both', () => {
		expect(boardOf(carousel(JSON.stringify({ Buttons: [BUTTON] })))).toEqual({
			Type: 'rich_media',
			ButtonsGroupColumns: 6,
			ButtonsGroupRows: 7,
			BgColor: '#FFFFFF',
			Buttons: [BUTTON],
		});
		const both = { 'cards.card': [card], ...carousel({ Buttons: [BUTTON], BgColor: '#000000' }) };
		expect(boardOf(both)).toMatchObject({ BgColor: '#000000', ButtonsGroupRows: 7 });
		expect(boardOf(both).Buttons).toHaveLength(4);
		expect(
			boardOf({ 'cards.card': [card], 'options.carouselBackgroundColor': '#101010' }),
		).toMatchObject({
			BgColor: '#101010',
			Buttons: [{}, { BgColor: '#101010' }, {}],
		});
	});

	it('needs level 2, or more for what is in it', () => {
		expect(bodyOf({ messageType: 'richMedia', 'cards.card': [card] }).min_api_version).toBe(2);
		const framed = carousel({ Buttons: [{ ...BUTTON, Frame: {} }] });
		expect(bodyOf(framed).min_api_version).toBe(6);
		const low = { messageType: 'richMedia', 'cards.card': [card], 'options.minApiVersion': 1 };
		expect(catchInvalid(() => bodyOf(low)).message).toMatch(/'Message Type' needs 2/);
	});

	it.each<[string, Json, RegExp]>([
		['no card', { messageType: 'richMedia' }, /'Cards' has no entries/],
		['an empty card', { 'cards.card': [card, {}] }, /'Card 2' is empty/],
		['no link', { 'cards.card': [{ title: 'A' }] }, /'Card 1: Link' is empty/],
		[
			'no reply',
			{ 'cards.card': [{ ...card, title: '', buttonText: '', replyText: '' }] },
			/Reply/,
		],
		[
			'too long a title',
			{ 'cards.card': [{ ...card, title: 'x'.repeat(125), subtitle: 'x'.repeat(125) }] },
			/'Card 1: Title and Subtitle' has 261.*250/,
		],
		['seven cards', { 'cards.card': Array(7).fill(card) }, /7 cards.*limit is 6 cards/],
		[
			'a picker',
			carousel({ Buttons: [{ ...BUTTON, ActionType: 'share-phone' }] }),
			/carousel cannot/,
		],
		[
			'a picker in a card',
			{ 'cards.card': [{ ...card, action: 'sharePhone' }] },
			/carousel cannot/,
		],
		['eight rows', carousel({ Buttons: [{ ...BUTTON, Rows: 8 }] }), /Rows' is not.*1 to 7/],
		[
			'more rows than a card has',
			carousel({ ButtonsGroupRows: 3, Buttons: [{ ...BUTTON, Rows: 4 }] }),
			/Rows' is 4.*only 3/,
		],
		[
			'too many buttons',
			carousel({ ButtonsGroupRows: 1, Buttons: Array(37).fill({ ...BUTTON, Columns: 1 }) }),
			/37 buttons.*6 cards with 36 buttons/,
		],
	])('refuses %s', (_, fields, message) => {
		expect(catchInvalid(() => bodyOf({ messageType: 'richMedia', ...fields })).message).toMatch(
			message,
		);
	});

	it('takes six cards, and seven rows', () => {
		expect(() => boardOf({ 'cards.card': Array(6).fill(card) })).not.toThrow();
		expect(() => boardOf(carousel({ Buttons: [{ ...BUTTON, Rows: 7 }] }))).not.toThrow();
		const full = { ButtonsGroupRows: 1, Buttons: Array(36).fill({ ...BUTTON, Columns: 1 }) };
		expect(() => boardOf(carousel(full))).not.toThrow();
	});
});
