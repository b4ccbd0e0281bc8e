import type { Claims, KeyTrouble } from './contract';

interface Asking {
	keys: readonly string[];
	answer: (fresh: ReadonlySet<string>) => void;
	fail: (error: unknown) => void;
}

/**
 * Stands between a run and the store of keys. The store reads and writes all of its keys at each
 * call, and two calls at a time may undo each other: so there is one at a time, and whatever comes
 * up in the meantime goes together into the next.
 */
export class ClaimDesk {
	private asking: Asking[] = [];
	private leaving: string[] = [];
	private isWorking = false;
	private idle: Array<() => void> = [];

	/** @param trouble of earlier runs of the same items, if there were any; it is added to */
	constructor(
		private readonly store: Claims,
		private readonly trouble: KeyTrouble = { stuck: new Set(), unsure: new Set() },
	) {}

	/** Keys that the store could not be made to forget. */
	get stuck(): string[] {
		return [...this.trouble.stuck];
	}

	/** Keys that may be noted or not: the store failed when it was to note them. */
	get unsure(): string[] {
		return [...this.trouble.unsure];
	}

	/** Whether the store could not be made to forget this key. */
	isStuck(key: string): boolean {
		return this.trouble.stuck.has(key);
	}

	/** Whether nobody knows who has noted this key, this run or one before it. */
	isUnsure(key: string): boolean {
		return this.trouble.unsure.has(key);
	}

	/** Says that a message with these keys went out, or may have: they are noted rightly. */
	wereSent(keys: readonly string[]): void {
		for (const key of keys) {
			this.trouble.stuck.delete(key);
			this.trouble.unsure.delete(key);
		}
	}

	/**
	 * Claims keys. No key may be asked for again before its message is settled, or was given back.
	 *
	 * @returns those that were not claimed before
	 * @throws what the store throws; nothing may be sent then
	 */
	async claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
		return await new Promise((answer, fail) => {
			this.asking.push({ keys, answer, fail });
			void this.work();
		});
	}

	/** Sees to it, as well as the store allows, that the keys of messages are noted that went out before. */
	async keep(keys: readonly string[]): Promise<void> {
		if (keys.length === 0) return;
		await this.claim(keys).catch(() => {});
		this.wereSent(keys);
	}

	/** Gives a key back at the next occasion. */
	release(key: string): void {
		this.leaving.push(key);
		void this.work();
	}

	/** Waits until the store knows everything. */
	async settled(): Promise<void> {
		if (this.isWorking) await new Promise<void>((resolve) => this.idle.push(resolve));
		await this.store.settle?.();
	}

	private async work(): Promise<void> {
		if (this.isWorking) return;
		this.isWorking = true;
		while (this.leaving.length > 0 || this.asking.length > 0) {
			// Both at the same moment, and giving back first: a message with the same key may have
			// waited for just this.
			const leaving = this.leaving.splice(0);
			const asking = this.asking.splice(0);
			await this.giveBack(leaving);
			await this.take(asking);
		}
		this.isWorking = false;
		for (const resolve of this.idle.splice(0)) resolve();
	}

	private async giveBack(keys: string[]): Promise<void> {
		if (keys.length === 0) return;
		try {
			await this.store.release(keys);
		} catch {
			for (const key of keys) this.trouble.stuck.add(key);
		}
	}

	private async take(asking: Asking[]): Promise<void> {
		if (asking.length === 0) return;
		try {
			const fresh = await this.store.claim(asking.flatMap(({ keys }) => keys));
			// The store had forgotten it after all, though it said that it had not.
			for (const key of fresh) {
				this.trouble.stuck.delete(key);
				this.trouble.unsure.delete(key);
			}
			for (const { answer } of asking) answer(fresh);
		} catch (error) {
			// It may have noted them before it failed.
			for (const key of asking.flatMap(({ keys }) => keys)) {
				if (!this.trouble.stuck.has(key)) this.trouble.unsure.add(key);
			}
			for (const { fail } of asking) fail(error);
		}
	}
}
