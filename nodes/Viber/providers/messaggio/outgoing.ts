import type { IHttpRequestOptions } from 'n8n-workflow';

import type { FormField } from '../../shared/formFields';
import { readForm } from '../../shared/formFields';

/** A request on its way out, in the shape of this package or in that of the HTTP Request node. */
export interface OutgoingRequest extends IHttpRequestOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
}

/**
 * The fields that the body of a request holds, wherever n8n has put them.
 *
 * @returns undefined for a request without body
 * @throws Error for a body that is no form
 */
export function fieldsInBody({
	headers,
	body,
	form,
	formData,
}: OutgoingRequest): FormField[] | undefined {
	const isText = typeof body === 'string' || Buffer.isBuffer(body);
	if (isText && contentTypeOf(headers).includes('json')) return noForm();
	const fields = [body, form, formData].flatMap(fieldsOf);
	return fields.length === 0 ? undefined : fields;
}

/**
 * The fields of a form, however it is held.
 *
 * @param form a written form, its bytes, or an object of values and lists of values
 * @throws Error for anything else, such as a stream
 */
export function fieldsOf(form: unknown): FormField[] {
	if (form === undefined || form === null) return [];
	if (typeof form === 'string' || Buffer.isBuffer(form)) return readForm(form);
	if (form instanceof URLSearchParams || form instanceof FormData) {
		return [...form].map(([key, value]) => ({ key, value: bytesOf(value) }));
	}
	if (typeof form !== 'object' || 'pipe' in form || 'append' in form) return noForm();
	return Object.entries(form).flatMap(([key, value]) =>
		(Array.isArray(value) ? (value as unknown[]) : [value])
			.filter((one) => one !== undefined && one !== null)
			.map((one) => ({ key, value: bytesOf(one) })),
	);
}

/** The value of the header that names the kind of body, in lower case. */
export function contentTypeOf(headers: IHttpRequestOptions['headers'] = {}): string {
	const [, value] =
		Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
	return String(value ?? '').toLowerCase();
}

/** The headers but the one that names the kind of body. */
export function withoutContentType(
	headers: IHttpRequestOptions['headers'] = {},
): NonNullable<IHttpRequestOptions['headers']> {
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type'),
	);
}

function bytesOf(value: unknown): Buffer {
	if (Buffer.isBuffer(value)) return value;
	if (typeof value === 'object') return noForm();
	return Buffer.from(String(value));
}

function noForm(): never {
	throw new Error(
		'This request to Messaggio cannot be signed: its body is not a form. Give the fields as a form (Body Content Type "Form Urlencoded"), or as "Form-Data" with the file in the field "image" for an upload.',
	);
}
