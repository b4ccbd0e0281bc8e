import type { IDataObject } from 'n8n-workflow';

import type { MessagingEvent } from '../shared/events';
import type { CallOutcome, Exchange, ProviderRequest, Refusal } from './wire';

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

/** For providers that tell about people by their IDs. */
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
	onlineOutcome(exchange: Exchange): CallOutcome;
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
