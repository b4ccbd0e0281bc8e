import { readId } from '../../../../nodes/Viber/shared/ids';
import { InvalidInput, readWholeNumber } from '../../../../nodes/Viber/shared/inputs';
import { readBoolean } from '../../../../nodes/Viber/shared/switches';

function reading(value: unknown) {
	return (_: string, fallback?: unknown) => (value === undefined ? fallback : value);
}

describe('readBoolean', () => {
	it.each<[unknown, boolean]>([
		[true, true],
		['true', true],
		['TRUE', true],
		[' True ', true],
		[1, true],
		['1', true],
		[false, false],
		['false', false],
		['FALSE', false],
		[0, false],
		['0', false],
	])('%j is %s', (value, expected) => {
		for (const fallback of [true, false]) {
			expect(readBoolean(reading(value), 'a', 'A', fallback)).toBe(expected);
		}
	});

	it.each([undefined, null, '', ' '])('%j is what is usual', (value) => {
		expect(readBoolean(reading(value), 'a', 'A', true)).toBe(true);
		expect(readBoolean(reading(value), 'a', 'A', false)).toBe(false);
	});

	it.each(['yes', 'on', 2, -1, 'null', [true], {}])('refuses %j', (value) => {
		expect(() => readBoolean(reading(value), 'a', 'A', true)).toThrow(InvalidInput);
	});
});

describe('readWholeNumber', () => {
	const bounds = { min: -5, max: 100 };

	it.each<[unknown, number | undefined]>([
		[60, 60],
		['60', 60],
		[' 60 ', 60],
		['+7', 7],
		['-5', -5],
		[0, 0],
		['', undefined],
		['  ', undefined],
		[null, undefined],
		[undefined, undefined],
	])('%j is %s', (value, expected) => {
		expect(readWholeNumber(reading(value), 'a', 'A', bounds)).toBe(expected);
	});

	it.each([
		[[60]],
		[true],
		[false],
		[{}],
		['1e1'],
		['0x10'],
		['60.0'],
		[60.5],
		[101],
		[Number.NaN],
	])('refuses %j', (value) => {
		expect(() => readWholeNumber(reading(value), 'a', 'A', bounds)).toThrow(InvalidInput);
	});

	it('writes its bounds as people do', () => {
		const wide = { min: 40, max: 21_600 };
		expect(() => readWholeNumber(reading(7), 'a', 'A', wide)).toThrow(
			"'A' is not a whole number from 40 to 21,600",
		);
	});
});

describe('readId', () => {
	it.each<[unknown, string]>([
		[' 42 ', '42'],
		[42, '42'],
	])('%j is %s', (value, expected) => {
		expect(readId(reading(value), 'a', 'A')).toBe(expected);
	});

	it.each([
		[true, "'A' holds true instead of an ID"],
		[2 ** 60, "'A' is a number that has lost its last digits"],
		['', "'A' is empty"],
	])('refuses %j', (value, message) => {
		expect(() => readId(reading(value), 'a', 'A')).toThrow(message);
	});
});
