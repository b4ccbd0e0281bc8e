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

describe('the files of many items', () => {
	const COUNT = 40;
	const items = Array.from({ length: COUNT }, (_, item) => ({
		to: `person-${item}`,
		url: `${item}.mp4`,
	}));
	const video = () => ({
		to: '={{ $json.to }}',
		messageType: 'video',
		videoUrl: `={{ '${files.url}/' + $json.url }}`,
	});
	let most = 0;
	/** How many have to wait for their answers before any gets one. */
	let together = 1;

	beforeEach(() => {
		most = 0;
		together = 1;
		let answered = 0;
		const waiting: Array<() => void> = [];
		const letGo = () => {
			if (waiting.length < Math.min(together, COUNT - answered)) return;
			answered += waiting.length;
			for (const answer of waiting.splice(0)) answer();
		};
		files.answer = ({ path }, response) => {
			waiting.push(() => {
				const size = Number(/\d+/.exec(path)?.[0]) + 1;
				if (path === '/7.mp4') head(404, {})(response);
				else head(200, { 'content-length': String(size) })(response);
			});
			most = Math.max(most, waiting.length);
			// Time enough for one more than allowed to come.
			setTimeout(letGo, 20);
		};
	});

	const expected = items.map((_, item) => (item === 7 ? 'invalid' : 'accepted'));

	function statuses(output: Awaited<ReturnType<typeof send>>['output']) {
		return output.map(({ json }) => json.status ?? (json.error as { status: string }).status);
	}

	it('are asked for side by side, within Requests at Once; all else stays as it is', async () => {
		together = 5;
		const { output } = await send(
			{ ...video(), options: { requestsAtOnce: 8 } },
			{ items, onError: 'continueRegularOutput' },
		);
		expect(statuses(output)).toEqual(expected);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(most).toBeGreaterThan(4);
		expect(most).toBeLessThanOrEqual(8);
		for (const { body } of viber.requests) {
			expect(`person-${Number(body.size) - 1}`).toBe(body.receiver);
		}
	});

	it('one after another when only one request may be under way', async () => {
		await send({ ...video(), options: { requestsAtOnce: 1 } }, { items: items.slice(0, 5) });
		expect(most).toBe(1);
		expect(viber.requests.map(({ body }) => body.size)).toEqual([1, 2, 3, 4, 5]);
	});

	it('the first that has no size ends the run where it stands', async () => {
		const { result } = await send({ ...video(), options: { requestsAtOnce: 8 } }, { items });
		expect(result.data.resultData.error?.message).toMatch(/HTTP 404/);
		expect(viber.requests.map(({ body }) => body.size)).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});

	it('are asked for side by side before a broadcast as well', async () => {
		together = 5;
		const { output } = await send(
			{
				...video(),
				operation: 'broadcast',
				receiversFrom: 'items',
				options: { requestsAtOnce: 8 },
			},
			{ items, onError: 'continueRegularOutput' },
		);
		expect(statuses(output)).toEqual(expected);
		expect(most).toBeGreaterThan(4);
		expect(most).toBeLessThanOrEqual(8);
	});

	it('a mishap with an address fails none of its items, and a dead one is asked twice', async () => {
		let asked = 0;
		files.answer = (_, response) => {
			asked += 1;
			if (asked === 1) response.destroy();
			else head(200, { 'content-length': '5' })(response);
		};
		const same = { ...video(), videoUrl: `${files.url}/same.mp4` };
		await send(same, { items });
		expect(viber.requests.map(({ body }) => body.size)).toEqual(items.map(() => 5));
		expect(asked).toBe(2);

		files.answer = (_, response) => {
			asked += 1;
			response.destroy();
		};
		const { output } = await send(same, { items, onError: 'continueRegularOutput' });
		expect(statuses(output)).toEqual(items.map(() => 'invalid'));
		expect(asked).toBe(4);
	});
});
