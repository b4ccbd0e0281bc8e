import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { isHmacSha256 } from '../../../../../nodes/Viber/providers/viberBot/signatures';

const KEY = '0123456789abcdef-0123456789abcdef-0123456789abcdef';

// viber-bot-api.md §9.2
const VECTORS: Array<[body: string, signature: string]> = [
	[
		'{"event":"webhook","timestamp":1700000000123,"chat_hostname":"SN-CHAT-00_","message_token":5905337701873633686}',
		'828e2cbfd33d345e3846d24cdf2fc675d2fd1045cec0ef998bec25e2d51d408e',
	],
	['{ "event" : "seen" }', '50c16144e03c73910a1149de795ed9aec57769e7ae3a8badeb9729bd2bcf9960'],
	['', '903d7cb5be3340a077363d69c57a76f458fcf5bc135603dd55d2385432e73673'],
	[
		'{"event":"message","timestamp":1700000000123,"chat_hostname":"SN-CHAT-00_","message_token":5905337701873633687,"sender":{"id":"AAECAwQFBgcICQoLDA0ODw==","name":"Олена 😀","language":"uk","country":"UA","api_version":10},"message":{"text":"Привіт \\/ hello","type":"text","tracking_data":"order-42"},"silent":false}',
		'27cc07445aa174431e73d98dd176566512901df8d4b7e4a7f9a525574a3a4582',
	],
];

describe('isHmacSha256', () => {
	it.each(VECTORS)('accepts the published vector for %j', (body, signature) => {
		expect(isHmacSha256(Buffer.from(body), KEY, signature)).toBe(true);
		expect(isHmacSha256(Buffer.from(body), KEY, signature.toUpperCase())).toBe(true);
	});

	it('refuses the signature of the same JSON written differently', () => {
		const [body, signature] = VECTORS[3] ?? ['', ''];
		const rewritten = JSON.stringify(JSON.parse(body));
		expect(rewritten).not.toBe(body);
		expect(isHmacSha256(Buffer.from(rewritten), KEY, signature)).toBe(false);
	});

	it('never verifies with an empty key', () => {
		const signature = createHmac('sha256', '').update('x').digest('hex');
		expect(isHmacSha256(Buffer.from('x'), '', signature)).toBe(false);
	});

	it.each(['', 'x', 'ab', 'z'.repeat(64), '5'.repeat(63), '5'.repeat(65), `${'5'.repeat(64)}\n`])(
		'refuses what is no signature: %j',
		(signature) => {
			expect(isHmacSha256(Buffer.from('{}'), KEY, signature)).toBe(false);
		},
	);

	it('accepts exactly the right bytes under the right key', () => {
		const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
		fc.assert(
			fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, at, flip) => {
				const right = Buffer.from(body);
				const signature = createHmac('sha256', KEY).update(right).digest('hex');
				expect(isHmacSha256(right, KEY, signature)).toBe(true);
				const wrong = Buffer.from(body);
				const index = at % wrong.length;
				wrong[index] = (wrong[index] ?? 0) ^ flip;
				expect(isHmacSha256(wrong, KEY, signature)).toBe(false);
				expect(isHmacSha256(right.subarray(1), KEY, signature)).toBe(false);
				expect(isHmacSha256(right, `${KEY}0`, signature)).toBe(false);
			}),
		);
	});
});
