import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';

import type { HostileCall, RawPeer } from './hostileAnswers';
import {
	DECISION_TELECOM_SEND,
	GET_STATUS,
	httpAnswer,
	MESSAGGIO_SEND,
	runCall,
	startRawPeer,
} from './hostileAnswers';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

const MEGABYTE = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, ' ');
/** What the process may take more at most, and what the server gets rid of before it is hung up on. */
const MOST_MEMORY = 48 * MEGABYTE;
const MOST_WRITTEN = 24 * MEGABYTE;

let answer: (response: ServerResponse) => void = (response) => void response.end();
let asked = 0;
const server = createServer((request, response) => {
	asked += 1;
	request.resume();
	request.on('end', () => answer(response));
});
let origin: string;
let peer: RawPeer;

beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	peer = await startRawPeer();
});

afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await peer.stop();
});

/** Writes blanks no faster than they are read. @returns how many bytes were written, by and by */
function blanks(response: ServerResponse, most: number): { written: number } {
	const count = { written: 0 };
	const write = (): void => {
		while (count.written < most && !response.destroyed) {
			count.written += PIECE.length;
			if (!response.write(PIECE)) return void response.once('drain', write);
		}
		response.end();
	};
	write();
	return count;
}

/** Packs blanks piece by piece: all of them at once would be in the memory that is watched. */
async function packedBlanks(count: number): Promise<Buffer> {
	const pieces = Array.from({ length: count / PIECE.length }, () => PIECE);
	const packed = Readable.from(pieces).pipe(createGzip());
	const chunks: Buffer[] = [];
	for await (const chunk of packed) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/** By how much the memory rises while something goes on. */
async function riseDuring(act: () => Promise<void>): Promise<number> {
	const now = () => {
		const { heapUsed, arrayBuffers, external } = process.memoryUsage();
		return heapUsed + Math.max(arrayBuffers, external);
	};
	const begin = now();
	let most = begin;
	const watch = setInterval(() => (most = Math.max(most, now())), 2);
	try {
		await act();
	} finally {
		clearInterval(watch);
	}
	return Math.max(most, now()) - begin;
}

const EACH = [DECISION_TELECOM_SEND, MESSAGGIO_SEND, GET_STATUS].map(
	(call): [string, HostileCall] => [call.name, call],
);

it.each(EACH)(
	'%s: an answer of 100 MB is not read',
	async (_, call) => {
		// What sends nothing may be asked again, which takes its time.
		for (const length of call.isSend ? [undefined, 100 * MEGABYTE] : [undefined]) {
			let count = { written: 0 };
			asked = 0;
			answer = (response) => {
				response.writeHead(200, length === undefined ? {} : { 'Content-Length': length });
				count = blanks(response, 100 * MEGABYTE);
			};
			const rise = await riseDuring(async () => {
				const { output } = await runCall(origin, call, 1, 'continueRegularOutput');
				const { status } = output[0]?.json.error as { status: string };
				if (call.isSend) expect(status).toBe('unknown');
				else expect(status).toMatch(/refused|unknown/);
			});
			if (call.isSend) expect(asked).toBe(1);
			expect(count.written).toBeLessThan(MOST_WRITTEN);
			expect(rise).toBeLessThan(MOST_MEMORY);
		}
	},
	40_000,
);

it.each(EACH)(
	'%s: 100 MB in a gzip of 100 KB are not unpacked',
	async (_, call) => {
		const bomb = await packedBlanks(100 * MEGABYTE);
		asked = 0;
		answer = (response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
		const rise = await riseDuring(async () => {
			const { output } = await runCall(origin, call, 1, 'continueRegularOutput');
			expect(output[0]?.json.error).toBeDefined();
		});
		if (call.isSend) expect(asked).toBe(1);
		expect(rise).toBeLessThan(MOST_MEMORY);
	},
	40_000,
);

// Read as text by n8n, an answer whose compression breaks off never ends: no time limit counts.
it.each(EACH)(
	'%s: broken compression is as if no answer had come',
	async (_, call) => {
		for (const encoding of call.isSend ? ['gzip', 'deflate', 'br'] : ['gzip']) {
			peer.answer = (item) => httpAnswer(call.good(item), 200, { 'Content-Encoding': encoding });
			peer.seen.length = 0;
			const { output } = await runCall(peer.origin, call, 1, 'continueRegularOutput');
			expect(output[0]?.json.error).toMatchObject({ status: 'unknown' });
			if (call.isSend) expect(peer.seen).toHaveLength(1);
		}
	},
	40_000,
);

it.each(EACH.filter(([, { isSend }]) => isSend))(
	'%s: packed, no byte less than all of it counts',
	async (_, call) => {
		const packed = (item: number) =>
			httpAnswer(gzipSync(call.good(item)), 200, { 'Content-Encoding': 'gzip' });
		const { length } = packed(0);
		peer.answer = (item) => packed(item).subarray(0, item);
		const { output } = await runCall(peer.origin, call, length - 20, 'continueRegularOutput');
		expect(output.filter(({ json }) => json.error === undefined)).toEqual([]);
		peer.answer = packed;
		const all = await runCall(peer.origin, call, 1);
		expect(all.output[0]?.json).toMatchObject(call.goodItem(0));
	},
	40_000,
);
