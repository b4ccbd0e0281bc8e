import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A person of a sandbox bot, as the control API shows them. */
export interface SandboxPerson {
	id: string;
	name: string;
	language: string;
	country: string;
	apiVersion: number;
	avatar: string | null;
	phoneNumber: string;
	subscribed: boolean;
	blocked: boolean;
	presence: 'online' | 'offline' | 'undisclosed' | 'tryLater';
	lastOnline: number | null;
	messages: SandboxMessage[];
}

/** One message in a chat of the sandbox. `token` holds all digits of the 64-bit id. */
export interface SandboxMessage {
	token: string;
	from: 'bot' | 'person';
	type: string;
	text: string;
	senderName: string | null;
	senderAvatar: string | null;
	at: number;
	delivered: boolean;
	seen: boolean;
	trackingData: string | null;
	media?: string;
	thumbnail?: string;
	fileName?: string;
	size?: number;
	duration?: number;
	contact?: { name: string; phoneNumber: string; avatar?: string };
	location?: { lat: number; lon: number };
	stickerId?: number;
	richMedia?: Record<string, unknown>;
	altText?: string;
	/** Where the buttons of a carousel lie, card by card. */
	cards?: Array<
		Array<{ button: number; column: number; row: number; columns: number; rows: number }>
	>;
	keyboard?: Record<string, unknown>;
}

/** A bot of the sandbox: an account with people of its own. */
export interface SandboxBot {
	id: string;
	name: string;
	provider: string;
	token: string;
	baseUrl: string;
	webhook: string;
	eventTypes: string[];
	settings: Record<string, unknown>;
	/** What is switched on by `PATCH /control/bots/:bot/faults`. */
	faults: Record<string, Array<Record<string, unknown>>>;
	people: SandboxPerson[];
}

/** One line of a bot's wire log. */
export interface SandboxLogEntry {
	seq: number;
	at: number;
	direction: 'in' | 'out';
	what: 'call' | 'callback';
	name: string;
	token?: string;
	person?: string;
	status: number | null;
	note: string;
	attempt?: number;
}

/** A message that a call got accepted for one receiver, as `GET /control/bots/:bot/accepted` lists it. */
export interface SandboxAcceptance {
	/** Its place in the order of acceptance, from 1. */
	seq: number;
	at: number;
	/** All digits of the id that the answer has; the receivers of a broadcast share one. */
	id: string;
	to: string;
	text: string;
	type: string;
	from: string;
	method: string;
}

/** A running sandbox. */
export interface Sandbox {
	url: string;
	/** Makes an isolated bot; settings as in `PATCH /control/bots/:bot/settings`. */
	newBot(settings?: Record<string, unknown>): Promise<SandboxBot>;
	/** Calls the control API below `/control`. @throws Error with its sentence when it refuses */
	control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
	/** Stops the sandbox and waits until it is gone. */
	stop(): Promise<void>;
}

const ROOT = join(__dirname, '..', '..');

/**
 * Starts a sandbox as a child process on a free port. It dies with the test process.
 *
 * @throws when it does not come up; the message holds what it printed
 */
export async function startSandbox(): Promise<Sandbox> {
	const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/server.mts', '--port', '0'], {
		cwd: ROOT,
		env: { ...process.env, SANDBOX_PARENT: 'stdin', NODE_OPTIONS: '' },
	});
	let complaints = '';
	child.stderr.on('data', (chunk: Buffer) => {
		complaints += chunk.toString();
	});
	const exited = once(child, 'exit');
	const lines = createInterface({ input: child.stdout });
	const firstLine = await Promise.race([
		once(lines, 'line').then(([line]) => String(line)),
		exited.then(() => undefined),
	]);
	if (firstLine === undefined) throw new Error(`The sandbox did not start: ${complaints}`);
	// A test that forgot to stop it must not hang: the child ends when this process does.
	child.unref();
	for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as unknown as Socket).unref();
	const { listening: url } = JSON.parse(firstLine) as { listening: string };

	async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${url}/control${path}`, {
			method,
			...(body === undefined
				? {}
				: { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const answer = (await response.json()) as T & { error?: string };
		if (!response.ok) throw new Error(`${method} ${path}: ${answer.error ?? response.status}`);
		return answer;
	}

	return {
		url,
		control,
		newBot: async (settings) =>
			await control<SandboxBot>('POST', '/bots', settings ? { settings } : {}),
		stop: async () => {
			child.stdin.end();
			await exited;
		},
	};
}
