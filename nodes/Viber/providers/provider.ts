import type { IDataObject } from 'n8n-workflow';

import type { MessagingEvent, ReceivedEvent } from '../shared/events';
import type { FormField } from '../shared/formFields';

/** The providers' values in the parameter `provider`. Workflows in the wild hold them. */
export type ProviderId = 'viberBot' | 'decisionTelecom' | 'messaggio';

/** Reads one field that the user filled in. */
export type ReadParameter = (name: string, fallback?: unknown) => unknown;

/** A request as the provider wants it, before the credential signs it. */
export interface ProviderRequest {
	method: 'GET' | 'POST';
	/** Appended to the address; without a path of its own the address is called just as it is. */
	path: string;
	/** Which field of the credential holds the address, when it is not `baseUrl`. */
	address?: AddressField;
	headers: Record<string, string>;
	/** The bytes of the body as text, or a form with files, which gets its headers later. */
	body?: string | FormData;
}

/** The fields of credentials that hold addresses. */
export type AddressField = 'baseUrl' | 'mediaUrl';

/** How a request ended on the wire, before anybody looked into the answer. */
export type Exchange =
	| {
			kind: 'answer';
			statusCode: number;
			text: string;
			/** How long the answer asks to wait before the next request (Retry-After), in ms. */
			retryAfterMs?: number;
	  }
	/** No connection came about: the provider has seen nothing. */
	| { kind: 'noConnection'; code: string }
	/** The request may have been read, but no answer came back. */
	| { kind: 'noAnswer'; code: string };

/** What a provider says about sending the very same request once more. */
export interface Repeat {
	/** How long it asks to wait at least, in ms. */
	afterMs?: number;
	/** It is the account that sends too fast, so that all other requests have to wait, too. */
	isRateLimit?: boolean;
}

/** A provider's "no", with what the user can do about it and what it means for the rest of a run. */
export interface Refusal {
	/** The provider's own code, or the HTTP status. */
	code: string;
	/** The provider's own name for the code. */
	name: string;
	/** What happened: one sentence without a full stop. */
	reason: string;
	/** What to do about it: whole sentences. */
	cure: string;
	/** What the provider said in its own words, if anything. */
	providerText?: string;
	/** The request may be repeated, as it is documented that nothing of it was taken. */
	repeat?: Repeat;
	/** Wrong token, no balance, blocked: every other request would fail alike. */
	concernsAccount?: boolean;
	/** None of its receivers is the reason: asking for fewer of them would be asking again. */
	concernsRequest?: boolean;
}

/** How fast requests of one kind may go unless the user says otherwise. Times are in ms. */
export interface Speed {
	/** How many requests may be under way side by side. */
	atOnce: number;
	/** How many requests, or messages, may begin in any time of this length. */
	pace?: { count: number; perMs: number; of: 'requests' | 'messages' };
}

/** How a request to send ended. Only `accepted` means that the provider has the message. */
export type SendOutcome =
	/** One receipt for each of the receivers, in their order. */
	| { kind: 'accepted'; receipts: Receipt[] }
	| { kind: 'refused'; refusal: Refusal }
	| { kind: 'notSent'; refusal: Refusal }
	/** The provider may or may not have the message. Sending it again could double it. */
	| { kind: 'unknown'; refusal: Refusal };

/** What the provider gives for one receiver of a message that it has taken. */
export interface Receipt {
	to: string;
	messageId?: string;
	/** The provider took the request, but does not say so of this receiver: one sentence why. */
	doubt?: string;
	/** The provider's own answer, as far as it concerns this receiver. */
	answer: IDataObject;
}

/** How any other request ended. */
export type CallOutcome =
	| { kind: 'done'; answer: IDataObject }
	| { kind: 'refused' | 'notSent' | 'unknown'; refusal: Refusal };

/** A message as the user's fields have it, not yet cut into requests. */
export interface MessageDraft {
	/** Whom it is for, each of them once, in the order of the field. */
	receivers: string[];
	/** How many of them one request may name. */
	receiversAtOnce: number;
	/** All but the receivers, in the provider's words. Equal contents may go out together. */
	content: IDataObject;
	/** The user's own ID of the message, which comes back in events. */
	transactionId?: string;
}

/** What there is beside the user's fields when a message is drafted. */
export interface DraftFacts {
	media?: MediaFacts;
	/** The data of the provider's credential. Nothing secret of it may get into an error. */
	credential: IDataObject;
}

/** What a message has to say about its media file and the user has left empty. */
export interface MediaQuestion {
	/** Where the file lies. */
	url: string;
	/** The field with the URL, as the user sees it. */
	label: string;
	/** The input data field that the user has named, '' when none. */
	binaryPropertyName: string;
	/** Whether the size is still wanted; it is what costs a request. */
	wantsSize: boolean;
}

/** What could be found out about a media file. */
export interface MediaFacts {
	/** In bytes. */
	size?: number;
	name?: string;
	/** Why there is no size: one sentence without a full stop. */
	whyNoSize?: string;
}

/** How messages are sent through a provider. */
export interface Sending {
	/** What has to be found out about the media file first. Throws InvalidInput. */
	mediaQuestion?(read: ReadParameter): MediaQuestion | undefined;
	/** Drafts the message from the user's fields. Throws InvalidInput when a field cannot be sent. */
	draft(read: ReadParameter, facts: DraftFacts): MessageDraft;
	/** Builds the request that says `content` to the receivers, `receiversAtOnce` of them at most. */
	request(content: IDataObject, receivers: readonly string[]): ProviderRequest;
	/** Judges how that request ended. Never throws. */
	outcome(exchange: Exchange, receivers: readonly string[], content: IDataObject): SendOutcome;
	readonly speed: Speed;
	/** Whether one request may name several receivers, so that equal messages can go out together. */
	readonly groups: boolean;
}

/** One request of a broadcast, ready to go out. */
export interface OutgoingBroadcast {
	receivers: string[];
	request: ProviderRequest;
}

/** How one request of a broadcast ended. */
export type BroadcastOutcome =
	| {
			kind: 'accepted';
			messageId?: string;
			/** The provider's answer without its account of single receivers. */
			answer: IDataObject;
			/** Those whom the provider has refused, in its own words and in ours. */
			failed: ReadonlyMap<string, { refusal: Refusal; answer: IDataObject }>;
	  }
	| { kind: 'refused' | 'notSent' | 'unknown'; refusal: Refusal };

/** How one message is sent to many. */
export interface Broadcasting {
	/**
	 * Builds what is said to each of the receivers. Throws InvalidInput when a field cannot be sent,
	 * or the message leaves no room for a receiver.
	 */
	content(read: ReadParameter, receivers: readonly string[], media?: MediaFacts): IDataObject;
	/** Cuts a broadcast into requests that the provider takes. Loses and doubles nobody. */
	requests(content: IDataObject, receivers: readonly string[]): OutgoingBroadcast[];
	/** Judges how one of them ended. Never throws. */
	outcome(exchange: Exchange, receivers: readonly string[]): BroadcastOutcome;
	readonly speed: Speed;
}

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

/** What the account says about its one webhook. */
export interface RegisteredWebhook {
	/** Empty when none is set. */
	url: string;
	/** Optional events that are delivered, in the provider's words; undefined when not told. */
	eventTypes?: string[];
}

/** What a webhook should be set to. */
export interface WebhookSettings {
	url: string;
	/** Optional events, in the provider's words; all of them when left out. */
	eventTypes?: string[];
	sendName: boolean;
	sendPhoto: boolean;
}

/** For providers whose webhook is set by a call rather than on a page of theirs. */
export interface WebhookCalls {
	/** The provider's optional events that the chosen events of the trigger need. */
	eventTypesFor(events: readonly string[]): string[];
	/** Whether what is registered delivers just these optional events. */
	delivers(registered: RegisteredWebhook, eventTypes: readonly string[]): boolean;
	get(): ProviderRequest;
	readGet(answer: IDataObject): RegisteredWebhook;
	set(settings: WebhookSettings): ProviderRequest;
	remove(): ProviderRequest;
	/** Whether a refused `set` is about the address itself, which does not answer as it should. */
	refusesAddress(refusal: Refusal): boolean;
	/** Judges an answer to `get`, `set` or `remove`. Never throws. */
	outcome(exchange: Exchange): CallOutcome;
}

/** For providers that tell about the account behind the credential. */
export interface AccountCalls {
	get(): ProviderRequest;
	/** The few fields that most workflows need. */
	simplify(answer: IDataObject): IDataObject;
	/** Judges the answer. Never throws. */
	outcome(exchange: Exchange): CallOutcome;
}

/** For providers that tell about people by their ids. */
export interface UserCalls {
	get(id: string): ProviderRequest;
	/** The few fields that most workflows need. */
	simplify(answer: IDataObject): IDataObject;
	/** Judges the answer to `get`. Never throws. */
	getOutcome(exchange: Exchange): CallOutcome;
	/** How many people one request can ask about. */
	readonly onlineAtOnce: number;
	getOnline(ids: readonly string[]): ProviderRequest;
	/** One object for each id, in the order of the ids, also for those that the answer leaves out. */
	readOnline(answer: IDataObject, ids: readonly string[], simplify: boolean): IDataObject[];
	/** Judges the answer to `getOnline`. Never throws. */
	outcome(exchange: Exchange): CallOutcome;
	/** How many requests may run side by side. */
	readonly atOnce: number;
}

/** For providers that tell what became of a message. */
export interface StatusCalls {
	get(messageId: string): ProviderRequest;
	/** The answer in the event language that all providers share. */
	read(answer: IDataObject): MessagingEvent;
	/** Judges the answer. Never throws. */
	outcome(exchange: Exchange): CallOutcome;
	/** How many requests may run side by side. */
	readonly atOnce: number;
}

/** An image, whole. */
export interface ImageFile {
	bytes: Buffer;
	/** '' when it has none. */
	fileName: string;
}

/** For providers that store images and give an ID for them. */
export interface ImageCalls {
	/** In bytes; larger files are refused before they are read. */
	readonly maxBytes: number;
	/** Builds the upload. Throws InvalidInput when the file is not an image that the provider takes. */
	upload(image: ImageFile): ProviderRequest;
	/** The few fields that most workflows need. */
	simplify(answer: IDataObject): IDataObject;
	/** Judges the answer. Never throws. */
	outcome(exchange: Exchange): CallOutcome;
}

/** One provider: a folder of the same shape each, and one line in `index.ts`. */
export interface Provider {
	readonly id: ProviderId;
	/** As people know it. */
	readonly name: string;
	/** The credential type that signs its requests. */
	readonly credential: string;
	readonly sending: Sending;
	readonly broadcasting?: Broadcasting;
	readonly callbacks: Callbacks;
	readonly webhook?: WebhookCalls;
	readonly account?: AccountCalls;
	readonly users?: UserCalls;
	readonly statuses?: StatusCalls;
	readonly images?: ImageCalls;
}
