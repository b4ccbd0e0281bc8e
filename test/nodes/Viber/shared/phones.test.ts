import fc from 'fast-check';

import { InvalidInput } from '../../../../nodes/Viber/shared/inputs';
import { readPhone } from '../../../../nodes/Viber/shared/phones';

function read(value: unknown): string {
	return readPhone((name) => (name === 'to' ? value : undefined), 'to', 'To');
}

describe('readPhone', () => {
	it.each<[unknown, string]>([
		['380500000001', '380500000001'],
		[380500000001, '380500000001'],
		['+38 (050) 000-00-01', '380500000001'],
		['+380 50 000 00 01', '380500000001'],
		[' +380.50.000.00.01 ', '380500000001'],
		['00380500000001', '380500000001'],
		['00 380 50 000 00 01', '380500000001'],
		['\u202a+380\u00a050\u202f000\u201100\u201301\u202c', '380500000001'],
		['+1 (202) 555-0100', '12025550100'],
		['12345', '12345'],
		['123456789012345', '123456789012345'],
		['380.500000001', '380500000001'],
		['+380.50.000.00.00', '380500000000'],
		[380500000001.0, '380500000001'],
	])('%j is %s', (text, digits) => {
		expect(read(text)).toBe(digits);
	});

	it.each<[unknown, RegExp]>([
		['', /'To' is empty/],
		['   ', /'To' is empty/],
		[undefined, /'To' is empty/],
		[['380500000001'], /a list/],
		['0500000001', /no country code/],
		['+0500000001', /no country code/],
		['+00380500000001', /no country code/],
		['000380500000001', /no country code/],
		['+44 (0)20 7946 0958', /zero in brackets/],
		['+44 ( 0 ) 20 7946 0958', /zero in brackets/],
		['1234', /4 digits/],
		['1234567890123456', /16 digits/],
		['380500000001 380500000002', /24 digits/],
		['380500000001, 380500000002', /not a phone number/],
		['12345\n67890', /not a phone number/],
		['380500000001 ext 5', /not a phone number/],
		['tel:+380500000001', /not a phone number/],
		['380+500000001', /not a phone number/],
		['++380500000001', /not a phone number/],
		['+', /not a phone number/],
		['٣٨٠٥٠٠٠٠٠٠٠١', /not a phone number/],
		['01234567890A=', /not a phone number/],
		[3.805e20, /lost digits/],
		[380500000001.5, /not whole/],
		['380500000001.0', /decimal number/],
		['+380500000001.00', /decimal number/],
		[' 38050000000.0 ', /decimal number/],
		['380500000001,0', /decimal number/],
	])('%j is refused', (text, message) => {
		const act = () => read(text);
		expect(act).toThrow(InvalidInput);
		expect(act).toThrow(message);
	});

	it('gives the same digits, however they are set apart', () => {
		const digits = fc.stringMatching(/^[1-9][0-9]{4,14}$/);
		const gaps = fc.array(fc.constantFrom('', ' ', '-', '.', '(', ') ', '\u00a0', '\u2013'), {
			minLength: 16,
			maxLength: 16,
		});
		fc.assert(
			fc.property(digits, gaps, fc.constantFrom('', '+', '00'), (number, separators, prefix) => {
				const written = [...number].map((one, index) => `${separators[index]}${one}`).join('');
				fc.pre(!/\(\s*0\)/u.test(written) && !/^\d+\.0+$/.test(written));
				expect(read(`${prefix}${written}`)).toBe(number);
			}),
		);
	});

	it('gives 5 to 15 digits without a leading zero, or refuses', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'+0123456789 -()a,') }), (text) => {
				let digits: string;
				try {
					digits = read(text);
				} catch (error) {
					expect(error).toBeInstanceOf(InvalidInput);
					return;
				}
				expect(digits).toMatch(/^[1-9][0-9]{4,14}$/);
			}),
		);
	});
});
