import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { runViber } from '../support/engine';
import { msgId, xml } from '../support/messaggioPeer';

/** A server that writes bytes on a bare socket, whole HTTP answers or not, and hangs up. */
export interface RawPeer {
	origin: string;
	/** Requests as text, each byte one character. */
	seen: string[];
	/** What is written after a request; by its number, as items may be under way side by side. */
	answer: (item: number) => Buffer | string;
	stop(): Promise<void>;
}

const FIRST_ITEM = 1_000_000;

/** The digits by which an item is known on the wire: a phone number and an ID at once. */
export function digitsOf(item: number): string {
	return `38050${FIRST_ITEM + item}`;
}

function isWhole(request: string): boolean {
	const end = request.indexOf('\r\n\r\n');
	const length = /\r\ncontent-length: (\d+)/i.exec(request)?.[1] ?? '0';
	return end >= 0 && request.length >= end + 4 + Number(length);
}

/** Starts it on a free port of the loopback interface. */
export async function startRawPeer(): Promise<RawPeer> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		// Who was told nonsense may hang up first.
		socket.on('error', () => socket.destroy());
		let request = '';
		socket.on('data', (chunk: Buffer) => {
			request += chunk.toString('latin1');
			if (!isWhole(request)) return;
			const item = Number(/38050(\d{7})/.exec(request)?.[1]) - FIRST_ITEM;
			peer.seen.push(request);
			request = '';
			socket.end(peer.answer(item));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const peer: RawPeer = {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen: [],
		answer: () => '',
		async stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
	return peer;
}

/** Writes an HTTP answer that is whole, whatever it says. */
export function httpAnswer(
	body: Buffer | string,
	statusCode = 200,
	headers: Record<string, string> = { 'Content-Type': 'text/html' },
): Buffer {
	const bytes = Buffer.from(body as string);
	const lines = Object.entries({
		...headers,
		'Content-Length': String(bytes.length),
		Connection: 'close',
	}).map(([name, value]) => `${name}: ${value}\r\n`);
	return Buffer.concat([
		Buffer.from(`HTTP/1.1 ${statusCode} Whatever\r\n${lines.join('')}\r\n`),
		bytes,
	]);
}

/** One of the calls that read an answer of these providers. */
export interface HostileCall {
	name: string;
	/** Whether it may reach a person: then it is never repeated, and may have been carried out. */
	isSend: boolean;
	parameters: INodeParameters;
	/** What the server says when all is well, and what the item then has. */
	good(item: number): string;
	goodItem(item: number): IDataObject;
}

export const ACCESS_KEY = '0123456789abcdef0123456789abcdef';
export const CALLBACK_SECRET = 'a-callback-secret-that-nobody-sees';
export const SECRET_KEY = 's3cr3tKeyThatNobodySees';

export const DECISION_TELECOM_SEND: HostileCall = {
	name: 'a message through DecisionTelecom',
	isSend: true,
	parameters: {
		resource: 'message',
		operation: 'send',
		provider: 'decisionTelecom',
		to: '={{ $json.digits }}',
		from: 'DemoShop',
		text: 'Hello',
	},
	good: (item) => `{"message_id":${digitsOf(item)}}`,
	goodItem: (item) => ({ status: 'accepted', messageId: digitsOf(item) }),
};

export const MESSAGGIO_SEND: HostileCall = {
	name: 'a message through Messaggio',
	isSend: true,
	parameters: {
		resource: 'message',
		operation: 'send',
		provider: 'messaggio',
		to: '={{ $json.digits }}',
		from: 'DEMO',
		text: 'Hello',
		options: { messagesPerSecond: 0, groupEqual: false },
	},
	good: (item) => xml(0, 'OK', [msgId(digitsOf(item))]),
	goodItem: (item) => ({ status: 'accepted', messageId: `id-of-${digitsOf(item)}` }),
};

export const GET_STATUS: HostileCall = {
	name: 'the status of a message',
	isSend: false,
	parameters: {
		resource: 'message',
		operation: 'getStatus',
		provider: 'decisionTelecom',
		messageId: '={{ $json.digits }}',
	},
	good: (item) => `{"message_id":${digitsOf(item)},"status":1}`,
	goodItem: (item) => ({ event: 'delivered', messageId: digitsOf(item) }),
};

export const UPLOAD: HostileCall = {
	name: 'an upload',
	isSend: false,
	parameters: { resource: 'image', operation: 'upload', provider: 'messaggio' },
	good: () => `{"status":0,"image_id":"${'I'.repeat(64)}"}`,
	goodItem: () => ({ imageId: 'I'.repeat(64) }),
};

export const CALLS = [DECISION_TELECOM_SEND, MESSAGGIO_SEND, GET_STATUS, UPLOAD];

/** Makes a call for some items, and looks for secrets in all that comes out of it. */
export async function runCall(
	origin: string,
	call: HostileCall,
	items: number,
	onError?: 'continueRegularOutput' | 'continueErrorOutput',
): Promise<Awaited<ReturnType<typeof runViber>> & { everything: string }> {
	const pixel = Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64');
	const run = await runViber({
		items: Array.from({ length: items }, (_, item) => ({ digits: digitsOf(item) })),
		binary: Array.from({ length: items }, (_, item) => ({
			data: { data: pixel, mimeType: 'image/png', fileName: `${digitsOf(item)}.png` },
		})),
		parameters: call.parameters,
		credential: {
			apiKey: ACCESS_KEY,
			keyEncoding: 'auto',
			callbackUrl: 'http://127.0.0.1:5678/webhook/x/viber',
			callbackSecret: CALLBACK_SECRET,
			login: 'demoUser',
			secretKey: SECRET_KEY,
			baseUrl: `${origin}/api`,
			mediaUrl: `${origin}/upload/`,
		},
		...(onError === undefined ? {} : { onError }),
	});
	return { ...run, everything: everythingIn(run) };
}

/** Everything that came out of a run, as text in which a secret would be found. */
export function everythingIn(run: unknown): string {
	const seen = new Set<unknown>();
	return JSON.stringify(run, (_, value: unknown) => {
		if (typeof value === 'object' && value !== null) {
			if (seen.has(value)) return undefined;
			seen.add(value);
		}
		return value instanceof Error ? { ...value, text: value.message, stack: value.stack } : value;
	});
}

/** What must not come out of a run: what the credential holds, and the signatures of requests. */
export function secretsOf(peer: RawPeer): string[] {
	const signatures = peer.seen.flatMap((request) =>
		[...request.matchAll(/sign(?:=|"\r\n\r\n)([\da-f]{32})/g)].map(([, sign = '']) => sign),
	);
	const encoded = Buffer.from(ACCESS_KEY).toString('base64');
	return [ACCESS_KEY, encoded, CALLBACK_SECRET, SECRET_KEY, ...signatures];
}
