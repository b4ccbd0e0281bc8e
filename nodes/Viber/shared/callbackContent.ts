import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { parseExact } from '../../../vendor/json';
import type { CallbackRequest } from '../providers/provider';
import type { ReceivedEvent } from './events';
import { asObject, isBare, parseForm } from './forms';

/** What a callback holds, wherever the provider has put it. */
export interface CallbackContent {
	/** The parameters of the address. */
	query: IDataObject;
	/** A form or JSON as such, anything else as text; undefined when there is none. */
	body?: unknown;
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

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** A form that does not say that it is one: a name, "=", and no blanks, which a form encodes. */
const LOOKS_LIKE_FORM = /^[\w.%+[\]-]+=\S*$/;

/**
 * Reads the content of a callback by what it looks like, as providers that sign nothing are not
 * strict about its type either: JSON as such even under the name of a form. Text is UTF-8.
 *
 * @param ids keys whose values are ids, read without losing a digit
 * @returns never throws, whatever was sent
 */
export function readContent(request: CallbackRequest, ids: readonly string[]): CallbackContent {
	const query = request.query as IDataObject;
	const body = readBody(request, ids);
	const isEmpty = typeof body === 'object' && body !== null && isBare(body);
	return isEmpty ? { query } : { query, body };
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
	{ query, body }: CallbackContent,
	isKnown: (fields: IDataObject) => boolean,
): KnownContent | undefined {
	const own = asObject(body);
	const raw = rawOf({ query, body });
	if (own && isKnown(own)) return { fields: own, rest: isBare(query) ? {} : { query }, raw };
	const both = { ...query, ...own };
	if (!isKnown(both)) return undefined;
	return { fields: both, rest: own || body === undefined ? {} : { body: raw.body }, raw };
}

/** Makes an event of what is no callback that we know, so that it is not lost. */
export function unknownEvent(provider: string, content: CallbackContent): ReceivedEvent {
	const { query, body } = content;
	const details = {
		...(body === undefined ? {} : { body: body as IDataObject['body'] }),
		...(isBare(query) ? {} : { query }),
	};
	const eventId = `${provider}:unknown:${digest(JSON.stringify(details))}`;
	return {
		event: { provider, event: 'unknown', eventId, details },
		raw: rawOf(content),
		mayRecur: true,
	};
}

/** A short name for a text. */
export function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

function rawOf({ query, body }: CallbackContent): IDataObject {
	const own = asObject(body);
	if (own || body === undefined) return { ...query, ...own };
	return { ...query, body: body as IDataObject['body'] };
}

function readBody(
	{ form, rawBody, headers }: CallbackRequest,
	ids: readonly string[],
): CallbackContent['body'] {
	if (form) return form;
	const text = rawBody.toString('utf8').replace(/^\uFEFF/, '');
	const start = text.trimStart()[0];
	if (start === undefined) return undefined;
	if (start === '{' || start === '[') return parseJson(text, ids) ?? text;
	const isForm = String(headers['content-type'] ?? '').includes(FORM_TYPE);
	return isForm || LOOKS_LIKE_FORM.test(text) ? parseForm(text) : text;
}

// A comma before the closing brace, as the documents of DecisionTelecom print it, is forgiven.
function parseJson(text: string, ids: readonly string[]): unknown {
	for (const json of [text, text.replace(/,(?=\s*[}\]])/g, '')]) {
		try {
			return parseExact(json, ids);
		} catch {
			continue;
		}
	}
	return undefined;
}
