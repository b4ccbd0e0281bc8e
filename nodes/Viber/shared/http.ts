import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { AddressField, Exchange, Provider, ProviderRequest } from '../providers/provider';

/** The contexts of n8n from which a provider can be called. */
export type CallingContext = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

const TIMEOUT_MS = 30_000;

/**
 * Codes after which the provider has seen nothing: the address could not be looked up, nobody
 * accepted the connection, TLS was not agreed upon, or the request was not fit to be written.
 * ETIMEDOUT and ECONNRESET are not among them, as they also happen after the request was written.
 */
const NEVER_CONNECTED = new Set([
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'ERR_INVALID_CHAR',
	'ERR_INVALID_URL',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Reads an address of a provider from its credential.
 *
 * @param credential its data
 * @param field which of its addresses
 * @returns the URL without blanks around it
 */
export function addressIn(credential: IDataObject, field: AddressField = 'baseUrl'): string {
	return String(credential[field] ?? '').trim();
}

/**
 * Reads the base URL of a provider from its credential.
 *
 * @param itemIndex the item, in a run that has items
 * @returns the URL without blanks and slashes at its end
 * @throws the error of n8n when the node has no such credential
 */
export async function readBaseUrl(
	context: CallingContext,
	provider: Provider,
	itemIndex?: number,
): Promise<string> {
	const credential = await context.getCredentials(provider.credential, itemIndex);
	return withoutSlashes(addressIn(credential));
}

function withoutSlashes(url: string): string {
	return url.replace(/\/+$/, '');
}

/**
 * Carries out one request, signed by the provider's credential. No other place signs requests, so
 * that all answers come as text (64-bit ids, refusals inside HTTP 200), no redirect takes a signed
 * request elsewhere, and none waits for ever.
 *
 * @param address the URL that the request's path is appended to
 * @returns how it ended on the wire; never throws
 */
export async function exchange(
	context: CallingContext,
	provider: Provider,
	address: string,
	request: ProviderRequest,
): Promise<Exchange> {
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${request.path.startsWith('/') ? withoutSlashes(address) : address}${request.path}`,
		headers: { ...request.headers },
		...(request.body === undefined ? {} : { body: request.body }),
		encoding: 'text',
		json: false,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
	};
	try {
		const answer = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			provider.credential,
			options,
		)) as IN8nHttpFullResponse;
		return { kind: 'answer', statusCode: answer.statusCode, text: asText(answer.body) };
	} catch (error) {
		const code = codeOf(error);
		return { kind: NEVER_CONNECTED.has(code) ? 'noConnection' : 'noAnswer', code };
	}
}

function asText(body: unknown): string {
	if (typeof body === 'string') return body;
	if (Buffer.isBuffer(body)) return body.toString('utf8');
	// Some versions of n8n parse JSON whatever is asked for. Nothing exact can be said of it then.
	return body === undefined || body === null ? '' : JSON.stringify(body);
}

/**
 * The system's code for a failed request, such as ECONNREFUSED. n8n wraps what Axios throws into a
 * NodeApiError and keeps the code in httpCode.
 */
export function codeOf(error: unknown): string {
	const { httpCode, code, cause } = (error ?? {}) as {
		httpCode?: unknown;
		code?: unknown;
		cause?: { code?: unknown };
	};
	const found = [httpCode, code, cause?.code].find(
		(candidate) => typeof candidate === 'string' && candidate !== '',
	);
	return found === undefined ? 'noCode' : String(found);
}
