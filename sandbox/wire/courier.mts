import { setTimeout as pause } from 'node:timers/promises';
import type { Gate } from './gate.mts';
import { post, type Outcome, type Parcel } from './post.mts';

/** Where and how a callback is sent. */
export type Target = Pick<Parcel, 'method' | 'url' | 'headers'>;

/** A callback to deliver: the same bytes at every attempt. */
export interface Delivery {
	/** Where to, looked up at each attempt; undefined ends the matter. */
	target: () => Target | undefined;
	body: Buffer;
	timeoutMs: number;
	/** True for an HTTP status that ends the matter; HTTP 200 alone if left out. */
	settles?: (status: number) => boolean;
	/** Waiting times in ms before the repeats; their number is the number of repeats. */
	retryDelaysMs: readonly number[];
	/** Hears of each attempt (from 1) and the wait before the next one, if there is one. */
	attempted: (attempt: number, outcome: Outcome, nextInMs: number | undefined) => void;
	signal: AbortSignal;
	/** Limits how many requests are under way at a time. */
	gate: Gate;
}

/**
 * Delivers a callback and repeats it until an answer settles it or the waiting times are used up.
 *
 * @returns the body of the answer that settled it, or undefined if there never was one
 */
export async function deliver(delivery: Delivery): Promise<string | undefined> {
	const { body, timeoutMs, retryDelaysMs, signal, gate } = delivery;
	const { settles = (status: number) => status === 200 } = delivery;
	for (let attempt = 1; ; attempt++) {
		const outcome = await gate.pass(async () => {
			const target = delivery.target();
			if (!target || signal.aborted) return undefined;
			return await post({ ...target, body, timeoutMs, signal });
		});
		if (!outcome || signal.aborted) return undefined;
		const done = outcome.answered && settles(outcome.status);
		const nextInMs = done ? undefined : retryDelaysMs[attempt - 1];
		delivery.attempted(attempt, outcome, nextInMs);
		if (done) return outcome.body;
		if (nextInMs === undefined) return undefined;
		try {
			await pause(nextInMs, undefined, { signal });
		} catch {
			return undefined;
		}
	}
}

/** One short sentence on what came of an attempt. */
export function describe(outcome: Outcome, timeoutMs: number): string {
	if (outcome.answered) return `HTTP ${outcome.status} ${outcome.statusText}`.trim();
	if (outcome.reason === 'timeout') return `no answer within ${duration(timeoutMs)}`;
	return outcome.code === 'ECONNREFUSED' ? 'connection refused' : `no answer (${outcome.code})`;
}

/** A span of time for a reader: whole seconds as seconds, anything else in ms. */
export function duration(ms: number): string {
	return ms >= 1000 && ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
