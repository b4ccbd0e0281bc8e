/** Text that was read from bytes. */
export interface Decoded<T> {
	value: T;
	charset: string;
	/** Some bytes could not be read, and stand as U+FFFD. */
	isLossy: boolean;
}

type Decoder = InstanceType<typeof TextDecoder>;

const UTF_8 = 'utf-8';

/**
 * Reads bytes in the first charset that fits all of them, or else as UTF-8 as far as that goes.
 *
 * @param pieces which bytes have to fit
 * @param charsets in the order of trust; names that nobody knows do not count
 * @param read makes what is wanted, given how one piece is read
 */
export function decode<T>(
	pieces: readonly Buffer[],
	charsets: readonly string[],
	read: (toText: (bytes: Buffer) => string) => T,
): Decoded<T> {
	for (const charset of charsets) {
		const decoder = decoderOf(charset);
		if (!decoder || !pieces.every((bytes) => fits(decoder, bytes))) continue;
		return { value: read((bytes) => decoder.decode(bytes)), charset, isLossy: false };
	}
	return { value: read((bytes) => bytes.toString()), charset: UTF_8, isLossy: true };
}

/** The charset that a content type names; undefined when it names none. */
export function charsetIn(contentType: unknown): string | undefined {
	return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(String(contentType ?? ''))?.[1];
}

function decoderOf(charset: string): Decoder | undefined {
	try {
		return new TextDecoder(charset, { fatal: true, ignoreBOM: true });
	} catch {
		return undefined;
	}
}

function fits(decoder: Decoder, bytes: Buffer): boolean {
	try {
		decoder.decode(bytes);
		return true;
	} catch {
		return false;
	}
}
