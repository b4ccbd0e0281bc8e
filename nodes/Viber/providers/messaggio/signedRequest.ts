import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import type { FormField } from '../../shared/formFields';
import { FORM_CONTENT_TYPE, readForm, writeForm } from '../../shared/formFields';
import type { OutgoingRequest } from './outgoing';
import { fieldsInBody, fieldsOf, withoutContentType } from './outgoing';
import {
	IMAGE_FIELD,
	isUploadData,
	readMultipart,
	signUploadData,
	signUploadForm,
} from './signedUpload';
import { signMessage } from './signing';
import { isStreamedForm, readStreamedForm } from './streamedForm';

/** Login and secret key, as the credential has them. */
export interface Signer {
	login: string;
	secret: string;
}

/**
 * Signs a request to Messaggio (messaggio.md §3 and §6), be it this package's or the HTTP Request
 * node's: fills in the login where there is none, and sets `sign` in place of any.
 *
 * @param credential the data of the credential
 * @param options the request, which is left as it is
 * @returns the request to send: a message as one form (or as a query, when it has no body), an
 * upload as multipart. Signing that once more changes nothing.
 * @throws Error, worded for the user, for a body that is no form, for fields in body and query, and on
 * a Node.js without MD5
 */
export async function signRequest(
	credential: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const request = await withPlainForm(options);
	const signer: Signer = {
		login: String(credential.login ?? '').trim(),
		secret: String(credential.secretKey ?? '').trim(),
	};
	if (isUploadData(request.formData)) {
		return await signUploadData(request, request.formData, signer);
	}
	const multipart = await readMultipart(request);
	if (multipart?.has(IMAGE_FIELD)) return await signUploadForm(request, multipart, signer);
	const fields = multipart ? fieldsOf(multipart) : fieldsInBody(request);
	if (!fields) return withQuery(request, signer);
	checkQuery(request);
	return withForm(request, sign(fields, signer));
}

const IN_ONE_PLACE = new Set(['from', 'phone', 'sign', 'txt', 'user']);

/**
 * Finds a field in a request's query that belongs into its body: the signature covers fields in their
 * order, and nobody has documented that of query and body.
 */
export function strayField(request: OutgoingRequest): string | undefined {
	return queryFieldsOf(request).find(({ key }) => IN_ONE_PLACE.has(key.replace(/\[\d*\]$/, '')))
		?.key;
}

function checkQuery(request: OutgoingRequest): void {
	const stray = strayField(request);
	if (stray === undefined) return;
	throw new Error(
		`This request to Messaggio cannot be signed: it has the field "${stray}" in the query, and others in the body. Put all fields into the body.`,
	);
}

async function withPlainForm(request: OutgoingRequest): Promise<OutgoingRequest> {
	const { formData } = request;
	if (!isStreamedForm(formData)) return request;
	return { ...request, formData: await readStreamedForm(formData) };
}

function sign(given: readonly FormField[], { login, secret }: Signer): FormField[] {
	const isMissing = !given.some(({ key, value }) => key === 'user' && value.length > 0);
	const fields = [
		...(isMissing ? [{ key: 'user', value: Buffer.from(login) }] : []),
		...given
			.filter(({ key }) => key !== 'sign' && !(isMissing && key === 'user'))
			// Some writers add brackets to the name of a repeated field; the server wants it bare.
			.map(({ key, value }) => ({ key: key.replace(/^phone\[\d*\]$/, 'phone'), value })),
	];
	const valuesOf = (wanted: string) =>
		fields.filter(({ key }) => key === wanted).map(({ value }) => value);
	const [user = Buffer.alloc(0)] = valuesOf('user').filter(({ length }) => length > 0);
	const [from = Buffer.alloc(0)] = valuesOf('from');
	const [txt] = valuesOf('txt');
	const signature = signMessage({ user, from, phones: valuesOf('phone'), txt }, secret);
	return [...fields, { key: 'sign', value: Buffer.from(signature) }];
}

function withForm(request: OutgoingRequest, fields: readonly FormField[]): OutgoingRequest {
	const signed: OutgoingRequest = {
		...request,
		headers: { ...withoutContentType(request.headers), 'Content-Type': FORM_CONTENT_TYPE },
		body: writeForm(fields),
	};
	delete signed.form;
	delete signed.formData;
	return signed;
}

// All of it goes into the address: n8n would write a repeated field of `qs` as phone[0]=…&phone[1]=….
function withQuery(request: OutgoingRequest, signer: Signer): OutgoingRequest {
	const [address] = addressOf(request);
	const url = `${address}?${writeForm(sign(queryFieldsOf(request), signer))}`;
	const signed: OutgoingRequest = { ...request, url };
	if (request.uri !== undefined) signed.uri = url;
	delete signed.qs;
	return signed;
}

function queryFieldsOf(request: OutgoingRequest): FormField[] {
	const [, query] = addressOf(request);
	return [...readForm(query), ...fieldsOf(request.qs)];
}

/** @returns the address without its query, and the query */
function addressOf({ url, uri }: OutgoingRequest): [string, string] {
	const address = (url ?? uri ?? '').replace(/#.*$/s, '');
	const start = address.indexOf('?');
	return start < 0 ? [address, ''] : [address.slice(0, start), address.slice(start + 1)];
}
