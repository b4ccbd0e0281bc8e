import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import type { AddressField, Exchange, ProviderRequest } from '../providers/wire';
import type { BodyStream } from './bodies';
import { readAtMost } from './bodies';
import { answerWithin } from './deadlines';
import { secretsOf } from './secrets';
import { codeOf, withoutAnswer } from './unanswered';
import { ANSWER_MS, BODY_MS, UPLOAD_MS } from './waits';

/** The contexts of n8n from which a provider can be called. */
export type CallingContext = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

/** A provider's answer says less than this of 300 receivers. */
const ANSWER_BYTES = 1024 * 1024;

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
 * Reads the base URL of a provider from the trigger's credential.
 *
 * @returns the URL without blanks and slashes at its end
 * @throws the error of n8n when the node has no such credential
 */
export async function readBaseUrl(context: IWebhookFunctions, provider: Provider): Promise<string> {
	const credential = await context.getCredentials(provider.credential);
	return withoutSlashes(addressIn(credential));
}

/** A URL without slashes at its end. */
export function withoutSlashes(url: string): string {
	return url.replace(/\/+$/, '');
}

/**
 * Carries out one request, signed by the provider's credential. No other place signs requests, so
 * that all answers come as text (64-bit ids, refusals inside HTTP 200), no redirect takes a signed
 * request elsewhere, and none waits for ever.
 *
 * @param address the URL that the request's path is appended to
 * @param credential its data: n8n would read it anew for each request, and always for the first
 * item; its secrets are kept out of what the provider says
 * @returns how it ended on the wire; never throws. An answer that breaks off or is longer than 1 MB
 * counts as none.
 */
export async function exchange(
	context: CallingContext,
	provider: Provider,
	address: string,
	request: ProviderRequest,
	credential: IDataObject,
): Promise<Exchange> {
	const type = provider.credential;
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${request.path.startsWith('/') ? withoutSlashes(address) : address}${request.path}`,
		headers: { ...request.headers },
		...(request.body === undefined ? {} : { body: request.body }),
		encoding: 'stream',
		json: false,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: ANSWER_MS,
	};
	let answer: IN8nHttpFullResponse;
	try {
		answer = await answerWithin(
			request.body instanceof FormData ? UPLOAD_MS : ANSWER_MS,
			async (abortSignal) =>
				(await context.helpers.httpRequestWithAuthentication.call(
					uncancelled(context),
					type,
					{ ...options, abortSignal },
					{
						credentialsDecrypted: {
							id: '',
							name: '',
							type,
							data: credential as ICredentialDataDecryptedObject,
						},
					},
				)) as IN8nHttpFullResponse,
		);
	} catch (error) {
		return withoutAnswer(error);
	}
	// Whatever happens to the body, the provider has seen the request.
	try {
		const text = await readText(answer.body);
		if (text === undefined) return { kind: 'noAnswer', code: 'answerTooLong' };
		const { statusCode, headers } = answer;
		const retryAfterMs = retryAfterIn(headers);
		return {
			kind: 'answer',
			statusCode,
			text,
			...(retryAfterMs > 0 && { retryAfterMs }),
			secrets: secretsOf(credential),
		};
	} catch (error) {
		return { kind: 'noAnswer', code: codeOf(error) };
	}
}

// n8n aborts the requests of a cancelled execution wherever they stand, so that nobody could say
// whether a message went out. Without the signal they come to their end; the engine begins no more.
function uncancelled(context: CallingContext): IAllExecuteFunctions {
	const { helpers, logger } = context;
	const part: Pick<CallingContext, 'getCredentials' | 'getNode' | 'helpers' | 'logger'> = {
		getCredentials: async (...args) => await context.getCredentials(...args),
		getNode: () => context.getNode(),
		helpers,
		logger,
	};
	return part as unknown as IAllExecuteFunctions;
}

async function readText(body: unknown): Promise<string | undefined> {
	if (!isStream(body)) return asText(body);
	const bytes = await readAtMost(body, ANSWER_BYTES, BODY_MS);
	return bytes?.toString('utf8').replace(/^\uFEFF/, '');
}

function isStream(body: unknown): body is BodyStream {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function asText(body: unknown): string {
	if (typeof body === 'string') return body;
	if (Buffer.isBuffer(body)) return body.toString('utf8');
	// Some versions of n8n parse JSON whatever is asked for. Nothing exact can be said of it then.
	return body === undefined || body === null ? '' : JSON.stringify(body);
}

/**
 * How long the header Retry-After asks to wait (RFC 9110, 10.2.3: seconds, or a date).
 *
 * @returns ms; 0 when it says nothing, or a time that has passed
 */
export function retryAfterIn(headers: IDataObject | undefined, now = Date.now()): number {
	const value = String(headers?.['retry-after'] ?? '').trim();
	if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
	// A bare number would be taken for a year.
	const until = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
	return Number.isNaN(until) ? 0 : Math.max(0, until - now);
}
