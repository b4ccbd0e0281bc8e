import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came in. */
export interface SeenRequest {
	method: string;
	/** With the query. */
	path: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** A server of somebody else: another consumer of the webhook, or one that holds files. */
export interface Peer {
	origin: string;
	seen: SeenRequest[];
	/** How it answers; HTTP 200 without a body unless set. */
	answer: (request: SeenRequest, response: ServerResponse) => void;
	stop(): Promise<void>;
}

/** Starts it on a free port of the loopback interface. */
export async function startPeer(): Promise<Peer> {
	const seen: SeenRequest[] = [];
	const server = createServer((incoming: IncomingMessage, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const { method = '', url = '', headers } = incoming;
			const request = { method, path: url, headers, body: Buffer.concat(chunks) };
			seen.push(request);
			peer.answer(request, outgoing);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const peer: Peer = {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		answer: (_, response) => void response.writeHead(200).end(),
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
	return peer;
}
