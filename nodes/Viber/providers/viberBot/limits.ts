import type { Speed } from '../sending';

/**
 * Limits of the Viber Bot API, each with its place in viber-bot-api.md. The documents count in
 * "characters"; this package counts UTF-16 units, as Viber's Java servers would.
 */

/** §3, type `text`. */
export const TEXT = { max: 7000 };

/** §3, type `picture`: the text below it. Older documents say 120 or 512. */
export const CAPTION = { max: 768 };

/** §3, type `picture`. The documents write `jpeg`; `jpg` is the same format and is taken, too. */
export const PICTURE_EXTENSIONS = ['jpeg', 'jpg', 'png', 'gif'];

/** §3, type `video`. */
export const VIDEO_EXTENSIONS = ['mp4'];

/** §3, type `video`: 26 MB. */
export const VIDEO_BYTES = { min: 1, max: 27_262_976 };

/** §3, type `video`, in seconds. */
export const VIDEO_DURATION = { min: 1, max: 180 };

/** §3, type `video`: its thumbnail is a JPEG. */
export const VIDEO_THUMBNAIL_EXTENSIONS = ['jpeg', 'jpg'];

/** §3, type `file`: 50 MB. */
export const FILE_BYTES = { min: 1, max: 52_428_800 };

/** §3, type `file`, extension included. */
export const FILE_NAME = { max: 256 };

/** §3, "Forbidden file extensions". */
export const FORBIDDEN_EXTENSIONS: ReadonlySet<string> = new Set(
	(
		'action apk app bat bin cmd com command cpl csh exe gadget inf1 ins inx ipa isu job jse ksh ' +
		'lnk msc msi msp mst osx out paf pif ps1 reg rgs run sct shb shs u3p vb vbe vbs vbscript ' +
		'workflow ws wsf'
	).split(' '),
);

/** §3, type `contact`. */
export const CONTACT_NAME = { max: 28 };

/** §3, type `contact`: plus sign and digits. */
export const PHONE_NUMBER = { max: 18 };

/** §3, type `location`, in degrees. */
export const LATITUDE = { min: -90, max: 90 };

/** §3, type `location`, in degrees. */
export const LONGITUDE = { min: -180, max: 180 };

/** §3, type `url`. */
export const LINK = { max: 2000 };

/** §4. */
export const RECEIVERS_PER_REQUEST = 300;

/** No limit of the account is documented for single messages; §1 knows only that of each person. */
export const SEND_SPEED: Speed = { atOnce: 50 };

/** §4: 500 requests in 10 seconds. Half a second more, as they do not arrive as evenly as they go. */
export const BROADCAST_SPEED: Speed = {
	atOnce: 10,
	pace: { count: 500, perMs: 10_500, of: 'requests' },
};

/** Calls that only ask: no limit is documented. */
export const CALLS_AT_ONCE = 10;

/** §5, `Text` of a button, markup included. */
export const BUTTON_TEXT = { max: 250 };

/** §5, `ActionBody`: 250 on Android, 100 on iOS according to old documents. */
export const ACTION_BODY = { max: 250 };

/** §5: a button's width, of a grid of six columns. */
export const COLUMNS = { min: 1, max: 6 };

/** §5: a button's height below the input field. */
export const KEYBOARD_BUTTON_ROWS = { min: 1, max: 2 };

/** §5 and §6: a button's height in a carousel, and the height of a card. */
export const CARD_ROWS = { min: 1, max: 7 };

/** §5, "Grid": 12 in one edition, 24 in another; only what both refuse is refused here. */
export const KEYBOARD_ROWS = 24;

/** §6: cards of a carousel. */
export const CARDS = 6;

/** §6: "effectively ≥ 2", which is what the official library sends. */
export const RICH_MEDIA_LEVEL = 2;

/** §3, `sender.name`. */
export const SENDER_NAME = { max: 28 };

/** §3, `tracking_data`: 4,096 in one edition, 4,000 in the other (§12, 3); the smaller is safe. */
export const TRACKING_DATA = { max: 4000 };

/** §3 and §5: levels 1 to 10 are documented. */
export const API_VERSION = { min: 1, max: 10 };

/** §1: 30 KB of JSON for every call. */
export const REQUEST_BYTES = 30 * 1024;

/** §2, `event_types`: those that can be chosen, by the trigger's names; all others always come. */
export const OPTIONAL_EVENTS: Readonly<Record<string, string>> = {
	conversationStarted: 'conversation_started',
	delivered: 'delivered',
	failed: 'failed',
	seen: 'seen',
};

/** §1, `get_online`: ids in one call. */
export const ONLINE_IDS = { max: 100 };
