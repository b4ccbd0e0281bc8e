import fc from 'fast-check';

import {
	callbackSecretIn,
	hasSecret,
	withSecret,
} from '../../../../nodes/Viber/shared/callbackSecret';

const ADDRESS = 'https://hooks.example.com/webhook/abc/viber?order=1001';

describe('the secret of a callback address', () => {
	it('is found again in the address, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
				const secret = callbackSecretIn({ callbackSecret: text });
				const url = new URL(withSecret(withSecret(ADDRESS, 'old'), secret));
				const query = Object.fromEntries(url.searchParams);
				expect(hasSecret(query, secret)).toBe(true);
				expect(url.searchParams.getAll('secret')).toHaveLength(1);
				expect(hasSecret(query, `${secret}x`)).toBe(false);
				expect(query.order).toBe('1001');
			}),
		);
	});

	it('is not asked for when there is none', () => {
		expect(withSecret(ADDRESS, '')).toBe(ADDRESS);
		expect(hasSecret({}, '')).toBe(true);
		expect(callbackSecretIn({})).toBe('');
	});

	it.each([undefined, '', 'Secret', ['secret', 'secret'], { secret: 'secret' }, 0])(
		'is not %j',
		(given) => {
			expect(hasSecret({ secret: given }, 'secret')).toBe(false);
		},
	);
});
