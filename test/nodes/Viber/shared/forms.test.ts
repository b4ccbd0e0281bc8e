import fc from 'fast-check';

import { asText, parseForm } from '../../../../nodes/Viber/shared/forms';

describe('parseForm', () => {
	it('reads what a browser writes, names that come twice as lists', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))),
				(pairs) => {
					const form = new URLSearchParams(pairs);
					const expected = [...new Set(form.keys())]
						.filter((name) => name !== '__proto__')
						.map((name) => [name, form.getAll(name)]);
					const read = Object.entries(parseForm(form.toString()).value);
					expect(read.map(([name, value]) => [name, [value].flat()])).toEqual(expected);
				},
			),
		);
	});

	it('leaves wrong percent-encodings as they are', () => {
		expect(parseForm('a=%ZZ&b=%&c=%FF&d=1+2')).toEqual({
			value: { a: '%ZZ', b: '%', c: '\uFFFD', d: '1 2' },
			charset: 'utf-8',
			isLossy: true,
		});
	});

	it('has no key that could become a prototype', () => {
		const fields = parseForm('__proto__=1&__proto__=2&constructor=3').value;
		expect(Object.keys(fields)).toEqual(['constructor']);
	});

	it('reads the values in the first charset that fits all of them', () => {
		const charsets = ['no-such-charset', 'utf-8', 'windows-1251'];
		expect(parseForm('a=%C4%E0&b=x', charsets)).toEqual({
			value: { a: 'Да', b: 'x' },
			charset: 'windows-1251',
			isLossy: false,
		});
		expect(parseForm('a=%D0%94&b=x', charsets)).toMatchObject({
			value: { a: 'Д', b: 'x' },
			charset: 'utf-8',
		});
	});

	it('reads bytes that nobody has encoded', () => {
		const bytes = Buffer.from([0x61, 0x3d, 0xc4, 0xe0]);
		expect(parseForm(bytes, ['utf-8', 'windows-1251']).value).toEqual({ a: 'Да' });
		expect(parseForm(Buffer.from('a=Да')).value).toEqual({ a: 'Да' });
	});
});

describe('asText', () => {
	it('takes the last of several values, as the provider adds its own to those of the address', () => {
		expect(asText(['order5', '100429'])).toBe('100429');
		expect(asText(['1', {}])).toBeUndefined();
		expect(asText([])).toBeUndefined();
	});
});
