import type { ClaimDesk } from './claimDesk';
import type { Outcome, Plan, Setback } from './contract';
import type { Gate } from './gate';
import type { Ledger } from './ledger';
import type { Delivery } from './outbox';
import { Presence } from './presence';
import type { Attempts } from './retries';
import { isPauseTooLong, isRepeatable, waitBeforeNext } from './retries';
import type { Cut } from './splitting';
import { Splitting, refusedTogether } from './splitting';
import { noClaim, stuckKey, unforeseen, unsureKey, verdictsOf } from './verdicts';

/** A message under way, and how its last try ended. */
interface Underway<Content> {
	delivery: Delivery<Content>;
	/** Those of its keys that were claimed for the try at hand. */
	claimed: readonly string[];
	setback?: Setback;
}

/**
 * Takes one request at a time to the provider, as often as it may be, until everybody is settled. One
 * that waits to be repeated keeps its place among those side by side: a provider in trouble is to get
 * fewer requests, not more. Its keys it gives back meanwhile: whoever kills n8n must find noted what
 * was on the wire, and nothing else.
 */
export class Courier<Content, Receipt> {
	private readonly splitting: Splitting;
	private readonly presence: Presence;

	constructor(
		private readonly plan: Plan<Content, Receipt>,
		private readonly gate: Gate,
		private readonly ledger: Ledger<Content, Receipt>,
		private readonly desk: ClaimDesk | undefined,
	) {
		this.splitting = new Splitting(plan.splitsRefused);
		this.presence = new Presence(plan.limits.atOnce);
	}

	/** Sends what the deliveries, all of the same content, ask for. Never throws. */
	async carry(deliveries: Array<Delivery<Content>>): Promise<void> {
		await this.deliver(deliveries, this.ledger.stopped);
	}

	/** @param cut the refused request whose part this is, if it is one */
	private async deliver(
		deliveries: Array<Delivery<Content>>,
		signal: AbortSignal,
		cut?: Cut,
	): Promise<void> {
		let left = deliveries.map((delivery): Underway<Content> => ({ delivery, claimed: [] }));
		const { clock, retries } = this.plan;
		let firstAt: number | undefined;
		let from: number | undefined;
		let tries = 0;
		// However it came that it had to wait for so long: for its turn, or for the store of the keys.
		const isTooLate = () => firstAt !== undefined && clock.now() - firstAt > retries.totalMs;
		const isOver = () => signal.aborted || isTooLate();
		while (left.length > 0) {
			const passed = left.length;
			const repeat = from === undefined ? undefined : { tries, from };
			if (!(await this.gate.pass(passed, signal, repeat))) return this.giveUp(left, tries);
			if (!isOver() && this.hasKeys(left)) left = await this.claim(left, tries);
			const mustNot = isOver();
			// From here to the wire nothing is waited for.
			const mayBegin = this.gate.begin(passed, mustNot ? 0 : left.length);
			if (mustNot || !mayBegin) {
				left = left.map((underway) => this.release(underway));
				if (mustNot) return this.giveUp(left, tries);
				continue;
			}
			if (left.length === 0) return;
			firstAt ??= clock.now();
			tries += 1;
			let outcome = await this.send(left);
			this.gate.end(wayOf(outcome));
			if (this.splitting.mayHelp(outcome, left.length)) {
				if (cut || !this.splitting.isInVain(outcome)) return await this.split(left, outcome, cut);
				outcome = refusedTogether(outcome);
			}
			if (left.length === 1 && cut) this.splitting.noteAlone(outcome, cut);
			const again = this.settle(left, outcome, { tries, elapsedMs: clock.now() - firstAt });
			from = clock.now() + Math.max(0, ...again.map(({ waitMs }) => waitMs));
			left = again;
		}
	}

	/** Sends each half for itself, also when a failure has ended the run: it was under way before. */
	private async split(
		refused: Array<Underway<Content>>,
		{ refusal: { code } }: Setback,
		within?: Cut,
	): Promise<void> {
		const deliveries = refused.map((underway) => this.release(underway).delivery);
		const cut = within ?? { code, refusedAlone: 0 };
		const middle = Math.ceil(deliveries.length / 2);
		await this.deliver(deliveries.slice(0, middle), this.ledger.halted, cut);
		await this.deliver(deliveries.slice(middle), this.ledger.halted, cut);
		if (!within) this.splitting.noteWhole(cut, deliveries.length);
	}

	private hasKeys(left: Array<Underway<Content>>): boolean {
		return this.desk !== undefined && left.some(({ delivery }) => delivery.keys.length > 0);
	}

	/** Claims the keys; gives those messages that may be sent. */
	private async claim(
		left: Array<Underway<Content>>,
		tries: number,
	): Promise<Array<Underway<Content>>> {
		try {
			const keys = left.flatMap(({ delivery }) => delivery.keys);
			const fresh = (await this.desk?.claim(keys)) ?? new Set();
			return left.flatMap((underway) => {
				const { delivery } = underway;
				const claimed = delivery.keys.filter((key) => fresh.has(key));
				if (claimed.length > 0 || delivery.keys.length === 0) return [{ ...underway, claimed }];
				this.leaveOut(underway, tries);
				return [];
			});
		} catch (error) {
			for (const { delivery } of left) {
				this.ledger.settleInvalid(delivery, noClaim(error, delivery.to));
			}
			return [];
		}
	}

	/** All keys of a message are noted as sent. */
	private leaveOut({ delivery, setback }: Underway<Content>, tries: number): void {
		const { keys, to } = delivery;
		const [key = ''] = keys;
		// What this very run noted and could not make n8n forget was not sent, and must not be called so;
		// nor what it has tried before.
		const isStuck = keys.some((one) => this.desk?.isStuck(one));
		const isUnsure = keys.some((one) => this.desk?.isUnsure(one));
		if (setback) this.ledger.settle(delivery, setback, tries);
		else if (isStuck || isUnsure) {
			this.ledger.settleInvalid(delivery, isStuck ? stuckKey(to) : unsureKey(to));
		} else this.ledger.skip(delivery, key);
	}

	private async send(asked: Array<Underway<Content>>): Promise<Outcome<Receipt>> {
		const [first] = asked;
		if (!first) return { kind: 'accepted', receipts: [] };
		const receivers = asked.map(({ delivery }) => delivery.to);
		const { clock } = this.plan;
		const begunAt = clock.now();
		try {
			const outcome = await this.plan.send(first.delivery.draft.content, receivers);
			this.presence.note(outcome, begunAt, clock.now());
			return outcome;
		} catch {
			// It may have happened after the request was written.
			return unforeseen('unforeseen');
		}
	}

	/** Enters what is final; gives the rest, and how long to wait before it is repeated. */
	private settle(
		asked: Array<Underway<Content>>,
		outcome: Outcome<Receipt>,
		attempts: Attempts,
	): Array<Underway<Content> & { waitMs: number }> {
		if (outcome.kind === 'invalid') {
			for (const underway of asked) {
				this.ledger.settleInvalid(underway.delivery, outcome.failure);
				this.release(underway);
			}
			return [];
		}
		const verdicts = verdictsOf(outcome, asked.length);
		return asked.flatMap((underway, index) => {
			const { delivery } = underway;
			const verdict = verdicts[index] ?? unforeseen('noVerdict');
			if (verdict.kind === 'accepted' || verdict.kind === 'unknown') {
				this.desk?.wereSent(delivery.keys);
			}
			if (verdict.kind === 'accepted') {
				this.splitting.noteAccepted();
				this.ledger.settle(delivery, verdict, attempts.tries);
				return [];
			}
			const free = verdict.kind === 'unknown' ? underway : this.release(underway);
			const waitMs = this.waitFor(verdict, attempts);
			const { isRateLimit, afterMs = 0 } = verdict.refusal.repeat ?? {};
			if (isRateLimit) this.gate.pause(waitMs ?? afterMs);
			if (waitMs !== undefined) return [{ ...free, setback: verdict, waitMs }];
			const judged = this.presence.judge(verdict, attempts, this.plan.clock.now());
			this.ledger.settle(delivery, judged, attempts.tries);
			return [];
		});
	}

	private waitFor(setback: Setback, attempts: Attempts): number | undefined {
		const { retries, repeatsUnknown, random } = this.plan;
		if (!isRepeatable(setback, repeatsUnknown) || isPauseTooLong(retries, setback))
			return undefined;
		return waitBeforeNext(retries, setback, attempts, random);
	}

	/** There is no further try: the run has stopped, or it is too late. */
	private giveUp(left: Array<Underway<Content>>, tries: number): void {
		for (const { delivery, setback } of left) {
			if (setback) this.ledger.settle(delivery, setback, tries);
		}
	}

	/** Certainly nothing was sent: gives the keys back. */
	private release(underway: Underway<Content>): Underway<Content> {
		for (const key of underway.claimed) this.desk?.release(key);
		return { ...underway, claimed: [] };
	}
}

/** What the outcome of a request says of the pace. */
function wayOf(outcome: Outcome<unknown>): 'taken' | 'limited' | 'other' {
	if (outcome.kind === 'accepted') return 'taken';
	const each = outcome.kind === 'mixed' ? outcome.each : [outcome];
	const isLimited = each.some((one) => 'refusal' in one && one.refusal.repeat?.isRateLimit);
	if (isLimited) return 'limited';
	return each.some(({ kind }) => kind === 'accepted') ? 'taken' : 'other';
}
