import type { Account } from '../../world/account.mts';
import { arrive, fail, letWrite, taken } from '../../world/phone.mts';
import type { Act, Message, Person, PlainObject } from '../../world/types.mts';
import type { Driver } from '../provider.mts';
import { smsBubble, viberBubble } from './bubble.mts';
import type { Order } from './order.mts';
import { Pace } from './pace.mts';
import { troubleWith, type Trouble } from './people.mts';
import { Reports, STANDARD, type Fate, type Sent } from './reports.mts';

const DELIVERED: Fate = { status: 'delivered', number: STANDARD.delivered };

/** One account at Messaggio: brings its messages to the phones and reports what became of them. */
export class MessaggioDriver implements Driver {
	/** Addresses of the uploaded pictures, by image id. */
	readonly images = new Map<string, string>();

	readonly pace = new Pace();

	/** Messages that were accepted and are to be paid. */
	spent = 0;

	private readonly reports: Reports;

	private readonly sent = new WeakMap<Message, Sent>();

	/** What each person would answer to. */
	private readonly latest = new Map<string, Sent>();

	private readonly failedOnce = new Set<string>();

	private answers = 0;

	constructor(private readonly account: Account) {
		this.reports = new Reports(account);
	}

	facts(): { webhook: string; eventTypes: string[] } {
		const { callbackUrl, extendedReports } = this.account.settings;
		const extended = ['delivery', 'seen', 'reply'];
		return {
			webhook: String(callbackUrl),
			eventTypes: extendedReports === true ? extended : ['report'],
		};
	}

	stop(): void {
		this.reports.stop();
	}

	/** Counts answers, whose form changes from one to the next. */
	nextTurn(): number {
		return this.answers++;
	}

	/** The code with which a request is refused because of who is among its phones, or undefined. */
	refusalOf(phones: readonly string[]): number | undefined {
		const phone = phones.find((one) => {
			const { code, once } = troubleWith(one);
			return code !== undefined && !(once && this.failedOnce.has(one));
		});
		if (phone === undefined) return undefined;
		this.failedOnce.add(phone);
		return troubleWith(phone).code;
	}

	/** Sends an accepted message to one of its phones. @returns the message's id */
	send(order: Order, phone: string): string {
		const sent: Sent = {
			id: this.account.provider.messageId(),
			phone,
			transactionId: order.transactionId,
			wantsReports: order.wantsReports,
		};
		this.spent += 1;
		if (order.channel === 'sms') {
			this.sms(order, sent, order.text, troubleWith(phone));
			return sent.id;
		}
		const { interimReports, interimStatus } = this.account.settings;
		if (interimReports === true) {
			const number = interimStatus === 'buffered' ? STANDARD.buffered : STANDARD.inProcess;
			this.reports.viber(sent, { status: String(interimStatus), number });
		}
		this.viber(order, sent);
		return sent.id;
	}

	private viber(order: Order, sent: Sent): void {
		const person = this.account.find(sent.phone);
		const trouble = this.troubleByViber(person, sent.phone);
		const message = viberBubble(order, sent, this.images.get(order.imageId));
		this.sent.set(message, sent);
		if (!trouble.reason && person) {
			arrive(this.account, person, message);
			return;
		}
		const reason = trouble.reason ?? 'VIBER_USER_NOT_FOUND';
		if (person) this.account.addMessage(person, message);
		this.account.later(this.failureDelay(order, reason), () => {
			if (person) fail(this.account, person, message, reason);
			this.reports.viber(sent, { status: 'undelivered', number: numberOf(trouble), reason });
			const text = order.expiryText || order.text;
			const { smsFallback } = this.account.settings;
			if (trouble.fallsBack && smsFallback === true && text !== '') {
				this.sms(order, sent, text, trouble);
			}
		});
	}

	private troubleByViber(person: Person | undefined, phone: string): Trouble {
		// Nobody here has the number: to the service it is one without Viber.
		if (!person) return { reason: 'VIBER_USER_NOT_FOUND', fallsBack: true };
		const fault = this.account.faults.take('failNext', { person: person.id });
		if (fault) return { reason: fault.desc ?? 'VIBER_UNKNOWN_ERROR' };
		const trouble = troubleWith(phone);
		if (trouble.reason) return trouble;
		return person.blocked ? { reason: 'VIBER_BLOCKED_BY_USER' } : {};
	}

	private failureDelay(order: Order, reason: string): number {
		const { deliveredAfterMs, expiresAfterMs } = this.account.settings;
		if (reason !== 'VIBER_EXPIRED') return deliveredAfterMs;
		return typeof expiresAfterMs === 'number' ? expiresAfterMs : order.timeoutMs;
	}

	private sms(order: Order, sent: Sent, text: string, { alsoBySms }: Trouble): void {
		const person = this.account.find(sent.phone);
		const message = smsBubble(order, sent, text);
		this.sent.set(message, sent);
		if (person && !alsoBySms) {
			arrive(this.account, person, message);
			return;
		}
		const number = alsoBySms ? STANDARD.rejected : STANDARD.undelivered;
		if (person) this.account.addMessage(person, message);
		this.account.later(this.account.settings.deliveredAfterMs, () => {
			if (person) fail(this.account, person, message, `SMS status ${number}`);
			this.reports.standard(sent, number);
		});
	}

	delivered(person: Person, message: Message): void {
		const sent = this.sent.get(message);
		if (!sent) return;
		if (message.channel === 'sms') {
			this.reports.standard(sent, STANDARD.delivered);
			return;
		}
		this.latest.set(person.id, sent);
		const { extendedReports } = this.account.settings;
		letWrite(this.account, person, sent.wantsReports && extendedReports === true);
		this.reports.viber(sent, DELIVERED);
	}

	seen(_person: Person, messages: readonly Message[]): void {
		for (const message of messages) {
			const sent = this.sent.get(message);
			if (sent && message.channel !== 'sms') this.reports.seen(sent);
		}
	}

	acted(person: Person, act: Act): void {
		const sent = this.latest.get(person.id);
		if (act.kind !== 'wrote' || !sent) return;
		void this.reports.reply(sent, act.message.text).then((settled) => {
			if (settled) taken(this.account, person, act.message);
		});
	}

	raise(event: string, fields: PlainObject): void {
		// Reports of SMS have no type.
		const type = event === 'report' ? {} : { type: event };
		this.reports.byHand(event, { ...type, ...fields });
	}
}

/** The driver of an account of this provider. */
export function driverOf({ driver }: Account): MessaggioDriver {
	if (driver instanceof MessaggioDriver) return driver;
	throw new Error('The account is of another provider.');
}

function numberOf({ reason, alsoBySms }: Trouble): number {
	if (reason === 'VIBER_EXPIRED') return STANDARD.expired;
	return alsoBySms ? STANDARD.rejected : STANDARD.undelivered;
}
