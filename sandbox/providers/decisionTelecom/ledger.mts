import type { Message, Person } from '../../world/types.mts';
import type { JsonObject } from '../fields.mts';
import { STATUS } from './limits.mts';
import type { Order } from './sendRules.mts';

const KEPT_MESSAGES = 20_000;

/** From here on ids do not fit a JavaScript number, and neighbours look alike in one. */
const FIRST_BIG_ID = 9_100_000_000_000_000_001n;

/** A message that was accepted, and how far it has come. */
export interface Sent {
	id: bigint;
	order: Order;
	/** Nobody where the number is nobody's. */
	person?: Person;
	at: number;
	/** Its bubble; the SMS has one of its own. */
	bubble: Message;
	status: number;
	sms?: { id: bigint; status: number };
}

/** What one account has sent, by id. */
export class Ledger {
	private readonly byId = new Map<string, Sent>();

	/** Bubbles of messages and of their SMS alike, by token. */
	private readonly byToken = new Map<string, Sent>();

	private count = 0;

	/** A new id; a big one lies beyond 2^53. */
	nextId(isBig: boolean): bigint {
		this.count += 1;
		return (isBig ? FIRST_BIG_ID : 100_429n) + BigInt(this.count);
	}

	/** Keeps a message; very old ones leave. */
	add(sent: Sent): void {
		this.byId.set(String(sent.id), sent);
		this.byToken.set(sent.bubble.token, sent);
		const [oldest] = this.byId.keys();
		if (this.byId.size > KEPT_MESSAGES && oldest !== undefined) this.forget(oldest);
	}

	/** Keeps the bubble of a message's SMS. */
	addSms(sent: Sent, token: string): void {
		this.byToken.set(token, sent);
	}

	/** The message that a bubble belongs to. */
	ofBubble(message: Message): Sent | undefined {
		return this.byToken.get(message.token);
	}

	/** A message by its id as digits, unless it is older than `keptMs` by now, in ms since 1970. */
	find(id: string, keptMs: number, now: number): Sent | undefined {
		const sent = this.byId.get(id);
		return sent && now - sent.at < keptMs ? sent : undefined;
	}

	private forget(id: string): void {
		const sent = this.byId.get(id);
		this.byId.delete(id);
		if (!sent) return;
		this.byToken.delete(sent.bubble.token);
		if (sent.sms) this.byToken.delete(String(sent.sms.id));
	}
}

/** The state of a message as answers and callbacks tell it (§5, §7.2). */
export function stateOf({ id, status, sms }: Sent, idAs: unknown): JsonObject {
	const shown = (one: bigint) => (idAs === 'text' ? String(one) : one);
	return {
		message_id: shown(id),
		status,
		...(sms ? { sms_message_id: shown(sms.id), sms_message_status: sms.status } : {}),
	};
}

/** A status in the document's word. */
export const wordOf = (status: number): string =>
	Object.entries(STATUS).find(([, one]) => one === status)?.[0] ?? String(status);
