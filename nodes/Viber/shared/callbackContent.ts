import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { parseForgiving } from '../../../vendor/json';
import type { CallbackRequest } from '../providers/callbacks';
import type { Decoded } from './decoding';
import { charsetIn, decode } from './decoding';
import type { ReceivedEvent } from './events';
import { FORM_CONTENT_TYPE } from './formFields';
import { decodeFields, isBare, parseForm } from './forms';
import { asObject } from './objects';

/** What a callback holds, wherever the provider has put it. */
export interface CallbackContent {
	/** The parameters of the address. */
	query: IDataObject;
	/** A form or JSON as such, anything else as text; undefined when there is none. */
	body?: unknown;
	/** Which of the provider's charsets it was read in, when it was not UTF-8. */
	charset?: string;
	/** A digest of all its bytes, when not all of them could be read. */
	bytes?: string;
}

/** How a provider writes its callbacks. */
export interface CallbackStyle {
	/** Keys whose values are ids, read without losing a digit. */
	ids: readonly string[];
	/** What its text may be in, when it names no charset and is not UTF-8. */
	charsets?: readonly string[];
}

/** A callback that was understood. */
export interface KnownContent {
	/** What the provider tells. */
	fields: IDataObject;
	/** What else there is, for the details of the event. */
	rest: IDataObject;
	/** All of it. */
	raw: IDataObject;
}

const UTF_8 = 'utf-8';

/** A form that does not say that it is one: a name, "=", and no blanks, which a form encodes. */
const LOOKS_LIKE_FORM = /^[\w.%+[\]-]+=\S*$/;

/**
 * Reads the content of a callback by what it looks like, as providers that sign nothing are not
 * strict about its type either: JSON as such even under the name of a form. Text is in the charset
 * that is named, or else in UTF-8, or in one of the provider's.
 *
 * @returns never throws, whatever was sent
 */
export function readContent(request: CallbackRequest, style: CallbackStyle): CallbackContent {
	const query = readQuery(request, style);
	const body = readBody(request, style);
	const { value } = body;
	const isEmpty = typeof value === 'object' && value !== null && isBare(value);
	const guess = [query, body].find(({ charset }) => style.charsets?.includes(charset));
	const isLossy = query.isLossy || body.isLossy;
	return {
		query: query.value,
		...(isEmpty ? {} : { body: value }),
		...(guess ? { charset: guess.charset } : {}),
		...(isLossy ? { bytes: digestOf(request) } : {}),
	};
}

/** Whether there is nothing to be read at all, as when somebody tries out an address. */
export function isProbe({ query, body }: CallbackContent): boolean {
	return body === undefined && isBare(query);
}

/**
 * Finds the fields that a provider tells: in the body, whose parameters of the address are the
 * user's own then, or else in both of them together.
 *
 * @param isKnown whether some fields are a callback of this provider's
 * @returns undefined when they are none
 */
export function findFields(
	{ query, body, charset }: CallbackContent,
	isKnown: (fields: IDataObject) => boolean,
): KnownContent | undefined {
	const own = asObject(body);
	const raw = rawOf({ query, body });
	const guess = charset === undefined ? {} : { charset };
	if (own && isKnown(own)) {
		return { fields: own, rest: { ...(isBare(query) ? {} : { query }), ...guess }, raw };
	}
	const both = { ...query, ...own };
	if (!isKnown(both)) return undefined;
	const rest = { ...(own || body === undefined ? {} : { body: raw.body }), ...guess };
	return { fields: both, rest, raw };
}

/** Makes an event of what is no callback that we know, so that it is not lost. */
export function unknownEvent(provider: string, content: CallbackContent): ReceivedEvent {
	const { query, body, charset, bytes = '' } = content;
	const details = {
		...(body === undefined ? {} : { body: body as IDataObject['body'] }),
		...(isBare(query) ? {} : { query }),
		...(charset === undefined ? {} : { charset }),
	};
	const eventId = `${provider}:unknown:${digest(JSON.stringify(details) + bytes)}`;
	return {
		event: { provider, event: 'unknown', eventId, details },
		raw: rawOf(content),
		mayRecur: true,
	};
}

/** A short name for a text, or for bytes. */
export function digest(content: string | Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

function rawOf({ query, body }: CallbackContent): IDataObject {
	const own = asObject(body);
	if (own || body === undefined) return { ...query, ...own };
	return { ...query, body: body as IDataObject['body'] };
}

function readQuery(
	{ query, queryFields = [] }: CallbackRequest,
	{ charsets = [] }: CallbackStyle,
): Decoded<IDataObject> {
	const read = decodeFields(queryFields, [UTF_8, ...charsets]);
	// n8n has taken it apart better, into objects too, but knows UTF-8 only.
	const isGuess = charsets.includes(read.charset);
	return isGuess ? read : { ...read, value: query as IDataObject };
}

function readBody(
	{ form, rawBody, headers }: CallbackRequest,
	{ ids, charsets = [] }: CallbackStyle,
): Decoded<unknown> {
	if (form) return { value: form, charset: UTF_8, isLossy: false };
	const type = headers['content-type'];
	const named = charsetIn(type);
	const all = [...(named === undefined ? [] : [named]), UTF_8, ...charsets];
	const whole = decode([rawBody], all, (toText) => toText(rawBody).replace(/^\uFEFF/, ''));
	const text = whole.value;
	const start = text.trimStart()[0];
	if (start === undefined) return { ...whole, value: undefined };
	// For the type application/json n8n reads it first, and turns away what is not strictly JSON.
	if (start === '{' || start === '[') {
		return { ...whole, value: parseForgiving(text, ids) ?? text };
	}
	const isForm = String(type ?? '').includes(FORM_CONTENT_TYPE);
	return isForm || LOOKS_LIKE_FORM.test(text) ? parseForm(rawBody, all) : whole;
}

function digestOf({ rawBody, queryFields = [] }: CallbackRequest): string {
	return digest(Buffer.concat([rawBody, ...queryFields.map(({ value }) => value)]));
}
