import fc from 'fast-check';

import { catchInvalid, readerOf, sendMessage } from './reader';

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
		['a color by name', { text: 'A', textColor: 'red' }, /Text Color' is not a color/],
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
