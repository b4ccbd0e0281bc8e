/** Numbers of the Viber Bot API that the sandbox enforces, each with its section of the dossier. */

/** 30 KB of JSON for every call (section 1). */
export const MAX_REQUEST_BYTES = 30 * 1024;

/** Characters of a sender's name (section 3). */
export const MAX_SENDER_NAME = 28;

/** Characters of tracking data: the smaller of the two documented limits (sections 3 and 12). */
export const MAX_TRACKING_DATA = 4000;

/** Characters of a text message (section 3). */
export const MAX_TEXT = 7000;

/** Highest API level there is (section 5). */
export const MAX_API_VERSION = 10;

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
