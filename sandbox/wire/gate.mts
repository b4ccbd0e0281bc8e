/** Lets only so many tasks run at a time; the others wait in order. */
export class Gate {
	private free: number;

	private readonly waiting: Array<() => void> = [];

	/** @param places how many tasks may run side by side */
	constructor(places: number) {
		this.free = places;
	}

	/** Runs a task when there is a place for it. @throws what the task throws */
	async pass<Result>(task: () => Promise<Result>): Promise<Result> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			return await task();
		} finally {
			// A place goes straight to who waits longest, so that nobody slips in between.
			const next = this.waiting.shift();
			if (next) next();
			else this.free += 1;
		}
	}
}
