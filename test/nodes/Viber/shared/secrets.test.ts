import fc from 'fast-check';

import { withSecret } from '../../../../nodes/Viber/shared/callbackSecret';
import { secretsOf, withoutSecrets } from '../../../../nodes/Viber/shared/secrets';

const KEY = '0123456789abcdef0123456789abcdef';

describe('withoutSecrets', () => {
	it.each([
		[
			'https://n8n.example.com/x?a=1&secret=hidden%2Bone',
			'https://n8n.example.com/x?a=1&secret=***',
		],
		['?secret=p@ss!word&b=2', '?secret=***&b=2'],
		['&amp;secret=hidden"', '&amp;secret=***"'],
		['%3Fsecret%3Dhidden', '%3Fsecret%3D***'],
		[`AUTH ERROR (sign) got ${KEY}`, 'AUTH ERROR (sign) got ***'],
		[KEY.toUpperCase(), '***'],
		['Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', 'Basic ***'],
		['no token 0123456789abcdef-0123456789abcdef-0123456789abcde', 'no token ***'],
		['Basic access is off', 'Basic access is off'],
		['11111111-2222-4333-8444-555555555501', '11111111-2222-4333-8444-555555555501'],
		[`${KEY}0`, `${KEY}0`],
		['message 18446744073709551615', 'message 18446744073709551615'],
		['the secret is out', 'the secret is out'],
	])('%s', (text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	it('finds a known secret however it is written', () => {
		const secret = fc
			.string({ unit: 'grapheme', minLength: 6 })
			.filter((one) => !one.includes('*'));
		fc.assert(
			fc.property(secret, (one) => {
				const address = withSecret('https://n8n.example.com/x', one);
				for (const text of [`"${one}"`, address, encodeURIComponent(one)]) {
					const left = withoutSecrets(`says ${text}.`, [one]);
					expect(left).toContain('***');
					expect(left).not.toContain(one);
				}
			}),
		);
	});

	it('leaves ordinary words alone when the secret is one', () => {
		expect(withoutSecrets('Message sent: 1', ['sent', '1', ''])).toBe('Message sent: 1');
	});
});

it('knows the secrets of a credential', () => {
	const credential = {
		authToken: ' token-1 ',
		apiKey: '',
		secretKey: 'key-1',
		callbackSecret: 'secret-1',
		login: 'demoUser',
		baseUrl: 'https://viber.example.com',
	};
	expect(secretsOf(credential).sort()).toEqual(['key-1', 'secret-1', 'token-1']);
});
