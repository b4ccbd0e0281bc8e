import type { Fault } from '../../world/faultKinds.mts';
import type { JsonObject } from '../fields.mts';

/** A call that is refused: the four fields of the answer, and what the log says beside them. */
export class Refused extends Error {
	constructor(
		readonly title: string,
		message: string,
		readonly code: number,
		readonly status: number,
		/** For the log: what exactly is wrong. */
		readonly detail = title,
		/** What refuses it, if that is no rule. */
		readonly fault?: Fault,
	) {
		super(message);
		this.name = 'Refused';
	}

	/** The answer's body (§6). */
	body(): JsonObject {
		return { name: this.title, message: this.message, code: this.code, status: this.status };
	}
}

/** A parameter is missing or does not fit. */
export const invalidParameter = (parameter: string, detail?: string): Refused =>
	new Refused(
		`Invalid Parameter: ${parameter}`,
		'Empty parameter or parameter validation error',
		1,
		400,
		detail ?? `${parameter} does not fit`,
	);

/** The HTTP status of a refusal for the rate. */
export const RATE_LIMITED = 429;

/** Too many calls; the code is 0 all the same. */
export const tooManyRequests = (fault?: Fault): Refused =>
	new Refused('Too Many Requests', 'Rate limit exceeded', 0, RATE_LIMITED, undefined, fault);

/** Trouble inside. */
const internalError = (): Refused =>
	new Refused(
		'Internal server error',
		'The server encountered an unexpected condition which prevented it',
		2,
		500,
	);

/** The balance is used up. */
export const noBalance = (): Refused =>
	new Refused('Topup balance is required', 'The balance does not cover this message', 3, 402);

/**
 * A wrong key. Only the HTTP status is known (§6). The shape is that of the other errors; its code 0 is
 * the one that rate limiting has too, so that a client cannot tell the two apart by the code alone.
 */
export const unauthorized = (detail: string): Refused =>
	new Refused('Unauthorized', 'The access key is missing or wrong', 0, 401, detail);

/** The error with a status of somebody's choice. */
export function errorOf(status: number): Refused {
	switch (status) {
		case 400:
			return invalidParameter('source_addr', 'refused on purpose');
		case 401:
			return unauthorized('refused on purpose');
		case 402:
			return noBalance();
		case RATE_LIMITED:
			return tooManyRequests();
		case 500:
			return internalError();
		default:
			return new Refused(`Error ${status}`, 'An error that the documents do not name', 2, status);
	}
}
