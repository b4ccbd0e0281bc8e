/** Numbers of the Viber Bot API that the sandbox enforces, each with its section of viber-bot-api.md. */

/** 30 KB of JSON for every call (section 1). */
export const MAX_REQUEST_BYTES = 30 * 1024;

/** Characters of a sender's name (section 3). */
export const MAX_SENDER_NAME = 28;

/** Characters of tracking data: the smaller of the two documented limits (sections 3 and 12). */
export const MAX_TRACKING_DATA = 4000;

/** Characters of a text message (section 3). */
export const MAX_TEXT = 7000;

/** Characters of the text that goes with a picture (section 3). */
export const MAX_CAPTION = 768;

/** Sizes in bytes and seconds of films and files (section 3). */
export const MAX_VIDEO_BYTES = 26 * 1024 * 1024;
export const MAX_VIDEO_SECONDS = 180;
export const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** Characters of a file's name with its extension (section 3). */
export const MAX_FILE_NAME = 256;

/** Characters of a contact's name and phone number (section 3). */
export const MAX_CONTACT_NAME = 28;
export const MAX_CONTACT_PHONE = 18;

/** Characters of an address sent as a message (section 3). */
export const MAX_URL = 2000;

/** Cards of a carousel (section 6). */
export const MAX_CARDS = 6;

/** API level that carousels need (section 6). */
export const RICH_MEDIA_LEVEL = 2;

/** Receivers of one broadcast, and broadcasts in a span of time (section 4). */
export const MAX_BROADCAST_RECEIVERS = 300;
export const BROADCASTS_PER_SPAN = 500;
export const BROADCAST_SPAN_MS = 10_000;

/** Ids in one question for online states (section 7). */
export const MAX_ONLINE_IDS = 100;

/** Questions about one person in a span of time (section 1). */
export const DETAILS_PER_SPAN = 2;
export const DETAILS_SPAN_MS = 12 * 60 * 60 * 1000;

/** How long a link to something a person sent is good (section 9.4). */
export const MEDIA_LINK_MS = 60 * 60 * 1000;

/** Messages to one person within a clock hour without a reply (sections 1 and 11). */
export const MESSAGES_PER_HOUR_WITHOUT_REPLY = 100;

/** A session opened by a person's message: 24 hours, up to 60 bot messages (section 3). */
export const SESSION_MS = 24 * 60 * 60 * 1000;
export const SESSION_MESSAGES = 60;

/** Rows of a keyboard: the larger of two documented limits, so that only what all refuse is refused. */
export const MAX_KEYBOARD_ROWS = 24;

/** How long a callback may take to be answered (section 9.1). */
export const CALLBACK_TIMEOUT_MS = 5000;

/** Waits before the repeats of a callback: 10 s, 60 s, 300 s, 600 s, then 900 s; ten in all (9.1). */
export const RETRY_DELAYS_MS: readonly number[] = [
	10_000, 60_000, 300_000, 600_000, 900_000, 900_000, 900_000, 900_000, 900_000, 900_000,
];
