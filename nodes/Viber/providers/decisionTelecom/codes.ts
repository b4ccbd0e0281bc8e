import { SEND_SLOWER } from '../../shared/exchanges';
import type { Refusal } from '../wire';

/** What an error of the provider means and what helps (decisiontelecom.md §6). */
export interface ErrorCode extends Pick<Refusal, 'repeat' | 'concernsAccount'> {
	/** `code` in the answer; none where it is not documented. */
	code?: number;
	/** `status` in the answer. */
	status: number;
	/** The provider's own name. */
	name: string;
	reason: string;
	cure: string;
	/** Whether repeating the request helps, and what it can do. */
	repeating: string;
}

const NO_USE = 'Repeating the same request does not help.';

/** All documented errors, and the refusal of a key, whose code is not documented. */
export const ERROR_CODES: readonly ErrorCode[] = [
	{
		code: 0,
		status: 429,
		name: 'Too Many Requests',
		reason: 'DecisionTelecom asks to go more slowly',
		cure: SEND_SLOWER,
		repeating: 'Nothing was accepted, so that repeating the request later is safe.',
		repeat: { isRateLimit: true },
	},
	{
		code: 1,
		status: 400,
		name: 'Invalid Parameter',
		reason: 'DecisionTelecom reports an empty or invalid field',
		cure: 'Check the field that DecisionTelecom names.',
		repeating: NO_USE,
	},
	{
		code: 2,
		status: 500,
		name: 'Internal server error',
		reason: 'DecisionTelecom met an internal error',
		cure: 'Wait a moment.',
		repeating: 'A message may have been accepted all the same: repeating it could send it twice.',
	},
	{
		code: 3,
		status: 402,
		name: 'Topup balance is required',
		reason: 'The balance of the DecisionTelecom account is used up',
		cure: 'Top up the balance.',
		repeating: 'Nothing was accepted: repeat the request after that.',
		concernsAccount: true,
	},
	{
		status: 401,
		name: 'Unauthorized',
		reason: 'DecisionTelecom does not accept the access key',
		cure: "Copy 'Access Key' again into the credential, and check its 'Key Encoding'.",
		repeating: NO_USE,
		concernsAccount: true,
	},
];

/**
 * Finds what an error means. Web servers fill in a code of 0 for errors that have none, so that 0
 * says nothing by itself: then, and with unknown codes, the status counts.
 *
 * @param code `code` in the answer
 * @param status `status` in the answer, or else the HTTP status
 * @returns undefined when neither is documented
 */
export function findError(code: number | undefined, status: number): ErrorCode | undefined {
	const byCode = ERROR_CODES.find((error) => error.code !== undefined && error.code === code);
	if (byCode && byCode.code !== 0) return byCode;
	return ERROR_CODES.find((error) => error.status === (status === 403 ? 401 : status));
}
