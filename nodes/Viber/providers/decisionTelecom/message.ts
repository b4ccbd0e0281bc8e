import type { IDataObject } from 'n8n-workflow';

import { checkCredential } from '../../shared/credentialFields';
import { extensionOf, fileNameOf } from '../../shared/files';
import {
	checkLength,
	count,
	InvalidInput,
	readObject,
	readRequiredText,
	readRequiredUrl,
	readText,
	readUrl,
	readWholeNumber,
	shorten,
} from '../../shared/inputs';
import { lookUp } from '../../shared/statusWords';
import { readBoolean } from '../../shared/switches';
import type { ReadParameter } from '../parameters';
import { readCallbackUrl } from './callbackUrl';
import {
	BUTTON_TEXT,
	FOREIGN_EXTENSIONS,
	LONGEST_VALIDITY_PERIOD,
	SENDER_NAME,
	TEXT,
	VALIDITY_PERIOD,
} from './limits';
import type { MessageKind } from './messageTypes';
import { readKind, UNDOCUMENTED } from './messageTypes';
import { checkSmsText } from './smsLength';
import { WIRE_FIELDS } from './wireFields';

const SMS_LABEL = 'SMS Fallback Text';

/**
 * Builds all of a message but its receiver (decisiontelecom.md §3). Empty fields are left out, as
 * nobody knows what the server makes of them.
 *
 * @param read reads the user's fields
 * @param credential its callback URL and secret go into the message; key and address are looked at
 * @throws InvalidInput when a field is missing, over its limit, or not documented for this type
 */
export function buildMessage(read: ReadParameter, credential: IDataObject): IDataObject {
	checkCredential(credential, 'DecisionTelecom', [{ name: 'apiKey', label: 'Access Key' }]);
	const allowsAll = readBoolean(read, 'options.allowUndocumented', UNDOCUMENTED, false);
	const kind = readKind(read, allowsAll);
	const sender = readRequiredText(read, 'from', 'Sender Name').trim();
	checkLength(sender, 'Sender Name', SENDER_NAME);
	const callbackUrl = readCallbackUrl(read, credential);
	if (kind.isTwoWay && callbackUrl === '' && !allowsAll) {
		throw new InvalidInput(
			`The message is two-way (type ${kind.code}), but there is no 'Callback URL' for the answers`,
			`Without one the answers are lost. Put the address of a Viber Trigger into 'Callback URL' of the credential or of the options, or send a message that is not two-way. If DecisionTelecom knows an address of yours already, switch on '${UNDOCUMENTED}'.`,
		);
	}
	const extra = readExtraFields(read);
	const content = withoutBlanks(readContent(read, kind, allowsAll));
	if (Object.keys(content).length === 0 && Object.keys(extra).length === 0) {
		throw new InvalidInput(
			'The message has nothing in it',
			"Fill in what this type of message consists of: 'Text', 'Image URL', the fields of the button, or 'Additional Fields JSON'.",
		);
	}
	return withoutBlanks({
		source_addr: sender,
		message_type: kind.code,
		...content,
		source_type: kind.sourceType,
		callback_url: callbackUrl,
		validity_period: readValidityPeriod(read, allowsAll),
		text_sms: readSmsText(read, kind, allowsAll),
		...extra,
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

// The documents name the formats, not the names of files: one that a program makes may end anyhow.
function checkImage(url: string, allowsAll: boolean): void {
	const extension = extensionOf(fileNameOf(url));
	if (allowsAll || !FOREIGN_EXTENSIONS.has(extension)) return;
	throw new InvalidInput(
		`The path in 'Image URL' ends in .${extension}, but DecisionTelecom takes JPEG and PNG only`,
		`Give the address of a JPEG or PNG in 'Image URL'. If it is one in spite of its name, switch on '${UNDOCUMENTED}'.`,
	);
}

function readValidityPeriod(read: ReadParameter, allowsAll: boolean): number | undefined {
	const label = 'Validity Period in Seconds';
	const bounds = allowsAll ? LONGEST_VALIDITY_PERIOD : VALIDITY_PERIOD;
	const wayOut = allowsAll
		? ''
		: ` One of the provider’s own libraries goes up to ${count(LONGEST_VALIDITY_PERIOD.max)}: to try that, switch on '${UNDOCUMENTED}'.`;
	return readWholeNumber(read, 'options.validityPeriod', label, bounds, wayOut);
}

function readSmsText(read: ReadParameter, kind: MessageKind, allowsAll: boolean): string {
	const text = readText(read, 'smsText', SMS_LABEL);
	if (text.trim() === '') return '';
	if (!kind.hasSmsFallback && !allowsAll) {
		throw new InvalidInput(
			`'${SMS_LABEL}' goes with transactional text only`,
			`Choose Text in 'Message Type' and Transactional in 'Purpose', or empty '${SMS_LABEL}'. DecisionTelecom describes it for no other message; to try all the same, switch on '${UNDOCUMENTED}'.`,
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
		const own = lookUp(WIRE_FIELDS, name.toLowerCase());
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
