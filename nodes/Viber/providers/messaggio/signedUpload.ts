import type { IHttpRequestOptions } from 'n8n-workflow';

import type { OutgoingRequest } from './outgoing';
import { contentTypeOf, withoutContentType } from './outgoing';
import type { Signer } from './signedRequest';
import { signUpload } from './signing';

/** The field of an upload that holds the file (messaggio.md §6). */
export const IMAGE_FIELD = 'image';

/**
 * Reads a multipart body: that of this package's node, the bytes that were sent before a 401, or
 * the text of the credential's test.
 *
 * @returns undefined for any other body
 */
export async function readMultipart({
	headers,
	body,
}: OutgoingRequest): Promise<FormData | undefined> {
	if (body instanceof FormData) return body;
	if (!contentTypeOf(headers).startsWith('multipart/form-data')) return undefined;
	if (typeof body !== 'string' && !Buffer.isBuffer(body)) return undefined;
	// The boundary must keep its case.
	const [, type] =
		Object.entries(headers ?? {}).find(([name]) => /^content-type$/i.test(name)) ?? [];
	const isBinary = typeof body === 'string' && /;\s*charset=iso-8859-1\b/i.test(String(type));
	const bytes = isBinary ? Buffer.from(body, 'latin1') : body;
	return await new Response(bytes, { headers: { 'Content-Type': String(type) } }).formData();
}

/**
 * Signs an upload.
 *
 * @param form with the image as a file
 * @returns the request with the bytes of a multipart body, or just as it was when those were
 * already signed
 */
export async function signUploadForm(
	request: OutgoingRequest,
	form: FormData,
	signer: Signer,
): Promise<IHttpRequestOptions> {
	const image = form.get(IMAGE_FIELD);
	const bytes =
		typeof image === 'string' || image === null
			? Buffer.from(image ?? '')
			: Buffer.from(await image.arrayBuffer());
	const login = textOf(form.get('login')) || signer.login;
	const sign = signUpload(login, bytes, signer.secret);
	const isSigned = form.get('login') === login && form.get('sign') === sign;
	if (isSigned && Buffer.isBuffer(request.body)) return request;
	const signed = new FormData();
	signed.set('login', login);
	for (const [name, value] of form) {
		if (name === 'login' || name === 'sign') continue;
		if (typeof value === 'string') signed.append(name, value);
		else signed.append(name, value, value.name);
	}
	signed.set('sign', sign);
	const written = new Response(signed);
	const headers = {
		...withoutContentType(request.headers),
		'Content-Type': written.headers.get('Content-Type') ?? '',
	};
	return { ...request, headers, body: Buffer.from(await written.arrayBuffer()) };
}

/** Whether these are the fields of an upload as the HTTP Request node has them. */
export function isUploadData(formData: unknown): formData is Record<string, unknown> {
	return typeof formData === 'object' && formData !== null && IMAGE_FIELD in formData;
}

/**
 * Signs an upload of the HTTP Request node, whose file may be a stream.
 *
 * @param formData its fields
 * @returns the request with login, signature and the bytes of the file
 */
export async function signUploadData(
	request: OutgoingRequest,
	formData: Record<string, unknown>,
	signer: Signer,
): Promise<OutgoingRequest> {
	const [image, ...more]: unknown[] = [formData[IMAGE_FIELD]].flat();
	const bytes = await readFile(isFile(image) ? image.value : image);
	const login = textOf(formData.login) || signer.login;
	const sign = signUpload(login, bytes, signer.secret);
	const file = isFile(image) ? { ...image, value: bytes } : bytes;
	return {
		...request,
		formData: {
			...formData,
			login,
			[IMAGE_FIELD]: more.length === 0 ? file : [file, ...more],
			sign,
		},
	};
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function isFile(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'value' in value && 'options' in value;
}

async function readFile(content: unknown): Promise<Buffer> {
	if (Buffer.isBuffer(content)) return content;
	if (typeof content !== 'object' || content === null) return Buffer.from(String(content ?? ''));
	const chunks: Buffer[] = [];
	for await (const chunk of content as AsyncIterable<Uint8Array | string>) {
		chunks.push(Buffer.from(chunk as Uint8Array));
	}
	return Buffer.concat(chunks);
}
