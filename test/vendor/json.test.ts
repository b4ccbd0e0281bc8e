import fc from 'fast-check';

import { NotJson, parseExact, parseExactObject, parseForgiving } from '../../vendor/json';
import { cpuTimeOf } from '../support/cpuTime';

describe('parseExact', () => {
	it('keeps every digit of a 64-bit id, where JSON.parse does not', () => {
		const text = '{"message_token":5905337701873633687}';
		expect(parseExact(text)).toEqual({ message_token: '5905337701873633687' });
		expect(String((JSON.parse(text) as { message_token: number }).message_token)).not.toBe(
			'5905337701873633687',
		);
	});

	it.each([
		['small integers stay numbers', '[0,-1,9007199254740991]', [0, -1, 9007199254740991]],
		['larger ones become text', '[9007199254740993]', ['9007199254740993']],
		['negative ones too', '[-9007199254740993]', ['-9007199254740993']],
		['fractions stay numbers', '[50.4501,-1.5e2]', [50.4501, -150]],
		['numbers without end become text', '[1e999]', ['1e999']],
		['the last of equal keys wins', '{"a":1,"a":2}', { a: 2 }],
		['words', '[true,false,null,"x"]', [true, false, null, 'x']],
	])('%s', (_, text, expected) => {
		expect(parseExact(text)).toEqual(expected);
	});

	it('turns small ids into text where it is told that they are ids', () => {
		expect(parseExact('{"a":[{"message_token":7}],"b":7}', ['message_token'])).toEqual({
			a: [{ message_token: '7' }],
			b: 7,
		});
	});

	it('gives a key "__proto__" no power', () => {
		const value = parseExact('{"__proto__":{"event":"message"},"a":1}') as Record<string, unknown>;
		expect(value.event).toBeUndefined();
		expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
	});

	it.each(['', '{', '{"a":}', '[1,]', 'nope', '{"a":1}x', '\u0000', '{"a":1'])(
		'refuses %j',
		(text) => {
			expect(() => parseExact(text)).toThrow(NotJson);
			expect(parseExactObject(text)).toBeUndefined();
		},
	);

	it.each([65, 100_000])('refuses %i levels of nesting instead of breaking', (depth) => {
		expect(() => parseExact('['.repeat(depth + 1) + ']'.repeat(depth + 1))).toThrow(NotJson);
	});

	it('does not quote the text in its message', () => {
		expect(() => parseExact('{"phone": 380501112233')).toThrow(/^The text is not JSON$/);
	});

	it.each(['[]', '"x"', 'null', '1'])('parseExactObject refuses %s', (text) => {
		expect(parseExactObject(text)).toBeUndefined();
	});

	it('agrees with JSON.parse wherever no digits are at stake', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
				const text = JSON.stringify(value);
				const plain = JSON.parse(text) as unknown;
				fc.pre(!hasHugeInteger(plain) && !text.includes('__proto__'));
				expect(parseExact(text)).toEqual(plain);
			}),
		);
	});

	it('keeps 64-bit ids through any nesting', () => {
		const id = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n });
		const path = fc.array(fc.oneof(fc.constant('[]'), fc.stringMatching(/^[a-z]{1,8}$/)), {
			maxLength: 30,
		});
		fc.assert(
			fc.property(id, path, fc.boolean(), (token, steps, spaced) => {
				let text = spaced ? ` ${token} ` : `${token}`;
				for (const step of steps) text = step === '[]' ? `[${text}]` : `{"${step}":${text}}`;
				let value: unknown = parseExact(text);
				for (const step of [...steps].reverse()) {
					value =
						step === '[]' ? (value as unknown[])[0] : (value as Record<string, unknown>)[step];
				}
				expect(value).toBe(token.toString());
			}),
		);
	});
});

describe('parseForgiving', () => {
	it.each([
		['{"a":[1,2,],}', { a: [1, 2] }],
		['[1 , \n]', [1]],
		['{"a":"x, ] y ,} \\" ,]",}', { a: 'x, ] y ,} " ,]' }],
		['{"message_id":5905337701873633687,}', { message_id: '5905337701873633687' }],
	])('%s', (text, expected) => {
		expect(parseForgiving(text)).toEqual(expected);
	});

	it.each(['', '{', '{"a":}', '[1,,]', '"\\', '{"a":"b,}'])('gives up on %j', (text) => {
		expect(parseForgiving(text)).toBeUndefined();
	});

	it('changes no text, wherever a comma is left over', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...',]} "\\a\n') }), (text) => {
				expect(parseForgiving(`{"a":${JSON.stringify(text)} , }`)).toEqual({ a: text });
			}),
		);
	});

	it.each([['"\\'.repeat(200_000)], ['\\"'.repeat(200_000)], [`[${',]'.repeat(200_000)}`]])(
		'is done soon with hostile text',
		(text) => {
			const took = cpuTimeOf(() => expect(parseForgiving(text)).toBeUndefined());
			expect(took).toBeLessThan(2000);
		},
	);
});

function hasHugeInteger(value: unknown): boolean {
	if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(hasHugeInteger);
}
