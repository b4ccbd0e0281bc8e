import { sleep } from 'n8n-workflow';

/** Where the engine takes its time from. */
export interface Clock {
	/** In ms, from any beginning; never goes back. */
	now(): number;
	/** Waits `ms`, or until `signal` is aborted, whichever comes first. Never throws. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** n8n's timers cannot be cleared, so that a long one would outlive the wait that was cut short. */
const SLICE_MS = 200;

/** The real time. A wait that is cut short ends at once, its last timer within 200 ms. */
export const realClock: Clock = {
	now: () => performance.now(),
	async sleep(ms, signal) {
		const end = performance.now() + ms;
		for (;;) {
			const left = end - performance.now();
			if (left <= 0 || signal?.aborted) return;
			await sleepOrAbort(Math.min(left, SLICE_MS), signal);
		}
	},
};

async function sleepOrAbort(ms: number, signal: AbortSignal | undefined): Promise<void> {
	if (!signal) return await sleep(ms);
	let wake = () => {};
	const aborted = new Promise<void>((resolve) => {
		wake = resolve;
	});
	const leave = join(signal, wake);
	await Promise.race([sleep(ms), aborted]);
	leave();
}

/** Who is to be woken by a signal, and the one listener that does it. */
interface Dormitory {
	sleepers: Set<() => void>;
	wakeAll(): void;
}

const dormitories = new WeakMap<AbortSignal, Dormitory>();

// One listener for all of them: Node.js takes many listeners of one signal for a leak, and says so.
function join(signal: AbortSignal, wake: () => void): () => void {
	const { sleepers, wakeAll } = dormitories.get(signal) ?? newDormitory();
	if (sleepers.size === 0) {
		dormitories.set(signal, { sleepers, wakeAll });
		signal.addEventListener('abort', wakeAll, { once: true });
	}
	sleepers.add(wake);
	return () => {
		sleepers.delete(wake);
		if (sleepers.size === 0) signal.removeEventListener('abort', wakeAll);
	};
}

function newDormitory(): Dormitory {
	const sleepers = new Set<() => void>();
	return {
		sleepers,
		wakeAll() {
			for (const wake of sleepers) wake();
		},
	};
}
