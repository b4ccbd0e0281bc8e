import type { Speed } from '../sending';

/**
 * Limits of Messaggio, each with its place in messaggio.md. The documents count in "String (n)";
 * this package counts UTF-16 units.
 */

/** §2, `from`. Two tables of the source print the number beside `user`, a misprint. */
export const SENDER_NAME = { max: 11 };

/** §2, `txt`. Viber itself shows at most 1,000 characters of a business message. */
export const TEXT = { max: 2048 };

/** §2, `image_id`. */
export const IMAGE_ID = { max: 64 };

/** §2, `button_text`. */
export const BUTTON_TEXT = { max: 30 };

/** §2, `button_link`. */
export const BUTTON_LINK = { max: 2048 };

/** §2, `dlr_timeout`, in seconds. */
export const DELIVERY_TIMEOUT = { min: 60, max: 86_400 };

/** §9, 7: phones in one request; the documents name no number. */
export const RECIPIENTS_PER_REQUEST = { min: 1, max: 1000, usual: 10 };

/**
 * §1: 10 messages a second unless the account has more. The twentieth of a second beyond it is for
 * requests that do not arrive as evenly as they go.
 */
export const SEND_SPEED: Speed = {
	atOnce: 10,
	pace: { count: 10, perMs: 1050, of: 'messages' },
};

/**
 * The longest address of a GET, in characters: the documents name no limit, and most web servers
 * refuse a line of more than 8 KB. Login and signature come on top.
 */
export const GET_ADDRESS = { max: 7_500 };

/** What the longest phone number takes of it: `&phone=` and 15 digits. */
export const PHONE_IN_ADDRESS = 22;

/** §6: 20 MB. Older documents say 10. */
export const IMAGE_BYTES = 20 * 1024 * 1024;
