import { createHmac } from 'node:crypto';
import type { Receiver } from './account.mts';
import type { Shot } from './post.mts';

/** Larger than JavaScript's numbers are exact, as Viber's are; each callback has its own. */
const FIRST_TOKEN = 5_912_661_846_655_238_145n;

let callbacks = 0n;

/**
 * Makes callbacks of Viber in which people write to a bot, each signed.
 *
 * @param url of the trigger
 * @param token the bot's, which signs
 * @param people each writes once
 * @param text what they write
 */
export function callbacksFrom(
	url: string,
	token: string,
	people: readonly Receiver[],
	text: (index: number) => string,
): Shot[] {
	return people.map(({ id, name }, index) => {
		callbacks += 1n;
		const [before, after] = JSON.stringify({
			event: 'message',
			timestamp: Date.now(),
			chat_hostname: 'SN-CALLBACK-01_',
			message_token: 'TOKEN',
			sender: { id, name, language: 'uk', country: 'UA', api_version: 10 },
			message: { type: 'text', text: text(index) },
			silent: false,
		}).split('"TOKEN"');
		const body = `${before}${FIRST_TOKEN + callbacks}${after}`;
		const signature = createHmac('sha256', token).update(body).digest('hex');
		return { url, body, headers: { 'x-viber-content-signature': signature } };
	});
}
