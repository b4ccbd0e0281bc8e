import { createHmac } from 'node:crypto';

/**
 * The signature that goes with a callback: HMAC-SHA256 with the auth token as key over the exact bytes
 * of the body, as lower-case hex (section 9.2).
 */
export function signBody(authToken: string, body: string | Uint8Array): string {
	return createHmac('sha256', authToken).update(body).digest('hex');
}
