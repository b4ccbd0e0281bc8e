import { catchInvalid, readerOf, sendMessage } from './reader';

type Json = Record<string, unknown>;

const BASE = { to: 'a=', from: 'Café', messageType: 'text', text: 'Hi' };
const BUTTON = { Text: 'Hi', ActionBody: 'hi' };

function bodyOf(fields: Json): Json {
	return JSON.parse(sendMessage(readerOf({ ...BASE, ...fields })).request.body) as Json;
}

function withButton(button: Json, board: Json = {}): Json {
	return { 'options.keyboardJson': { ...board, Buttons: [button] } };
}

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
		['a map alone', { Text: 'A', Map: { Latitude: '50' } }, /Buttons\[0\]\.ActionBody' is empty/],
		['a map by name', { Text: 'A', ActionType: 'open-map' }, /Buttons\[0\]\.ActionBody' is empty/],
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
