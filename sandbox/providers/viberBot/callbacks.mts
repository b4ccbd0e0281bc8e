import { randomBytes } from 'node:crypto';
import { Carrier } from '../../wire/carrier.mts';
import { describe } from '../../wire/courier.mts';
import { post, type Outcome } from '../../wire/post.mts';
import type { Account } from '../../world/account.mts';
import type { Person } from '../../world/types.mts';
import type { JsonObject } from '../fields.mts';
import { writeJson } from '../json.mts';
import { signBody } from './signature.mts';
import type { BotState } from './state.mts';
import { nextToken } from './tokens.mts';

/** Viber's internal name of a chat server; it is in answers and callbacks. */
export const CHAT_HOSTNAME = 'SN-CHAT-00_';

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
	private readonly carrier: Carrier;

	constructor(
		private readonly account: Account,
		private readonly state: BotState,
	) {
		this.carrier = new Carrier(account);
	}

	/** Ends what is under way; nothing more is repeated. */
	stop(): void {
		this.carrier.stop();
	}

	/**
	 * Tells the bot of an event if it has a webhook and wants events of this name.
	 *
	 * @returns the body of the webhook's HTTP 200 answer, or undefined if there was none
	 */
	async send(event: Event): Promise<string | undefined> {
		if (!this.state.wants(event.name)) return undefined;
		const token = event.token ?? nextToken();
		const line = {
			name: event.name,
			token: String(token),
			...(event.person ? { person: event.person.id } : {}),
		};
		if (this.state.webhook === '') {
			this.carrier.note(line, null, 'not sent: the bot has no webhook');
			return undefined;
		}
		const body = callbackBody(event.name, token, event.fields);
		return await this.carrier.carry({
			...line,
			...(event.note === undefined ? {} : { note: event.note }),
			target: () => (this.state.webhook === '' ? undefined : this.sealed(this.state.webhook, body)),
			body,
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
		const { signal } = this.carrier;
		const outcome = await post({ ...this.sealed(url, body), body, timeoutMs, signal });
		const status = outcome.answered ? outcome.status : null;
		const note = status === 200 ? '' : describe(outcome, timeoutMs);
		this.carrier.note({ name: 'webhook', token: String(token) }, status, note, 1);
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
