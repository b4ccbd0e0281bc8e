/** Counts calls in a span of time that slides along. */
export class Window {
	private times: number[] = [];

	/** Counts a call unless `most` were counted in the last `spanMs` milliseconds. */
	admits(now: number, most: number, spanMs: number): boolean {
		this.times = this.times.filter((time) => now - time < spanMs);
		if (this.times.length >= most) return false;
		this.times.push(now);
		return true;
	}
}
