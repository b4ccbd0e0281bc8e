import type { Hash } from 'crypto';
import { createHash } from 'crypto';

/** What the signature of a message covers, as the bytes that the server gets (messaggio.md §3). */
export interface SignedValues {
	user: Buffer;
	from: Buffer;
	/** In the order of the request. */
	phones: readonly Buffer[];
	/** Left out, or empty, for a message without text. */
	txt?: Buffer;
}

/**
 * Signs a message (messaggio.md §3): the values one after another without anything between them.
 *
 * @param secret the account's secret key
 * @returns 32 lower-case hex digits
 * @throws Error that explains it, when this Node.js has no MD5
 */
export function signMessage({ user, from, phones, txt }: SignedValues, secret: string): string {
	const hash = md5();
	for (const value of [user, from, ...phones]) hash.update(value);
	if (txt) hash.update(txt);
	return hash.update(secret).digest('hex');
}

/**
 * Signs an upload (messaggio.md §6). The digest of the image goes in as lower-case hex: the
 * documents print an example in upper case, all code in use has lower.
 *
 * @param image the bytes of the file
 * @param secret the account's secret key
 * @returns 32 lower-case hex digits
 * @throws Error that explains it, when this Node.js has no MD5
 */
export function signUpload(login: string, image: Buffer, secret: string): string {
	const digest = md5().update(image).digest('hex');
	return md5().update(login).update(digest).update(secret).digest('hex');
}

/** Whether this Node.js has MD5: one that runs in FIPS mode has not. */
export function canSign(): boolean {
	try {
		createHash('md5');
		return true;
	} catch {
		return false;
	}
}

/** Why nothing can be signed here, for the user. */
export const NO_MD5 = {
	reason: 'This n8n cannot sign requests to Messaggio: its Node.js has no MD5',
	cure: 'Messaggio demands MD5, which Node.js lacks in FIPS mode. Run n8n without FIPS mode.',
};

function md5(): Hash {
	if (!canSign()) throw new Error(`${NO_MD5.reason}. ${NO_MD5.cure}`);
	return createHash('md5');
}
