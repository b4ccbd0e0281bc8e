import type { IDataObject } from 'n8n-workflow';

import type { EventUser, MessagingEvent } from '../../shared/events';
import { checkUrlExtension } from '../../shared/files';
import { checkLength, checkUrl, count, InvalidInput, readText } from '../../shared/inputs';
import { isObject } from '../../shared/objects';
import type { WelcomeFields, WelcomeRules } from '../callbacks';
import { findApiVersion } from './buttons';
import { buildBoard } from './buttons/board';
import type { Need } from './buttons/checks';
import {
	CAPTION,
	PICTURE_EXTENSIONS,
	REQUEST_BYTES,
	RICH_MEDIA_LEVEL,
	SENDER_NAME,
	TEXT,
	TRACKING_DATA,
} from './limits';

/** §3: what a message of each type cannot do without; '' stands for the keyboard alone. */
const MANDATORY = new Map<unknown, readonly string[]>([
	['', ['keyboard']],
	['contact', ['contact']],
	['file', ['media', 'size', 'file_name']],
	['location', ['location']],
	['picture', ['media']],
	['rich_media', ['rich_media']],
	['sticker', ['sticker_id']],
	['text', ['text']],
	['url', ['media']],
	['video', ['media', 'size']],
]);

/**
 * The welcome message: what the HTTP answer to `conversation_started` carries, shaped like
 * `send_message` without `receiver` (viber-bot-api.md §9.5).
 */
export const welcome: WelcomeRules = {
	answers: ({ event }) => event === 'conversationStarted',
	build: (fields, event) => toBody(fromFields(fields, event.user), fields),
	adopt,
};

function fromFields(fields: WelcomeFields, user: EventUser | undefined): IDataObject {
	const text = fill(readField(fields, 'text', 'Text'), user);
	const media = readField(fields, 'pictureUrl', 'Picture URL').trim();
	const keyboard = readKeyboard(fields.keyboard, user);
	const trackingData = readField(fields, 'trackingData', 'Tracking Data');
	if (text.trim() === '' && media === '' && !keyboard) {
		throw new InvalidInput(
			'The welcome message is empty',
			"Fill in 'Text', 'Picture URL' or 'Keyboard JSON' under 'Welcome Fields'.",
		);
	}
	return {
		...(media !== '' ? { type: 'picture', media, text } : {}),
		...(media === '' && text.trim() !== '' ? { type: 'text', text } : {}),
		...(keyboard ? { keyboard } : {}),
		...(trackingData === '' ? {} : { tracking_data: trackingData }),
	};
}

// The last node may give a message in Viber's own words, or the fields of the form above.
function adopt(given: unknown, fields: WelcomeFields, event: MessagingEvent): string {
	if (!isObject(given)) {
		throw new InvalidInput(
			'The last node gave no message',
			'Let it give one item with "text", or with a whole message as the Viber Bot API takes it.',
		);
	}
	// An item of the trigger has a `type`, too: that of the event.
	const isWhole = given.type !== undefined && given.event === undefined;
	const message = isWhole ? { ...given } : fromFields(given, event.user);
	// Somebody who greets may have taken the message from a node that sends.
	delete message.receiver;
	return toBody(message, { from: given.from ?? fields.from });
}

function toBody(message: IDataObject, fields: WelcomeFields): string {
	const { type = '', text, media, tracking_data: trackingData } = message;
	const mandatory = MANDATORY.get(type);
	if (!mandatory) {
		throw new InvalidInput(
			'The welcome message has a type that Viber does not know',
			`The type is one of ${[...MANDATORY.keys()].filter(Boolean).join(', ')}.`,
		);
	}
	const missing = mandatory.find((key) => [undefined, null, ''].includes(message[key] as string));
	if (missing !== undefined) {
		throw new InvalidInput(
			`The welcome message lacks "${missing}"`,
			`A message of type "${String(type)}" needs ${mandatory.join(', ')}.`,
		);
	}
	const limit = type === 'text' ? TEXT : CAPTION;
	if (text !== undefined) checkLength(readField(message, 'text', 'Text'), 'Text', limit);
	if (media !== undefined) {
		const label = type === 'picture' ? 'Picture URL' : 'Media';
		checkUrl(String(media), label);
		if (type === 'picture') checkUrlExtension(String(media), label, PICTURE_EXTENSIONS);
	}
	if (trackingData !== undefined) {
		checkLength(String(trackingData), 'Tracking Data', TRACKING_DATA);
	}
	const sender = senderOf(message, fields);
	const body = JSON.stringify({
		...message,
		// §3: a picture has a text, be it empty.
		...(type === 'picture' ? { text: text ?? '' } : {}),
		...withBoards(message),
		...(sender ? { sender } : {}),
	});
	const bytes = Buffer.byteLength(body);
	if (bytes > REQUEST_BYTES) {
		throw new InvalidInput(
			`The welcome message takes ${count(bytes)} bytes, the limit is ${count(REQUEST_BYTES)}`,
			"Shorten 'Text' or 'Keyboard JSON'. Letters outside English take two bytes or more.",
		);
	}
	return body;
}

// Buttons are checked as in a message that is sent, and what they need of the app is asked for:
// without that level Viber drops parts of them, or the whole (§11, 8).
function withBoards({ keyboard, rich_media: carousel, ...message }: IDataObject): IDataObject {
	const boards: IDataObject = {};
	const needs: Need[] = [];
	if (keyboard !== undefined) {
		checkKeyboard(keyboard);
		const built = buildBoard(
			'keyboard',
			NO_FORM,
			keyboard as IDataObject,
			labelled('Keyboard JSON'),
		);
		boards.keyboard = built.board;
		needs.push(...built.needs);
	}
	if (isObject(carousel)) {
		const built = buildBoard('richMedia', NO_FORM, carousel, labelled('Carousel'));
		boards.rich_media = built.board;
		needs.push({ level: RICH_MEDIA_LEVEL, place: 'Carousel' }, ...built.needs);
	}
	const minApiVersion = findApiVersion(() => message.min_api_version, needs);
	return {
		...boards,
		...(minApiVersion === undefined ? {} : { min_api_version: minApiVersion }),
	};
}

const NO_FORM = { buttons: [], settings: {} };

function labelled(label: string) {
	return { form: label, json: label, settings: {} };
}

function senderOf({ sender }: IDataObject, fields: WelcomeFields): IDataObject | undefined {
	const given = isObject(sender) ? sender : undefined;
	const name = readField(
		given?.name === undefined ? fields : given,
		given?.name === undefined ? 'from' : 'name',
		'Sender Name',
	).trim();
	checkLength(name, 'Sender Name', SENDER_NAME);
	return name === '' ? given : { ...given, name };
}

function readKeyboard(value: unknown, user: EventUser | undefined): IDataObject | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string' && value.trim() === '') return undefined;
	const parsed = typeof value === 'string' ? parse(value) : value;
	if (isObject(parsed) && Object.keys(parsed).length === 0) return undefined;
	checkKeyboard(parsed);
	// A name is put into the finished texts: put into the JSON, a quote in it would break it.
	return fillDeep(parsed, user) as IDataObject;
}

function checkKeyboard(keyboard: unknown): void {
	const buttons = isObject(keyboard) ? keyboard.Buttons : undefined;
	if (!isObject(keyboard) || !Array.isArray(buttons) || buttons.length === 0) {
		throw new InvalidInput(
			"'Keyboard JSON' is not a keyboard",
			'Give a JSON object with "Type": "keyboard" and at least one button in "Buttons".',
		);
	}
	keyboard.Type ??= 'keyboard';
}

/** Puts what is known of the person in place of {name}, {language} and {country}. */
function fill(text: string, user: EventUser | undefined): string {
	return text.replace(/\{(name|language|country)\}/g, (_, key: keyof EventUser) =>
		String(user?.[key] ?? ''),
	);
}

// Button texts are HTML (§5), so a name must not bring tags along.
function fillDeep(value: unknown, user: EventUser | undefined, key = ''): unknown {
	if (typeof value === 'string') return fill(value, key === 'Text' ? escaped(user) : user);
	if (Array.isArray(value)) return value.map((entry) => fillDeep(entry, user, key));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [name, fillDeep(entry, user, name)]),
	);
}

function escaped(user: EventUser | undefined): EventUser {
	const escape = (text: string | undefined) =>
		text?.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
	return { ...user, name: escape(user?.name) };
}

function readField(fields: object, name: string, label: string): string {
	return readText((key) => (fields as Record<string, unknown>)[key], name, label);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
