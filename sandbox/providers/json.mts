import { parse, stringify } from 'lossless-json';

/**
 * Reads JSON without harm to 64-bit ids: whole numbers beyond 2^53 become bigint, all others number.
 *
 * @param bytes UTF-8
 * @throws when the bytes are not UTF-8 or not JSON
 */
export function readJson(bytes: Uint8Array): unknown {
	const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	return parse(text, null, (digits) => {
		const number = Number(digits);
		const isWhole = /^-?\d+$/.test(digits);
		return isWhole && !Number.isSafeInteger(number) ? BigInt(digits) : number;
	});
}

/** Writes JSON with every bigint as a bare number, as Viber does with message_token (section 9.3). */
export function writeJson(value: object): string {
	return stringify(value) ?? '{}';
}
