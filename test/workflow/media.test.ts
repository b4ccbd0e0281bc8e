import type { ServerResponse } from 'node:http';

import type { NodeOperationError } from 'n8n-workflow';

import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { Wire } from '../support/wire';
import { asViber, startWire } from '../support/wire';

let viber: Wire;
let files: Wire;

beforeAll(async () => {
	[viber, files] = await Promise.all([startWire(), startWire()]);
});

afterAll(() => {
	viber.stop();
	files.stop();
});

beforeEach(() => {
	viber.requests = [];
	files.requests = [];
	viber.answer = (_, response) =>
		asViber(response, '{"status":0,"message_token":5905337701873633687}');
	files.answer = (_, response) => response.writeHead(404).end();
});

async function send(parameters: TestRun['parameters'], changes: Partial<TestRun> = {}) {
	return await runViber({
		items: [{}],
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'viberBot',
			to: 'a=',
			from: 'Café',
			messageType: 'file',
			...parameters,
		},
		credential: { authToken: 'dummy-token', baseUrl: viber.url },
		...changes,
	});
}

function head(status: number, headers: Record<string, string>) {
	return (response: ServerResponse) => void response.writeHead(status, headers).end();
}

describe('the size of a file', () => {
	it('is asked from its address by HEAD, without any credential', async () => {
		files.answer = (_, response) => head(200, { 'content-length': '12345' })(response);
		const { output } = await send({ fileUrl: `${files.url}/Invoice%201.pdf` });
		expect(output[0]?.json).toMatchObject({ status: 'accepted' });
		expect(viber.requests[0]?.body).toMatchObject({
			type: 'file',
			media: `${files.url}/Invoice%201.pdf`,
			size: 12345,
			file_name: 'Invoice 1.pdf',
		});
		expect(files.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'HEAD /Invoice%201.pdf',
		]);
		expect(files.requests[0]?.headers).not.toHaveProperty('x-viber-auth-token');
	});

	it('is asked once for the same address', async () => {
		files.answer = (_, response) => head(200, { 'content-length': '5' })(response);
		await send({ messageType: 'video', videoUrl: `${files.url}/a.mp4` }, { items: [{}, {}, {}] });
		expect(viber.requests.map(({ body }) => body.size)).toEqual([5, 5, 5]);
		expect(files.requests).toHaveLength(1);
	});

	it('is not asked when the user tells it', async () => {
		await send({ fileUrl: `${files.url}/a.pdf`, options: { fileSize: 7 } });
		expect(viber.requests[0]?.body).toMatchObject({ size: 7, file_name: 'a.pdf' });
		expect(files.requests).toEqual([]);
	});

	it('comes from the workflow’s own data, with the name', async () => {
		const data = Buffer.from('twelve bytes').toString('base64');
		await send(
			{ fileUrl: `${files.url}/x.pdf`, options: { binaryPropertyName: 'attachment' } },
			{ binary: { attachment: { data, mimeType: 'application/pdf', fileName: 'Scan.pdf' } } },
		);
		expect(viber.requests[0]?.body).toMatchObject({ size: 12, file_name: 'Scan.pdf' });
		expect(files.requests).toEqual([]);
	});

	it('says when the item lacks the named data', async () => {
		const { result } = await send({
			fileUrl: `${files.url}/x.pdf`,
			options: { binaryPropertyName: 'attachment' },
		});
		expect(result.data.resultData.error?.message).toMatch(/binary/);
		expect(viber.requests).toEqual([]);
	});

	it('is asked along a redirect, but not along many', async () => {
		files.answer = ({ path }, response) => {
			const left = Number(/\d+/.exec(path)?.[0]);
			if (left === 0) head(200, { 'content-length': '9' })(response);
			else head(302, { location: `/${left - 1}.pdf` })(response);
		};
		await send({ fileUrl: `${files.url}/3.pdf` });
		expect(viber.requests[0]?.body).toMatchObject({ size: 9, media: `${files.url}/3.pdf` });
		const { result } = await send({ fileUrl: `${files.url}/4.pdf` });
		expect(result.data.resultData.error?.message).toMatch(/redirects too often/);
		expect(files.requests).toHaveLength(8);
	});

	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['HTTP 404', head(404, {}), /answers HTTP 404/],
		['HTTP 405', head(405, { 'content-length': '3' }), /answers HTTP 405/],
		['no length', head(200, { 'transfer-encoding': 'chunked' }), /without a Content-Length/],
		['a redirect to nowhere', head(302, {}), /redirects to where nothing/],
		['a redirect to a file', head(302, { location: 'file:///etc/x.pdf' }), /redirects to where/],
		['no answer', (response) => void response.destroy(), /does not answer/],
		['too much', head(200, { 'content-length': '52428801' }), /52,428,801.*limit is 52,428,800/],
		['nothing', head(200, { 'content-length': '0' }), /is empty/],
	])('%s: a clear error, and nothing is sent', async (_, answer, message) => {
		files.answer = (_request, response) => answer(response);
		const { result } = await send({ fileUrl: `${files.url}/a.pdf` });
		const error = result.data.resultData.error as NodeOperationError;
		expect(error.message).toMatch(message);
		expect(error.message).toContain("'File URL'");
		expect(viber.requests).toEqual([]);
	});
});
