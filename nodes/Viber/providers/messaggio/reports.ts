import type { StatusTable } from '../../shared/statusWords';
import { lookUp } from '../../shared/statusWords';

/**
 * Values of `status` in a report of `type=delivery` (Messaggio's document, chapter 2.1). The older
 * documents call "in process" by the name of "buffered" (messaggio.md §5).
 */
export const DELIVERY_STATUSES: StatusTable = {
	delivered: { event: 'delivered', name: 'delivered' },
	undelivered: { event: 'failed', name: 'undelivered' },
	'in process': { event: 'pending', name: 'in process' },
	buffered: { event: 'pending', name: 'buffered' },
};

/** Values of `status_extended` with what they mean (chapter 2.1.1; messaggio.md §5). */
export const EXTENDED_STATUSES: Readonly<Record<string, string>> = {
	VIBER_BLOCKED_BY_USER: 'The person has blocked the sender in Viber',
	VIBER_USER_NOT_FOUND: 'The person has no Viber, or too old a one, on their device',
	VIBER_NO_DEVICE: 'The person’s device cannot show such messages; it is usually a tablet',
	VIBER_EXPIRED: 'The message could not be delivered within its delivery timeout',
	VIBER_UNKNOWN_ERROR: 'Viber did not deliver the message and gave no reason',
	INVALID_SESSION: 'There is no session in which this message could be sent',
	PHONE_BLACKLISTED: 'The number is on a blacklist, or may not be written to',
	SPAM_DETECTED: 'A spam filter has stopped the message',
	FROM_NOT_ALLOWED: 'The sender name is not approved for this account',
	BAD_WORDS_FOUND: 'The message holds words that are not allowed',
	PHONE_INCORRECT: 'The phone number is not right',
	OPERATOR_NOT_ALLOWED: 'This account may not send to the person’s operator',
};

/**
 * Values of `status` in a standard report, which has no `type` (messaggio.md §5, "Standard
 * reports"); 2 and 3 are known from a client of others only.
 */
export const STANDARD_STATUSES: StatusTable = {
	'0': { event: 'delivered', name: 'delivered' },
	'1': { event: 'pending', name: 'buffered' },
	'2': { event: 'pending', name: 'absent' },
	'3': { event: 'pending', name: 'preparing' },
	'4': { event: 'pending', name: 'in process' },
	'-1': { event: 'failed', name: 'undelivered', reason: 'The message was not delivered' },
	'-2': {
		event: 'failed',
		name: 'expired',
		reason: 'The person could not be reached within 24 hours',
	},
	'-3': { event: 'failed', name: 'rejected', reason: 'The operator rejected the message' },
	'-11': {
		event: 'failed',
		name: 'route not found',
		reason: 'Messaggio found no way to the person’s operator',
	},
	'-12': {
		event: 'failed',
		name: 'gateway request error',
		reason: 'The request from Messaggio to the gateway went wrong',
	},
};

/**
 * Why a message was not delivered, in words.
 *
 * @param extended the value of `status_extended`; '' when the account does not get it
 */
export function undeliveredReason(extended: string): string {
	if (extended === '') {
		return 'The message was not delivered; Messaggio tells the reason when its manager has turned that on';
	}
	return (
		lookUp(EXTENDED_STATUSES, extended) ??
		`Messaggio gives the reason ${extended}, which its documents do not explain`
	);
}
