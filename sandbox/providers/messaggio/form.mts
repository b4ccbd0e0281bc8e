import { badSyntax } from './codes.mts';

/** One field of a form: its value as bytes, since the signature and `charset` are about bytes. */
export interface Field {
	name: string;
	value: Buffer;
}

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/**
 * Takes a form apart that is written as `name=value&name=value`, be it a body or a query.
 *
 * @throws SendingRefusal when a percent sign does not begin two hexadecimal digits
 */
export function readForm(form: Buffer): Field[] {
	// Each byte is one character, so that any bytes may be split as text.
	const pairs = form.toString('latin1').split('&');
	return pairs
		.filter((pair) => pair !== '')
		.map((pair) => {
			const [name = '', ...rest] = pair.split('=');
			return { name: decode(name).toString('utf8'), value: decode(rest.join('=')) };
		});
}

function decode(text: string): Buffer {
	const encoded = Buffer.from(text, 'latin1');
	const decoded: number[] = [];
	for (let index = 0; index < encoded.length; index++) {
		const byte = encoded[index] ?? 0;
		if (byte !== PERCENT) {
			decoded.push(byte === PLUS ? SPACE : byte);
			continue;
		}
		const digits = text.slice(index + 1, index + 3);
		if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
			throw badSyntax('encoding', 'a percent sign does not begin two hexadecimal digits');
		}
		decoded.push(Number.parseInt(digits, 16));
		index += 2;
	}
	return Buffer.from(decoded);
}
