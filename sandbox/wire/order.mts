/** How long the first of a pair waits for the second. */
const LONGEST_WAIT_MS = 1000;

/** Turns the order of tasks round, two by two, while somebody wants that. */
export class Order {
	/** Lets the task go that waits for a later one to overtake it. */
	private release: (() => void) | undefined;

	/**
	 * @param wanted asked once for each pair
	 * @param later runs something after so many milliseconds
	 */
	constructor(
		private readonly wanted: () => boolean,
		private readonly later: (ms: number, task: () => void) => void,
	) {}

	/** Runs a task at once, or after the next one if the two are to change places. */
	async pass<Result>(task: () => Promise<Result>): Promise<Result> {
		const { release } = this;
		if (release) {
			this.release = undefined;
			try {
				return await task();
			} finally {
				release();
			}
		}
		if (this.wanted()) {
			await new Promise<void>((resolve) => {
				this.release = resolve;
				// Nobody may come after it; it does not wait for ever.
				this.later(LONGEST_WAIT_MS, () => {
					if (this.release === resolve) this.release = undefined;
					resolve();
				});
			});
		}
		return await task();
	}
}
