import type { RetryPolicy } from './sending/contract';

/** How long the head of an answer may take, in ms. */
export const ANSWER_MS = 30_000;

/** How long the head of the answer to a file of up to 20 MB may take, in ms: half a Mbit per second. */
export const UPLOAD_MS = 320_000;

/** How long an address may take to say how large its file is, in ms. */
export const FILE_SIZE_MS = 10_000;

/** How long the body of an answer may take from then on, in ms. */
export const BODY_MS = 10_000;

/** Repeats bridge 7 seconds at least, and take a minute at most. */
export const RETRIES: RetryPolicy = { tries: 5, totalMs: 60_000, baseMs: 1000, capMs: 10_000 };
