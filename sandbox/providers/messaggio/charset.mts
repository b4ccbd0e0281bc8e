/** Encodings of `txt` by the names that `charset` may have (messaggio.md §2). */
const CHARSETS: Readonly<Record<string, string>> = {
	UTF8: 'utf-8',
	'UTF-8': 'utf-8',
	'UTF-16BE': 'utf-16be',
	'UCS-2': 'utf-16be',
	CP1251: 'windows-1251',
};

/** The one byte that stands for nothing in CP1251; decoders let it through all the same. */
const NO_CP1251_CHARACTER = 0x98;

/** True for a name that `charset` may have. */
export function isCharset(name: string): boolean {
	return Object.hasOwn(CHARSETS, name);
}

/** The text that bytes stand for, or undefined if they are no text in this encoding. */
export function decodeText(bytes: Buffer, charset: string): string | undefined {
	if (charset === 'CP1251' && bytes.includes(NO_CP1251_CHARACTER)) return undefined;
	try {
		const label = CHARSETS[charset] ?? charset;
		return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
