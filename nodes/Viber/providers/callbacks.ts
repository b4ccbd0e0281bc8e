import type { IDataObject } from 'n8n-workflow';

import type { MessagingEvent, ReceivedEvent } from '../shared/events';
import type { FormField } from '../shared/formFields';

/** A callback as it came in, untouched. */
export interface CallbackRequest {
	method: 'GET' | 'POST';
	/** Names in lower case. */
	headers: Record<string, string | string[] | undefined>;
	query: Record<string, unknown>;
	/** The bytes of the same, in which more than UTF-8 can be read. */
	queryFields?: readonly FormField[];
	rawBody: Buffer;
	/** What n8n has read of a body that leaves no raw bytes behind, such as a multipart form. */
	form?: IDataObject;
}

/** What a callback turned out to be. */
export type Reception =
	/** Not genuine or not readable: no workflow may start. */
	| { kind: 'refused'; statusCode: 400 | 401 | 403; why: string }
	/** Genuine; none for a handshake. */
	| { kind: 'genuine'; events: ReceivedEvent[] };

/** What the provider calls back with, and how it proves that it is the provider. */
export interface Callbacks {
	/** By which methods the provider calls; others are answered with 405. */
	readonly methods: ReadonlyArray<CallbackRequest['method']>;
	/**
	 * The provider signs nothing, and the user gives it the address by hand: the credential's callback
	 * secret in the address is checked before `receive` is asked.
	 */
	readonly guardedByAddress?: true;
	/** Verifies first, then parses. Never throws. */
	receive(request: CallbackRequest, credential: IDataObject): Reception;
	/** What of a callback, beside its bytes, proves to others that it is genuine; for forwarding. */
	proof?(request: CallbackRequest): CallbackProof;
	/** For providers that show the answer to some event to the person. */
	welcome?: WelcomeRules;
}

/** The part of a callback that must go on with it unchanged. */
export interface CallbackProof {
	headers: Record<string, string>;
	query: Record<string, string>;
}

/** What the user filled in for the message that greets a person. */
export interface WelcomeFields {
	text?: unknown;
	pictureUrl?: unknown;
	from?: unknown;
	keyboard?: unknown;
	trackingData?: unknown;
}

/** A message in the answer to a callback. */
export interface WelcomeRules {
	/** Whether the answer to this event is shown. */
	answers(event: MessagingEvent): boolean;
	/** Builds the answer from the user's fields. Throws InvalidInput when it cannot be shown. */
	build(fields: WelcomeFields, event: MessagingEvent): string;
	/**
	 * Makes an answer of what a workflow gave: a whole message, or the same fields as above. Throws
	 * InvalidInput when it is neither.
	 */
	adopt(given: unknown, fields: WelcomeFields, event: MessagingEvent): string;
}
