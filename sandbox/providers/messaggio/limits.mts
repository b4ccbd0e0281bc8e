/** Limits of the service, each with the section of messaggio.md that has it. */

/** Characters of a sender name, a text, an image id, a button's text and its link (§2). */
export const MAX_SENDER = 11;
export const MAX_TEXT = 2048;
export const MAX_IMAGE_ID = 64;
export const MAX_BUTTON_TEXT = 30;
export const MAX_BUTTON_LINK = 2048;

/** Seconds that a delivery may take (§2); without a wish it is the longest. */
export const MIN_TIMEOUT_S = 60;
export const MAX_TIMEOUT_S = 86_400;

/** Messages per second that an account may send unless more was agreed on (§1). */
export const MESSAGES_PER_SECOND = 10;

/** Bytes of an image; the source writes "20 Mb" (§6). */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** Characters of the id that an uploaded image gets (§6). */
export const IMAGE_ID_LENGTH = 64;

/** Bytes of a sending, and of any field beside the image of an upload. A choice of the sandbox. */
export const MAX_FORM_BYTES = 1024 * 1024;

const MINUTE_MS = 60_000;

/**
 * When a report is repeated: three times after 5 minutes, seven times after 15 (§5). The further ones,
 * every 30 minutes until a day is over, are left out: settings hold ten.
 */
export const RETRY_DELAYS_MS: readonly number[] = [5, 5, 5, 15, 15, 15, 15, 15, 15, 15].map(
	(minutes) => minutes * MINUTE_MS,
);

/** How long a report waits for its answer. A choice of the sandbox; it is not documented. */
export const CALLBACK_TIMEOUT_MS = 10_000;

/** HTTP statuses after which a report is not repeated (§5). */
export const SETTLING_STATUSES: readonly number[] = [200, 400, 404];
