import type { Speed } from '../sending';

/**
 * Limits of DecisionTelecom, each with its place in decisiontelecom.md. The documents count in
 * "characters" and do not say which; this package counts UTF-16 units, so that an emoji is two.
 */

/** §3, `source_addr`. */
export const SENDER_NAME = { max: 20 };

/** §3, `text`. */
export const TEXT = { max: 1000 };

/** §3, `button_caption`. */
export const BUTTON_TEXT = { max: 30 };

/**
 * §3, `image`: names of formats other than JPEG and PNG. That it has at most 400 x 400 pixels cannot
 * be seen from here.
 */
export const FOREIGN_EXTENSIONS: ReadonlySet<string> = new Set([
	'apng',
	'avif',
	'bmp',
	'gif',
	'heic',
	'heif',
	'ico',
	'jxl',
	'mp4',
	'pdf',
	'svg',
	'tif',
	'tiff',
	'webp',
]);

/** §3, `validity_period`, in seconds. */
export const VALIDITY_PERIOD = { min: 40, max: 21_600 };

/** §3 and §10, 3: the maximum that one official library names, in seconds. */
export const LONGEST_VALIDITY_PERIOD = { min: 40, max: 432_000 };

/** §4: the documented codes have three digits, those of the network behind it up to four. */
export const TYPE_CODE = { min: 1, max: 99_999 };

/** §3 and §5: an answer holds four fields at most, so a longer one is something else. */
export const ANSWER_CHARACTERS = 65_536;

/** §1: a rate limit exists, but its number is not published. */
export const SEND_SPEED: Speed = { atOnce: 10 };

/** §1: the same for questions. */
export const STATUS_REQUESTS_AT_ONCE = 5;
