import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { deliver, describe, duration } from '../../wire/courier.mts';
import { Gate } from '../../wire/gate.mts';
import { Order } from '../../wire/order.mts';
import { post, type Outcome } from '../../wire/post.mts';
import type { Account } from '../../world/account.mts';
import type { Person } from '../../world/types.mts';
import type { JsonObject } from '../fields.mts';
import { writeJson } from './json.mts';
import { signBody } from './signature.mts';
import type { BotState } from './state.mts';
import { nextToken } from './tokens.mts';

/** Viber's internal name of a chat server; it is in answers and callbacks. */
export const CHAT_HOSTNAME = 'SN-CHAT-00_';

// More connections at a time than a test webhook's queue holds would look like failures.
const CALLBACKS_AT_A_TIME = 64;

/** What is to be told of an event. */
export interface Event {
	name: string;
	person?: Person;
	/** The message the event is about; without it the event gets a token of its own. */
	token?: bigint;
	fields?: JsonObject;
	note?: string;
}

/** Sends one bot's callbacks: signed, and repeated until they are taken (section 9). */
export class Callbacks {
	private readonly life = new AbortController();

	private readonly gate = new Gate(CALLBACKS_AT_A_TIME);

	private readonly order: Order;

	constructor(
		private readonly account: Account,
		private readonly state: BotState,
	) {
		// Every callback under way listens to the signal; their number is no sign of a leak.
		setMaxListeners(0, this.life.signal);
		this.order = new Order(
			() => this.account.faults.take('outOfOrder') !== undefined,
			(ms, task) => this.account.later(ms, task),
		);
	}

	/** Ends what is under way; nothing more is repeated. */
	stop(): void {
		this.life.abort();
	}

	/**
	 * Tells the bot of an event if it has a webhook and wants events of this name.
	 *
	 * @returns the body of the webhook's HTTP 200 answer, or undefined if there was none
	 */
	async send(event: Event): Promise<string | undefined> {
		if (!this.state.wants(event.name)) return undefined;
		const token = event.token ?? nextToken();
		const line = { token: String(token), ...(event.person ? { person: event.person.id } : {}) };
		if (this.state.webhook === '') {
			this.note(event.name, null, 'not sent: the bot has no webhook', line);
			return undefined;
		}
		const body = callbackBody(event.name, token, event.fields);
		const again = this.account.faults.take('duplicates') !== undefined;
		const answer = await this.order.pass(async () => await this.carry(event, body, line));
		if (again) await this.carry({ ...event, note: 'sent once more, on purpose' }, body, line);
		return answer;
	}

	/** Takes a callback to the webhook, and to it again until it is taken or given up. */
	private async carry(
		event: Event,
		body: Buffer,
		line: { token: string; person?: string },
	): Promise<string | undefined> {
		const { retryDelaysMs, callbackTimeoutMs } = this.account.settings;
		return await deliver({
			target: () => (this.state.webhook === '' ? undefined : this.sealed(this.state.webhook, body)),
			body,
			timeoutMs: callbackTimeoutMs,
			retryDelaysMs,
			signal: this.life.signal,
			gate: this.gate,
			attempted: (attempt, outcome, nextInMs) => {
				const status = outcome.answered ? outcome.status : null;
				const next = nextInMs === undefined ? 'given up' : `again in ${duration(nextInMs)}`;
				const failure = `${describe(outcome, callbackTimeoutMs)}; ${next}`;
				const note = status === 200 ? (event.note ?? '') : failure;
				this.note(event.name, status, note, { ...line, attempt });
			},
		});
	}

	/**
	 * Asks a new webhook whether it is there, with a signed `webhook` event (section 2).
	 *
	 * @returns undefined if it answered HTTP 200, otherwise what Viber says about it
	 */
	async handshake(url: string): Promise<string | undefined> {
		const token = nextToken();
		const body = callbackBody('webhook', token);
		const { callbackTimeoutMs: timeoutMs } = this.account.settings;
		const { signal } = this.life;
		const outcome = await post({ ...this.sealed(url, body), body, timeoutMs, signal });
		const status = outcome.answered ? outcome.status : null;
		const note = status === 200 ? '' : describe(outcome, timeoutMs);
		this.note('webhook', status, note, { token: String(token), attempt: 1 });
		return status === 200 ? undefined : javaText(outcome, url, timeoutMs);
	}

	private sealed(url: string, body: Buffer): { url: string; headers: Record<string, string> } {
		const signature = signBody(this.account.secret, body);
		const { signatureIn } = this.account.settings;
		const headers: Record<string, string> = { 'Content-Type': 'application/json' };
		if (signatureIn !== 'query') headers['X-Viber-Content-Signature'] = signature;
		if (signatureIn === 'header') return { url, headers };
		const bare = url.replace(/#.*$/, '');
		return { url: `${bare}${bare.includes('?') ? '&' : '?'}sig=${signature}`, headers };
	}

	private note(
		name: string,
		status: number | null,
		note: string,
		more: { token: string; person?: string; attempt?: number },
	): void {
		this.account.log.add({ direction: 'out', what: 'callback', name, status, note, ...more });
	}
}

function callbackBody(event: string, token: bigint, fields: JsonObject = {}): Buffer {
	const head = { event, timestamp: Date.now(), chat_hostname: CHAT_HOSTNAME };
	return Buffer.from(writeJson({ ...head, message_token: token, ...fields }));
}

/** Words a failed handshake the way Viber does: as what its Java server prints (section 2). */
function javaText(outcome: Outcome, url: string, timeoutMs: number): string {
	if (outcome.answered) {
		const { pathname, search } = new URL(url);
		const request = `HttpRequest[POST ${pathname}${search} HTTP/1.1]@${objectId()}`;
		const statusLine = `HTTP/1.1 ${outcome.status} ${outcome.statusText}`.trim();
		return `Result[${request} > HttpResponse[${statusLine}]@${objectId()}] null`;
	}
	if (outcome.reason === 'timeout') {
		return `java.util.concurrent.TimeoutException: Total timeout ${timeoutMs} ms elapsed`;
	}
	switch (outcome.code) {
		case 'ECONNREFUSED':
			return 'java.net.ConnectException: Connection refused';
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return `java.net.UnknownHostException: ${new URL(url).hostname}`;
		case 'ECONNRESET':
			return 'java.io.EOFException: Connection closed before an answer';
		default:
			return /CERT|SIGNED|SSL|TLS|EPROTO/.test(outcome.code)
				? 'javax.net.ssl.SSLHandshakeException: the certificate is not trusted'
				: `java.io.IOException: ${outcome.code}`;
	}
}

function objectId(): string {
	return randomBytes(4).toString('hex').replace(/^0+/, '');
}
