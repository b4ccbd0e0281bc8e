/**
 * Limits of the Viber Bot API, each with its place in viber-bot-api.md. The documents count in
 * "characters"; this package counts UTF-16 units, as Viber's Java servers would.
 */

/** §3, type `text`. */
export const TEXT = { max: 7000 };

/** §3, `sender.name`. */
export const SENDER_NAME = { max: 28 };

/** §3, `tracking_data`: 4,096 in one edition, 4,000 in the other (§12, 3); the smaller is safe. */
export const TRACKING_DATA = { max: 4000 };

/** §3 and §5: levels 1 to 10 are documented. */
export const API_VERSION = { min: 1, max: 10 };

/** §1: 30 KB of JSON for every call. */
export const REQUEST_BYTES = 30 * 1024;

/** §1, `get_online`: ids in one call. */
export const ONLINE_IDS = { max: 100 };
