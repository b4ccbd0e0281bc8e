import type { Clock } from './clock';
import type { Claims } from './contract';

/**
 * n8n's store of keys. Each process reads all of it, changes it, and writes it back: whatever another
 * one has written in between is lost, be it a key that was noted or one that was taken away.
 */
export interface KeyTable {
	/**
	 * Notes these; gives those that were not there before.
	 *
	 * @param passing how many names of the run will be taken away again: no key is dropped for them
	 */
	record(names: readonly string[], passing: number): Promise<ReadonlySet<string>>;
	remove(names: readonly string[]): Promise<void>;
}

/** A store that another process keeps changing is busy for so long, or something is wrong. */
const MOST_ROUNDS = 20;

/** How often the store is asked again after it failed. */
const TRIES = 3;

/**
 * How long the others may take between reading and writing, in ms. Where the store takes this process
 * longer, so it may the others.
 */
const OTHERS_TAKE_MS = 50;
const AS_LONG_AS = 4;
const READ_AFTER = 3;

/** Keys of the last seconds: nobody takes longer than that between reading and writing. */
const RECENT_MS = 10_000;

/**
 * Claims keys in a store that several processes change without knowing of each other. Nothing in it
 * can be locked, so each claim is read again after the others must have written what they had in
 * hand: beside its keys stands a mark that nobody else writes. If it is still there, so are the keys,
 * and they are this claim's. If not, somebody has written over it: keys that are there all the same
 * are theirs, the others are noted anew and read again.
 */
export class SharedKeys implements Claims {
	private marks: string[] = [];
	/** What this run has claimed, with which mark, and when: it may have been written over. */
	private readonly recent = new Map<string, { mark: string; at: number }>();
	/** Given back, but perhaps brought back by somebody who had read the store before. */
	private readonly leaving = new Set<string>();
	private readonly pending = new Set<Promise<void>>();
	private slowest = 0;

	/** @param run a text that no other run has */
	constructor(
		private readonly table: KeyTable,
		private readonly clock: Clock,
		private readonly run: string,
	) {}

	/**
	 * @returns those that nobody else has
	 * @throws what the store throws, when it goes on failing; also when nobody can tell whose they are
	 */
	async claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
		for (const key of keys) this.leaving.delete(key);
		const mark = `${this.run} ${this.marks.length}`;
		this.marks.push(mark);
		let own = without(await this.recordFirst(keys, mark), [mark]);
		let failures = 0;
		for (let round = 0; own.size > 0; round++) {
			if (round === MOST_ROUNDS) throw new Error('The keys are changed all the time');
			await this.clock.sleep(READ_AFTER * this.othersTake);
			const { lost, error } = await this.readAgain([...own, mark]);
			if (!lost) {
				failures += 1;
				if (failures === TRIES) throw error;
			} else if (lost.size === 0) return this.hold(own, mark);
			else if (lost.has(mark)) {
				// Whoever wrote over these has written over the ones before as well.
				this.forgetOld();
				await this.readAgain([...this.recent.keys()]);
				own = without(lost, [mark]);
			}
		}
		return own;
	}

	/** The mark goes with the keys: when it is there again, somebody has brought them back. */
	async release(keys: readonly string[]): Promise<void> {
		const marks = new Set(keys.flatMap((key) => this.recent.get(key)?.mark ?? []));
		for (const key of keys) this.recent.delete(key);
		await this.timed(async () => await this.table.remove([...keys, ...marks]));
		for (const key of keys) this.leaving.add(key);
		const again = this.releaseAgain(keys, [...marks]).catch(() => {});
		this.pending.add(again);
		void again.then(() => this.pending.delete(again));
	}

	/** Takes away what is of no use after the run. Never throws. */
	async settle(): Promise<void> {
		await Promise.all(this.pending);
		const marks = this.marks.splice(0);
		if (marks.length > 0) await this.table.remove(marks).catch(() => {});
	}

	private async releaseAgain(keys: readonly string[], marks: readonly string[]): Promise<void> {
		await this.clock.sleep(this.othersTake);
		const left = keys.filter((key) => this.leaving.delete(key));
		if (left.length === 0 || marks.length === 0) return;
		const gone = await this.table.record(marks, this.marks.length);
		if (marks.some((mark) => !gone.has(mark))) await this.table.remove(left);
	}

	private get othersTake(): number {
		return Math.max(OTHERS_TAKE_MS, AS_LONG_AS * this.slowest);
	}

	// A store that failed may have noted them all the same: the mark tells.
	private async recordFirst(keys: readonly string[], mark: string): Promise<ReadonlySet<string>> {
		for (let tries = 1; ; tries++) {
			const { lost: fresh, error } = await this.readAgain([...keys, mark]);
			if (fresh) {
				if (tries === 1 || fresh.has(mark)) return fresh;
				throw new Error('Nobody knows who has noted the keys');
			}
			if (tries === TRIES) throw error;
			await this.clock.sleep(OTHERS_TAKE_MS);
		}
	}

	/** Notes names that are not there, or no longer. */
	private async readAgain(
		names: readonly string[],
	): Promise<{ lost?: ReadonlySet<string>; error?: unknown }> {
		if (names.length === 0) return { lost: new Set() };
		try {
			return {
				lost: await this.timed(async () => await this.table.record(names, this.marks.length)),
			};
		} catch (error) {
			return { error };
		}
	}

	private async timed<T>(work: () => Promise<T>): Promise<T> {
		const begin = this.clock.now();
		const result = await work();
		// The last few count: a store that was slow once need not stay so.
		this.slowest = Math.max(this.clock.now() - begin, this.slowest / 2);
		return result;
	}

	private hold(keys: ReadonlySet<string>, mark: string): ReadonlySet<string> {
		const at = this.clock.now();
		for (const key of keys) this.recent.set(key, { mark, at });
		this.forgetOld();
		return keys;
	}

	private forgetOld(): void {
		const since = this.clock.now() - RECENT_MS;
		for (const [key, { at }] of this.recent) {
			if (at >= since) break;
			this.recent.delete(key);
		}
	}
}

function without(names: ReadonlySet<string>, some: readonly string[]): ReadonlySet<string> {
	return new Set([...names].filter((name) => !some.includes(name)));
}
