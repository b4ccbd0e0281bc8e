/** Numbers of DecisionTelecom's page; where it is silent, of decisiontelecom.md. */

export const MAX_SOURCE_ADDR = 20;
export const MAX_TEXT = 1000;
export const MAX_BUTTON_CAPTION = 30;

/** Pixels that a picture may be wide and high. */
export const MAX_IMAGE_SIDE = 400;

/** Seconds that `validity_period` may name, and how long Viber tries without it. */
export const MIN_VALIDITY_S = 40;
export const MAX_VALIDITY_S = 21_600;
export const UNLIMITED_VALIDITY_S = 86_400;

/** The fallback SMS: characters in the Latin alphabet of phones, and in any other. */
export const MAX_SMS_LATIN = 160;
export const MAX_SMS_UCS2 = 70;

/** How long the status of a message can be asked for. */
export const STATUS_KEPT_MS = 5 * 24 * 60 * 60 * 1000;

/** Types of messages by what they hold. */
export const TEXT_TYPES: readonly number[] = [106, 206, 225];
export const PICTURE_TYPES: readonly number[] = [108, 208];

/** The type for promotional text alone. */
export const PROMOTIONAL_TEXT = 225;

/** True for types that people can answer: all of 2xx (§4). */
export const isTwoWay = (type: number): boolean => type >= 200 && type < 300;

/** `source_type`. */
export const PROMOTIONAL = 1;
export const TRANSACTIONAL = 2;

/** `status` of a message (DecisionTelecom's page). */
export const STATUS = {
	sent: 0,
	delivered: 1,
	error: 2,
	rejected: 3,
	undelivered: 4,
	pending: 5,
	seen: 6,
	unknown: 20,
} as const;

/** `sms_message_status`, a code space of its own (§5). */
export const SMS_STATUS = { delivered: 2, expired: 3, undeliverable: 5, accepted: 6 } as const;
