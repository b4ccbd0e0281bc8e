import { Refusal } from './refusal.mts';

/** So many are kept of one bot. Beyond it the list would have gaps, so it is not given out any more. */
const MOST_KEPT = 1_000_000;

/** A message that a call got accepted for one receiver. */
export interface Acceptance {
	/** Its place in the order of acceptance, from 1. */
	seq: number;
	at: number;
	/** As the answer has it, to the last digit; one of a broadcast is that of all its receivers. */
	id: string;
	/** Id or number of the receiver, be it somebody's or nobody's. */
	to: string;
	/** As the receiver gets it. */
	text: string;
	type: string;
	/** The sender's name. */
	from: string;
	/** Which method was called. */
	method: string;
}

/**
 * What one bot got accepted, in order and without gaps: also what nobody's phone shows, what fails later
 * on, and what the client never heard of because the answer got lost.
 */
export class Acceptances {
	private readonly kept: Acceptance[] = [];

	private count = 0;

	/** Notes one, and numbers it. */
	add(one: Omit<Acceptance, 'seq' | 'at'>): void {
		this.count += 1;
		if (this.kept.length < MOST_KEPT) this.kept.push({ seq: this.count, at: Date.now(), ...one });
	}

	/**
	 * Those numbered above `since`, in order.
	 *
	 * @throws Refusal (400) once there were more than are kept
	 */
	after(since: number): Acceptance[] {
		if (this.count > MOST_KEPT) {
			const most = MOST_KEPT.toLocaleString('en');
			throw new Refusal(400, `More than ${most} messages were accepted: the list has gaps.`);
		}
		return this.kept.slice(since);
	}

	/** Forgets all, and counts from 1 again. */
	clear(): void {
		this.kept.length = 0;
		this.count = 0;
	}
}
