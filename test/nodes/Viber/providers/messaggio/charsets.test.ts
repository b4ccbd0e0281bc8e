import fc from 'fast-check';

import { encodeText } from '../../../../../nodes/Viber/providers/messaggio/charsets';
import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';

describe('encodeText', () => {
	it('writes CP1251 as every reader of it expects, byte by byte', () => {
		const decoder = new TextDecoder('windows-1251');
		for (let byte = 0; byte < 256; byte++) {
			const character = decoder.decode(Buffer.from([byte]));
			expect(encodeText(character, 'CP1251', 'Text')).toEqual(Buffer.from([byte]));
		}
	});

	it('refuses what CP1251 lacks, and names it', () => {
		expect(() => encodeText('Ціна 5 € і 😀', 'CP1251', 'Text')).toThrow(InvalidInput);
		expect(() => encodeText('Ціна 5 € і 😀', 'CP1251', 'Text')).toThrow(
			'\'Text\' has characters that CP1251 lacks: "😀"',
		);
		expect(encodeText('€', 'CP1251', 'Text')).toEqual(Buffer.from([0x88]));
	});

	it('loses nothing: each charset reads back as it was, or is refused', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				expect(encodeText(text, 'UTF-8', 'Text').toString()).toBe(text);
				expect(
					new TextDecoder('utf-16be', { ignoreBOM: true }).decode(
						encodeText(text, 'UCS-2', 'Text'),
					),
				).toBe(text);
				let bytes: Buffer | undefined;
				try {
					bytes = encodeText(text, 'CP1251', 'Text');
				} catch (error) {
					expect(error).toBeInstanceOf(InvalidInput);
				}
				if (bytes) expect(new TextDecoder('windows-1251').decode(bytes)).toBe(text);
			}),
		);
	});
});
