const SECOND_MS = 1000;

/** Watches how many messages an account sends per second (messaggio.md §1, code -6). */
export class Pace {
	private taken: Array<{ count: number; until: number }> = [];

	/**
	 * Takes room for messages, if there is some.
	 *
	 * @param now in ms since 1970
	 * @param most messages per second
	 * @param burst lets a request pass that is larger than the limit, when nothing was sent just before;
	 *   it then takes as many seconds as its messages need
	 */
	admits(count: number, now: number, most: number, burst: boolean): boolean {
		this.taken = this.taken.filter(({ until }) => until > now);
		const used = this.taken.reduce((sum, one) => sum + one.count, 0);
		const isBurst = burst && used === 0;
		if (used + count > most && !isBurst) return false;
		this.taken.push({ count, until: now + SECOND_MS * Math.max(1, count / most) });
		return true;
	}
}
