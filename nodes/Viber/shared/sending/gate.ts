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
	private inBatch = 0;
	private lastAt = 0;

	/** @param signal ends all waiting */
	constructor(
		private readonly clock: Clock,
		private readonly limits: Limits,
		private readonly signal: AbortSignal,
	) {}

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
	 * Waits until a request may begin. It has to begin at once then.
	 *
	 * @param messages how many the request holds
	 * @returns false when the signal came first
	 */
	async pass(messages: number): Promise<boolean> {
		this.turn = this.turn.then(async () => await this.wait(messages));
		return await this.turn;
	}

	private async wait(messages: number): Promise<boolean> {
		for (;;) {
			if (this.signal.aborted) return false;
			const now = this.clock.now();
			const until = Math.max(
				this.pausedUntil,
				this.paceFree(now, messages),
				this.batchFree(messages),
			);
			if (until <= now) {
				this.note(now, messages);
				return true;
			}
			await this.clock.sleep(until - now, this.signal);
		}
	}

	/** When the pace lets so many pass. */
	private paceFree(now: number, messages: number): number {
		const { pace } = this.limits;
		if (!pace) return now;
		for (let oldest = this.recent[0]; oldest && oldest.at + pace.perMs <= now; ) {
			this.weight -= oldest.weight;
			this.recent.shift();
			oldest = this.recent[0];
		}
		let room = pace.count - this.weigh(messages) - this.weight;
		if (room >= 0) return now;
		for (const { at, weight } of this.recent) {
			room += weight;
			if (room >= 0) return at + pace.perMs;
		}
		return now;
	}

	private batchFree(messages: number): number {
		const { batching } = this.limits;
		const isFull = batching !== undefined && this.inBatch + messages > batching.size;
		return isFull && this.inBatch > 0
			? this.lastAt + batching.intervalMs
			: Number.NEGATIVE_INFINITY;
	}

	private note(now: number, messages: number): void {
		const { pace, batching } = this.limits;
		if (pace) {
			const weight = this.weigh(messages);
			this.recent.push({ at: now, weight });
			this.weight += weight;
		}
		if (batching) {
			const startsAnew = this.inBatch + messages > batching.size;
			this.inBatch = startsAnew ? messages : this.inBatch + messages;
		}
		this.lastAt = now;
	}

	private weigh(messages: number): number {
		return this.limits.pace?.of === 'messages' ? messages : 1;
	}
}
