import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Exchange, Provider, ProviderRequest } from '../providers/provider';

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
 * Carries out one request, signed by the provider's credential. This file is the only place
 * that calls n8n's HTTP helpers, so that all answers come as text (64-bit ids, refusals inside HTTP 200), no
 * redirect takes a signed request elsewhere, and none waits for ever.
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

/** A body that comes in pieces. */
type Stream = AsyncIterable<Uint8Array> & { destroy(error?: Error): void };

/** An answer whose body has not been read. */
export interface OpenAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: Stream;
}

/** What {@link open} asks for. */
export interface PlainRequest {
	method: 'GET' | 'POST';
	url: string;
	headers?: Record<string, string>;
	body?: Buffer;
	timeoutMs: number;
}

/**
 * Carries out a request that no credential signs, to somebody other than the provider's API:
 * follows no redirect, takes any HTTP status for an answer, and leaves the body to be read or,
 * in any case, to be destroyed.
 *
 * @throws what n8n's helper throws when no answer comes
 */
export async function open(
	context: IWebhookFunctions,
	{ method, url, headers = {}, body, timeoutMs }: PlainRequest,
): Promise<OpenAnswer> {
	const options: IHttpRequestOptions = {
		method,
		url,
		headers,
		encoding: 'stream',
		json: false,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: timeoutMs,
		...(body === undefined ? {} : { body }),
	};
	const answer = (await context.helpers.httpRequest(options)) as IN8nHttpFullResponse;
	return {
		statusCode: answer.statusCode,
		headers: answer.headers,
		body: answer.body as unknown as Stream,
	};
}

/**
 * Reads the body of an answer, and never more than it may hold.
 *
 * @param maxBytes counted after decompression
 * @param timeoutMs for the whole body, however slowly it trickles in
 * @returns undefined when the body is longer
 * @throws when the connection breaks or the time is up
 */
export async function readAtMost(
	{ body }: OpenAnswer,
	maxBytes: number,
	timeoutMs: number,
): Promise<Buffer | undefined> {
	const deadline = AbortSignal.timeout(timeoutMs);
	const giveUp = () => body.destroy(new Error('The time is up'));
	deadline.addEventListener('abort', giveUp);
	try {
		const chunks: Uint8Array[] = [];
		let length = 0;
		for await (const chunk of body) {
			length += chunk.length;
			if (length > maxBytes) return undefined;
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} finally {
		deadline.removeEventListener('abort', giveUp);
		body.destroy();
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
