import { setMaxListeners } from 'node:events';
import type { Account } from '../world/account.mts';
import { deliver, describe, duration, type Target } from './courier.mts';
import { Gate } from './gate.mts';
import { Order } from './order.mts';

// More connections at a time than a test webhook's queue holds would look like failures.
const CALLBACKS_AT_A_TIME = 64;

/** A callback to take to its receiver, and what the log says about it. */
export interface Callback {
	name: string;
	token?: string;
	person?: string;
	note?: string;
	/** Looked up at each attempt; undefined ends the matter. */
	target: () => Target | undefined;
	/** Empty for a GET. */
	body: Buffer;
	/** True for an HTTP status that ends the repeats; HTTP 200 alone if left out. */
	settles?: (status: number) => boolean;
}

/**
 * Takes the callbacks of one bot to their receivers: repeated as its settings say (`retryDelaysMs`,
 * `callbackTimeoutMs`), disturbed as its faults say (`duplicates`, `outOfOrder`), and noted in its log.
 */
export class Carrier {
	private readonly life = new AbortController();

	private readonly gate = new Gate(CALLBACKS_AT_A_TIME);

	private readonly order: Order;

	constructor(private readonly account: Account) {
		// Every callback under way listens to the signal; their number is no sign of a leak.
		setMaxListeners(0, this.life.signal);
		this.order = new Order(
			() => this.account.faults.take('outOfOrder') !== undefined,
			(ms, task) => this.account.later(ms, task),
		);
	}

	/** Aborted once the carrier is stopped. */
	get signal(): AbortSignal {
		return this.life.signal;
	}

	/** Ends what is under way; nothing more is repeated. */
	stop(): void {
		this.life.abort();
	}

	/**
	 * Takes a callback to its receiver until it is settled or given up.
	 *
	 * @returns the body of the answer that settled it, or undefined if there was none
	 */
	async carry(callback: Callback): Promise<string | undefined> {
		const again = this.account.faults.take('duplicates') !== undefined;
		const answer = await this.order.pass(async () => await this.attempt(callback));
		if (again) await this.attempt({ ...callback, note: 'sent once more, on purpose' });
		return answer;
	}

	/** Notes an attempt of a callback in the log, or that there was none. */
	note(
		{ name, token, person }: Pick<Callback, 'name' | 'token' | 'person'>,
		status: number | null,
		note: string,
		attempt?: number,
	): void {
		this.account.log.add({
			direction: 'out',
			what: 'callback',
			name,
			status,
			note,
			...(token === undefined ? {} : { token }),
			...(person === undefined ? {} : { person }),
			...(attempt === undefined ? {} : { attempt }),
		});
	}

	private async attempt(callback: Callback): Promise<string | undefined> {
		const { retryDelaysMs, callbackTimeoutMs } = this.account.settings;
		const { target, body, settles } = callback;
		return await deliver({
			target,
			body,
			...(settles ? { settles } : {}),
			timeoutMs: callbackTimeoutMs,
			retryDelaysMs,
			signal: this.life.signal,
			gate: this.gate,
			attempted: (attempt, outcome, nextInMs) => {
				const status = outcome.answered ? outcome.status : null;
				const next = nextInMs === undefined ? 'given up' : `again in ${duration(nextInMs)}`;
				const failure = `${describe(outcome, callbackTimeoutMs)}; ${next}`;
				this.note(callback, status, status === 200 ? (callback.note ?? '') : failure, attempt);
			},
		});
	}
}
