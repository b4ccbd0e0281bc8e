/** Statuses that the sandbox answers with, named as in section 8. */
export const STATUS = {
	ok: 0,
	invalidUrl: 1,
	invalidAuthToken: 2,
	badData: 3,
	missingData: 4,
	receiverNotRegistered: 5,
	receiverNotSubscribed: 6,
	webhookNotSet: 10,
	tooManyRequests: 12,
	apiVersionNotSupported: 13,
	incompatibleWithVersion: 14,
	publicAccountIsNotInline: 17,
	broadcastNotAllowed: 20,
} as const;

/** A call that Viber refuses: HTTP 200 with a status in the body. */
export class ViberRefusal extends Error {
	constructor(
		readonly status: number,
		readonly statusMessage: string,
		/** Who the call was for, where that is known. */
		readonly person?: string,
		/** Some refusals carry a message_token all the same (section 3). */
		readonly token?: bigint,
	) {
		super(statusMessage);
		this.name = 'ViberRefusal';
	}
}
