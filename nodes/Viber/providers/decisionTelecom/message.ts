import type { IDataObject } from 'n8n-workflow';

import { checkUrlExtension, extensionOf, fileNameOf } from '../../shared/files';
import {
	checkLength,
	InvalidInput,
	readObject,
	readRequiredText,
	readRequiredUrl,
	readText,
	readUrl,
	readWholeNumber,
	shorten,
} from '../../shared/inputs';
import { checkSmsText } from '../../shared/smsLength';
import type { ReadParameter } from '../provider';
import { readCallbackUrl } from './callbackUrl';
import {
	BUTTON_TEXT,
	IMAGE_EXTENSIONS,
	LONGEST_VALIDITY_PERIOD,
	SENDER_NAME,
	TEXT,
	VALIDITY_PERIOD,
} from './limits';
import { WIRE_FIELDS } from './parameters';
import type { MessageKind } from './types';
import { hasSmsFallback, readKind } from './types';

/** What opens the way to what only some of the documents know. */
export const UNDOCUMENTED = 'Allow Undocumented Combinations';

const SMS_LABEL = 'SMS Fallback Text';

/**
 * Builds all of a message but its receiver (decisiontelecom.md §3). Empty fields are left out, as
 * nobody knows what the server makes of them.
 *
 * @param read reads the user's fields
 * @param credential its callback URL and secret go into the message
 * @throws InvalidInput when a field is missing, over its limit, or not documented for this type
 */
export function buildMessage(read: ReadParameter, credential: IDataObject): IDataObject {
	const kind = readKind(read);
	const allowsAll = read('options.allowUndocumented', false) === true;
	const sender = readRequiredText(read, 'from', 'Sender Name').trim();
	checkLength(sender, 'Sender Name', SENDER_NAME);
	const callbackUrl = readCallbackUrl(read, credential);
	if (kind.isTwoWay && callbackUrl === '' && !allowsAll) {
		throw new InvalidInput(
			"'Two-Way' is on, but there is no 'Callback URL' for the answers",
			`Without one the answers are lost. Put the address of a Viber Trigger into 'Callback URL' of the credential or of the options, or switch 'Two-Way' off. If DecisionTelecom knows an address of yours already, switch on '${UNDOCUMENTED}'.`,
		);
	}
	return withoutBlanks({
		source_addr: sender,
		message_type: kind.code,
		...readContent(read, kind, allowsAll),
		source_type: kind.sourceType,
		callback_url: callbackUrl,
		validity_period: readValidityPeriod(read, allowsAll),
		text_sms: readSmsText(read, kind, allowsAll),
		...readExtraFields(read),
	});
}

function readContent(read: ReadParameter, kind: MessageKind, allowsAll: boolean): IDataObject {
	if (kind.parts === 'any') return readAnyContent(read, allowsAll);
	const text = readRequiredText(read, 'text', 'Text');
	checkLength(text, 'Text', TEXT);
	if (kind.parts === 'text') return { text };
	const image = readRequiredUrl(read, 'imageUrl', 'Image URL');
	checkImage(image, allowsAll);
	const caption = readRequiredText(read, 'buttonText', 'Button Text').trim();
	checkLength(caption, 'Button Text', BUTTON_TEXT);
	const action = readRequiredUrl(read, 'buttonUrl', 'Button URL');
	return { text, image, button_caption: caption, button_action: action };
}

// Which fields belong to a type that is given by its number is not known here.
function readAnyContent(read: ReadParameter, allowsAll: boolean): IDataObject {
	const text = readText(read, 'text', 'Text');
	checkLength(text, 'Text', TEXT);
	const image = readUrl(read, 'imageUrl', 'Image URL');
	if (image !== '') checkImage(image, allowsAll);
	const caption = readText(read, 'buttonText', 'Button Text').trim();
	checkLength(caption, 'Button Text', BUTTON_TEXT);
	const action = readUrl(read, 'buttonUrl', 'Button URL');
	return { text, image, button_caption: caption, button_action: action };
}

// The documents name the formats, not the names of files: a name without an extension may be fine.
function checkImage(url: string, allowsAll: boolean): void {
	if (allowsAll || extensionOf(fileNameOf(url)) === '') return;
	checkUrlExtension(url, 'Image URL', IMAGE_EXTENSIONS);
}

function readValidityPeriod(read: ReadParameter, allowsAll: boolean): number | undefined {
	const bounds = allowsAll ? LONGEST_VALIDITY_PERIOD : VALIDITY_PERIOD;
	return readWholeNumber(read, 'options.validityPeriod', 'Validity Period in Seconds', bounds);
}

function readSmsText(read: ReadParameter, kind: MessageKind, allowsAll: boolean): string {
	const text = readText(read, 'smsText', SMS_LABEL);
	if (text.trim() === '') return '';
	if (!hasSmsFallback(kind) && !allowsAll) {
		throw new InvalidInput(
			`'${SMS_LABEL}' goes with transactional text only`,
			`Choose 'Text' and 'Transactional', or empty '${SMS_LABEL}'. DecisionTelecom describes it for no other message; to try all the same, switch on '${UNDOCUMENTED}'.`,
		);
	}
	checkSmsText(text, SMS_LABEL);
	return text;
}

function readExtraFields(read: ReadParameter): IDataObject {
	const extra = readObject(
		read,
		'options.extraFields',
		'Additional Fields JSON',
		'{ "field": "value" }',
	);
	for (const name of Object.keys(extra ?? {})) {
		const own = Object.hasOwn(WIRE_FIELDS, name) ? WIRE_FIELDS[name] : undefined;
		if (own === undefined) continue;
		throw new InvalidInput(
			`'Additional Fields JSON' cannot set ${shorten(name)}`,
			`The node sets it. Use '${own}' and take it out of 'Additional Fields JSON'.`,
		);
	}
	return extra ?? {};
}

function withoutBlanks(fields: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(fields).filter(
			([, value]) => value !== undefined && !(typeof value === 'string' && value.trim() === ''),
		),
	);
}
