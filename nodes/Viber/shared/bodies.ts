import { startDeadline } from './deadlines';

/** A body that comes in pieces. */
export type BodyStream = AsyncIterable<Uint8Array> & { destroy(error?: Error): void };

/** The code of the error that a body has not arrived in time. */
const TOO_SLOW = 'bodyTooSlow';

/**
 * Reads the body of an answer, and never more than it may hold.
 *
 * @param maxBytes counted after decompression
 * @param timeoutMs for the whole body, however slowly it trickles in
 * @returns undefined when the body is longer
 * @throws when the connection breaks or the time is up
 */
export async function readAtMost(
	body: BodyStream,
	maxBytes: number,
	timeoutMs: number,
): Promise<Buffer | undefined> {
	const endDeadline = startDeadline(timeoutMs, () => {
		body.destroy(Object.assign(new Error('The time is up'), { code: TOO_SLOW }));
	});
	try {
		const chunks: Uint8Array[] = [];
		let length = 0;
		for await (const chunk of body) {
			length += chunk.length;
			if (length > maxBytes) return undefined;
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} finally {
		endDeadline();
		body.destroy();
	}
}
