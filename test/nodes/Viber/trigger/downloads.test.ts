import { Readable } from 'node:stream';
import type { IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';

import { readAtMost } from '../../../../nodes/Viber/shared/bodies';
import { download } from '../../../../nodes/Viber/trigger/downloads';

interface Answer {
	statusCode: number;
	headers?: Record<string, string>;
	body?: string;
}

/** A network in which these addresses answer; all else hangs up. */
function network(answers: Record<string, Answer>) {
	const asked: IHttpRequestOptions[] = [];
	const bodies: Readable[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		asked.push(options);
		const answer = answers[options.url];
		if (!answer) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		const body = Readable.from([Buffer.from(answer.body ?? '')]);
		bodies.push(body);
		return { statusCode: answer.statusCode, headers: answer.headers ?? {}, body };
	};
	const context = { helpers: { httpRequest } } as unknown as IWebhookFunctions;
	return { context, asked, bodies };
}

const START = 'https://dl.example.com/p.jpg';
const LIMITS = { maxBytes: 10, allowLoopback: false };

it('asks a public host over HTTPS, follows it to another, and sends it nothing of ours', async () => {
	const next = 'https://cdn.example.org/p.jpg?a=1';
	const { context, asked, bodies } = network({
		[START]: { statusCode: 307, headers: { location: next }, body: 'moved' },
		[next]: {
			statusCode: 200,
			headers: { 'content-type': 'IMAGE/JPEG; a=b', 'content-length': '5' },
			body: 'bytes',
		},
	});
	expect(await download(context, START, LIMITS)).toEqual({
		kind: 'done',
		bytes: Buffer.from('bytes'),
		contentType: 'image/jpeg',
	});
	expect(asked.map(({ url }) => url)).toEqual([START, next]);
	for (const options of asked) {
		expect(options).toMatchObject({
			method: 'GET',
			headers: {},
			disableFollowRedirect: true,
			encoding: 'stream',
		});
		expect(options).not.toHaveProperty('skipSslCertificateValidation');
	}
	expect(bodies.every(({ destroyed }) => destroyed)).toBe(true);
});

it.each([
	'http://dl.example.com/p.jpg',
	'https://127.0.0.1/p.jpg',
	'https://[::1]/p.jpg',
	'https://[::ffff:10.0.0.1]/p.jpg',
	'https://2130706433/p.jpg',
	'https://169.254.169.254/latest/meta-data/',
	'https://192.168.1.1/',
	'https://localhost/',
	'https://printer.local/',
	'https://db.internal./',
	'ftp://example.com/p.jpg',
	'data:image/png;base64,AA==',
	'file:///etc/passwd',
	'',
])('asks nothing of %j, neither at first nor after a redirect', async (url) => {
	const direct = network({});
	expect((await download(direct.context, url, LIMITS)).kind).toBe('failed');
	expect(direct.asked).toEqual([]);
	if (url === '') return;
	const redirected = network({ [START]: { statusCode: 302, headers: { location: url } } });
	expect((await download(redirected.context, START, LIMITS)).kind).toBe('failed');
	expect(redirected.asked).toHaveLength(1);
});

it.each<[string, Answer, RegExp]>([
	[
		'too long by its own account',
		{ statusCode: 200, headers: { 'content-length': '11' } },
		/larger/,
	],
	['too long', { statusCode: 200, body: 'x'.repeat(11) }, /larger/],
	[
		'longer than it says',
		{ statusCode: 200, headers: { 'content-length': '3' }, body: 'x'.repeat(11) },
		/larger/,
	],
	['a part', { statusCode: 206, body: 'x' }, /HTTP 206/],
	['gone', { statusCode: 410, body: 'x' }, /dl\.example\.com answered HTTP 410/],
])('fails when the file is %s, and leaves no body open', async (_, answer, why) => {
	const { context, bodies } = network({ [START]: answer });
	expect(await download(context, START, LIMITS)).toMatchObject({
		kind: 'failed',
		why: expect.stringMatching(why) as string,
	});
	expect(bodies.every(({ destroyed }) => destroyed)).toBe(true);
});

it('takes a file of exactly the limit', async () => {
	const { context } = network({ [START]: { statusCode: 200, body: 'x'.repeat(10) } });
	expect(await download(context, START, LIMITS)).toMatchObject({ kind: 'done' });
});

it('says why nothing came, and goes on with the next', async () => {
	const { context } = network({});
	for (let attempt = 0; attempt < 10; attempt++) {
		expect(await download(context, START, LIMITS)).toEqual({
			kind: 'failed',
			why: 'dl.example.com did not send the whole file (ECONNRESET)',
		});
	}
});

it('does not wait for ever for a body that trickles in', async () => {
	const body = new Readable({ read() {} });
	body.push('x');
	await expect(readAtMost(body, 10, 30)).rejects.toThrow(/time is up/);
	expect(body.destroyed).toBe(true);
});
