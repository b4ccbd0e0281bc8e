/** One field of a form, with the bytes that the server gets to see. */
export interface FormField {
	key: string;
	value: Buffer;
}

/** The exact header that lets a form pass n8n's request helpers untouched. */
export const FORM_CONTENT_TYPE = 'application/x-www-form-urlencoded';

/**
 * Writes a form. Bytes of any charset come out as they are, which the platform's own writer, made
 * for UTF-8, cannot do.
 *
 * @returns ASCII; equal names are repeated
 */
export function writeForm(fields: readonly FormField[]): string {
	return fields.map(({ key, value }) => `${encode(Buffer.from(key))}=${encode(value)}`).join('&');
}

/**
 * Reads a form or a query, byte by byte.
 *
 * @param form a percent sign without two hex digits after it stands for itself
 */
export function readForm(form: string | Buffer): FormField[] {
	// In Latin-1 each character is one byte, so that nothing is lost in between.
	return Buffer.from(form)
		.toString('latin1')
		.split('&')
		.filter((pair) => pair !== '')
		.map((pair) => {
			const equals = pair.indexOf('=');
			const [key, value] =
				equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
			return { key: decode(key).toString(), value: decode(value) };
		});
}

function encode(bytes: Buffer): string {
	let text = '';
	for (const byte of bytes) {
		const character = String.fromCharCode(byte);
		if (/[\w.*-]/.test(character)) text += character;
		else if (byte === 0x20) text += '+';
		else text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
	}
	return text;
}

function decode(text: string): Buffer {
	const bytes = Buffer.from(text, 'latin1');
	const decoded = Buffer.alloc(bytes.length);
	let length = 0;
	for (let index = 0; index < bytes.length; index++) {
		let byte = bytes[index] ?? 0;
		if (byte === 0x25) {
			const hex = bytes.toString('latin1', index + 1, index + 3);
			if (/^[\da-f]{2}$/i.test(hex)) {
				byte = Number.parseInt(hex, 16);
				index += 2;
			}
		} else if (byte === 0x2b) {
			byte = 0x20;
		}
		decoded[length++] = byte;
	}
	return decoded.subarray(0, length);
}
