import type { Account } from '../../world/account.mts';
import { ownContact, place, plainText } from '../../world/compose.mts';
import { arrive, taken, write } from '../../world/phone.mts';
import { Refusal } from '../../world/refusal.mts';
import type { Act, Message, Person, PlainObject } from '../../world/types.mts';
import { isObject, type JsonObject } from '../fields.mts';
import type { Driver } from '../provider.mts';
import { Callbacks } from './callbacks.mts';
import { STATUS, tooLarge, ViberRefusal } from './codes.mts';
import { readJson } from '../json.mts';
import { MAX_REQUEST_BYTES } from './limits.mts';
import { readMessage, tooNewFor, type BotMessage } from './messageRules.mts';
import { wireContent } from './wireContent.mts';
import { BotState } from './state.mts';
import { nextToken } from './tokens.mts';

/** Reads a welcome message, which has no receiver (section 9.5). @throws ViberRefusal if it is none */
function readWelcome(answer: string, person: Person): BotMessage {
	if (Buffer.byteLength(answer) > MAX_REQUEST_BYTES) throw tooLarge();
	const body = readObject(answer);
	if (!body) throw new ViberRefusal(STATUS.badData, 'the answer is not a JSON object');
	if (body.receiver !== undefined) {
		throw new ViberRefusal(STATUS.badData, 'receiver must not be in a welcome message');
	}
	const message = readMessage(body);
	const tooNew = tooNewFor(person, message.minApiVersion);
	if (tooNew) throw tooNew;
	return message;
}

function readObject(text: string): JsonObject | undefined {
	try {
		const body = readJson(Buffer.from(text));
		return isObject(body) ? body : undefined;
	} catch {
		return undefined;
	}
}

/** One Viber bot: turns what people do into callbacks, and what the bot sends into bubbles. */
export class ViberBotDriver implements Driver {
	readonly state = new BotState();

	readonly callbacks: Callbacks;

	constructor(private readonly account: Account) {
		this.callbacks = new Callbacks(account, this.state);
	}

	facts(): { webhook: string; eventTypes: string[] } {
		return { webhook: this.state.webhook, eventTypes: [...this.state.eventTypes] };
	}

	stop(): void {
		this.callbacks.stop();
	}

	/**
	 * Sends a message that passed the rules.
	 *
	 * @param method that it came by
	 * @returns its billing_status
	 */
	send(person: Person, message: BotMessage, token: bigint, method: string): number {
		const { account, state } = this;
		const talk = state.talk(person.id);
		const now = account.now();
		const billing = state.charge(talk.isInSession(now), account.settings);
		talk.botSent(now, message.trackingData);
		const { type, text, senderName: from } = message;
		account.accepted.add({ id: String(token), to: person.id, text, type, from, method });
		this.show(person, message, token);
		return billing;
	}

	/** Lets a message that passed the rules arrive on a phone, or fail there (section 9.4). */
	private show(person: Person, message: BotMessage, token: bigint): void {
		const failure = this.account.faults.take('failNext', { person: person.id });
		if (failure) {
			const desc = failure.desc ?? 'the message could not be shown on the device';
			this.account.later(this.account.settings.deliveredAfterMs, () => {
				const fields = { user_id: person.id, desc };
				void this.callbacks.send({ name: 'failed', person, token, note: desc, fields });
			});
			return;
		}
		arrive(this.account, person, {
			token: String(token),
			from: 'bot',
			type: message.type,
			text: message.text,
			...message.content,
			senderName: message.senderName,
			senderAvatar: message.senderAvatar,
			at: Date.now(),
			delivered: false,
			seen: false,
			trackingData: message.trackingData,
			...(message.keyboard ? { keyboard: message.keyboard } : {}),
		});
	}

	delivered(person: Person, message: Message): void {
		this.report('delivered', person, message);
	}

	/** Viber tells it once, for the newest of them. */
	seen(person: Person, messages: readonly Message[]): void {
		const newest = messages.at(-1);
		if (newest) this.report('seen', person, newest);
	}

	acted(person: Person, act: Act): void {
		switch (act.kind) {
			case 'opened':
				void this.startConversation(person, act.context);
				break;
			case 'subscribed':
				// Subscribing wipes what the chat was tracked by before (section 9.4).
				this.state.talk(person.id).trackingData = '';
				void this.callbacks.send({
					name: 'subscribed',
					person,
					fields: { user: this.profile(person) },
				});
				break;
			case 'unsubscribed':
				void this.callbacks.send({
					name: 'unsubscribed',
					person,
					fields: { user_id: person.id },
				});
				break;
			case 'wrote':
				void this.passOn(person, act.message, act.silent);
				break;
		}
	}

	tapped(person: Person, board: PlainObject, index: number, location: unknown): Message | null {
		const button: unknown = Array.isArray(board.Buttons) ? board.Buttons[index] : undefined;
		if (!isObject(button)) throw new Refusal(400, `There is no button ${index}.`);
		const action = button.Map ? 'open-map' : String(button.ActionType ?? 'reply');
		const silent = button.Silent === true;
		switch (action) {
			case 'reply':
				return write(this.account, person, plainText(button.ActionBody), silent);
			case 'open-url':
				return silent ? null : write(this.account, person, plainText(button.ActionBody));
			case 'share-phone':
				return write(this.account, person, ownContact(person), silent);
			case 'location-picker':
				return write(this.account, person, place(location), silent);
			default:
				// A map opens on the phone only, and `none` does nothing at all.
				return null;
		}
	}

	raise(event: string, fields: PlainObject): void {
		void this.callbacks.send({ name: event, note: 'sent by hand', fields });
	}

	private report(name: string, person: Person, message: Message): void {
		const token = BigInt(message.token);
		void this.callbacks.send({ name, person, token, fields: { user_id: person.id } });
	}

	private async passOn(person: Person, message: Message, silent: boolean): Promise<void> {
		const talk = this.state.talk(person.id);
		talk.personWrote(this.account.now());
		const answer = await this.callbacks.send({
			name: 'message',
			person,
			token: BigInt(message.token),
			note: message.type === 'text' ? message.text.slice(0, 80) : message.type,
			fields: {
				sender: this.profile(person),
				message: { ...wireContent(message), tracking_data: talk.trackingData },
				silent,
			},
		});
		if (answer !== undefined) taken(this.account, person, message);
	}

	private async startConversation(person: Person, context?: string): Promise<void> {
		const answer = await this.callbacks.send({
			name: 'conversation_started',
			person,
			...(context ? { note: `context ${context.slice(0, 80)}` } : {}),
			fields: {
				type: 'open',
				...(context ? { context } : {}),
				user: this.profile(person),
				subscribed: person.subscribed,
			},
		});
		if (answer?.trim()) this.welcome(person, answer);
	}

	/** Shows the welcome message that answered `conversation_started` (section 9.5), if it is one. */
	private welcome(person: Person, answer: string): void {
		const line = { direction: 'in', what: 'call', name: 'welcome message' } as const;
		try {
			const message = readWelcome(answer, person);
			const token = nextToken();
			this.show(person, message, token);
			this.state.talk(person.id).trackingData = message.trackingData ?? '';
			const note = message.text.slice(0, 80);
			this.account.log.add({ ...line, token: String(token), person: person.id, status: 0, note });
		} catch (error) {
			if (!(error instanceof ViberRefusal)) throw error;
			const { status, statusMessage } = error;
			const note = `not shown: ${statusMessage}`;
			this.account.log.add({ ...line, person: person.id, status, note });
		}
	}

	/** The `user` or `sender` of a callback; name and picture only as the bot asked for them. */
	private profile(person: Person): JsonObject {
		return {
			id: person.id,
			...(this.state.sendName ? { name: person.name } : {}),
			...(this.state.sendPhoto && person.avatar ? { avatar: person.avatar } : {}),
			language: person.language,
			country: person.country,
			api_version: person.apiVersion,
		};
	}
}
