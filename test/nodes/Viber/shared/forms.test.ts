import fc from 'fast-check';

import { parseForm } from '../../../../nodes/Viber/shared/forms';

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
					const read = Object.entries(parseForm(form.toString()));
					expect(read.map(([name, value]) => [name, [value].flat()])).toEqual(expected);
				},
			),
		);
	});

	it('leaves wrong percent-encodings as they are', () => {
		expect(parseForm('a=%ZZ&b=%&c=%FF&d=1+2')).toEqual({ a: '%ZZ', b: '%', c: '\uFFFD', d: '1 2' });
	});

	it('has no key that could become a prototype', () => {
		const fields = parseForm('__proto__=1&__proto__=2&constructor=3');
		expect(Object.keys(fields)).toEqual(['constructor']);
	});
});
