/** How late a deadline may be, in ms. */
const TICK_MS = 100;

interface Deadline {
	/** By `performance.now()`. */
	at: number;
	expire(): void;
}

/** Those that have neither been met nor missed. */
const running = new Set<Deadline>();
let isTicking = false;

/**
 * Begins a deadline. All of them share one timer, which stands still when there are none: a timer
 * for each of a hundred thousand requests would stay behind after its answer, as n8n lets nobody
 * clear one.
 *
 * @param expire is called once when the time is up, at most 100 ms later; must not throw
 * @returns ends it
 */
export function startDeadline(ms: number, expire: () => void): () => void {
	const deadline = { at: performance.now() + ms, expire };
	running.add(deadline);
	if (!isTicking) tick();
	return () => void running.delete(deadline);
}

function tick(): void {
	isTicking = running.size > 0;
	if (!isTicking) return;
	const expireAll = () => {
		const now = performance.now();
		for (const deadline of running) {
			if (deadline.at > now) continue;
			running.delete(deadline);
			deadline.expire();
		}
		tick();
	};
	AbortSignal.timeout(TICK_MS).addEventListener('abort', expireAll, { once: true });
}

/**
 * Waits for something that others wait for, too, and only so long.
 *
 * @returns undefined when it failed, or takes longer
 */
export async function settledWithin<T>(ms: number, common: Promise<T>): Promise<T | undefined> {
	return await new Promise((resolve) => {
		const end = startDeadline(ms, () => resolve(undefined));
		const settle = (value?: T) => {
			end();
			resolve(value);
		};
		common.then(settle, () => settle());
	});
}

/**
 * Waits for the head of an answer, and no longer than told. Axios has a timeout as well, but counts
 * anew with each byte, also with those of a head that never ends and of answers such as HTTP 102.
 *
 * @param request asks for it; its connection ends with the signal where n8n hands that on, and what
 * arrives too late is let go in any case
 * @returns what `request` gives
 * @throws what `request` throws; an error with the code ETIMEDOUT when the time is up
 */
export async function answerWithin<T extends { body?: unknown }>(
	ms: number,
	request: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
	const connection = new AbortController();
	return await new Promise((resolve, reject) => {
		const end = startDeadline(ms, () => {
			reject(Object.assign(new Error('No answer came in time'), { code: 'ETIMEDOUT' }));
			connection.abort();
		});
		request(connection.signal).then(
			(answer) => {
				end();
				if (connection.signal.aborted) letGo(answer);
				else resolve(answer);
			},
			(error: unknown) => {
				end();
				reject(error);
			},
		);
	});
}

function letGo({ body }: { body?: unknown }): void {
	const stream = body as { destroy?: unknown } | null | undefined;
	if (typeof stream?.destroy === 'function') stream.destroy();
}
