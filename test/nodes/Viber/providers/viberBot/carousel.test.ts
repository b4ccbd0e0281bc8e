import fc from 'fast-check';

import { catchInvalid, readerOf, sendMessage } from './reader';

type Json = Record<string, unknown>;

const BASE = { to: 'a=', from: 'Café', messageType: 'text', text: 'Hi' };
const BUTTON = { Text: 'Hi', ActionBody: 'hi' };

function bodyOf(fields: Json): Json {
	return JSON.parse(sendMessage(readerOf({ ...BASE, ...fields })).request.body) as Json;
}

function carousel(json: unknown): Json {
	return { messageType: 'richMedia', 'options.carouselJson': json };
}

function boardOf(fields: Json): Json {
	return bodyOf({ messageType: 'richMedia', ...fields }).rich_media as Json;
}

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
