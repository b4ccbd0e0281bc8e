import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { Peer, SeenRequest } from './peer';
import { startPeer } from './peer';

export const LOGIN = 'demoUser';
export const SECRET = 's3cr3tKey';

/** A message as the provider's server sees it. */
export interface SeenMessage {
	method: string;
	/** Every value of a field, as bytes. */
	fields: Map<string, Buffer[]>;
	/** The first value of a field as UTF-8. */
	text(name: string): string | undefined;
	phones: string[];
	isSigned: boolean;
}

/** An upload as the provider's server sees it. */
export interface SeenUpload {
	login: unknown;
	image: Buffer;
	fileName: string;
	type: string;
	isSigned: boolean;
}

/** A stand-in for Messaggio that checks every signature over the bytes that it decodes. */
export interface MessaggioPeer {
	peer: Peer;
	credential: { login: string; secretKey: string; baseUrl: string; mediaUrl: string };
	messages: SeenMessage[];
	uploads: SeenUpload[];
	/** How it answers a signed message; code 0 with an ID for each phone unless set. */
	answer: (message: SeenMessage, response: ServerResponse) => void;
	/** How it answers a signed upload. */
	answerUpload: (upload: SeenUpload, response: ServerResponse) => void;
}

/** MD5 of all parts in a row, in hexadecimal digits; texts count as UTF-8. */
export function md5(...parts: Array<Buffer | string>): string {
	return createHash('md5')
		.update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
		.digest('hex');
}

/** Decodes a written form as a server does that knows nothing of charsets. */
export function decodeForm(text: string): Map<string, Buffer[]> {
	const fields = new Map<string, Buffer[]>();
	for (const [, name = '', value = ''] of text.matchAll(/([^=&]+)=([^&]*)/g)) {
		const key = bytes(name).toString();
		fields.set(key, [...(fields.get(key) ?? []), bytes(value)]);
	}
	return fields;
}

function bytes(text: string): Buffer {
	return Buffer.from(
		text
			.replaceAll('+', ' ')
			.replace(/%([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`))),
		'latin1',
	);
}

/** Reads a message from the body, or from the query of a GET. */
export function readMessage({ method, path, headers, body }: SeenRequest): SeenMessage {
	if (method === 'POST' && headers['content-type'] !== 'application/x-www-form-urlencoded') {
		throw new Error(`Not a form: ${headers['content-type']}`);
	}
	const fields = decodeForm(method === 'GET' ? path.slice(path.indexOf('?') + 1) : body.toString());
	const all = (name: string) => fields.get(name) ?? [];
	const signed = ['user', 'from', 'phone', 'txt'].flatMap(all);
	return {
		method,
		fields,
		text: (name) => all(name)[0]?.toString(),
		phones: all('phone').map(String),
		isSigned: all('sign').length === 1 && String(all('sign')[0]) === md5(...signed, SECRET),
	};
}

/** Reads an upload. */
export async function readUpload({ headers, body }: SeenRequest): Promise<SeenUpload> {
	const type = { 'Content-Type': String(headers['content-type']) };
	const form = await new Response(body, { headers: type }).formData();
	const file = form.get('image') as File;
	const image = Buffer.from(await file.arrayBuffer());
	const login = form.get('login');
	return {
		login,
		image,
		fileName: file.name,
		type: file.type,
		isSigned:
			form.getAll('sign').join() === md5(String(login), md5(image), SECRET) && login === LOGIN,
	};
}

/** Writes the answer to a message. */
export function xml(code: number, techMessage: string, ids: string[] = []): string {
	return `<?xml version="1.0"?>\n<response><tech_message>${techMessage}</tech_message><code>${code}</code>${ids.join('')}</response>`;
}

/** Writes the ID of one phone. */
export function msgId(phone: string, id = `id-of-${phone}`): string {
	return `<msg_id phone="${phone}">${id}</msg_id>`;
}

/** Starts it on a free port of the loopback interface. */
export async function startMessaggio(): Promise<MessaggioPeer> {
	const peer = await startPeer();
	const messaggio: MessaggioPeer = {
		peer,
		credential: {
			login: LOGIN,
			secretKey: SECRET,
			baseUrl: `${peer.origin}/bulk/`,
			mediaUrl: `${peer.origin}/media/upload/`,
		},
		messages: [],
		uploads: [],
		answer: ({ phones }, response) =>
			response.end(xml(0, 'OK', phones.map((phone) => msgId(phone)).reverse())),
		answerUpload: (_, response) =>
			response.end(JSON.stringify({ status: 0, image_id: 'I'.repeat(64) })),
	};
	peer.answer = (request, response) => {
		if (request.path.startsWith('/media')) {
			void readUpload(request).then((upload) => {
				messaggio.uploads.push(upload);
				if (upload.isSigned) messaggio.answerUpload(upload, response);
				else response.end('{"status": 2, error: "Invalid sign"}');
			});
			return;
		}
		const message = readMessage(request);
		messaggio.messages.push(message);
		if (message.isSigned) messaggio.answer(message, response);
		else response.end(xml(-2, 'AUTH ERROR (sign)'));
	};
	return messaggio;
}
