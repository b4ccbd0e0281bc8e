/** How the access key is written: `auto` looks, the other two take the user's word for it. */
export type KeyEncoding = 'auto' | 'base64' | 'raw';

const RAW_KEY = /^[0-9a-f]{32}:?$/i;

/**
 * Builds the Authorization header of DecisionTelecom (decisiontelecom.md §2). Account managers hand
 * the key out raw or already in Base64, and a key that is encoded twice is refused without a hint.
 *
 * @param key as the user pasted it; blanks, line breaks and a leading "Basic" do not count
 * @param encoding anything but `base64` and `raw` is taken for `auto`: a key that is Base64 of 32
 * hexadecimal characters, with or without a colon after them, goes out as it is, any other is encoded
 */
export function basicHeader(key: string, encoding: unknown = 'auto'): string {
	const bare = key
		.trim()
		.replace(/^basic\s+/i, '')
		.replace(/\s+/g, '');
	const isEncoded = encoding === 'base64' || (encoding !== 'raw' && isEncodedKey(bare));
	return `Basic ${isEncoded ? bare : toBase64(bare)}`;
}

function isEncodedKey(text: string): boolean {
	const decoded = Buffer.from(text, 'base64').toString('latin1');
	// Node.js decodes whatever it can, so only text that comes out the same was Base64.
	return RAW_KEY.test(decoded) && toBase64(decoded) === text;
}

function toBase64(text: string): string {
	return Buffer.from(text, 'utf8').toString('base64');
}

// A header, the key as it is handed out, or Base64 of it.
const LOOKS_LIKE_KEY = /\bbasic\s+[\w+/=:-]+|\b[\da-f]{32}\b|[\w+/]{42,}={0,2}/gi;

/** Takes access keys out of a text of the provider's, which may repeat what it has refused. */
export function hideKeys(text: string): string {
	return text.replace(LOOKS_LIKE_KEY, '***');
}
