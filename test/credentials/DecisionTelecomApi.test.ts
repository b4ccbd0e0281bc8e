import type { IHttpRequestOptions } from 'n8n-workflow';

import { DecisionTelecomApi } from '../../credentials/DecisionTelecomApi.credentials';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import { runCredentialTest } from '../support/credentialTest';

const credential = new DecisionTelecomApi();
const RAW = '0123456789abcdef0123456789abcdef';
const HEADER = 'Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';

describe('DecisionTelecom API', () => {
	it('masks the key and the callback secret, and nothing else', () => {
		const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map(({ name }) => name)).toEqual(['apiKey', 'callbackSecret']);
	});

	it('signs any request, once or twice, and leaves the rest of it alone', async () => {
		const request: IHttpRequestOptions = {
			url: 'https://web.it-decision.com/v1/api/send-viber',
			method: 'POST',
			headers: { Accept: 'application/json' },
			body: '{}',
		};
		const once = await credential.authenticate({ apiKey: RAW, keyEncoding: 'auto' }, request);
		expect(once).toEqual({
			...request,
			headers: { Accept: 'application/json', Authorization: HEADER },
		});
		const twice = await credential.authenticate({ apiKey: RAW, keyEncoding: 'auto' }, once);
		expect(twice).toEqual(once);
	});

	it('takes the word of the user for the encoding', async () => {
		const sign = async (keyEncoding: string) =>
			(await credential.authenticate({ apiKey: 'YWJj', keyEncoding }, { url: '' })).headers;
		expect(await sign('base64')).toEqual({ Authorization: 'Basic YWJj' });
		expect(await sign('raw')).toEqual({ Authorization: 'Basic WVdKag==' });
		expect(await sign('auto')).toEqual({ Authorization: 'Basic WVdKag==' });
	});
});

describe('the test of the credential', () => {
	let peer: Peer;

	beforeAll(async () => {
		peer = await startPeer();
	});

	afterAll(async () => await peer.stop());

	beforeEach(() => {
		peer.seen.length = 0;
	});

	async function test(statusCode: number, body: unknown): Promise<string> {
		peer.answer = (_, response) => {
			const text = typeof body === 'string' ? body : JSON.stringify(body);
			const type = text.startsWith('<') ? 'text/html' : 'application/json';
			response.writeHead(statusCode, { 'content-type': type }).end(text);
		};
		const data = { apiKey: RAW, keyEncoding: 'auto', baseUrl: ` ${peer.origin}/v1/api/ ` };
		return (await runCredentialTest(credential.name, credential.test, data)) ?? 'ok';
	}

	const invalid = {
		name: 'Invalid Parameter: message_id',
		message: 'Empty parameter or parameter validation error',
		code: 1,
		status: 400,
	};
	const wrongKey = { name: 'Unauthorized', message: 'No', code: 0, status: 401 };

	it('asks for a message that cannot exist, and sends none', async () => {
		await test(200, invalid);
		expect(peer.seen.map(({ method, path, body }) => [method, path, body.toString()])).toEqual([
			['POST', '/v1/api/receive-viber', '{"message_id":0}'],
		]);
		expect(peer.seen[0]?.headers).toMatchObject({
			authorization: HEADER,
			'content-type': 'application/json',
		});
	});

	it.each<[string, number, unknown]>([
		['a wrong parameter inside HTTP 200', 200, invalid],
		['a wrong parameter with its HTTP status', 400, invalid],
		['a status', 200, { message_id: 0, status: 20 }],
		['a status of 1', 200, { message_id: 0, status: 1 }],
		[
			'an empty balance',
			200,
			{ name: 'Topup balance is required', message: '', code: 3, status: 402 },
		],
	])('passes a good key: %s', async (_, statusCode, body) => {
		expect(await test(statusCode, body)).toBe('ok');
	});

	it.each<[string, number, unknown, RegExp]>([
		['a wrong key', 401, wrongKey, /does not accept this access key/],
		['a wrong key inside HTTP 200', 200, wrongKey, /does not accept this access key/],
		['a forbidden key', 403, { ...wrongKey, status: 403 }, /does not accept this access key/],
		['a wrong key without words', 401, '', /copy the access key again/],
		['a wrong key with a page', 401, '<html>Unauthorized</html>', /copy the access key again/],
		['a wrong address', 404, { ...wrongKey, status: 404 }, /Check the Base URL/],
		['a page', 200, '<html>hello</html>', /Check the Base URL/],
		['a wrong key whose status is text', 200, { ...wrongKey, status: '401' }, /access key/],
		['a missing page whose status is text', 200, { status: '404' }, /no such address/],
		['a word for a status', 200, { status: 'error' }, /Check the Base URL/],
		['an empty answer', 200, '', /Check the Base URL/],
		['another API', 200, { ok: true }, /Check the Base URL/],
		[
			'a rate limit',
			429,
			{ name: 'Too Many Requests', message: '', code: 0, status: 429 },
			/slowly/,
		],
		['an internal error', 500, { name: '', message: '', code: 2, status: 500 }, /internal error/],
	])('fails with words: %s', async (_, statusCode, body, words) => {
		const message = await test(statusCode, body);
		expect(message).toMatch(words);
		expect(message).not.toContain(RAW);
		expect(peer.seen).toHaveLength(1);
	});
});
