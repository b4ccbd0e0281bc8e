import { createHash, timingSafeEqual } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/** The parameter of a callback address that holds the secret. */
export const SECRET_PARAMETER = 'secret';

/**
 * The secret that guards the callback address of a provider that signs nothing.
 *
 * @param credential the data of the provider's credential
 * @returns '' when the user has set none
 */
export function callbackSecretIn(credential: IDataObject): string {
	return String(credential.callbackSecret ?? '').trim();
}

/**
 * Puts the secret into a callback address, in place of one that is there already.
 *
 * @param url an absolute URL
 * @param secret '' leaves the address as it is
 */
export function withSecret(url: string, secret: string): string {
	if (secret === '') return url;
	const address = new URL(url);
	address.searchParams.set(SECRET_PARAMETER, secret);
	return address.href;
}

/**
 * Checks the secret of a callback in constant time.
 *
 * @param query the parameters of the address that was called
 * @param secret what is expected; '' lets everything pass, as the user has set none
 */
export function hasSecret(query: Record<string, unknown>, secret: string): boolean {
	if (secret === '') return true;
	const given = query[SECRET_PARAMETER];
	if (typeof given !== 'string') return false;
	// Digests are equally long, whatever was given.
	return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
