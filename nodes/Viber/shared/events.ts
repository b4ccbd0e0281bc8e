import type { IDataObject } from 'n8n-workflow';

/** The event language that all providers share (README, "Node Viber Trigger"). */
export type EventName =
	| 'message'
	| 'delivered'
	| 'seen'
	| 'failed'
	| 'sent'
	| 'pending'
	| 'subscribed'
	| 'unsubscribed'
	| 'conversationStarted'
	| 'clientStatus'
	| 'unknown';

/** A person, as far as the provider tells. */
export interface EventUser {
	id?: string;
	phone?: string;
	name?: string;
	avatar?: string;
	language?: string;
	country?: string;
	apiVersion?: number;
}

/** What a person wrote or sent. */
export interface EventMessage {
	type: string;
	text?: string;
	trackingData?: string;
	media?: string;
	thumbnail?: string;
	fileName?: string;
	size?: number;
	duration?: number;
	stickerId?: string;
	contact?: { name?: string; phone?: string; avatar?: string };
	location?: { latitude: number; longitude: number };
}

/** One thing that happened, in words that do not depend on the provider. */
export interface MessagingEvent {
	provider: string;
	event: EventName;
	/** The same for a repeat of the same callback. */
	eventId: string;
	messageId?: string;
	transactionId?: string;
	status?: string;
	error?: { code: string; reason: string };
	user?: EventUser;
	message?: EventMessage;
	/** ISO 8601. */
	occurredAt?: string;
	/** What only this provider tells about this event. */
	details?: IDataObject;
}

/** An event together with the provider's own words for it (ids as exact strings). */
export interface ReceivedEvent {
	event: MessagingEvent;
	raw: IDataObject;
	/** Nothing in it tells a repeat from the same thing happening twice: it is never left out. */
	mayRecur?: true;
}

/**
 * Turns an event into the JSON of an n8n item, without keys that hold nothing.
 *
 * @param event the event; `details` come after the shared keys, and replace none
 */
export function eventToJson(event: MessagingEvent): IDataObject {
	const { details, ...shared } = event;
	const json = withoutEmpty(shared);
	for (const [key, value] of Object.entries(withoutEmpty(details ?? {}))) json[key] ??= value;
	return json;
}

/**
 * Drops keys whose value is undefined, at every level; n8n would carry them along otherwise.
 *
 * @param value an object of plain data
 */
function withoutEmpty(value: object): IDataObject {
	const result: IDataObject = {};
	for (const [key, entry] of Object.entries(value) as Array<[string, unknown]>) {
		if (entry === undefined) continue;
		const isPlain = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
		result[key] = (isPlain ? withoutEmpty(entry) : entry) as IDataObject[string];
	}
	return result;
}
