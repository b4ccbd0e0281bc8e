import type { Fault } from '../../world/faultKinds.mts';
import { MAX_REQUEST_BYTES } from './limits.mts';

/** All statuses with their names (section 8). */
export const STATUS = {
	ok: 0,
	invalidUrl: 1,
	invalidAuthToken: 2,
	badData: 3,
	missingData: 4,
	receiverNotRegistered: 5,
	receiverNotSubscribed: 6,
	publicAccountBlocked: 7,
	publicAccountNotFound: 8,
	publicAccountSuspended: 9,
	webhookNotSet: 10,
	receiverNoSuitableDevice: 11,
	tooManyRequests: 12,
	apiVersionNotSupported: 13,
	incompatibleWithVersion: 14,
	publicAccountNotAuthorized: 15,
	inchatReplyMessageNotAllowed: 16,
	publicAccountIsNotInline: 17,
	noPublicChat: 18,
	cannotSendBroadcast: 19,
	broadcastNotAllowed: 20,
	unsupportedCountry: 21,
	paymentUnsupported: 22,
	freeMessagesExceeded: 23,
	noBalance: 24,
} as const;

/** The name of a status. */
export function statusName(status: number): string {
	return Object.entries(STATUS).find(([, one]) => one === status)?.[0] ?? 'generalError';
}

/** A call that Viber refuses: HTTP 200 with a status in the body. */
export class ViberRefusal extends Error {
	constructor(
		readonly status: number,
		readonly statusMessage: string,
		/** Who the call was for, where that is known. */
		readonly person?: string,
		/** Some refusals carry a message_token all the same (section 3). */
		readonly token?: bigint,
		/** What refuses it, if that is no rule. */
		readonly fault?: Fault,
	) {
		super(statusMessage);
		this.name = 'ViberRefusal';
	}
}

/** The refusal of more than 30 KB (section 1). */
export function tooLarge(): ViberRefusal {
	return new ViberRefusal(STATUS.badData, `the request is larger than ${MAX_REQUEST_BYTES} bytes`);
}
