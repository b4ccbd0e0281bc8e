import { Carrier, type Callback } from '../../wire/carrier.mts';
import { encodeCallback, type CallbackForm } from '../../wire/encode.mts';
import type { Account } from '../../world/account.mts';
import { taken } from '../../world/phone.mts';
import type { Message, Person, PlainObject } from '../../world/types.mts';
import { stateOf, wordOf, type Sent } from './ledger.mts';

/** What the log says of a callback. */
type Line = Pick<Callback, 'name' | 'token' | 'person' | 'note'>;

/** Tells one account what becomes of its messages: each at the `callback_url` it names (§7). */
export class Callbacks {
	private readonly carrier: Carrier;

	/** The address of the newest callback, for those put together by hand. */
	private lastUrl: string | undefined;

	constructor(private readonly account: Account) {
		this.carrier = new Carrier(account);
	}

	/** Ends what is under way; nothing more is repeated. */
	stop(): void {
		this.carrier.stop();
	}

	/** Tells the state of a message (§7.2). */
	report(sent: Sent): void {
		const { callbackUrl } = sent.order;
		if (callbackUrl === undefined) return;
		const sms = sent.sms ? `, SMS ${sent.sms.status}` : '';
		void this.send(callbackUrl, stateOf(sent, this.account.settings.idAs), {
			name: 'status',
			token: String(sent.id),
			...(sent.person ? { person: sent.person.id } : {}),
			note: `${sent.status} ${wordOf(sent.status)}${sms}`,
		});
	}

	/** Passes on what a person answers to a message (§7.1). */
	async passOn(person: Person, message: Message, { id, order }: Sent): Promise<void> {
		if (order.callbackUrl === undefined) return;
		const fields = {
			message_token: BigInt(message.token),
			phone_number: person.id,
			// Seconds, as the ten digits of the sample suggest.
			time: Math.floor(message.at / 1000),
			message: { text: message.text, tracking_data: `tracking_id:${id}` },
		};
		const answer = await this.send(order.callbackUrl, fields, {
			name: 'reply',
			token: message.token,
			person: person.id,
			note: message.text.slice(0, 80),
		});
		if (answer !== undefined) taken(this.account, person, message);
	}

	/** Sends a callback as somebody has put it together to the address that got one last. */
	raise(name: string, fields: PlainObject): void {
		if (this.lastUrl === undefined) {
			this.carrier.note({ name }, null, 'not sent: nothing has gone to a callback_url yet');
			return;
		}
		void this.send(this.lastUrl, fields, { name, note: 'sent by hand' });
	}

	private async send(url: string, fields: PlainObject, line: Line): Promise<string | undefined> {
		this.lastUrl = url;
		const form = this.account.settings.callbackForm as CallbackForm;
		const { target, body } = encodeCallback(url, fields, form);
		return await this.carrier.carry({ ...line, target: () => target, body });
	}
}
