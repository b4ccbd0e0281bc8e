import { InvalidInput, shorten } from '../../shared/inputs';

/** Encodings that a text can be sent in (messaggio.md §2, `charset`). */
export type Charset = 'UTF-8' | 'CP1251' | 'UCS-2';

/** The upper half of CP1251 up to where the alphabet begins; the rest are А to я in a row. */
const CP1251_SIGNS =
	'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u0098™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї';
const FIRST_SIGN = 0x80;
const FIRST_LETTER = { byte: 0xc0, code: 0x410 };
const LAST_LETTER = 0x44f;

/**
 * Encodes a text.
 *
 * @param label of its field, as the user sees it
 * @throws InvalidInput that names the characters which the charset lacks
 */
export function encodeText(text: string, charset: Charset, label: string): Buffer {
	if (charset === 'UTF-8') return Buffer.from(text);
	if (charset === 'UCS-2') return Buffer.from(text, 'utf16le').swap16();
	const missing = new Set<string>();
	const bytes: number[] = [];
	for (const character of text) {
		const byte = cp1251ByteOf(character);
		if (byte === undefined) missing.add(character);
		else bytes.push(byte);
	}
	if (missing.size > 0) {
		throw new InvalidInput(
			`'${label}' has characters that CP1251 lacks: ${shorten([...missing].join(' '))}`,
			`Remove them from '${label}', or choose UTF-8 in 'Charset'.`,
		);
	}
	return Buffer.from(bytes);
}

function cp1251ByteOf(character: string): number | undefined {
	const code = character.codePointAt(0) ?? 0;
	if (code < FIRST_SIGN) return code;
	if (code >= FIRST_LETTER.code && code <= LAST_LETTER) {
		return code - FIRST_LETTER.code + FIRST_LETTER.byte;
	}
	const index = CP1251_SIGNS.indexOf(character);
	return index < 0 ? undefined : FIRST_SIGN + index;
}
