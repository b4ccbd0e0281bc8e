/** What every provider's world is made of: people, what they were sent, and the record of the wire. */

/** A keyboard or any other JSON object a message carries; only fields the provider knows are kept. */
export type PlainObject = { [key: string]: unknown };

/** What a message holds beside its text, by type; addresses may lead anywhere. */
export interface MessageContent {
	media?: string;
	thumbnail?: string;
	fileName?: string;
	/** Bytes. */
	size?: number;
	/** Seconds. */
	duration?: number;
	contact?: { name: string; phoneNumber: string; avatar?: string };
	location?: { lat: number; lon: number };
	stickerId?: number;
	/** A button below the message that opens a link. */
	button?: { caption: string; url: string };
	/** How the message came; left out, by Viber. */
	channel?: 'viber' | 'sms';
	/** What goes by SMS if the message does not get through. */
	expiryText?: string;
	/** A carousel, what stands for it where it cannot be shown, and where its buttons lie. */
	richMedia?: PlainObject;
	altText?: string;
	cards?: CardPlace[][];
}

/** Where a button lies on a card of a carousel; columns and rows count from 1. */
export interface CardPlace {
	button: number;
	column: number;
	row: number;
	columns: number;
	rows: number;
}

/** One bubble in a chat. Times are milliseconds since 1970. */
export interface Message extends MessageContent {
	/** The provider's id as digits or text; never a number, it may be above 2^53. */
	token: string;
	from: 'bot' | 'person';
	type: string;
	text: string;
	senderName: string | null;
	senderAvatar: string | null;
	at: number;
	/** From the bot: it reached the phone. From the person: the bot's webhook took it. */
	delivered: boolean;
	seen: boolean;
	trackingData: string | null;
	/** Why it never reached the phone, for the reader of the page. */
	failure?: string;
	keyboard?: PlainObject;
}

/** The states of being there that a person's phone may be in. */
export const PRESENCES = ['online', 'offline', 'undisclosed', 'tryLater'] as const;

/** One of them. */
export type Presence = (typeof PRESENCES)[number];

/** Somebody with a phone. */
export interface Person {
	id: string;
	name: string;
	language: string;
	country: string;
	/** Highest API level that this person's app understands. */
	apiVersion: number;
	avatar: string | null;
	phoneNumber: string;
	subscribed: boolean;
	blocked: boolean;
	/** What others may learn of their being there. */
	presence: Presence;
	/** When they were last there, in ms since 1970; null when that is not told. */
	lastOnline: number | null;
	/** What a number stands for, where the provider has numbers that stand for something. */
	note?: string;
	/** True while the provider would take what the person writes. */
	mayWrite: boolean;
	messages: Message[];
}

/** A person as somebody describes them before the provider has given an id. */
export type PersonSeed = Omit<Person, 'id' | 'messages' | 'mayWrite'>;

/** One line of the wire: a call to the provider (`in`) or an attempt of a callback (`out`). */
export interface LogEntry {
	seq: number;
	at: number;
	direction: 'in' | 'out';
	what: 'call' | 'callback';
	/** Method or event. */
	name: string;
	token?: string;
	person?: string;
	/** The provider's own status for a call, HTTP status for a callback, null when none came. */
	status: number | null;
	note: string;
	/** 1 for the first try of a callback, 2 for its first repeat and so on. */
	attempt?: number;
}

/** A value that a setting may hold. */
export type SettingValue = string | number | boolean | null | number[];

/** Settings of one bot: these for every provider, further ones by the provider itself. */
export interface Settings {
	deliveredAfterMs: number;
	/** null: nothing is seen until somebody reads by hand. */
	seenAfterMs: number | null;
	retryDelaysMs: number[];
	callbackTimeoutMs: number;
	[extra: string]: SettingValue;
}

/** What listeners of a bot (the page) hear. */
export type Change =
	| { kind: 'reset' }
	| { kind: 'facts' }
	| { kind: 'person'; person: Person }
	| { kind: 'people'; people: Person[] }
	| { kind: 'message'; person: Person; message: Message }
	| { kind: 'log'; entry: LogEntry };

/** What a person did; providers turn it into their events. */
export type Act =
	| { kind: 'opened'; context?: string }
	| { kind: 'subscribed' }
	| { kind: 'unsubscribed' }
	| { kind: 'wrote'; message: Message; silent: boolean };
