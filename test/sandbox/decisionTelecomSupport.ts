import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox, SandboxBot, SandboxMessage, SandboxPerson } from '../support/sandbox';

/** What the control API shows of an account at DecisionTelecom beside what every bot has. */
export type SenderAccount = Omit<SandboxBot, 'webhook' | 'people'> & {
	webhook: null;
	credential: { encodedKey: string };
	people: Numbered[];
};

/** A person with what the number stands for. */
export type Numbered = Omit<SandboxPerson, 'messages'> & {
	note?: string;
	mayWrite: boolean;
	messages: Bubble[];
};

/** A bubble with what business messages have. */
export type Bubble = SandboxMessage & {
	channel?: 'viber' | 'sms';
	button?: { caption: string; url: string };
	failure?: string;
	expiryText?: string;
};

/** An answer: as text for exact ids and odd JSON, and parsed where it is JSON. */
export interface Answer {
	http: number;
	text: string;
	body: Record<string, unknown>;
}

/** Settings that make everything happen at once; a second of validity lasts a millisecond. */
export const AT_ONCE = {
	deliveredAfterMs: 10,
	seenAfterMs: 10,
	retryDelaysMs: [],
	validitySecondMs: 1,
};

/** Makes an account of its own. */
export async function newSender(
	sandbox: Sandbox,
	settings: Record<string, unknown> = {},
): Promise<SenderAccount> {
	const wish = { provider: 'decisionTelecom', settings: { ...AT_ONCE, ...settings } };
	return await sandbox.control<SenderAccount>('POST', '/bots', wish);
}

/** A text message that passes every rule. */
export const textTo = (to: string, more: Record<string, unknown> = {}) => ({
	source_addr: 'DemoShop',
	destination_addr: to,
	message_type: 106,
	text: 'Hi',
	source_type: 2,
	...more,
});

/** A picture with a button that passes every rule. */
export const pictureTo = (to: string, more: Record<string, unknown> = {}) => ({
	...textTo(to),
	message_type: 108,
	source_type: 1,
	image: 'https://cdn.example.com/a.png',
	button_caption: 'Open',
	button_action: 'https://shop.example.com/sale',
	...more,
});

/** Calls a method; a body of text goes out as it is. */
export async function call(
	account: Pick<SenderAccount, 'baseUrl' | 'credential'>,
	method: string,
	body: unknown,
	headers: Record<string, string> = {},
): Promise<Answer> {
	const response = await fetch(`${account.baseUrl}/${method}`, {
		method: 'POST',
		headers: {
			authorization: `Basic ${account.credential.encodedKey}`,
			'content-type': 'application/json',
			...headers,
		},
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await response.text();
	let parsed: Record<string, unknown> = {};
	try {
		parsed = JSON.parse(text) as Record<string, unknown>;
	} catch {
		// Some answers are no JSON on purpose; tests look at the text.
	}
	return { http: response.status, text, body: parsed };
}

/** The digits of the id in an answer to `send-viber`. */
export const idIn = ({ text }: Answer): string => /"message_id":"?(\d+)/.exec(text)?.[1] ?? '';

/** What an inbox got, byte for byte. */
export interface Parcel {
	method: string;
	url: URL;
	contentType: string;
	text: string;
	at: number;
}

/** A web server on loopback that plays a callback address. */
export class Inbox {
	readonly got: Parcel[] = [];

	/** The HTTP status of each answer. */
	reply: (parcel: Parcel) => number = () => 200;

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Inbox> {
		const server = createServer();
		const inbox = new Inbox(server);
		server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const parcel = {
					method: request.method ?? '',
					url: new URL(request.url ?? '', inbox.url),
					contentType: request.headers['content-type'] ?? '',
					text: Buffer.concat(chunks).toString(),
					at: Date.now(),
				};
				inbox.got.push(parcel);
				response.writeHead(inbox.reply(parcel)).end();
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return inbox;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/dt?secret=s3cret&order=1`;
	}

	/** Everything that came, as objects. */
	get bodies(): Array<Record<string, unknown>> {
		return this.got.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}
