import type { Failure } from '../errors';
import type { Draft, Report, Result, RetryPolicy, Setback, StoppedBy, Verdict } from './contract';
import type { Delivery } from './outbox';
import { isPauseTooLong } from './retries';

/** When a run ends before its time. */
export interface StopRules {
	stopOnFailure: boolean;
	retries: RetryPolicy;
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

	constructor(private readonly rules: StopRules) {}

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

	/** Enters an item that has been drafted. */
	open(itemIndex: number, draft: Draft<Content>): Array<Delivery<Content>> {
		return draft.receivers.map((to, index) => {
			const position = this.results.push({ kind: 'notTried', itemIndex, to }) - 1;
			return { position, itemIndex, to, keys: draft.keys?.[index] ?? [], draft };
		});
	}

	/** Enters an item that could not be drafted. */
	openInvalid(itemIndex: number, failure: Failure): void {
		const result: Result<Receipt> = { kind: 'invalid', itemIndex, failure };
		this.results.push(result);
		if (this.rules.stopOnFailure) this.lastDraft = { cause: 'failure', result };
	}

	/** Enters how a message ended. */
	settle(delivery: Delivery<Content>, verdict: Verdict<Receipt>, tries: number): void {
		const { position, itemIndex, to } = delivery;
		if (verdict.kind === 'accepted') {
			const { receipt } = verdict;
			this.results[position] = { kind: 'accepted', itemIndex, to, receipt };
			return;
		}
		const { kind: status, refusal } = verdict;
		const result: Result<Receipt> = { kind: 'failed', itemIndex, to, tries, status, refusal };
		this.results[position] = result;
		this.failed(result, verdict);
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
			this.results.push({ kind: 'notTried', itemIndex });
		}
		const { results, stoppedBy = this.lastDraft } = this;
		return stoppedBy ? { results, stoppedBy } : { results };
	}

	private failed(result: Result<Receipt>, setback?: Setback): void {
		if (setback?.refusal.concernsAccount) this.stop({ cause: 'account', result });
		else if (setback && isPauseTooLong(this.rules.retries, setback)) {
			this.stop({ cause: 'rateLimit', result });
		} else if (this.rules.stopOnFailure && !setback?.isHarmless)
			this.stop({ cause: 'failure', result });
	}
}
