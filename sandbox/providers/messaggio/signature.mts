import { createHash } from 'node:crypto';

/** The values that a sending is signed over, as the bytes that the form holds once decoded. */
export interface SignedValues {
	user: Uint8Array;
	from: Uint8Array;
	/** In the order of the request. */
	phones: readonly Uint8Array[];
	/** Left out of the signature when the request has none. */
	txt?: Uint8Array | undefined;
}

/** The signature of a sending (messaggio.md §3): lower-case hex over user, from, phones, txt, secret. */
export function signSending({ user, from, phones, txt }: SignedValues, secret: string): string {
	const hash = createHash('md5').update(user).update(from);
	for (const phone of phones) hash.update(phone);
	if (txt) hash.update(txt);
	return hash.update(secret).digest('hex');
}

/**
 * The signature of an upload (messaggio.md §6).
 *
 * @param imageMd5 the digest of the file in hex; it counts in which case it is written
 */
export function signUpload(login: string, imageMd5: string, secret: string): string {
	return createHash('md5').update(login).update(imageMd5).update(secret).digest('hex');
}
