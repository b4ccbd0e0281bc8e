import type { Refusal, Repeat } from '../../../../../nodes/Viber/providers/wire';
import type { Clock } from '../../../../../nodes/Viber/shared/sending/clock';
import type {
	Claims,
	Draft,
	Limits,
	Outcome,
	Plan,
	RetryPolicy,
	Setback,
} from '../../../../../nodes/Viber/shared/sending/contract';

interface Timer {
	at: number;
	wake: () => void;
}

/** A clock that jumps to the next timer as soon as nothing else is left to do. */
export class FakeClock implements Clock {
	private time = 0;
	private timers: Timer[] = [];
	/** Called whenever nothing more happens at this moment. */
	beforeJump: (() => void) | undefined;

	now(): number {
		return this.time;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted || ms <= 0) return;
		await new Promise<void>((resolve) => {
			const timer: Timer = { at: this.time + ms, wake: resolve };
			const abort = () => {
				this.timers = this.timers.filter((one) => one !== timer);
				resolve();
			};
			timer.wake = () => {
				signal?.removeEventListener('abort', abort);
				resolve();
			};
			this.timers.push(timer);
			signal?.addEventListener('abort', abort);
		});
	}

	/** Lets time pass until the promise is settled. */
	async until<T>(promise: Promise<T>): Promise<T> {
		let isDone = false;
		const done = promise.finally(() => {
			isDone = true;
		});
		// Whoever awaits `done` below hears of a rejection.
		done.catch(() => undefined);
		for (;;) {
			await new Promise((resolve) => setImmediate(resolve));
			if (isDone) return await done;
			this.beforeJump?.();
			this.timers.sort((one, other) => one.at - other.at);
			const next = this.timers.shift();
			if (!next) throw new Error('Everybody waits, and for nothing');
			this.time = Math.max(this.time, next.at);
			next.wake();
		}
	}
}

/** A provider's answer that gives each receiver an id made of content and name. */
export interface Receipt {
	messageId: string;
	doubt?: string;
}

/** One request as the provider has seen it. */
export interface Seen {
	content: string;
	receivers: string[];
	at: number;
	/** When it was answered. */
	end: number;
}

export function refusal(code: string, more: Partial<Refusal> = {}): Refusal {
	return { code, name: 'no', reason: 'No', cure: 'Do this.', ...more };
}

export function setback(kind: Setback['kind'], code = '1', more: Partial<Refusal> = {}): Setback {
	return { kind, refusal: refusal(code, more) };
}

export function repeat(more: Repeat = {}): Setback {
	return setback('refused', '-6', { repeat: more });
}

export function accept(content: string, receivers: readonly string[]): Outcome<Receipt> {
	return {
		kind: 'accepted',
		receipts: receivers.map((to) => ({ messageId: `${content}>${to}` })),
	};
}

/** What a test wants to be different from a plain run. */
export interface Wishes
	extends Partial<Omit<Plan<string, Receipt>, 'prepare' | 'send' | 'limits'>> {
	/** One for each item; a failure's message when it is a text. */
	drafts: Array<Partial<Draft<string>> | string>;
	/** Judges a request; the default accepts all. `nth` counts from 0 over the run. */
	answer?(content: string, receivers: readonly string[], nth: number): Outcome<Receipt>;
	latencyMs?: number;
	limits?: Partial<Limits>;
	retries?: RetryPolicy;
}

/** Builds a plan whose provider takes its time on a fake clock and notes what it sees. */
export function planFor(wishes: Wishes): {
	plan: Plan<string, Receipt>;
	clock: FakeClock;
	seen: Seen[];
} {
	const { drafts, answer = accept, latencyMs = 50, limits, ...rest } = wishes;
	const clock = new FakeClock();
	const seen: Seen[] = [];
	const plan: Plan<string, Receipt> = {
		items: drafts.length,
		async prepare(itemIndex) {
			const draft = drafts[itemIndex] ?? '';
			if (typeof draft === 'string') {
				return { failure: { status: 'invalid', message: draft, description: '' } };
			}
			return {
				draft: {
					receivers: [`p${itemIndex}`],
					receiversAtOnce: 1,
					content: `text ${itemIndex}`,
					...draft,
				},
			};
		},
		async send(content, receivers) {
			const request: Seen = { content, receivers: [...receivers], at: clock.now(), end: Infinity };
			const nth = seen.push(request) - 1;
			await clock.sleep(latencyMs);
			request.end = clock.now();
			return answer(content, receivers, nth);
		},
		limits: { atOnce: 10, ...limits },
		retries: { tries: 4, totalMs: 60_000, baseMs: 1000, capMs: 8000 },
		groups: true,
		splitsRefused: true,
		repeatsUnknown: false,
		stopOnFailure: false,
		clock,
		random: () => 0.5,
		...rest,
	};
	return { plan, clock, seen };
}

/** A store of keys that takes a moment for everything. */
export class KeyStore implements Claims {
	readonly held: Set<string>;
	calls = 0;

	constructor(
		private readonly clock: Clock,
		held: string[] = [],
	) {
		this.held = new Set(held);
	}

	async claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
		this.calls += 1;
		await this.clock.sleep(3);
		const fresh = keys.filter((key) => !this.held.has(key));
		for (const key of fresh) this.held.add(key);
		return new Set(fresh);
	}

	async release(keys: readonly string[]): Promise<void> {
		this.calls += 1;
		await this.clock.sleep(3);
		for (const key of keys) this.held.delete(key);
	}
}
