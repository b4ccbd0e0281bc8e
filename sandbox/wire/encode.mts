import { writeJson } from '../providers/json.mts';
import type { PlainObject } from '../world/types.mts';
import type { Target } from './courier.mts';

/** How the fields of a callback travel: in a JSON or form body by POST, or in the address by GET. */
export const CALLBACK_FORMS = ['json', 'form', 'get'] as const;

/** One of them. */
export type CallbackForm = (typeof CALLBACK_FORMS)[number];

/**
 * Packs the fields of a callback. What an address has in its query already stays there and as it is.
 *
 * @param fields bigint is written as bare digits; fields within a field get names such as `message[text]`
 *   where there is no JSON
 */
export function encodeCallback(
	url: string,
	fields: PlainObject,
	form: CallbackForm,
): { target: Target; body: Buffer } {
	if (form === 'json') {
		const headers = { 'Content-Type': 'application/json' };
		return { target: { url, headers }, body: Buffer.from(writeJson(fields)) };
	}
	const pairs = new URLSearchParams(flat(fields)).toString();
	if (form === 'form') {
		const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
		return { target: { url, headers }, body: Buffer.from(pairs) };
	}
	const bare = url.replace(/#.*$/, '');
	const target: Target = {
		method: 'GET',
		url: `${bare}${bare.includes('?') ? '&' : '?'}${pairs}`,
		headers: {},
	};
	return { target, body: Buffer.alloc(0) };
}

function flat(fields: PlainObject, within = ''): Array<[string, string]> {
	return Object.entries(fields).flatMap(([name, value]) => {
		const key = within === '' ? name : `${within}[${name}]`;
		return typeof value === 'object' && value !== null
			? flat(value as PlainObject, key)
			: [[key, String(value)] as [string, string]];
	});
}
