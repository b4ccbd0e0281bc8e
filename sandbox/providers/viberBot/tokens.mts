import { createHash } from 'node:crypto';

/** Where Viber's clock for tokens starts, in ms since 1970 (section 9.3). */
const TOKEN_EPOCH_MS = 0x4400000000;

const NODE_BITS = 0x155n << 12n;
const LAST_SEQUENCE = 0xfff;

/**
 * Makes a source of message tokens in Viber's layout (section 9.3): milliseconds since the token epoch,
 * shifted by 22 bits, plus 10 bits of node and 12 bits of sequence. Each token is higher than the one
 * before. Tokens of one millisecond are neighbours, and none is a multiple of 1024: a client that reads
 * them as JavaScript numbers damages every one, and cannot tell neighbours apart.
 *
 * @param now the clock, in ms since 1970
 */
export function createTokenSource(now: () => number = Date.now): () => bigint {
	let lastMs = 0;
	let sequence = 0;
	return () => {
		const before = sequence;
		sequence = (sequence + 1) & LAST_SEQUENCE;
		if (sequence % 1024 === 0) sequence += 1;
		// A used-up sequence or a clock set back borrows from the next millisecond: tokens only rise.
		const earliest = sequence > before ? lastMs : lastMs + 1;
		lastMs = Math.max(now(), earliest);
		return (BigInt(lastMs - TOKEN_EPOCH_MS) << 22n) + NODE_BITS + BigInt(sequence);
	};
}

/** The next message token of this process. */
export const nextToken = createTokenSource();

/** An id in the shape of Viber's subscriber ids: base64 of 16 bytes, so `/`, `+` and `=` occur. */
export function subscriberId(seed: string): string {
	return createHash('sha256').update(seed).digest().subarray(0, 16).toString('base64');
}
