import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';
import { PROJECT } from '../setup/folders.mjs';
import { describeEnding, readOutput, start, tail, type Running } from '../setup/processes.mjs';

/** A message in a chat, as the sandbox's control API shows it. `token` is exact to the digit. */
export interface ChatMessage {
	token: string;
	from: 'bot' | 'person';
	type: string;
	text: string;
	delivered: boolean;
	seen: boolean;
}

/** Somebody with a phone. */
export interface Person {
	id: string;
	name: string;
	subscribed: boolean;
	messages: ChatMessage[];
}

/** A bot with its people. */
export interface Bot {
	id: string;
	name: string;
	token: string;
	/** What else a client needs to connect, such as a login. */
	credential: Record<string, string>;
	baseUrl: string;
	webhook: string;
	eventTypes: string[];
	people: Person[];
}

/** A line of the record of all calls and callbacks. */
export interface WireLine {
	seq: number;
	at: number;
	direction: 'in' | 'out';
	what: 'call' | 'callback';
	name: string;
	token?: string;
	person?: string;
	status: number | null;
	note: string;
}

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 50;
const REQUEST_TIMEOUT_MS = 10_000;

/** Moves one bot of the sandbox from outside: what its people do, and what went over the wire. */
export class SandboxControl {
	constructor(
		/** Of the sandbox, without a slash at the end. */
		readonly address: string,
		readonly botId = 'demo',
	) {}

	private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const url = `${this.address}/control/bots/${this.botId}${path}`;
		const response = await fetch(url, {
			method,
			...(body !== undefined && {
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			}),
			signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
		});
		const text = await response.text();
		if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
		throw new Failure(`The sandbox refused ${method} ${path || '/'}.`, {
			reason: `HTTP ${response.status}: ${text.slice(0, 300)}`,
		});
	}

	/** The bot with its people and their chats. */
	async bot(): Promise<Bot> {
		return await this.request('GET', '');
	}

	/** Lines of the record after line number `since`. */
	async log(since = 0): Promise<WireLine[]> {
		return await this.request('GET', `/log?since=${since}`);
	}

	/** Lets a person write to the bot. */
	async write(personId: string, text: string): Promise<void> {
		await this.request('POST', `/people/${encodeURIComponent(personId)}/messages`, { text });
	}

	/** Changes settings of the bot, such as the address that Messaggio reports to. */
	async changeSettings(changes: Record<string, unknown>): Promise<void> {
		await this.request('PATCH', '/settings', changes);
	}

	/** Adds people who have subscribed. */
	async crowd(count: number): Promise<Person[]> {
		const wish = { count, name: 'Person', subscribed: true };
		return (await this.request<{ people: Person[] }>('POST', '/people', wish)).people;
	}

	/** Switches on what goes wrong with calls; null switches off. */
	async faults(changes: Record<string, unknown>): Promise<void> {
		await this.request('PATCH', '/faults', changes);
	}

	/** Puts the bot back to how it was at the start. */
	async reset(): Promise<void> {
		await this.request('POST', '/reset', {});
	}
}

/** A running sandbox. */
export interface RunningSandbox {
	/** Without a slash at the end; also the address of the phone. */
	address: string;
	control: SandboxControl;
	process: Running;
	close: () => Promise<void>;
}

/** The address that the sandbox names in its first line; undefined while there is none. */
function addressIn(log: string): string | undefined {
	const [, address] = /^\{"listening":\s*"(http:[^"]+)"/m.exec(readOutput(log)) ?? [];
	return address;
}

/**
 * Starts the sandbox, which plays Viber on loopback, and waits until it listens.
 *
 * @param options `port` 0 for any free one; `log` is the file for its output
 * @throws Failure when it ends early or does not listen after half a minute
 */
export async function startSandbox(options: {
	port: number;
	log: string;
}): Promise<RunningSandbox> {
	const { port, log } = options;
	const child = start({
		name: 'The sandbox',
		command: process.execPath,
		args: ['--import', 'tsx', join(PROJECT, 'sandbox', 'server.mts'), '--port', String(port)],
		cwd: PROJECT,
		env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_NO_WARNINGS: '1' },
		log,
		graceMs: 2000,
	});
	const close = async () => void (await child.stop());
	const failure = (reason: string) =>
		new Failure('The sandbox did not start.', { reason, tail: tail(readOutput(log)), log });

	let early: string | undefined;
	void child.ended.then((ending) => (early = describeEnding('The sandbox', ending)));
	const end = Date.now() + READY_TIMEOUT_MS;
	for (;;) {
		const address = addressIn(log);
		if (address) return { address, control: new SandboxControl(address), process: child, close };
		if (early !== undefined) throw failure(early);
		if (Date.now() > end) {
			await close();
			throw failure(`It did not listen after ${READY_TIMEOUT_MS / 1000} seconds.`);
		}
		await wait(POLL_MS);
	}
}
