import type { Speed } from '../../providers/sending';
import type { Refusal } from '../../providers/wire';
import type { Failure } from '../errors';
import type { Clock } from './clock';

/** Why a request, or its part for one receiver, did not go through. */
export interface Setback {
	/** With `refused` and `notSent` nothing was sent; with `unknown` it may have been. */
	kind: 'refused' | 'notSent' | 'unknown';
	refusal: Refusal;
	/** It says something of this receiver only: the run goes on even when failures end it. */
	isHarmless?: true;
}

/** How a request ended for one of its receivers. */
export type Verdict<Receipt> = { kind: 'accepted'; receipt: Receipt } | Setback;

/** How a request ended. A provider's `SendOutcome` is one. */
export type Outcome<Receipt> =
	/** One receipt for each receiver, in their order. */
	| { kind: 'accepted'; receipts: readonly Receipt[] }
	/** The provider judged each receiver by itself; in their order. */
	| { kind: 'mixed'; each: ReadonlyArray<Verdict<Receipt>> }
	/** It turned out that there is nothing that could be asked. */
	| { kind: 'invalid'; failure: Failure }
	/** The request as a whole did not go through. */
	| Setback;

/** What one item comes to, before it is on the wire. */
export interface Draft<Content> {
	/** Whom it is for: at least one. */
	receivers: readonly string[];
	/** How many receivers one request may name, those of other items included. */
	receiversAtOnce: number;
	content: Content;
	/**
	 * The same only for drafts of which every receiver gets the very same from the same sender: same
	 * content, address and credential. Without one the item shares a request with no other.
	 */
	groupKey?: string;
	/**
	 * The keys of each receiver, when each may be sent only once ever: a message is skipped when all of
	 * its keys were sent. No two receivers have the same.
	 */
	keys?: ReadonlyArray<readonly string[]>;
}

/** The store of the keys that were sent before. */
export interface Claims {
	/** Notes all of these keys as sent; gives those that were not noted before. */
	claim(keys: readonly string[]): Promise<ReadonlySet<string>>;
	/** Forgets keys of which it is certain that nothing was sent. */
	release(keys: readonly string[]): Promise<void>;
	/** Does what is left to do at the end of a run. Never throws. */
	settle?(): Promise<void>;
}

/**
 * What became of the messages of a run, for the case that n8n runs the node again for the very same
 * items: who has a message, or may have it, must not get it a second time.
 */
export interface Memory<Receipt> {
	/** How the message of an item to somebody ended before, if it was accepted or is uncertain. */
	recall(itemIndex: number, to: string): Verdict<Receipt> | undefined;
	/** Whether anything may be kept of an item. */
	knows(itemIndex: number): boolean;
	/** Keeps how it ended. */
	keep(itemIndex: number, to: string, verdict: Verdict<Receipt>): void;
}

/** How fast a run may go. Counts are at least 1, times are in ms. */
export interface Limits extends Speed {
	/** After so many messages comes a pause, as with the batching of n8n's HTTP Request node. */
	batching?: { size: number; intervalMs: number };
}

/** When to give up repeating. Waits double from `baseMs` up to `capMs`; half of each varies at random. */
export interface RetryPolicy {
	/** How often a request goes out at most, the first time included. */
	tries: number;
	/** How long all of it may take, from the first time on, in ms. */
	totalMs: number;
	baseMs: number;
	capMs: number;
}

/** How a run is to go. */
export interface Plan<Content, Receipt> {
	/** How many items there are. */
	items: number;
	/**
	 * Does all that comes before the wire, for each item once and in order, shortly before its turn.
	 * Never throws.
	 */
	prepare(itemIndex: number): Promise<{ draft: Draft<Content> } | { failure: Failure }>;
	/** Sends one request and judges it. Never throws. */
	send(content: Content, receivers: readonly string[]): Promise<Outcome<Receipt>>;
	limits: Limits;
	retries: RetryPolicy;
	/** Whether items with the same `groupKey` share requests. */
	groups: boolean;
	/**
	 * Whether a request that is refused as a whole is cut in halves, down to the receivers that were
	 * the reason: nobody shall miss a message because of others in the same request. It ends where it
	 * has proved to be in vain.
	 */
	splitsRefused: boolean;
	/** Whether a request whose outcome is unknown may be repeated: only where nothing is sent. */
	repeatsUnknown: boolean;
	/** Whether the first failure ends the run. */
	stopOnFailure: boolean;
	/** Ends the run, as cancelling the execution does. */
	signal?: AbortSignal;
	claims?: Claims;
	memory?: Memory<Receipt>;
	clock: Clock;
	/** At least 0, less than 1. */
	random(): number;
	/** How many drafted messages may wait for their turn; 1,000 unless given. */
	window?: number;
}

/** What became of one receiver of an item, or of an item that has no receivers yet. */
export type Result<Receipt> =
	| { kind: 'accepted'; itemIndex: number; to: string; receipt: Receipt }
	| ({ kind: 'failed'; itemIndex: number; to: string; tries: number } & FailedWith)
	/** The item could not be drafted. */
	| { kind: 'invalid'; itemIndex: number; failure: Failure }
	/** Its key was sent before: in this run or an earlier one. */
	| { kind: 'skipped'; itemIndex: number; to: string; key: string }
	/** The run stopped before its turn; for certain nothing was sent. */
	| { kind: 'notTried'; itemIndex: number; to?: string };

/** The part of a failed result that says why. */
export interface FailedWith {
	status: Setback['kind'];
	refusal: Refusal;
}

/** Why a run stopped before its end. */
export type StoppedBy<Receipt> =
	/** The first failure, when failures end the run. */
	| { cause: 'failure'; result: Result<Receipt> }
	/** A failure that all the other requests would have met, such as a provider out of reach. */
	| { cause: 'account'; result: Result<Receipt> }
	/** The provider asks for a longer pause than the retries may take. */
	| { cause: 'rateLimit'; result: Result<Receipt> }
	| { cause: 'cancelled' };

/** What became of a run. */
export interface Report<Receipt> {
	/** One for each receiver of each item, in the order of the items and of their receivers. */
	results: Array<Result<Receipt>>;
	stoppedBy?: StoppedBy<Receipt>;
	/** Keys of messages that were not sent, but which the store could not be made to forget. */
	stuckKeys: string[];
	/** Keys of messages that were not sent, and which the store has noted or not: it failed. */
	unsureKeys: string[];
}
