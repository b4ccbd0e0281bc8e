import type { ServerResponse } from 'node:http';
import { request as ask } from 'node:http';

import type { Peer, SeenRequest } from './peer';
import { startPeer } from './peer';
import type { Sandbox, SandboxBot } from './sandbox';

/** Answers a request itself; false lets it pass. `number` counts the requests from 1. */
type Interference = (
	number: number,
	response: ServerResponse,
	request: SeenRequest,
) => boolean | Promise<boolean>;

/** The way from the node to the sandbox, on which things happen. */
export interface FaultyWay {
	peer: Peer;
	/** What happens to each request; says whether it was dealt with. */
	interfere: Interference;
	/** When each request had come, by `performance.now()`. */
	cameAt: number[];
	/** The credential's address of a bot, by this way. */
	addressOf(bot: SandboxBot): string;
}

/** Opens a way to a sandbox that lets everything pass at first. */
export async function openFaultyWay(sandbox: Sandbox): Promise<FaultyWay> {
	const peer = await startPeer();
	const way: FaultyWay = {
		peer,
		interfere: () => false,
		cameAt: [],
		addressOf: ({ baseUrl }) => baseUrl.replace(sandbox.url, peer.origin),
	};
	peer.answer = (request, response) => {
		const number = way.cameAt.push(performance.now());
		void handle(number, request, response).catch(() => response.destroy());
	};
	async function handle(
		number: number,
		request: SeenRequest,
		response: ServerResponse,
	): Promise<void> {
		if (await way.interfere(number, response, request)) return;
		passOn(sandbox.url, request, response);
	}
	return way;
}

/** What each connection says of itself only. */
const OF_ONE_HOP = new Set(['connection', 'keep-alive']);

/**
 * Passes a request on, and its answer back byte by byte as it comes. What breaks off on one side is
 * broken off on the other, once all is through that came before.
 */
function passOn(
	origin: string,
	{ method, path, headers, body }: SeenRequest,
	response: ServerResponse,
): void {
	const kept = Object.entries(headers).filter(([name]) => !OF_ONE_HOP.has(name));
	const options = { method, headers: Object.fromEntries(kept), agent: false as const };
	const upstream = ask(`${origin}${path}`, options, (answer) => {
		response.writeHead(answer.statusCode ?? 0, answer.statusMessage, headersOf(answer.rawHeaders));
		response.flushHeaders();
		answer.on('data', (bytes: Buffer) => response.write(bytes));
		answer.on('end', () => response.end());
		answer.on('error', () => response.socket?.write('', () => breakOff(response)));
	});
	upstream.on('error', () => {
		if (!response.headersSent) breakOff(response);
	});
	// The node may have no more patience.
	response.on('close', () => upstream.destroy());
	upstream.end(body);
}

function breakOff({ socket }: ServerResponse): void {
	if (socket && !socket.destroyed) socket.resetAndDestroy();
}

/** @param raw names and values in turn */
function headersOf(raw: readonly string[]): string[] {
	return raw.filter((_, index) => !OF_ONE_HOP.has((raw[index - (index % 2)] ?? '').toLowerCase()));
}
