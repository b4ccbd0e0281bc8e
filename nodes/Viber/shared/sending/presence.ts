import type { Outcome, Setback } from './contract';
import type { Attempts } from './retries';

/** Fewer may be about these messages only, as with a firewall that dislikes them. */
const FEW = 10;

/** A provider that is slow for a moment is not absent yet. */
const FEW_SILENCES = 3;
const SILENT_MS = 60_000;

/**
 * Watches whether the provider is there at all. When it cannot be reached, keeps silent, or somebody
 * else answers in its place, all other requests of the run would end alike: it is better ended than
 * gone through, message by message, with an outcome that nobody knows.
 */
export class Presence {
	private heardAt = Number.NEGATIVE_INFINITY;
	private firstAt: number | undefined;
	/** Requests in a row without a connection, without an answer, and with somebody else's. */
	private misses = 0;
	private silences = 0;
	private strangers = 0;

	/** @param atOnce how many requests go side by side, and may all have met the same short trouble */
	constructor(private readonly atOnce: number) {}

	/** Notes how a request ended, which began at `begunAt` and ended `now`. */
	note<Receipt>(outcome: Outcome<Receipt>, begunAt: number, now: number): void {
		this.firstAt ??= begunAt;
		if (outcome.kind === 'invalid') return;
		const heard = 'refusal' in outcome ? outcome.refusal.heard : undefined;
		if (outcome.kind === 'notSent') this.misses += 1;
		else if (heard === 'nobody') this.silences += 1;
		else if (heard === 'somebodyElse') this.strangers += 1;
		else {
			this.heardAt = now;
			this.misses = 0;
			this.silences = 0;
			this.strangers = 0;
		}
	}

	/** Judges a setback that is final by the rest of the run: whether it concerns everybody. */
	judge(setback: Setback, attempts: Attempts, now: number): Setback {
		if (!this.isAbsent(setback, attempts, now)) return setback;
		return { ...setback, refusal: { ...setback.refusal, concernsAccount: true } };
	}

	private isAbsent(
		{ kind, refusal }: Setback,
		{ tries, elapsedMs }: Attempts,
		now: number,
	): boolean {
		const isMany = (number: number) => number >= Math.max(FEW, 2 * this.atOnce);
		// One try says little, unless many go the same way.
		if (kind === 'notSent') {
			return isMany(this.misses) || (tries > 1 && now - this.heardAt > elapsedMs);
		}
		if (refusal.heard === 'somebodyElse') return isMany(this.strangers);
		if (refusal.heard !== 'nobody') return false;
		const silentMs = now - Math.max(this.heardAt, this.firstAt ?? now);
		return silentMs >= SILENT_MS && this.silences >= Math.max(FEW_SILENCES, 2 * this.atOnce);
	}
}
