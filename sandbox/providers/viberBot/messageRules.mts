import type { MessageContent, Person } from '../../world/types.mts';
import {
	checkFields,
	isObject,
	keepKnown,
	neededLevel,
	type FieldRule,
	type JsonObject,
	type Problem,
} from '../fields.mts';
import { STATUS, ViberRefusal } from './codes.mts';
import { KEYBOARD, keyboardTooTall } from './keyboard.mts';
import * as limits from './limits.mts';
import { TYPES } from './messageTypes.mts';

/** What holds for messages of all types (section 3). */

const SENDER: readonly FieldRule[] = [
	{ name: 'name', kind: 'string', required: true, min: 1, max: limits.MAX_SENDER_NAME },
	{
		name: 'avatar',
		kind: 'string',
		pattern: { test: /^https?:\/\/\S+$/i, says: 'must be a URL' },
	},
];

const RECEIVER: FieldRule = { name: 'receiver', kind: 'string', required: true, min: 1 };

const COMMON: readonly FieldRule[] = [
	{ name: 'sender', kind: 'object', required: true, fields: SENDER },
	{ name: 'tracking_data', kind: 'string', max: limits.MAX_TRACKING_DATA },
	// One above all that there is breaks no rule of form: no device supports it (section 11, number 8).
	{ name: 'min_api_version', kind: 'integer', min: 1 },
	{ name: 'keyboard', kind: 'object', fields: KEYBOARD, also: keyboardTooTall },
	{ name: 'chat_id', kind: 'string' },
];

/** The type of a message that only brings a keyboard; on the wire it has none. */
const KEYBOARD_ONLY = 'keyboard';

/** A message that has passed the rules. */
export interface BotMessage {
	type: string;
	text: string;
	senderName: string;
	senderAvatar: string | null;
	trackingData: string | null;
	minApiVersion: number;
	content: MessageContent;
	keyboard?: JsonObject;
}

/** Turns a breach of a field table into Viber's refusal: 4 for what is missing, 3 for the rest. */
export function refuse(problem: Problem | undefined): void {
	if (!problem) return;
	const status = problem.kind === 'missing' ? STATUS.missingData : STATUS.badData;
	throw new ViberRefusal(status, problem.says);
}

/**
 * Checks a `send_message` body.
 *
 * @throws ViberRefusal as {@link readMessage}, and for a missing or wrong `receiver`
 */
export function readAddressedMessage(body: JsonObject): BotMessage & { receiver: string } {
	refuse(checkFields(body, [RECEIVER]));
	return { receiver: String(body.receiver), ...readMessage(body) };
}

/**
 * Checks a message without looking at whom it is for; a welcome message is such a one (section 9.5).
 *
 * @throws ViberRefusal with status 3, 4, 14 or 17 and a message that names the field
 */
export function readMessage(body: JsonObject): BotMessage {
	const type = readType(body);
	const rules = [...(TYPES[type]?.fields ?? []), ...COMMON];
	refuse(checkFields(body, rules));
	const minApiVersion = Number(body.min_api_version ?? 1);
	const needs = neededLevel(body, rules);
	if (needs.level > minApiVersion) {
		throw new ViberRefusal(
			STATUS.incompatibleWithVersion,
			`${needs.field} needs min_api_version ${needs.level} or higher`,
		);
	}
	if (body.chat_id !== undefined) {
		throw new ViberRefusal(STATUS.publicAccountIsNotInline, 'chat_id: this bot is not inline');
	}
	const sender = isObject(body.sender) ? body.sender : {};
	return {
		type,
		text: typeof body.text === 'string' ? body.text : '',
		senderName: String(sender.name),
		senderAvatar: typeof sender.avatar === 'string' ? sender.avatar : null,
		trackingData: typeof body.tracking_data === 'string' ? body.tracking_data : null,
		minApiVersion,
		content: TYPES[type]?.content?.(body) ?? {},
		...(isObject(body.keyboard) ? { keyboard: keepKnown(body.keyboard, KEYBOARD) } : {}),
	};
}

/** The refusal of a message that needs a higher level than somebody's devices support, if it does. */
export function tooNewFor({ apiVersion }: Person, level: number): ViberRefusal | undefined {
	if (level <= apiVersion) return undefined;
	const says = `min_api_version ${level} is above what the receiver's devices support`;
	return new ViberRefusal(STATUS.apiVersionNotSupported, says);
}

function readType(body: JsonObject): string {
	const { type } = body;
	if (type === undefined) {
		if (body.keyboard !== undefined) return KEYBOARD_ONLY;
		throw new ViberRefusal(STATUS.missingData, 'type is missing');
	}
	if (typeof type !== 'string') throw new ViberRefusal(STATUS.badData, 'type must be a string');
	if (!Object.hasOwn(TYPES, type)) {
		throw new ViberRefusal(
			STATUS.badData,
			`type: the sandbox does not play messages of type "${type.slice(0, 40)}"`,
		);
	}
	return type;
}
