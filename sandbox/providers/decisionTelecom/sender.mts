import type { Account } from '../../world/account.mts';
import { arrive, fail, letWrite } from '../../world/phone.mts';
import type { Act, Message, Person, PlainObject } from '../../world/types.mts';
import { Window } from '../../world/window.mts';
import type { Driver } from '../provider.mts';
import { errorOf, noBalance, tooManyRequests } from './errors.mts';
import { bubbleOf, smsBubbleOf } from './bubbles.mts';
import { Callbacks } from './callbacks.mts';
import { Ledger, type Sent } from './ledger.mts';
import { SMS_STATUS, STATUS, UNLIMITED_VALIDITY_S } from './limits.mts';
import { fateOf, smsFateOf, type Fate } from './numbers.mts';
import type { Order } from './sendRules.mts';

const SECOND_MS = 1000;

/** One account at DecisionTelecom: carries messages to numbers, and tells what becomes of them. */
export class SenderDriver implements Driver {
	readonly ledger = new Ledger();

	private readonly callbacks: Callbacks;

	private readonly requests = new Window();

	/** Messages that are paid for so far. */
	private charged = 0;

	/** The message that arrived last at each person by Viber: answers go by it (§7.1). */
	private readonly newest = new Map<string, Sent>();

	constructor(private readonly account: Account) {
		this.callbacks = new Callbacks(account);
	}

	facts(): { webhook: null; eventTypes: string[] } {
		return { webhook: null, eventTypes: [] };
	}

	stop(): void {
		this.callbacks.stop();
	}

	/** Counts a request. @throws Refused (429) when there are too many in a second */
	admit(): void {
		const { requestsPerSecond: most } = this.account.settings;
		const now = this.account.now();
		if (typeof most === 'number' && !this.requests.admits(now, most, SECOND_MS)) {
			throw tooManyRequests();
		}
	}

	/**
	 * Accepts a message that passed the rules.
	 *
	 * @param flaw why its picture cannot be shown, if it is so; the message fails later on
	 * @throws Refused when the number or the balance says so
	 */
	accept(order: Order, flaw?: string): Sent {
		const { settings } = this.account;
		const person = this.account.find(order.to);
		const fate = person ? fateOf(order.to) : undefined;
		if (fate?.kind === 'refused') throw errorOf(fate.status);
		if (typeof settings.balance === 'number' && this.charged >= settings.balance) throw noBalance();
		this.charged += 1;
		const id = this.ledger.nextId(settings.idsBeyond53 === true);
		const sent: Sent = {
			id,
			order,
			...(person ? { person } : {}),
			at: this.account.now(),
			bubble: bubbleOf(order, String(id)),
			status: STATUS.pending,
		};
		this.ledger.add(sent);
		const end = flaw === undefined ? undefined : this.endOf(flaw);
		if (person) this.carryOn(sent, person, end ?? this.disturbed(person, fate));
		else this.later(() => this.giveUp(sent, end?.status ?? STATUS.undelivered, ''));
		return sent;
	}

	delivered(person: Person, message: Message): void {
		const sent = this.ledger.ofBubble(message);
		if (!sent) return;
		if (message.channel === 'sms') {
			this.endSms(sent, SMS_STATUS.delivered);
			return;
		}
		sent.status = STATUS.delivered;
		this.newest.set(person.id, sent);
		letWrite(this.account, person, sent.order.twoWay && sent.order.callbackUrl !== undefined);
		this.callbacks.report(sent);
	}

	seen(_person: Person, messages: readonly Message[]): void {
		for (const message of messages) {
			const sent = this.ledger.ofBubble(message);
			if (!sent || message.channel === 'sms') continue;
			sent.status = STATUS.seen;
			this.callbacks.report(sent);
		}
	}

	acted(person: Person, act: Act): void {
		const sent = this.newest.get(person.id);
		if (act.kind === 'wrote' && sent) void this.callbacks.passOn(person, act.message, sent);
	}

	raise(event: string, fields: PlainObject): void {
		this.callbacks.raise(event, fields);
	}

	/** What becomes of a message with a picture that cannot be shown (§9, number 8). */
	private endOf(flaw: string): Extract<Fate, { kind: 'ends' }> {
		const isRejected = this.account.settings.badImage === 'rejected';
		const status = isRejected ? STATUS.rejected : STATUS.error;
		return { kind: 'ends', status, why: `its picture ${flaw} (${status})` };
	}

	/** What becomes of a message, after what somebody has switched on. */
	private disturbed(person: Person, fate: Fate = { kind: 'arrives', reads: true }): Fate {
		const failure = this.account.faults.take('failNext', { person: person.id });
		if (failure) {
			return {
				kind: 'ends',
				status: STATUS.error,
				why: failure.desc ?? 'an error, on purpose (2)',
			};
		}
		if (!person.blocked) return fate;
		return { kind: 'ends', status: STATUS.rejected, why: 'the sender is blocked (3)' };
	}

	private carryOn(sent: Sent, person: Person, fate: Fate): void {
		const { account } = this;
		if (fate.kind === 'arrives' || fate.kind === 'expires') {
			account.later(account.settings.deliveredAfterMs / 2, () => {
				if (sent.status === STATUS.pending) sent.status = STATUS.sent;
			});
		}
		switch (fate.kind) {
			case 'arrives':
				arrive(account, person, sent.bubble, fate.reads);
				return;
			case 'ends':
				account.addMessage(person, sent.bubble);
				if (fate.status !== STATUS.pending) {
					this.later(() => this.giveUp(sent, fate.status, fate.why));
				}
				return;
			case 'expires': {
				account.addMessage(person, sent.bubble);
				const seconds = sent.order.validity ?? UNLIMITED_VALIDITY_S;
				account.later(seconds * Number(account.settings.validitySecondMs), () =>
					this.giveUp(sent, STATUS.undelivered, 'the validity period is over (4)'),
				);
				return;
			}
			default:
				account.addMessage(person, sent.bubble);
				this.later(() => this.giveUp(sent, STATUS.undelivered, 'no Viber there (4)'));
		}
	}

	/** A message does not get through by Viber; an SMS follows if there is a text for one. */
	private giveUp(sent: Sent, status: number, why: string): void {
		const { person, bubble, order } = sent;
		sent.status = status;
		this.charged -= 1;
		if (person) fail(this.account, person, bubble, why);
		if (status === STATUS.undelivered && order.smsText !== undefined) {
			this.sendSms(sent, order.smsText);
		}
		this.callbacks.report(sent);
	}

	private sendSms(sent: Sent, text: string): void {
		const { person, order } = sent;
		const id = this.ledger.nextId(this.account.settings.idsBeyond53 === true);
		sent.sms = { id, status: SMS_STATUS.accepted };
		if (!person) {
			this.later(() => this.endSms(sent, SMS_STATUS.undeliverable));
			return;
		}
		const bubble = smsBubbleOf(order, text, String(id));
		this.ledger.addSms(sent, bubble.token);
		const status = smsFateOf(order.to);
		if (status === SMS_STATUS.delivered) {
			arrive(this.account, person, bubble);
			return;
		}
		this.account.addMessage(person, bubble);
		this.later(() => {
			const why = status === SMS_STATUS.expired ? 'the SMS expired (3)' : 'no SMS gets there (5)';
			fail(this.account, person, bubble, why);
			this.endSms(sent, status);
		});
	}

	private endSms(sent: Sent, status: number): void {
		if (sent.sms) sent.sms.status = status;
		this.callbacks.report(sent);
	}

	private later(task: () => void): void {
		this.account.later(this.account.settings.deliveredAfterMs, task);
	}
}
