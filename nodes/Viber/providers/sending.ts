import type { IDataObject } from 'n8n-workflow';

import type { ReadParameter } from './parameters';
import type { Exchange, ProviderRequest, Refusal } from './wire';

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
	/** The answer says something else of each of them, in their order. */
	| { kind: 'mixed'; each: Array<{ kind: 'accepted'; receipt: Receipt } | OwnSetback> }
	| { kind: 'refused'; refusal: Refusal }
	| { kind: 'notSent'; refusal: Refusal }
	/** The provider may or may not have the message. Sending it again could double it. */
	| { kind: 'unknown'; refusal: Refusal };

/** Why a single receiver does not have the message, or may not have it. */
export interface OwnSetback {
	kind: 'refused' | 'unknown';
	refusal: Refusal;
}

/** What the provider gives for one receiver of a message that it has taken. */
export interface Receipt {
	to: string;
	messageId?: string;
	/** The provider took the request, but does not say so of this receiver: one sentence why. */
	doubt?: string;
	/** The provider's own answer, as far as it concerns this receiver. */
	answer: IDataObject;
}

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
