import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

import type { INodeParameters, NodeOperationError } from 'n8n-workflow';

import { runViber } from '../support/engine';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

/** A server that treats each request as told; it counts the bodies that arrived whole. */
async function provider(treat: (socket: Socket) => void) {
	let received = 0;
	const server = createServer((socket) => {
		let text = '';
		socket.on('error', () => {});
		socket.on('data', (chunk) => {
			text += chunk.toString('latin1');
			const [head = '', body] = text.split('\r\n\r\n');
			const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? '-1');
			if (body?.length !== length) return;
			text = '';
			received += 1;
			treat(socket);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/viber/pa`,
		received: () => received,
		close: () => server.close(),
	};
}

function http(statusCode: number, body: string, headers = ''): string {
	return `HTTP/1.1 ${statusCode} X\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}

async function send(baseUrl: string, continues = false, options: INodeParameters = {}) {
	return await runViber({
		items: [{}],
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'viberBot',
			to: 'somebody=',
			from: 'Corner Café',
			text: 'hi',
			options,
		},
		credential: { authToken: 'dummy-token', baseUrl },
		...(continues ? { onError: 'continueRegularOutput' as const } : {}),
	});
}

describe('trouble on the wire', () => {
	it.each<[string, (socket: Socket) => void]>([
		['a reset after the request', (socket) => socket.resetAndDestroy()],
		['a closed connection after the request', (socket) => socket.end()],
		[
			'half an answer',
			(socket) =>
				socket.end(http(200, '{"status":0,"message_token":5905337701873633687}').slice(0, -9)),
		],
		['an answer that is no JSON', (socket) => socket.end(http(200, '<html>ok</html>'))],
		['an empty answer', (socket) => socket.end(http(200, ''))],
		['HTTP 500', (socket) => socket.end(http(500, '{"status":500,"error":"oops"}'))],
		['HTTP 502 with a page', (socket) => socket.end(http(502, '<html>Bad gateway</html>'))],
		['HTTP 504', (socket) => socket.end(http(504, ''))],
	])('%s: the outcome is unknown, and nothing is sent again', async (_, treat) => {
		const server = await provider(treat);
		const { output } = await send(server.baseUrl, true);
		const { result } = await send(server.baseUrl);
		server.close();
		expect(output[0]?.json.error).toMatchObject({ status: 'unknown' });
		const error = result.data.resultData.error as NodeOperationError;
		expect(error.message).toMatch(/^Outcome unknown/);
		expect(error.description).toMatch(/before you send it again/);
		expect(server.received()).toBe(2);
	});

	it.each<[string, (socket: Socket) => void, RegExp, INodeParameters?]>([
		['HTTP 404', (socket) => socket.end(http(404, 'nothing here')), /404/],
		['HTTP 401, which n8n would repeat', (socket) => socket.end(http(401, '')), /401/],
		['HTTP 429 without retries', (socket) => socket.end(http(429, '')), /slowly/, { retries: 0 }],
	])('%s: a refusal, sent once', async (_, treat, message, options = {}) => {
		const server = await provider(treat);
		const { result } = await send(server.baseUrl, false, options);
		server.close();
		expect(result.data.resultData.error?.message).toMatch(message);
		expect(server.received()).toBe(1);
	});

	it('a server that repeats the token: nothing of it is shown', async () => {
		const server = await provider((socket) =>
			socket.end(http(200, '{"status":3,"status_message":"bad dummy-token, what is it"}')),
		);
		const { output } = await send(server.baseUrl, true);
		const { result } = await send(server.baseUrl);
		server.close();
		const { description = '' } = result.data.resultData.error as NodeOperationError;
		expect(description).toContain('Viber Bot says: bad ***, what is it.');
		expect(JSON.stringify(output)).not.toContain('dummy-token');
	});

	it('nobody listens: nothing was sent, and the words are ours', async () => {
		const server = await provider(() => {});
		server.close();
		const { result } = await send(server.baseUrl);
		const error = result.data.resultData.error as NodeOperationError;
		expect(error.message).toMatch(/could not be reached/);
		expect(error.description).toMatch(/Nothing was sent/);
		expect(error.description).not.toMatch(/retry/i);
	});

	it.each(['htps://chatapi.example.com/pa', 'localhost:4010/viber/pa'])(
		'%s is no address: nothing was sent, and the words say why',
		async (address) => {
			const { output } = await send(address, true);
			expect(output[0]?.json.error).toMatchObject({
				status: 'notSent',
				message: expect.stringMatching(/begins with neither https/) as string,
			});
		},
	);

	it('https where plain HTTP is spoken: nothing was sent', async () => {
		const server = createHttpServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const { output } = await send(`https://127.0.0.1:${port}/viber/pa`, true);
		server.close();
		expect(output[0]?.json.error).toMatchObject({ status: 'notSent', code: 'EPROTO' });
	});

	it('no base URL: a refusal that leads to the credential', async () => {
		const { output } = await send('', true);
		expect(output[0]?.json.error).toMatchObject({
			status: 'notSent',
			description: expect.stringMatching(/Base URL/) as string,
		});
	});

	it('the token never follows a redirect', async () => {
		const seen: string[] = [];
		const elsewhere = createHttpServer((request, response) => {
			seen.push(request.url ?? '');
			response.end();
		});
		elsewhere.listen(0, '127.0.0.1');
		await once(elsewhere, 'listening');
		const { port } = elsewhere.address() as AddressInfo;
		const server = await provider((socket) =>
			socket.end(http(307, '', `Location: http://127.0.0.1:${port}/stolen\r\n`)),
		);
		await send(server.baseUrl);
		server.close();
		elsewhere.close();
		expect(seen).toEqual([]);
	});
});
