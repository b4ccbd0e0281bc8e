import type { Clock } from './clock';
import type { Limits } from './contract';

/**
 * What every request of a run passes before it goes out: pace, batches and pauses are kept here, for
 * all of them together. First come, first served.
 */
export class Gate {
	private turn: Promise<boolean> = Promise.resolve(true);
	private pausedUntil = Number.NEGATIVE_INFINITY;
	/** What began within the last `perMs`, in order, and its whole weight. */
	private readonly recent: Array<{ at: number; weight: number }> = [];
	private weight = 0;
	/** What was let pass and has not begun yet. */
	private readonly held = { messages: 0, weight: 0 };
	private inBatch = 0;
	private lastAt = 0;
	private waking: AbortController | undefined;

	/** @param signals what ends the waiting of requests */
	constructor(
		private readonly clock: Clock,
		private readonly limits: Limits,
		signals: readonly AbortSignal[],
	) {
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
	 * @returns false when the signal came first
	 */
	async pass(messages: number, signal: AbortSignal): Promise<boolean> {
		this.turn = this.turn.then(async () => await this.wait(messages, signal));
		return await this.turn;
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
		this.held.messages -= passed;
		this.held.weight -= this.weigh(passed);
		const mayBegin = this.pausedUntil <= now;
		if (mayBegin && messages > 0) this.note(now, messages);
		this.wake();
		return mayBegin;
	}

	private async wait(messages: number, signal: AbortSignal): Promise<boolean> {
		for (;;) {
			if (signal.aborted) return false;
			const now = this.clock.now();
			const until = Math.max(
				this.pausedUntil,
				this.paceFree(now, messages),
				this.batchFree(messages),
			);
			if (until <= now) {
				this.hold(messages);
				return true;
			}
			await this.change(until - now);
		}
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
