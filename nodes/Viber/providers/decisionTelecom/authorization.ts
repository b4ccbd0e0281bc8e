const RAW_KEY = /^[0-9a-f]{32}:?$/i;

/**
 * Builds the Authorization header of DecisionTelecom (decisiontelecom.md §2). Account managers hand
 * the key out raw or already in Base64, and a key that is encoded twice is refused without a hint.
 *
 * @param key as the user pasted it; blanks, line breaks and a leading "Basic" do not count
 * @param encoding anything but `base64` and `raw` is taken for `auto`: a key that is Base64 of 32
 * hexadecimal characters, with or without a colon after them, goes out as that, also when the "=" at
 * its end got lost in copying; any other is encoded
 */
export function basicHeader(key: string, encoding: unknown = 'auto'): string {
	const bare = key
		.trim()
		.replace(/^basic\s+/i, '')
		.replace(/\s+/g, '');
	if (encoding === 'base64') return `Basic ${bare}`;
	const encoded = encoding === 'raw' ? undefined : encodedKey(bare);
	return `Basic ${encoded ?? toBase64(bare)}`;
}

/** @returns the whole of a key that is Base64 already; undefined for any other */
function encodedKey(text: string): string | undefined {
	const decoded = Buffer.from(text, 'base64').toString('latin1');
	const whole = toBase64(decoded);
	// Node.js decodes whatever it can, so only text that comes out the same was Base64.
	const isSame = whole.replace(/=+$/, '') === text.replace(/=+$/, '');
	return RAW_KEY.test(decoded) && isSame ? whole : undefined;
}

function toBase64(text: string): string {
	return Buffer.from(text, 'utf8').toString('base64');
}
