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
	signal.addEventListener('abort', wake, { once: true });
	await Promise.race([sleep(ms), aborted]);
	signal.removeEventListener('abort', wake);
}
