import type { Account } from './account.mts';
import type { Composition } from './compose.mts';
import { Refusal } from './refusal.mts';
import type { Message, Person, PlainObject } from './types.mts';

/**
 * A message from the bot arrives: it is shown, reported as delivered after a moment and, unless the
 * person reads by hand, seen a moment later.
 *
 * @param reads false for somebody who does not look at it by themselves
 */
export function arrive(account: Account, person: Person, message: Message, reads = true): void {
	account.addMessage(person, message);
	account.later(account.settings.deliveredAfterMs, () => {
		// Somebody who has blocked the bot meanwhile receives nothing more.
		if (person.blocked) return;
		message.delivered = true;
		account.announce({ kind: 'message', person, message });
		account.driver.delivered(person, message);
		const { seenAfterMs } = account.settings;
		if (reads && seenAfterMs !== null) {
			account.later(seenAfterMs, () => {
				if (!person.blocked) read(account, person);
			});
		}
	});
}

/** A message that the phone was to get does not get there; `why` is for the reader of the page. */
export function fail(account: Account, person: Person, message: Message, why: string): void {
	message.failure = why;
	account.announce({ kind: 'message', person, message });
}

/** Lets a person write, or no more. */
export function letWrite(account: Account, person: Person, mayWrite: boolean): void {
	if (person.mayWrite === mayWrite) return;
	person.mayWrite = mayWrite;
	account.announce({ kind: 'person', person });
}

/**
 * The person looks at the chat: everything delivered and unread becomes seen, and the provider hears
 * of it once, with all of them.
 *
 * @returns how many messages were unread
 */
export function read(account: Account, person: Person): number {
	const unread = person.messages.filter((one) => one.from === 'bot' && one.delivered && !one.seen);
	for (const message of unread) {
		message.seen = true;
		account.announce({ kind: 'message', person, message });
	}
	if (unread.length > 0) account.driver.seen(person, unread);
	return unread.length;
}

/** The person opens the chat by a button or a link, which may carry a context. */
export function open(account: Account, person: Person, context?: string): void {
	account.driver.acted(person, { kind: 'opened', ...(context === undefined ? {} : { context }) });
}

/** The person allows messages. @returns false when they were allowed already; then no event goes out */
export function subscribe(account: Account, person: Person): boolean {
	if (person.subscribed) return false;
	changePerson(account, person, true, false);
	account.driver.acted(person, { kind: 'subscribed' });
	return true;
}

/** The person blocks the bot. @returns false when it was blocked already; then no event goes out */
export function unsubscribe(account: Account, person: Person): boolean {
	if (person.blocked) return false;
	const was = person.subscribed;
	changePerson(account, person, false, true);
	if (was) account.driver.acted(person, { kind: 'unsubscribed' });
	return was;
}

/** The person writes to the bot, which subscribes them silently if they were not. */
export function write(
	account: Account,
	person: Person,
	composition: Composition,
	silent = false,
): Message {
	const message: Message = {
		token: account.provider.messageId(),
		from: 'person',
		...composition,
		senderName: person.name,
		senderAvatar: null,
		at: Date.now(),
		delivered: false,
		seen: false,
		trackingData: null,
	};
	if (!person.subscribed) changePerson(account, person, true, false);
	account.addMessage(person, message);
	account.driver.acted(person, { kind: 'wrote', message, silent });
	return message;
}

/** The message whose keyboard the phone shows: the bot's newest one, if it brought a keyboard. */
function keyboardMessage(person: Person): Message | undefined {
	const newest = person.messages.findLast((message) => message.from === 'bot');
	return newest?.keyboard ? newest : undefined;
}

/**
 * The buttons that somebody may tap: those of the carousel that a message brought, or the keyboard that
 * is shown.
 *
 * @throws Refusal (400) when there are none, or none any more
 */
export function buttonsOf(person: Person, messageToken: unknown): PlainObject {
	const named = person.messages.find(({ token }) => token === messageToken);
	if (named?.richMedia) return named.richMedia;
	const shown = keyboardMessage(person);
	if (!shown?.keyboard) throw new Refusal(400, `${person.name}'s phone shows no keyboard.`);
	if (messageToken !== undefined && messageToken !== shown.token) {
		throw new Refusal(400, 'The keyboard of that message is no longer shown.');
	}
	return shown.keyboard;
}

/** Marks what a person wrote as taken by the bot. */
export function taken(account: Account, person: Person, message: Message): void {
	message.delivered = true;
	account.announce({ kind: 'message', person, message });
}

function changePerson(account: Account, person: Person, subscribed: boolean, blocked: boolean) {
	person.subscribed = subscribed;
	person.blocked = blocked;
	account.announce({ kind: 'person', person });
}
