import type { Clock } from './clock';
import type { Limits } from './contract';

/** A request that has not been out yet. */
const FIRST = { tries: 0, from: Number.NEGATIVE_INFINITY };

/** A request that wants to begin. */
interface Waiter {
	messages: number;
	/** Not before this moment. */
	from: number;
	/** How often it went out before. */
	tries: number;
	signal: AbortSignal;
	answer(mayBegin: boolean): void;
}

/**
 * What every request of a run passes before it goes out: pace, batches and pauses are kept here, for
 * all of them together.
 *
 * A provider may have a limit that the run knows nothing of. So that nobody's tries are used up by it,
 * what was tried most often comes first, then who came first; and with each limit that is met half as
 * many requests go side by side, while each one that is taken brings them nearer to what they were.
 */
export class Gate {
	/** In the order of their turns. */
	private waiting: Waiter[] = [];
	private isServing = false;
	private pausedUntil = Number.NEGATIVE_INFINITY;
	/** What began within the last `perMs`, in order, and its whole weight. */
	private readonly recent: Array<{ at: number; weight: number }> = [];
	private weight = 0;
	/** What was let pass and has not begun yet. */
	private readonly held = { requests: 0, messages: 0, weight: 0 };
	private underway = 0;
	/** How many requests may be under way now. */
	private width: number;
	private inBatch = 0;
	private lastAt = 0;
	private waking: AbortController | undefined;

	/** @param signals what ends the waiting of requests */
	constructor(
		private readonly clock: Clock,
		private readonly limits: Limits,
		signals: readonly AbortSignal[],
	) {
		this.width = widest(limits);
		for (const signal of signals) {
			signal.addEventListener('abort', () => this.wake(), { once: true });
		}
	}

	/** How many messages one request may hold at most, so that it can ever pass. */
	get heaviest(): number {
		const { pace, batching } = this.limits;
		return Math.max(
			1,
			Math.min(
				pace?.of === 'messages' ? pace.count : Number.POSITIVE_INFINITY,
				batching?.size ?? Number.POSITIVE_INFINITY,
			),
		);
	}

	/** Lets nobody pass for so many ms from now. A longer pause stays as it is. */
	pause(ms: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + ms);
	}

	/**
	 * Waits until a request may begin. Its place is held from then on, so `begin` must follow soon.
	 *
	 * @param messages how many the request holds
	 * @param signal one of those that end the waiting
	 * @param repeat how often the request went out before, and when it may begin at the earliest
	 * @returns false when the signal came first
	 */
	async pass(
		messages: number,
		signal: AbortSignal,
		{ tries, from }: { tries: number; from: number } = FIRST,
	): Promise<boolean> {
		return await new Promise((answer) => {
			const place = this.waiting.findIndex((other) => other.tries < tries);
			const waiter = { messages, from, tries, signal, answer };
			this.waiting.splice(place < 0 ? this.waiting.length : place, 0, waiter);
			if (this.isServing) this.wake();
			else void this.serve();
		});
	}

	/**
	 * Says that a request which was let pass begins at this moment. The room of what it leaves out is
	 * given to others.
	 *
	 * @param passed how many messages it held when it was let pass
	 * @param messages how many it holds now; 0 when there is nothing left to send
	 * @returns false when a pause came in between: it must not begin, and has to pass again
	 */
	begin(passed: number, messages: number): boolean {
		const now = this.clock.now();
		this.held.requests -= 1;
		this.held.messages -= passed;
		this.held.weight -= this.weigh(passed);
		const mayBegin = this.pausedUntil <= now;
		if (mayBegin && messages > 0) {
			this.underway += 1;
			this.note(now, messages);
		}
		this.wake();
		return mayBegin;
	}

	/**
	 * Says that a request which had begun was answered. To be called before `pause`.
	 *
	 * @param how whether the provider took it, or some of it; or has met a limit of the account
	 */
	end(how: 'taken' | 'limited' | 'other'): void {
		this.underway -= 1;
		if (how === 'taken') this.width = Math.min(widest(this.limits), this.width + 1 / this.width);
		// Requests that went side by side meet the same limit, which counts once.
		const isNews = this.pausedUntil <= this.clock.now();
		if (how === 'limited' && isNews) this.width = Math.max(1, this.width / 2);
		this.wake();
	}

	/** Lets pass whose turn it is, as long as anybody waits. */
	private async serve(): Promise<void> {
		this.isServing = true;
		for (;;) {
			this.dismiss();
			const now = this.clock.now();
			const turn = this.waiting.find(({ from }) => from <= now);
			const until = turn ? this.freeFrom(now, turn) : Number.POSITIVE_INFINITY;
			if (turn && until <= now) {
				this.waiting = this.waiting.filter((waiter) => waiter !== turn);
				this.hold(turn.messages);
				turn.answer(true);
			} else if (this.waiting.length === 0) break;
			else {
				const later = this.waiting.map(({ from }) => from).filter((from) => from > now);
				await this.change(Math.min(until, ...later) - now);
			}
		}
		this.isServing = false;
	}

	/** Sends away those whose waiting has come to an end. */
	private dismiss(): void {
		const leaving = this.waiting.filter(({ signal }) => signal.aborted);
		if (leaving.length === 0) return;
		this.waiting = this.waiting.filter(({ signal }) => !signal.aborted);
		for (const { answer } of leaving) answer(false);
	}

	private freeFrom(now: number, { messages }: Waiter): number {
		if (this.underway + this.held.requests >= Math.floor(this.width)) {
			return Number.POSITIVE_INFINITY;
		}
		return Math.max(this.pausedUntil, this.paceFree(now, messages), this.batchFree(messages));
	}

	/** Waits so many ms, or until something else has changed. */
	private async change(ms: number): Promise<void> {
		this.waking ??= new AbortController();
		const { signal } = this.waking;
		if (Number.isFinite(ms)) return await this.clock.sleep(ms, signal);
		await new Promise<void>((resolve) => {
			signal.addEventListener('abort', () => resolve(), { once: true });
		});
	}

	private wake(): void {
		this.waking?.abort();
		this.waking = undefined;
	}

	/** When the pace lets so many pass; never, as long as that depends on what has not begun yet. */
	private paceFree(now: number, messages: number): number {
		const { pace } = this.limits;
		if (!pace) return now;
		for (let oldest = this.recent[0]; oldest && oldest.at + pace.perMs <= now; ) {
			this.weight -= oldest.weight;
			this.recent.shift();
			oldest = this.recent[0];
		}
		let room = pace.count - this.weigh(messages) - this.weight - this.held.weight;
		if (room >= 0) return now;
		for (const { at, weight } of this.recent) {
			room += weight;
			if (room >= 0) return at + pace.perMs;
		}
		return this.held.weight > 0 ? Number.POSITIVE_INFINITY : now;
	}

	private batchFree(messages: number): number {
		const { batching } = this.limits;
		if (!batching || !this.isBatchFull(messages)) return Number.NEGATIVE_INFINITY;
		return this.held.messages > 0 ? Number.POSITIVE_INFINITY : this.lastAt + batching.intervalMs;
	}

	private isBatchFull(messages: number): boolean {
		const { batching } = this.limits;
		const before = this.inBatch + this.held.messages;
		return batching !== undefined && before > 0 && before + messages > batching.size;
	}

	private hold(messages: number): void {
		if (this.isBatchFull(messages)) this.inBatch = 0;
		this.held.requests += 1;
		this.held.messages += messages;
		this.held.weight += this.weigh(messages);
	}

	private note(now: number, messages: number): void {
		if (this.limits.pace) {
			const weight = this.weigh(messages);
			this.recent.push({ at: now, weight });
			this.weight += weight;
		}
		this.inBatch += messages;
		this.lastAt = now;
	}

	private weigh(messages: number): number {
		return this.limits.pace?.of === 'messages' ? messages : 1;
	}
}

/** What is not a number, or less than 1, comes to 1: with none under way a run would never end. */
export function widest({ atOnce }: Pick<Limits, 'atOnce'>): number {
	return atOnce >= 1 ? Math.floor(atOnce) : 1;
}
