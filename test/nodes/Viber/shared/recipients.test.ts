import fc from 'fast-check';

import { InvalidInput } from '../../../../nodes/Viber/shared/inputs';
import { cut, gather, parseRecipients } from '../../../../nodes/Viber/shared/recipients';

// IDs as Viber makes them, and phone numbers: no commas, no line breaks, no blanks at the ends.
const id = fc.stringMatching(/^[A-Za-z0-9+/][A-Za-z0-9+/ ]{0,20}[A-Za-z0-9+/=]$/);
const ids = fc.array(id, { minLength: 1, maxLength: 40 });

describe('parseRecipients', () => {
	it('gives back what was written, in each of the ways to write it', () => {
		const separator = fc.constantFrom(',', ', ', ' ,', '\n', '\r\n', ';', ',\n', ',,', '\n\n ');
		fc.assert(
			fc.property(ids, separator, (list, between) => {
				expect(parseRecipients(list.join(between), 'R')).toEqual(list);
				expect(parseRecipients(`${between}${list.join(between)}${between}`, 'R')).toEqual(list);
				expect(parseRecipients(list, 'R')).toEqual(list);
				expect(parseRecipients(` ${JSON.stringify(list)} `, 'R')).toEqual(list);
				expect(parseRecipients(JSON.stringify(list, null, 2), 'R')).toEqual(list);
			}),
		);
	});

	it('keeps numbers exact', () => {
		expect(parseRecipients('[380501234567, 5905337701873633687]', 'R')).toEqual([
			'380501234567',
			'5905337701873633687',
		]);
		expect(parseRecipients(380501234567, 'R')).toEqual(['380501234567']);
		expect(parseRecipients([' a= ', null, '', 'b='], 'R')).toEqual(['a=', 'b=']);
	});

	it('says what the list is of', () => {
		expect(() => parseRecipients(['1', {}], 'R', 'phone number')).toThrow(
			"Entry 2 of 'R' is not a phone number",
		);
	});

	it.each([
		['', /'R' is empty/],
		[' , \n', /'R' is empty/],
		['[]', /'R' is empty/],
		[undefined, /'R' is empty/],
		['["a",', /begins like JSON but is not a list/],
		['[a, b]', /begins like JSON but is not a list/],
		[['a', { id: 'b' }], /Entry 2 of 'R' is not an ID/],
		[[['a']], /Entry 1 of 'R' is not an ID/],
		[{ id: 'a' }, /Entry 1 of 'R' is not an ID/],
		[[2 ** 60], /Entry 1 of 'R' is not an ID/],
		[[true], /Entry 1 of 'R' is not an ID/],
	])('refuses %j', (value, message) => {
		expect(() => parseRecipients(value, 'R')).toThrow(InvalidInput);
		expect(() => parseRecipients(value, 'R')).toThrow(message);
	});
});

describe('gather', () => {
	const wish = fc.record({
		to: fc.constantFrom('a', 'b', 'c', '__proto__'),
		itemIndex: fc.nat(9),
		key: fc.constantFrom('x', 'y'),
	});

	it('names everybody once for each message, with every item that named them', () => {
		fc.assert(
			fc.property(fc.array(wish), (wishes) => {
				const audiences = gather(wishes);
				const back = audiences.flatMap(({ key, receivers }) =>
					receivers.flatMap(({ to, itemIndexes }) =>
						itemIndexes.map((itemIndex) => ({ to, itemIndex, key })),
					),
				);
				const sorted = (list: unknown[]) => list.map((one) => JSON.stringify(one)).sort();
				expect(sorted(back)).toEqual(
					sorted(wishes.map(({ to, itemIndex, key }) => ({ to, itemIndex, key }))),
				);
				for (const { receivers } of audiences) {
					const names = receivers.map(({ to }) => to);
					expect(new Set(names).size).toBe(names.length);
				}
			}),
		);
	});

	it('keeps the order of first mention', () => {
		const list = ['b', 'a', 'b', 'c'].map((to, itemIndex) => ({ to, itemIndex, key: 'x' }));
		expect(gather(list)).toEqual([
			{
				key: 'x',
				receivers: [
					{ to: 'b', itemIndexes: [0, 2] },
					{ to: 'a', itemIndexes: [1] },
					{ to: 'c', itemIndexes: [3] },
				],
			},
		]);
	});
});

describe('cut', () => {
	it('loses and doubles nobody, and makes no piece too long or too heavy', () => {
		const most = fc.record({
			entries: fc.integer({ min: 1, max: 7 }),
			weight: fc.integer({ min: 9, max: 50 }),
		});
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 9 })), most, (list, limits) => {
				const pieces = cut(list, limits, (entry) => entry);
				expect(pieces.flat()).toEqual(list);
				for (const piece of pieces) {
					expect(piece.length).toBeGreaterThan(0);
					expect(piece.length).toBeLessThanOrEqual(limits.entries);
					expect(piece.reduce((sum, entry) => sum + entry, 0)).toBeLessThanOrEqual(limits.weight);
				}
			}),
		);
	});

	it('makes as few pieces as it can of equal entries', () => {
		const list = Array.from({ length: 1000 }, (_, index) => index);
		const pieces = cut(list, { entries: 300, weight: Infinity }, () => 1);
		expect(pieces.map(({ length }) => length)).toEqual([300, 300, 300, 100]);
	});
});
