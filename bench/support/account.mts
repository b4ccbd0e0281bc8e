import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../../sandbox/n8n/viberSandbox.mts';

/** An account of the sandbox as its control API shows it, as far as it matters here. */
interface Facts {
	id: string;
	token: string;
	baseUrl: string;
	credential: Record<string, string>;
	people: Array<Person & { phoneNumber: string }>;
}

/** Somebody to write to. */
export interface Receiver {
	id: string;
	name: string;
}

const LIMIT_MS = 120_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Receipts would be work for the sandbox while it is to answer. */
const QUIET = { deliveredAfterMs: DAY_MS, seenAfterMs: null };

const SETTINGS: Record<string, Record<string, unknown>> = {
	viberBot: { messagesPerHourWithoutReply: null, broadcastsPerTenSeconds: null },
	messaggio: { messagesPerSecond: null },
};

async function call<T>(url: string, method: string, body?: unknown, headers = {}): Promise<T> {
	const response = await fetch(url, {
		method,
		...(body !== undefined && {
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(body),
		}),
		signal: AbortSignal.timeout(LIMIT_MS),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`The sandbox refused ${method} ${url}: ${text.slice(0, 300)}`);
	return JSON.parse(text) as T;
}

/** A message as the sandbox has accepted it. */
export interface Acceptance {
	id: string;
	to: string;
	text: string;
}

/** A fresh account of the sandbox that keeps no limits, for one run. */
export class BenchAccount {
	private constructor(
		private readonly address: string,
		private readonly facts: Facts,
	) {}

	/** @param sandbox its address */
	static async open(sandbox: string, provider: 'viberBot' | 'messaggio'): Promise<BenchAccount> {
		const settings = { ...QUIET, ...SETTINGS[provider] };
		const wish = { name: 'Bench', provider, settings };
		return new BenchAccount(sandbox, await call<Facts>(`${sandbox}/control/bots`, 'POST', wish));
	}

	private url(path = ''): string {
		return `${this.address}/control/bots/${this.facts.id}${path}`;
	}

	/** The secret that signs. */
	get token(): string {
		return this.facts.token;
	}

	/** Data of a credential for it in n8n. */
	credential(): { type: string; data: Record<string, string> } {
		const { token, baseUrl, credential } = this.facts;
		if (credential['login'] === undefined) {
			return { type: 'viberBotApi', data: { authToken: token, baseUrl } };
		}
		return {
			type: 'messaggioApi',
			data: {
				login: credential['login'],
				secretKey: token,
				baseUrl: `${baseUrl}/`,
				mediaUrl: `${baseUrl}/upload/`,
			},
		};
	}

	/** Where messages are sent to. */
	get baseUrl(): string {
		return this.facts.baseUrl;
	}

	/** Adds people who get messages; their phone numbers stand for nothing that fails. */
	async crowd(count: number): Promise<Receiver[]> {
		const wish = { count, name: 'Person', phoneNumber: '+380671000001', subscribed: true };
		return (await call<{ people: Receiver[] }>(this.url('/people'), 'POST', wish)).people;
	}

	/** Answers every call so late; 0: at once. */
	async latency(ms: number): Promise<void> {
		await call(this.url('/faults'), 'PATCH', { slow: ms === 0 ? null : { ms } });
	}

	/**
	 * Registers a webhook, without which a Viber bot may not send.
	 *
	 * @param url answers any POST with 200
	 */
	async webhook(url: string): Promise<void> {
		const wish = { url, event_types: [] };
		const token = { 'x-viber-auth-token': this.token };
		await call(`${this.baseUrl}/set_webhook`, 'POST', wish, token);
	}

	/** All messages that were accepted, in their order, from the sandbox's own ledger. */
	async acceptances(): Promise<Acceptance[]> {
		return await call<Acceptance[]>(this.url('/accepted'), 'GET');
	}

	/**
	 * Checks that each of these was accepted once, and nothing else.
	 *
	 * @param beginning of the texts, when others were sent before
	 */
	async mustHaveAccepted(
		wanted: Array<{ to: string; text: string }>,
		who: string,
		beginning = '',
	): Promise<void> {
		const inOrder = (messages: Array<{ to: string; text: string }>) =>
			messages.map(({ to, text }) => `${to} ${text}`).sort();
		const accepted = (await this.acceptances()).filter(({ text }) => text.startsWith(beginning));
		const isRight = isDeepStrictEqual(inOrder(accepted), inOrder(wanted));
		assert.ok(isRight, `${who}: of ${wanted.length} some were lost or sent twice`);
	}

	/** The number of the newest line in the record of calls and callbacks; the first has 1. */
	async lines(since = 0): Promise<number> {
		const lines = await call<Array<{ seq: number }>>(this.url(`/log?since=${since}`), 'GET');
		return lines.at(-1)?.seq ?? since;
	}
}
