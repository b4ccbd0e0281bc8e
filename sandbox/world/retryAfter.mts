import type { Settings } from './types.mts';

/** What an answer that refuses for the rate says of when to ask again. */
export interface RetryAfter {
	/** Seconds, or a text that the header holds as it is; left out: there is no such header. */
	retryAfter?: number | string;
	/** How seconds are written: as such, or as the HTTP date when they are over. Seconds if left out. */
	retryAfterAs?: 'seconds' | 'date';
}

const MOST_SECONDS = 24 * 60 * 60;

/** True for values that each of the two may have. */
export const isRetryAfter = {
	retryAfter: (value: unknown): value is number | string =>
		(Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_SECONDS) ||
		(typeof value === 'string' && /^[\x21-\x7e](?:[\x20-\x7e]{0,98}[\x21-\x7e])?$/.test(value)),
	retryAfterAs: (value: unknown): value is 'seconds' | 'date' =>
		value === 'seconds' || value === 'date',
};

/**
 * The headers with which a call is refused for its rate: as the fault that does so says, otherwise as the
 * account's settings do.
 *
 * @param now in ms since 1970; dates are whole seconds, so the next one counts
 */
export function rateHeaders(
	settings: Settings,
	fault?: RetryAfter,
	now = Date.now(),
): Record<string, string> {
	const { retryAfter, retryAfterAs } = fault?.retryAfter === undefined ? settings : fault;
	if (typeof retryAfter !== 'number') {
		return typeof retryAfter === 'string' ? { 'retry-after': retryAfter } : {};
	}
	if (retryAfterAs !== 'date') return { 'retry-after': String(retryAfter) };
	const at = new Date((Math.ceil(now / 1000) + retryAfter) * 1000);
	return { 'retry-after': at.toUTCString() };
}
