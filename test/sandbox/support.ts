import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type {
	Sandbox,
	SandboxAcceptance,
	SandboxBot,
	SandboxLogEntry,
	SandboxPerson,
} from '../support/sandbox';

/** A callback as it arrived, byte for byte. */
export interface Received {
	at: number;
	url: string;
	headers: IncomingHttpHeaders;
	raw: Buffer;
	event: string;
	body: Record<string, unknown>;
}

/** How a receiver answers; `hang` never does. */
export type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'hang';

/** A web server on loopback that plays the bot's own webhook. */
export class Receiver {
	readonly got: Received[] = [];

	/** Decides each answer. HTTP 200 without a body unless a test says otherwise. */
	reply: (received: Received) => Reply | Promise<Reply> = () => ({ status: 200 });

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Receiver> {
		const server = createServer();
		const receiver = new Receiver(server);
		server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const raw = Buffer.concat(chunks);
				const body = JSON.parse(raw.toString()) as Record<string, unknown>;
				const received = {
					at: Date.now(),
					url: request.url ?? '',
					headers: request.headers,
					raw,
					event: String(body.event),
					body,
				};
				receiver.got.push(received);
				void Promise.resolve(receiver.reply(received)).then((reply) => {
					if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body);
				});
			});
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return receiver;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
	}

	/** All callbacks of one event so far. */
	of(event: string): Received[] {
		return this.got.filter((received) => received.event === event);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}

/** An answer of the Viber API: parsed for convenience, and as text for exact ids. */
export interface ViberAnswer {
	http: number;
	text: string;
	body: Record<string, unknown> & { status: number; status_message: string };
}

/** Calls a method of the bot API with the bot's token; `body` may be text to be sent as it is. */
export async function call(
	bot: SandboxBot,
	method: string,
	body: unknown = {},
	headers: Record<string, string> = { 'X-Viber-Auth-Token': bot.token },
): Promise<ViberAnswer> {
	const response = await fetch(`${bot.baseUrl}/${method}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await response.text();
	return { http: response.status, text, body: JSON.parse(text) as ViberAnswer['body'] };
}

/** A text message that passes every rule. */
export function textFor(person: SandboxPerson, more: Record<string, unknown> = {}) {
	return { receiver: person.id, type: 'text', sender: { name: 'Café' }, text: 'Hi', ...more };
}

/** The digits of the message_token in raw JSON. */
export function tokenIn(text: string): string {
	return /"message_token":(\d+)[,}]/.exec(text)?.[1] ?? '';
}

/** A person of a bot by name. */
export function named(bot: SandboxBot, name: string): SandboxPerson {
	const person = bot.people.find((one) => one.name === name);
	if (!person) throw new Error(`The bot has no ${name}.`);
	return person;
}

/** The control path of a person. */
export function pathOf(bot: SandboxBot, person: SandboxPerson): string {
	return `/bots/${bot.id}/people/${encodeURIComponent(person.id)}`;
}

// Only a failure takes so long: a busy machine must not look like one.
const PATIENCE_MS = 10_000;

/** Waits until a condition gives something true. @throws when it does not within ten seconds */
export async function until<T>(
	condition: () => T | Promise<T>,
	what: string,
): Promise<NonNullable<T>> {
	const deadline = Date.now() + PATIENCE_MS;
	for (;;) {
		const value = await condition();
		if (value) return value;
		if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** Waits for a line of the bot's log. */
export async function logLine(
	sandbox: Sandbox,
	bot: SandboxBot,
	fits: (entry: SandboxLogEntry) => boolean,
): Promise<SandboxLogEntry> {
	return await until(async () => {
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log`);
		return log.find(fits);
	}, 'a line of the log');
}

/** What a bot got accepted, in order. */
export async function acceptedBy(
	sandbox: Sandbox,
	{ id }: { id: string },
): Promise<SandboxAcceptance[]> {
	return await sandbox.control('GET', `/bots/${id}/accepted`);
}

/** Settings that make everything happen at once, so that tests need not wait. */
export const AT_ONCE = { deliveredAfterMs: 0, seenAfterMs: 0, retryDelaysMs: [] };

/**
 * Calls functions of a sandbox module in a process of its own: it is an ES module, and jest's are not.
 *
 * @param script body of an async function over `module`; what it returns comes back through JSON
 */
export async function inModule(path: string, script: string): Promise<unknown> {
	const url = `file://${join(__dirname, '..', '..', 'sandbox', path)}`;
	const program = `const module = await import(${JSON.stringify(url)});
		const value = await (async () => { ${script} })();
		process.stdout.write(JSON.stringify(value));`;
	const { stdout } = await promisify(execFile)(
		process.execPath,
		['--import', 'tsx', '--input-type=module', '--eval', program],
		{ cwd: join(__dirname, '..', '..') },
	);
	return JSON.parse(stdout);
}
