import { crc32 } from 'node:zlib';

import { MessaggioApi } from '../../credentials/MessaggioApi.credentials';
import { TEST_IMAGE } from '../../nodes/Viber/providers/messaggio/testUpload';
import { imageTypeOf } from '../../nodes/Viber/shared/imageTypes';
import { runCredentialTest } from '../support/credentialTest';
import type { MessaggioPeer } from '../support/messaggioPeer';
import { startMessaggio } from '../support/messaggioPeer';

let messaggio: MessaggioPeer;

beforeAll(async () => {
	messaggio = await startMessaggio();
});

afterAll(async () => {
	await messaggio.peer.stop();
});

beforeEach(() => {
	messaggio.uploads = [];
	messaggio.messages = [];
	messaggio.answerUpload = (_, response) => response.end('{"status": 0, "image_id": "AAA"}');
});

async function test(changes: Record<string, string> = {}) {
	const credential = { ...messaggio.credential, ...changes };
	return await runCredentialTest('messaggioApi', new MessaggioApi().test, credential);
}

describe('Messaggio API', () => {
	it('masks the two secrets, and nothing else', () => {
		const masked = new MessaggioApi().properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map(({ name }) => name)).toEqual(['secretKey', 'callbackSecret']);
	});

	it('has the provider’s addresses', () => {
		const defaults = Object.fromEntries(
			new MessaggioApi().properties.map(({ name, default: value }) => [name, value]),
		);
		expect(defaults).toMatchObject({
			baseUrl: 'https://bulk.sms-online.com/',
			mediaUrl: 'https://media.sms-online.com/upload/',
		});
	});
});

describe('the test of the credential', () => {
	it('passes with the right secret, by an upload of one pixel and no message', async () => {
		expect(await test()).toBeUndefined();
		expect(messaggio.uploads).toMatchObject([
			{ login: 'demoUser', fileName: 'credential-test.png', type: 'image/png', isSigned: true },
		]);
		expect(messaggio.uploads[0]?.image).toEqual(TEST_IMAGE);
		expect(messaggio.messages).toEqual([]);
	});

	it('sends an image that a strict reader takes, too', () => {
		expect(imageTypeOf(TEST_IMAGE)?.mimeType).toBe('image/png');
		expect([TEST_IMAGE.readUInt32BE(16), TEST_IMAGE.readUInt32BE(20)]).toEqual([1, 1]);
		for (let at = 8; at < TEST_IMAGE.length; ) {
			const end = at + 8 + TEST_IMAGE.readUInt32BE(at);
			expect(crc32(TEST_IMAGE.subarray(at + 4, end))).toBe(TEST_IMAGE.readUInt32BE(end));
			at = end + 4;
		}
	});

	it.each([
		['the secret', { secretKey: 'wrong' }],
		['the login', { login: 'wrong' }],
	])('fails when %s is wrong, although the refusal is no JSON', async (_, changes) => {
		const message = await test(changes);
		for (const word of ['Secret Key', 'Login', 'Media URL']) expect(message).toContain(word);
		expect(messaggio.uploads).toMatchObject([{ isSigned: false }]);
	});

	it.each([1, 2, 3, 4])('fails for status %i, as a number and as text', async (status) => {
		for (const value of [status, `"${status}"`]) {
			messaggio.answerUpload = (_, response) => response.end(`{"status": ${value}, "error": "x"}`);
			expect(await test()).toMatch(/^(Messaggio|The image) .*\.$/);
		}
	});

	it.each<[string, number, string]>([
		['an unknown status', 200, '{"status": 7, "error": "x"}'],
		['no ID', 200, '{"status": 0}'],
		['a page', 200, '<html></html>'],
		['nothing', 200, ''],
		['a page that is missing', 404, 'not found'],
		['a failure', 500, '{"error":"x"}'],
		['a redirect', 302, ''],
	])('fails for %s', async (_, statusCode, body) => {
		messaggio.answerUpload = (__, response) => response.writeHead(statusCode).end(body);
		expect(await test()).toMatch(/Secret Key/);
	});

	it('fails for a status 401 after one more attempt', async () => {
		messaggio.answerUpload = (__, response) => response.writeHead(401).end('{"status":2}');
		expect(await test()).toMatch(/does not accept the signature/);
	});
});
