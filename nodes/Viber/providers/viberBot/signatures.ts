import { createHmac, timingSafeEqual } from 'crypto';

/**
 * Checks an HMAC-SHA256 signature over raw bytes in constant time (viber-bot-api.md §9.2).
 *
 * @param bytes the body exactly as received
 * @param key the shared secret; an empty one never verifies anything
 * @param signature 64 hexadecimal digits
 * @returns whether the signature belongs to these bytes and this key
 */
export function isHmacSha256(bytes: Buffer, key: string, signature: string): boolean {
	if (key === '' || !/^[0-9a-f]{64}$/i.test(signature)) return false;
	const expected = createHmac('sha256', key).update(bytes).digest();
	return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
