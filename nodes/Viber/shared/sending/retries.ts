import type { RetryPolicy, Setback } from './contract';

/** What has happened to a request so far. */
export interface Attempts {
	/** How often it went out. */
	tries: number;
	/** Time since it first went out, in ms. */
	elapsedMs: number;
}

/**
 * Says whether repeating the request cannot send anything twice.
 *
 * @param repeatsUnknown whether the request sends nothing anyway
 */
export function isRepeatable({ kind, refusal }: Setback, repeatsUnknown: boolean): boolean {
	if (refusal.concernsAccount) return false;
	if (kind === 'refused') return refusal.repeat !== undefined;
	return kind === 'notSent' || repeatsUnknown;
}

/**
 * Says how long to wait before the next try: up to a limit that doubles with each try, the second half
 * of it at random, and never shorter than the provider asks.
 *
 * @param random at least 0, less than 1
 * @returns ms; undefined when it is time to give up
 */
export function waitBeforeNext(
	policy: RetryPolicy,
	{ refusal }: Setback,
	{ tries, elapsedMs }: Attempts,
	random: () => number,
): number | undefined {
	if (tries >= policy.tries) return undefined;
	const most = Math.min(policy.capMs, policy.baseMs * 2 ** (tries - 1));
	const wait = Math.max(refusal.repeat?.afterMs ?? 0, ((1 + random()) / 2) * most);
	return elapsedMs + wait > policy.totalMs ? undefined : wait;
}

/**
 * Says whether the provider has asked the whole account to pause for longer than the retries may
 * take. Other requests would only be refused, too.
 */
export function isPauseTooLong(policy: RetryPolicy, { kind, refusal }: Setback): boolean {
	const { isRateLimit, afterMs = 0 } = refusal.repeat ?? {};
	return kind === 'refused' && isRateLimit === true && afterMs > policy.totalMs;
}
