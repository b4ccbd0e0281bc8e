import fc from 'fast-check';

import { basicHeader } from '../../../../../nodes/Viber/providers/decisionTelecom/authorization';

const RAW = '0123456789abcdef0123456789abcdef';
/** Base64 of the raw key, and of the raw key with a colon (decisiontelecom.md §2). */
const ENCODED = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const WITH_COLON = 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY6';

describe('basicHeader', () => {
	it.each([
		['a raw key', RAW, 'auto', ENCODED],
		['a raw key in capitals', RAW.toUpperCase(), 'auto', toBase64(RAW.toUpperCase())],
		['a raw key with a colon', `${RAW}:`, 'auto', WITH_COLON],
		['a key in Base64', ENCODED, 'auto', ENCODED],
		['a key with a colon in Base64', WITH_COLON, 'auto', WITH_COLON],
		['blanks around it', `  ${ENCODED}\n`, 'auto', ENCODED],
		['a whole header', `Basic ${ENCODED}`, 'auto', ENCODED],
		['a header with a raw key', `basic  ${RAW}`, 'auto', ENCODED],
		['a line break inside', `${ENCODED.slice(0, 20)}\r\n${ENCODED.slice(20)}`, 'auto', ENCODED],
		['no choice', ENCODED, undefined, ENCODED],
		['a choice that does not exist', ENCODED, 'other', ENCODED],
		['a short key', 'abc', 'auto', 'YWJj'],
		['letters outside English', 'ключ', 'auto', '0LrQu9GO0Yc='],
		[
			'Base64 of something else',
			toBase64('user:password'),
			'auto',
			toBase64(toBase64('user:password')),
		],
		['Base64 that lacks its padding', ENCODED.replace('=', ''), 'auto', ENCODED],
		['a short word that could be Base64', 'abcd', 'auto', toBase64('abcd')],
		['the word of the user: Base64', 'abc', 'base64', 'abc'],
		['the word of the user: raw', ENCODED, 'raw', toBase64(ENCODED)],
	])('%s', (_, key, encoding, expected) => {
		expect(basicHeader(key, encoding)).toBe(`Basic ${expected}`);
	});

	it('never encodes twice', () => {
		const key = fc.stringMatching(/^[0-9a-fA-F]{32}:?$/);
		fc.assert(
			fc.property(key, (raw) => {
				const once = basicHeader(raw);
				expect(once).toBe(`Basic ${toBase64(raw)}`);
				expect(basicHeader(once)).toBe(once);
			}),
		);
	});
});

function toBase64(text: string): string {
	return Buffer.from(text).toString('base64');
}
