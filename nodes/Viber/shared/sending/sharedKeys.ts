import type { Clock } from './clock';
import type { Claims } from './contract';

/**
 * n8n's store of keys. Each process reads all of it, changes it, and writes it back: whatever another
 * one has written in between is lost, be it a key that was noted or one that was taken away.
 */
export interface KeyTable {
	/** Notes these. */
	note(names: readonly string[]): Promise<Noted>;
	remove(names: readonly string[]): Promise<void>;
	/** Whether any of these is there; notes none of them. */
	hasAny(names: readonly string[]): Promise<boolean>;
	/** Drops as many of the oldest as the run has added, where there are too many. */
	trim(added: number): Promise<void>;
}

/** What noting came to. */
export interface Noted {
	/** Those that were not there before. */
	fresh: ReadonlySet<string>;
	/** How long the store took, without the wait for others of this process, in ms. */
	ms: number;
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

/** Keys of the last seconds may have been written over by somebody who takes unusually long. */
const RECENT_MS = 10_000;

/**
 * Claims keys in a store that several processes change without knowing of each other. Nothing in it
 * can be locked, so each claim is read again after the others must have written what they had in
 * hand: beside its keys stands a mark that nobody else writes. If it is still there, so are the keys,
 * and they are this claim's. If not, somebody has written over it: keys that are there all the same
 * are theirs, the others are noted anew and read again.
 *
 * It rests on how long the others take. A process that stands still between reading and writing for
 * longer than this one waits goes unnoticed: what it has written over is put right only as long as
 * the run goes on, and if both have claimed the same key, both have it.
 */
export class SharedKeys implements Claims {
	private marks: string[] = [];
	/** What this run has claimed, with which mark, and when: it may have been written over. */
	private readonly recent = new Map<string, { mark: string; at: number }>();
	/** Given back, but perhaps brought back by somebody who had read the store before. */
	private readonly leaving = new Set<string>();
	private readonly pending = new Set<Promise<void>>();
	private slowest = 0;
	/** How many keys the store has more by this run. */
	private added = 0;

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
		let own = without(await this.noteFirst(keys, mark), mark);
		let failures = 0;
		for (let round = 0; own.size > 0; round++) {
			if (round === MOST_ROUNDS) throw new Error('The keys are changed all the time');
			await this.clock.sleep(READ_AFTER * this.othersTake);
			const { fresh: lost, error } = await this.note([...own, mark]);
			if (!lost) {
				failures += 1;
				if (failures === TRIES) throw error;
			} else if (lost.size === 0) return this.hold(own, mark);
			else if (lost.has(mark)) {
				// Whoever wrote over these has written over the ones before as well.
				await this.noteRecent();
				own = without(lost, mark);
			}
		}
		return own;
	}

	/** The mark goes with the keys: when it is there again, somebody has brought them back. */
	async release(keys: readonly string[]): Promise<void> {
		const marks = new Set(keys.flatMap((key) => this.recent.get(key)?.mark ?? []));
		for (const key of keys) this.recent.delete(key);
		await this.remove([...keys, ...marks]);
		this.added -= keys.length;
		for (const key of keys) this.leaving.add(key);
		const again = this.releaseAgain(keys, [...marks]).catch(() => {});
		this.pending.add(again);
		void again.then(() => this.pending.delete(again));
	}

	/** Puts right what others have written over, and takes away what is of no use after the run. Never throws. */
	async settle(): Promise<void> {
		await Promise.all(this.pending);
		const marks = this.marks.splice(0);
		if (marks.length === 0) return;
		await this.noteRecent();
		try {
			await this.table.remove(marks);
			if (this.added > 0) await this.table.trim(this.added);
		} catch {
			// A mark that stays takes the place of a key, and nothing else.
		}
	}

	private async releaseAgain(keys: readonly string[], marks: readonly string[]): Promise<void> {
		await this.clock.sleep(this.othersTake);
		const left = keys.filter((key) => this.leaving.delete(key));
		if (left.length === 0 || marks.length === 0) return;
		if (await this.table.hasAny(marks)) await this.table.remove([...left, ...marks]);
	}

	private get othersTake(): number {
		return Math.max(OTHERS_TAKE_MS, AS_LONG_AS * this.slowest);
	}

	// A store that failed may have noted them all the same: the mark tells.
	private async noteFirst(keys: readonly string[], mark: string): Promise<ReadonlySet<string>> {
		for (let tries = 1; ; tries++) {
			const { fresh, error } = await this.note([...keys, mark]);
			if (fresh) {
				if (tries === 1 || fresh.has(mark)) return fresh;
				throw new Error('Nobody knows who has noted the keys');
			}
			if (tries === TRIES) throw error;
			await this.clock.sleep(OTHERS_TAKE_MS);
		}
	}

	private async note(names: readonly string[]): Promise<Partial<Noted> & { error?: unknown }> {
		try {
			const noted = await this.table.note(names);
			// The last few count: a store that was slow once need not stay so.
			this.slowest = Math.max(noted.ms, this.slowest / 2);
			return noted;
		} catch (error) {
			return { error };
		}
	}

	private async noteRecent(): Promise<void> {
		this.forgetOld();
		if (this.recent.size > 0) await this.note([...this.recent.keys()]);
	}

	/** Removing twice does no harm. */
	private async remove(names: readonly string[]): Promise<void> {
		for (let tries = 1; ; tries++) {
			const error = await this.table.remove(names).then(
				() => undefined,
				(reason: unknown) => ({ reason }),
			);
			if (!error) return;
			if (tries === TRIES) throw error.reason;
			await this.clock.sleep(OTHERS_TAKE_MS);
		}
	}

	private hold(keys: ReadonlySet<string>, mark: string): ReadonlySet<string> {
		const at = this.clock.now();
		for (const key of keys) this.recent.set(key, { mark, at });
		this.added += keys.size;
		this.forgetOld();
		return keys;
	}

	private forgetOld(): void {
		const since = this.clock.now() - Math.max(RECENT_MS, 2 * READ_AFTER * this.othersTake);
		for (const [key, { at }] of this.recent) {
			if (at >= since) break;
			this.recent.delete(key);
		}
	}
}

function without(names: ReadonlySet<string>, one: string): ReadonlySet<string> {
	return new Set([...names].filter((name) => name !== one));
}
