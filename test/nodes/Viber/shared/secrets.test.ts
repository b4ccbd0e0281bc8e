import fc from 'fast-check';

import { withSecret } from '../../../../nodes/Viber/shared/callbackSecret';
import {
	secretsOf,
	withoutKnownSecrets,
	withoutSecrets,
} from '../../../../nodes/Viber/shared/secrets';

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

describe('withoutKnownSecrets', () => {
	const SECRET = 'a-secret&key';

	function masked(answer: unknown, secrets = [SECRET]): unknown {
		return withoutKnownSecrets(answer, JSON.stringify(answer), secrets);
	}

	it('looks into names and texts, however deep', () => {
		const echo = `got ${SECRET} and ${encodeURIComponent(SECRET)}`;
		expect(masked({ a: [{ b: echo, [SECRET]: 1 }], n: 1, t: true, z: null })).toEqual({
			a: [{ b: 'got *** and ***', '***': 1 }],
			n: 1,
			t: true,
			z: null,
		});
	});

	it('finds a secret that is written otherwise in JSON', () => {
		const text = '{"debug":"\\u0061-secret\\u0026key"}';
		expect(withoutKnownSecrets(JSON.parse(text), text, [SECRET])).toEqual({ debug: '***' });
	});

	it('gives the very same answer when it holds none', () => {
		const answer = { status: 0, message_token: '5905337701873633687' };
		expect(masked(answer)).toBe(answer);
		expect(masked(answer, [])).toBe(answer);
	});

	it('leaves IDs and documented names alone when a secret happens to be a part of them', () => {
		const answer = { message_token: '5905337701873633687', text: 'message 337701' };
		expect(masked(answer, ['337701', 'message'])).toEqual({ ...answer, text: '*** ***' });
		expect(masked({ id: '337701' }, ['337701'])).toEqual({ id: '***' });
	});

	it('leaves nothing of a secret that begins with another', () => {
		expect(masked({ text: 'abcdef-123' }, ['abcdef', 'abcdef-123'])).toEqual({ text: '***' });
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
