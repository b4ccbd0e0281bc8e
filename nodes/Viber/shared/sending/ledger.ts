import type { Failure } from '../errors';
import type {
	Draft,
	Memory,
	Report,
	Result,
	RetryPolicy,
	Setback,
	StoppedBy,
	Verdict,
} from './contract';
import type { Delivery } from './outbox';
import { isPauseTooLong } from './retries';

/** When a run ends before its time, and what is known of an earlier one. */
export interface LedgerRules<Receipt> {
	stopOnFailure: boolean;
	retries: RetryPolicy;
	memory?: Memory<Receipt>;
}

/**
 * The account of a run: every message is entered as not tried when it is drafted, and gets its one
 * result when it is settled. Whatever ends the run early is noticed here.
 */
export class Ledger<Content, Receipt> {
	private readonly results: Array<Result<Receipt>> = [];
	private readonly stopper = new AbortController();
	private readonly halter = new AbortController();
	private stoppedBy: StoppedBy<Receipt> | undefined;
	private lastDraft: StoppedBy<Receipt> | undefined;
	/** Keys of messages that earlier runs have sent: not all of them need be noted. */
	readonly sentBefore: string[] = [];

	constructor(private readonly rules: LedgerRules<Receipt>) {}

	/** Aborted when no further message may begin. */
	get stopped(): AbortSignal {
		return this.stopper.signal;
	}

	/**
	 * Aborted when not even the rest of what is under way may begin: a mere failure, which ends a run
	 * that is to end with the first, is none of its business.
	 */
	get halted(): AbortSignal {
		return this.halter.signal;
	}

	/**
	 * Whether no further item is to be drafted. An item that cannot be drafted ends the run in its
	 * turn only: those before it, though drafted ahead, go out as if it had been one after another.
	 */
	get endsDrafting(): boolean {
		return this.lastDraft !== undefined;
	}

	/** Ends the run; the first reason counts. */
	stop(why: StoppedBy<Receipt>): void {
		this.stoppedBy ??= why;
		this.stopper.abort();
		if (why.cause !== 'failure') this.halter.abort();
	}

	/** Enters an item that has been drafted. Gives what is to be sent for it. */
	open(itemIndex: number, draft: Draft<Content>): Array<Delivery<Content>> {
		const { memory } = this.rules;
		memory?.expect(itemIndex, draft.receivers);
		const before = new Map(memory?.recall(itemIndex)?.map(({ to, verdict }) => [to, verdict]));
		const deliveries = draft.receivers.flatMap((to, index) => {
			const keys = draft.keys?.[index] ?? [];
			const verdict = before.get(to);
			before.delete(to);
			if (verdict) {
				this.enterBefore(itemIndex, to, verdict);
				this.sentBefore.push(...keys);
				return [];
			}
			const position = this.results.push({ kind: 'notTried', itemIndex, to }) - 1;
			return this.lastDraft ? [] : [{ position, itemIndex, to, keys, draft }];
		});
		// Whom it named in an earlier try only.
		for (const [to, verdict] of before) {
			if (verdict) this.enterBefore(itemIndex, to, verdict);
		}
		return deliveries;
	}

	/**
	 * Enters an item that could not be drafted. Who has its message from an earlier run, or may have it,
	 * has it all the same: the failure is that of the others.
	 */
	openInvalid(itemIndex: number, failure: Failure): void {
		const before = this.rules.memory?.recall(itemIndex);
		if (!before?.some(({ verdict }) => verdict)) {
			this.enterInvalid(itemIndex, failure);
			return;
		}
		for (const { to, verdict } of before) {
			if (verdict) this.enterBefore(itemIndex, to, verdict);
			else this.enterInvalid(itemIndex, { ...failure, to });
		}
	}

	/** Enters how a message ended. */
	settle(delivery: Delivery<Content>, verdict: Verdict<Receipt>, tries: number): void {
		const { itemIndex, to } = delivery;
		const result = this.enter(delivery, verdict, tries);
		if (verdict.kind === 'accepted' || verdict.kind === 'unknown') {
			this.rules.memory?.keep(itemIndex, to, verdict);
		}
		if (verdict.kind !== 'accepted') this.failed(result, verdict);
	}

	/** Enters that there was nothing to be sent after all, or that it must not be. */
	settleInvalid({ position, itemIndex }: Delivery<Content>, failure: Failure): void {
		const result: Result<Receipt> = { kind: 'invalid', itemIndex, failure };
		this.results[position] = result;
		this.failed(result);
	}

	/** Enters that a message was sent before. */
	skip({ position, itemIndex, to }: Delivery<Content>, key: string): void {
		this.results[position] = { kind: 'skipped', itemIndex, to, key };
	}

	/**
	 * Closes the account.
	 *
	 * @param undrafted items from this one on were not drafted
	 * @param items how many there are
	 */
	close(undrafted: number, items: number): Omit<Report<Receipt>, 'stuckKeys' | 'unsureKeys'> {
		for (let itemIndex = undrafted; itemIndex < items; itemIndex++) {
			const before = this.rules.memory?.recall(itemIndex);
			if (!before) this.results.push({ kind: 'notTried', itemIndex });
			for (const { to, verdict } of before ?? []) {
				if (verdict) this.enter({ position: this.results.length, itemIndex, to }, verdict, 0);
				else this.results.push({ kind: 'notTried', itemIndex, to });
			}
		}
		const { results, stoppedBy = this.lastDraft } = this;
		return stoppedBy ? { results, stoppedBy } : { results };
	}

	private enter(
		{ position, itemIndex, to }: Pick<Delivery<Content>, 'position' | 'itemIndex' | 'to'>,
		verdict: Verdict<Receipt>,
		tries: number,
	): Result<Receipt> {
		const result: Result<Receipt> =
			verdict.kind === 'accepted'
				? { kind: 'accepted', itemIndex, to, receipt: verdict.receipt }
				: { kind: 'failed', itemIndex, to, tries, status: verdict.kind, refusal: verdict.refusal };
		this.results[position] = result;
		return result;
	}

	/** Enters how the message of an earlier run ended. */
	private enterBefore(itemIndex: number, to: string, verdict: Verdict<Receipt>): void {
		const result = this.enter({ position: this.results.length, itemIndex, to }, verdict, 0);
		if (result.kind === 'failed') this.endInTurn(result);
	}

	private enterInvalid(itemIndex: number, failure: Failure): void {
		const result: Result<Receipt> = { kind: 'invalid', itemIndex, failure };
		this.results.push(result);
		this.endInTurn(result);
	}

	private endInTurn(result: Result<Receipt>): void {
		if (this.rules.stopOnFailure) this.lastDraft ??= { cause: 'failure', result };
	}

	private failed(result: Result<Receipt>, setback?: Setback): void {
		if (setback?.refusal.concernsAccount) this.stop({ cause: 'account', result });
		else if (setback && isPauseTooLong(this.rules.retries, setback)) {
			this.stop({ cause: 'rateLimit', result });
		} else if (this.rules.stopOnFailure && !setback?.isHarmless)
			this.stop({ cause: 'failure', result });
	}
}
