import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that arrived. */
export interface WireRequest {
	method: string;
	path: string;
	headers: IncomingMessage['headers'];
	body: Record<string, unknown>;
}

/** A server on this machine that notes what arrives. */
export interface Wire {
	url: string;
	requests: WireRequest[];
	/** Answers the next requests to come; until then, and after it fails, HTTP 404. */
	answer: (request: WireRequest, response: ServerResponse) => void;
	stop(): void;
}

/** Starts a server whose answers each test sets. */
export async function startWire(): Promise<Wire> {
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			const request: WireRequest = {
				method: incoming.method ?? '',
				path: incoming.url ?? '',
				headers: incoming.headers,
				body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
			};
			wire.requests.push(request);
			wire.answer(request, response);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const wire: Wire = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests: [],
		answer: (_, response) => response.writeHead(404).end(),
		stop: () => server.close(),
	};
	return wire;
}

/** Answers as Viber does: HTTP 200 with JSON, written as it stands. */
export function asViber(response: ServerResponse, json: string): void {
	response.writeHead(200, { 'content-type': 'application/json' }).end(json);
}
