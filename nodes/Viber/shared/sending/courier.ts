import type { ClaimDesk } from './claimDesk';
import type { Outcome, Plan, Setback } from './contract';
import type { Gate } from './gate';
import type { Ledger } from './ledger';
import type { Delivery } from './outbox';
import type { Attempts } from './retries';
import { isPauseTooLong, isRepeatable, waitBeforeNext } from './retries';
import { noClaim, unforeseen, verdictsOf } from './verdicts';

/** A message under way, and how its last try ended. */
interface Underway<Content> {
	delivery: Delivery<Content>;
	setback?: Setback;
}

/**
 * Takes one request at a time to the provider, as often as it may be, until everybody is settled. One
 * that waits to be repeated keeps its place among those side by side: a provider in trouble is to get
 * fewer requests, not more.
 */
export class Courier<Content, Receipt> {
	constructor(
		private readonly plan: Plan<Content, Receipt>,
		private readonly gate: Gate,
		private readonly ledger: Ledger<Content, Receipt>,
		private readonly desk: ClaimDesk | undefined,
	) {}

	/** Sends what the deliveries, all of the same content, ask for. Never throws. */
	async carry(deliveries: Array<Delivery<Content>>): Promise<void> {
		const claimed = await this.claim(deliveries);
		if (claimed.length > 0) await this.deliver(claimed);
	}

	/** Claims the keys; gives those messages that may be sent. */
	private async claim(deliveries: Array<Delivery<Content>>): Promise<Array<Delivery<Content>>> {
		const keys = deliveries.flatMap(({ key }) => key ?? []);
		if (!this.desk || keys.length === 0) return deliveries;
		try {
			const fresh = await this.desk.claim(keys);
			return deliveries.filter((delivery) => {
				const { key } = delivery;
				if (key === undefined || fresh.has(key)) return true;
				this.ledger.skip(delivery, key);
				return false;
			});
		} catch (error) {
			for (const delivery of deliveries) this.ledger.settleInvalid(delivery, noClaim(error));
			return [];
		}
	}

	private async deliver(deliveries: Array<Delivery<Content>>): Promise<void> {
		let left: Array<Underway<Content>> = deliveries.map((delivery) => ({ delivery }));
		let firstAt: number | undefined;
		for (let tries = 1; left.length > 0; tries++) {
			if (!(await this.gate.pass(left.length)) || this.ledger.signal.aborted) {
				for (const underway of left) this.giveUp(underway, tries - 1);
				return;
			}
			firstAt ??= this.plan.clock.now();
			const asked = left.map(({ delivery }) => delivery);
			const outcome = await this.send(asked);
			if (this.shouldSplit(outcome, asked.length)) {
				const middle = Math.ceil(asked.length / 2);
				await this.deliver(asked.slice(0, middle));
				await this.deliver(asked.slice(middle));
				return;
			}
			left = await this.settle(asked, outcome, {
				tries,
				elapsedMs: this.plan.clock.now() - firstAt,
			});
		}
	}

	private async send(deliveries: Array<Delivery<Content>>): Promise<Outcome<Receipt>> {
		const [first] = deliveries;
		if (!first) return { kind: 'accepted', receipts: [] };
		const receivers = deliveries.map(({ to }) => to);
		try {
			return await this.plan.send(first.draft.content, receivers);
		} catch {
			// It may have happened after the request was written.
			return unforeseen('unforeseen');
		}
	}

	private shouldSplit(outcome: Outcome<Receipt>, receivers: number): boolean {
		if (!this.plan.splitsRefused || outcome.kind !== 'refused' || receivers < 2) return false;
		const { concernsAccount, concernsRequest, repeat } = outcome.refusal;
		return !concernsAccount && !concernsRequest && repeat === undefined;
	}

	/** Enters what is final, and waits before the rest is repeated; gives that rest. */
	private async settle(
		asked: Array<Delivery<Content>>,
		outcome: Outcome<Receipt>,
		attempts: Attempts,
	): Promise<Array<Underway<Content>>> {
		const again: Array<Underway<Content>> = [];
		let longest = 0;
		if (outcome.kind === 'invalid') {
			for (const delivery of asked) this.ledger.settleInvalid(delivery, outcome.failure);
			return again;
		}
		const verdicts = verdictsOf(outcome, asked.length);
		for (const [index, delivery] of asked.entries()) {
			const verdict = verdicts[index] ?? unforeseen('noVerdict');
			if (verdict.kind === 'accepted') {
				this.ledger.settle(delivery, verdict, attempts.tries);
				continue;
			}
			const wait = this.waitFor(verdict, attempts);
			const { isRateLimit, afterMs = 0 } = verdict.refusal.repeat ?? {};
			if (isRateLimit) this.gate.pause(wait ?? afterMs);
			if (wait === undefined) {
				this.ledger.settle(delivery, verdict, attempts.tries);
				if (verdict.kind !== 'unknown') this.release(delivery);
				continue;
			}
			again.push({ delivery, setback: verdict });
			longest = Math.max(longest, wait);
		}
		if (longest > 0) await this.plan.clock.sleep(longest, this.ledger.signal);
		return again;
	}

	private waitFor(setback: Setback, attempts: Attempts): number | undefined {
		const { retries, repeatsUnknown, random } = this.plan;
		if (!isRepeatable(setback, repeatsUnknown) || isPauseTooLong(retries, setback))
			return undefined;
		return waitBeforeNext(retries, setback, attempts, random);
	}

	/** The run has stopped before the next try. */
	private giveUp({ delivery, setback }: Underway<Content>, tries: number): void {
		if (setback) this.ledger.settle(delivery, setback, tries);
		this.release(delivery);
	}

	private release({ key }: Delivery<Content>): void {
		if (key !== undefined) this.desk?.release(key);
	}
}
