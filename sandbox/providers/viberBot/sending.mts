import type { Account } from '../../world/account.mts';
import type { Person } from '../../world/types.mts';
import { checkFields, type FieldRule, type JsonObject } from '../fields.mts';
import type { ViberBotDriver } from './bot.mts';
import type { Method } from './calls.mts';
import { STATUS, statusName, ViberRefusal } from './codes.mts';
import { BROADCAST_SPAN_MS, MAX_BROADCAST_RECEIVERS } from './limits.mts';
import {
	readAddressedMessage,
	readMessage,
	refuse,
	tooNewFor,
	type BotMessage,
} from './messageRules.mts';
import { fillPlaceholders } from './placeholders.mts';
import { nextToken } from './tokens.mts';

/** Sending: to one person (section 3) and to many (section 4). */

/** Why somebody cannot get a message: in the words for one person, and in those of `failed_list`. */
interface Obstacle {
	status: number;
	says: string;
	inList: string;
}

/** Section 3: a message to one person. */
export const sendMessage: Method = async (account, driver, body) => {
	const message = readAddressedMessage(body);
	const person = account.find(message.receiver);
	const token = nextToken();
	if (driver.state.webhook === '') {
		throw new ViberRefusal(STATUS.webhookNotSet, 'webhookNotSet', person?.id, token);
	}
	const found = obstacle(account, driver, person, message);
	if (found) throw new ViberRefusal(found.status, found.says, person?.id, token);
	if (!person) throw new Error('Nobody to send to, and no obstacle.');
	const billing_status = driver.send(person, message, token, 'send_message');
	return {
		fields: { message_token: token, billing_status },
		person: person.id,
		note: noteOn(message),
	};
};

const RECEIVERS: FieldRule = {
	name: 'broadcast_list',
	kind: 'array',
	required: true,
	min: 1,
	max: MAX_BROADCAST_RECEIVERS,
	items: { name: '', kind: 'string', min: 1 },
};

/**
 * Section 4: a message to many. Who cannot be reached is named in `failed_list`; all others get it under
 * the one token. No document says what becomes of somebody listed twice: here it comes twice, so that
 * whoever lists somebody twice by mistake gets to see it.
 */
export const broadcastMessage: Method = async (account, driver, body) => {
	refuse(checkFields(body, [RECEIVERS]));
	const message = readMessage(body);
	const { state } = driver;
	const { settings } = account;
	if (state.webhook === '') throw new ViberRefusal(STATUS.webhookNotSet, 'webhookNotSet');
	if (settings.broadcastAllowed === false) {
		throw new ViberRefusal(STATUS.broadcastNotAllowed, 'broadcastNotAllowed');
	}
	const most = settings.broadcastsPerTenSeconds;
	if (
		typeof most === 'number' &&
		!state.broadcasts.admits(account.now(), most, BROADCAST_SPAN_MS)
	) {
		throw new ViberRefusal(
			STATUS.tooManyRequests,
			`tooManyRequests: more than ${most} broadcasts in ${BROADCAST_SPAN_MS / 1000} seconds`,
		);
	}
	const token = nextToken();
	const failed: JsonObject[] = [];
	const receivers = body.broadcast_list as string[];
	for (const receiver of receivers) {
		const person = account.find(receiver);
		const found = obstacle(account, driver, person, message);
		if (found) failed.push({ receiver, status: found.status, status_message: found.inList });
		else if (person) {
			driver.send(person, fillPlaceholders(message, person), token, 'broadcast_message');
		}
	}
	return {
		fields: { message_token: token, failed_list: failed },
		note: `${receivers.length - failed.length} of ${receivers.length} reached: ${noteOn(message)}`,
	};
};

function obstacle(
	account: Account,
	driver: ViberBotDriver,
	person: Person | undefined,
	{ minApiVersion }: BotMessage,
): Obstacle | undefined {
	if (!person) {
		const says = 'receiverNotRegistered';
		return { status: STATUS.receiverNotRegistered, says, inList: 'Not found' };
	}
	if (!person.subscribed) {
		const says = 'notSubscribed';
		return { status: STATUS.receiverNotSubscribed, says, inList: 'Not subscribed' };
	}
	const version = tooNewFor(person, minApiVersion);
	if (version) {
		const { status, statusMessage: says } = version;
		return { status, says, inList: says };
	}
	const talk = driver.state.talk(person.id);
	const now = account.now();
	const { messagesPerHourWithoutReply: cap } = account.settings;
	if (typeof cap === 'number' && talk.unansweredInHour(now) >= cap) {
		const says = `the maximum of ${cap} messages in an hour to a user without a reply is reached`;
		return { status: STATUS.tooManyRequests, says, inList: says };
	}
	if (talk.isInSession(now)) return undefined;
	const status = driver.state.unpaidBy(account.settings);
	if (status === undefined) return undefined;
	return { status, says: statusName(status), inList: statusName(status) };
}

function noteOn({ type, text }: BotMessage): string {
	if (type === 'text') return text.slice(0, 80);
	return text === '' ? type : `${type}: ${text.slice(0, 80)}`;
}
