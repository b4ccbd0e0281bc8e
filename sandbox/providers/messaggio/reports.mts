import { Carrier } from '../../wire/carrier.mts';
import { encodeCallback } from '../../wire/encode.mts';
import type { Account } from '../../world/account.mts';
import type { PlainObject } from '../../world/types.mts';
import { SETTLING_STATUSES } from './limits.mts';

/** A message that was accepted for one phone. */
export interface Sent {
	id: string;
	phone: string;
	transactionId: string;
	/** Without the wish for reports there are none. */
	wantsReports: boolean;
}

/** What became of a message; each kind of report words it in its own way (messaggio.md §5). */
export interface Fate {
	/** In extended reports. */
	status: string;
	/** In standard reports. */
	number: number;
	/** Why it was not delivered. */
	reason?: string;
}

/** Numbers of standard reports that the sandbox gives (messaggio.md §5). */
export const STANDARD = {
	delivered: 0,
	undelivered: -1,
	expired: -2,
	rejected: -3,
	buffered: 1,
	inProcess: 4,
} as const;

/** Sends an account's delivery reports: to its one address, unsigned, until they are settled. */
export class Reports {
	private readonly carrier: Carrier;

	constructor(private readonly account: Account) {
		this.carrier = new Carrier(account);
	}

	/** Ends what is under way; nothing more is repeated. */
	stop(): void {
		this.carrier.stop();
	}

	/** Tells what became of a message by Viber. */
	viber(sent: Sent, { status, number, reason }: Fate): void {
		const { extendedReports, failureReasons } = this.account.settings;
		if (extendedReports !== true) {
			this.standard(sent, number);
			return;
		}
		const why = reason !== undefined && failureReasons === true ? { status_extended: reason } : {};
		const note = [status, reason].filter((one) => one !== undefined).join(', ');
		void this.send('delivery', sent, { status, ...why }, note);
	}

	/** Tells what became of an SMS, as a number. */
	standard(sent: Sent, status: number): void {
		void this.send(undefined, sent, { status }, `status ${status}`);
	}

	/** Tells that a message was seen, where the account has that. */
	seen(sent: Sent): void {
		if (this.account.settings.extendedReports === true) void this.send('seen', sent, {}, '');
	}

	/** Tells what somebody answered. @returns true once that is settled, false if it never was */
	async reply(sent: Sent, text: string): Promise<boolean> {
		if (this.account.settings.extendedReports !== true) return false;
		return await this.send('reply', sent, { text }, text.slice(0, 80));
	}

	/** Sends a report as somebody has put it together. */
	byHand(name: string, fields: PlainObject): void {
		void this.carry({ name, note: 'sent by hand' }, fields);
	}

	private async send(
		type: string | undefined,
		sent: Sent,
		fields: PlainObject,
		note: string,
	): Promise<boolean> {
		if (!sent.wantsReports) return false;
		const { id, phone, transactionId } = sent;
		const leavesOut = this.account.settings.emptyTransactionId === 'absent' && transactionId === '';
		const line = { name: type ?? 'report', token: id, person: phone, note };
		return await this.carry(line, {
			...(type === undefined ? {} : { type }),
			msg_id: id,
			...(leavesOut ? {} : { p_transaction_id: transactionId }),
			...fields,
		});
	}

	private async carry(
		line: { name: string; token?: string; person?: string; note: string },
		fields: PlainObject,
	): Promise<boolean> {
		const { callbackUrl, callbackMethod } = this.account.settings;
		if (callbackUrl === '') {
			this.carrier.note(line, null, 'not sent: the account has no callback address');
			return false;
		}
		const form = callbackMethod === 'GET' ? 'get' : 'form';
		const answer = await this.carrier.carry({
			...line,
			// The address may have changed by the time of a repeat.
			target: () => {
				const url = String(this.account.settings.callbackUrl);
				return url === '' ? undefined : encodeCallback(url, fields, form).target;
			},
			body: encodeCallback(String(callbackUrl), fields, form).body,
			settles: (status) => SETTLING_STATUSES.includes(status),
		});
		return answer !== undefined;
	}
}
