import type { IDataObject } from 'n8n-workflow';

import { checkCredential } from '../../shared/credentialFields';
import {
	checkLength,
	count,
	InvalidInput,
	readRequiredText,
	readText,
	readWholeNumber,
} from '../../shared/inputs';
import type { ReadParameter } from '../parameters';
import type { DraftFacts, MessageDraft } from '../sending';
import type { ProviderRequest } from '../wire';
import type { Charset } from './charsets';
import { encodeText } from './charsets';
import { readExtraFields } from './extraFields';
import type { FormField } from '../../shared/formFields';
import { FORM_CONTENT_TYPE, writeForm } from '../../shared/formFields';
import { readBoolean } from '../../shared/switches';
import {
	DELIVERY_TIMEOUT,
	GET_ADDRESS,
	PHONE_IN_ADDRESS,
	RECIPIENTS_PER_REQUEST,
	SENDER_NAME,
} from './limits';
import { buildContent } from './message';
import { readPhones } from './phones';
import { strayField } from './signedRequest';
import { canSign, NO_MD5 } from './signing';

/** What a message says to all of its recipients. */
interface MessageContent extends IDataObject {
	method: 'GET' | 'POST';
	/** In the provider's words. */
	fields: Record<string, string>;
	/** How the fields in `encoded` are written; all others are UTF-8. */
	charset: Charset;
	encoded: string[];
}

/**
 * Drafts a message from the user's fields (messaggio.md §2).
 *
 * @param read reads the user's fields
 * @param facts whose credential is looked at, as nothing can be signed without login and secret
 * @throws InvalidInput when a field is missing, over its limit or not to be had in the charset
 */
export function draftMessage(read: ReadParameter, { credential }: DraftFacts): MessageDraft {
	const receivers = readPhones(read('to', ''), 'To');
	const content = readContent(read);
	checkSigning(credential, content.method);
	const wanted =
		readWholeNumber(
			read,
			'options.recipientsPerRequest',
			'Recipients per Request',
			RECIPIENTS_PER_REQUEST,
		) ?? RECIPIENTS_PER_REQUEST.usual;
	// Writing it once brings out what the charset lacks before anything is sent.
	const { path } = sendMessage(content, []);
	const room = roomFor(`${String(credential.baseUrl)}${path}`, content.method);
	const receiversAtOnce = Math.min(wanted, room);
	const transactionId = content.fields.p_transaction_id;
	return {
		receivers,
		receiversAtOnce,
		content,
		...(transactionId === undefined ? {} : { transactionId }),
	};
}

/**
 * Builds the request that says `content` to the phones (messaggio.md §2); the credential adds login
 * and signature.
 *
 * @param content from {@link draftMessage}
 * @param phones digits only; each has a field `phone` of its own
 * @throws InvalidInput when the charset lacks a character
 */
export function sendMessage(content: IDataObject, phones: readonly string[]): ProviderRequest {
	const { method, fields, charset, encoded } = content as MessageContent;
	const form: FormField[] = Object.entries(fields).map(([key, text]) => ({
		key,
		value: encoded.includes(key)
			? encodeText(text, charset, key === 'txt' ? 'Text' : 'Expiry Text')
			: Buffer.from(text),
	}));
	const all = [...form, ...phones.map((phone) => ({ key: 'phone', value: Buffer.from(phone) }))];
	const headers = { Accept: 'application/xml, text/xml' };
	if (method === 'GET') return { method, path: `?${writeForm(all)}`, headers };
	return {
		method,
		path: '',
		headers: { ...headers, 'Content-Type': FORM_CONTENT_TYPE },
		body: writeForm(all),
	};
}

function readContent(read: ReadParameter): MessageContent {
	const from = readRequiredText(read, 'from', 'Sender Name').trim();
	checkLength(from, 'Sender Name', SENDER_NAME);
	const content = buildContent(read);
	const charset = readChoice<Charset>(read, 'charset', 'Charset', ['UTF-8', 'CP1251', 'UCS-2']);
	const expiresToo = readBoolean(read, 'options.encodeExpiryText', 'Encode Expiry Text', false);
	return {
		method: readChoice(read, 'method', 'HTTP Method', ['POST', 'GET']),
		fields: {
			...readExtraFields(read),
			...content,
			from,
			...readDelivery(read),
			...(charset === 'UTF-8' ? {} : { charset }),
		},
		charset,
		encoded: expiresToo ? ['txt', 'expiry_txt'] : ['txt'],
	};
}

// Empty values count as not sent (messaggio.md §2), so they are left out.
function readDelivery(read: ReadParameter): Record<string, string> {
	const transactionId = readText(read, 'options.transactionId', 'Transaction ID');
	const expiryText = readText(read, 'options.expiryText', 'Expiry Text');
	const timeout = readWholeNumber(
		read,
		'options.deliveryTimeout',
		'Delivery Timeout in Seconds',
		DELIVERY_TIMEOUT,
	);
	return {
		...(readBoolean(read, 'options.deliveryReport', 'Delivery Report', true) ? { dlr: '1' } : {}),
		...(timeout === undefined ? {} : { dlr_timeout: String(timeout) }),
		...(expiryText.trim() === '' ? {} : { expiry_txt: expiryText }),
		...(transactionId.trim() === '' ? {} : { p_transaction_id: transactionId }),
	};
}

function readChoice<T extends string>(
	read: ReadParameter,
	name: string,
	label: string,
	choices: readonly [T, ...T[]],
): T {
	const [usual] = choices;
	const value = readText(read, `options.${name}`, label);
	const chosen = choices.find((choice) => choice === value) ?? (value === '' ? usual : undefined);
	if (chosen !== undefined) return chosen;
	throw new InvalidInput(
		`'${label}' has an unknown value`,
		`Set '${label}' to one of these: ${choices.join(', ')}.`,
	);
}

function checkSigning(credential: IDataObject, method: 'GET' | 'POST'): void {
	checkCredential(credential, 'Messaggio', [
		{ name: 'login', label: 'Login' },
		{ name: 'secretKey', label: 'Secret Key' },
	]);
	if (!canSign()) throw new InvalidInput(NO_MD5.reason, NO_MD5.cure);
	const baseUrl = String(credential.baseUrl ?? '');
	if (method === 'GET' && baseUrl.includes('?')) {
		throw new InvalidInput(
			'GET does not go with a Base URL that has a question mark in it',
			"Choose POST in 'HTTP Method', or remove the question mark from the Base URL in the credential.",
		);
	}
	const stray = strayField({ url: baseUrl });
	if (stray !== undefined) {
		throw new InvalidInput(
			`The Base URL has '${stray}' in its query, which the node sends with each message`,
			'Remove it from the Base URL in the credential.',
		);
	}
}

/**
 * How many phones have room in one request beside the message. It depends on the message only, so
 * that equal ones share requests, whoever they are for.
 */
function roomFor({ length }: string, method: 'GET' | 'POST'): number {
	if (method === 'POST') return Number.POSITIVE_INFINITY;
	const room = Math.floor((GET_ADDRESS.max - length) / PHONE_IN_ADDRESS);
	if (room >= 1) return room;
	// Outside of English each letter takes six characters there or more.
	throw new InvalidInput(
		`The message is too long for GET: its address has ${count(length + PHONE_IN_ADDRESS)} characters, servers take about ${count(GET_ADDRESS.max)}`,
		"Choose POST in 'HTTP Method', or shorten the texts.",
	);
}
