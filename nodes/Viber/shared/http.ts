import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

import type { Exchange, Provider, ProviderRequest } from '../providers/provider';
import { isLoopback } from './addresses';

/** The contexts of n8n from which a provider can be called. */
export type CallingContext = IExecuteFunctions | IHookFunctions;

const TIMEOUT_MS = 30_000;

const HEAD_TIMEOUT_MS = 10_000;

const MOST_REDIRECTS = 3;

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
	return String(credential.baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '');
}

/**
 * Carries out one request, signed by the provider's credential. No other place signs requests, so
 * that all answers come as text (64-bit ids, refusals inside HTTP 200), no redirect takes a signed
 * request elsewhere, and none waits for ever.
 *
 * @returns how it ended on the wire; never throws
 */
export async function exchange(
	context: CallingContext,
	provider: Provider,
	baseUrl: string,
	request: ProviderRequest,
): Promise<Exchange> {
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${baseUrl}${request.path}`,
		headers: { ...request.headers },
		body: request.body,
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

/** What an address says about the file behind it. */
export type FileAnswer =
	| { kind: 'size'; bytes: number }
	/** One sentence without a full stop; it never holds the address. */
	| { kind: 'noSize'; why: string };

/**
 * Asks an address how large the file behind it is, by HEAD and without any credential. Redirects
 * are followed three times at most, and never onto this machine from elsewhere.
 *
 * @param url an absolute http or https URL
 * @returns the size, or why there is none; never throws
 */
export async function askFileSize(context: IExecuteFunctions, url: string): Promise<FileAnswer> {
	let address = url;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const answer = await head(context, address);
		if (!answer) return { kind: 'noSize', why: 'its address does not answer' };
		const { statusCode, headers } = answer;
		if (statusCode < 300 || statusCode > 399) return sizeIn(statusCode, headers);
		const next = redirectTarget(address, headers.location);
		if (next === undefined || (isLoopback(next) && !isLoopback(url))) {
			return { kind: 'noSize', why: 'its address redirects to where nothing can be asked' };
		}
		address = next;
	}
	return { kind: 'noSize', why: 'its address redirects too often' };
}

async function head(
	context: IExecuteFunctions,
	url: string,
): Promise<IN8nHttpFullResponse | undefined> {
	try {
		return (await context.helpers.httpRequest({
			method: 'HEAD',
			url,
			// Compressed, the length would be that of the transfer and not of the file.
			headers: { Accept: '*/*', 'Accept-Encoding': 'identity' },
			json: false,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: HEAD_TIMEOUT_MS,
		})) as IN8nHttpFullResponse;
	} catch {
		return undefined;
	}
}

function sizeIn(statusCode: number, headers: IN8nHttpFullResponse['headers']): FileAnswer {
	if (statusCode !== 200) return { kind: 'noSize', why: `its address answers HTTP ${statusCode}` };
	const length = String(headers['content-length'] ?? '');
	return /^\d{1,15}$/.test(length)
		? { kind: 'size', bytes: Number(length) }
		: { kind: 'noSize', why: 'its address answers without a Content-Length' };
}

function redirectTarget(from: string, location: unknown): string | undefined {
	if (typeof location !== 'string' || location === '') return undefined;
	try {
		const { protocol, href } = new URL(location, from);
		return protocol === 'https:' || protocol === 'http:' ? href : undefined;
	} catch {
		return undefined;
	}
}

function asText(body: unknown): string {
	if (typeof body === 'string') return body;
	if (Buffer.isBuffer(body)) return body.toString('utf8');
	// Some versions of n8n parse JSON whatever is asked for. Nothing exact can be said of it then.
	return body === undefined || body === null ? '' : JSON.stringify(body);
}

// n8n wraps what Axios throws into a NodeApiError and keeps the system's code in httpCode.
function codeOf(error: unknown): string {
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
