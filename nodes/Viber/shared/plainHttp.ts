import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IWebhookFunctions,
} from 'n8n-workflow';

import { isLoopback, isPublic } from './addresses';
import type { BodyStream } from './bodies';
import { answerWithin } from './deadlines';

// Requests that no credential signs, to others than the provider's API. Those that are signed are
// in http.ts; nobody else calls n8n's HTTP helpers.

const MOST_REDIRECTS = 3;

/** An answer whose body has not been read. */
export interface OpenAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: BodyStream;
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
 * @throws what n8n's helper throws when no answer comes, or has no head after `timeoutMs`
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
	const answer = await answerWithin(
		timeoutMs,
		async (abortSignal) =>
			(await context.helpers.httpRequest({ ...options, abortSignal })) as IN8nHttpFullResponse,
	);
	return {
		statusCode: answer.statusCode,
		headers: answer.headers,
		body: answer.body as unknown as BodyStream,
	};
}

/** What an address says about the file behind it. */
export type FileAnswer =
	| { kind: 'size'; bytes: number }
	/** One sentence without a full stop; it never holds the address. */
	| {
			kind: 'noSize';
			why: string;
			/** Another answer may come in a moment. */
			mayPass?: true;
	  };

/**
 * Asks an address how large the file behind it is, by HEAD and without any credential. Redirects
 * are followed three times at most, and never from elsewhere to where only this machine or network
 * can reach.
 *
 * @param url an absolute http or https URL
 * @param until when to give up, by `performance.now()`
 * @returns the size, or why there is none; never throws
 */
export async function askFileSize(
	context: IExecuteFunctions,
	url: string,
	until: number,
): Promise<FileAnswer> {
	let address = url;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const answer = await head(context, address, until);
		if (!answer) return { kind: 'noSize', why: 'its address does not answer', mayPass: true };
		const { statusCode, headers } = answer;
		if (statusCode < 300 || statusCode > 399) return sizeIn(statusCode, headers);
		const next = redirectTarget(address, headers.location);
		if (next === undefined || !(isPublic(next) || isLoopback(url))) {
			return { kind: 'noSize', why: 'its address redirects to where nothing can be asked' };
		}
		address = next;
	}
	return { kind: 'noSize', why: 'its address redirects too often' };
}

async function head(
	context: IExecuteFunctions,
	url: string,
	until: number,
): Promise<IN8nHttpFullResponse | undefined> {
	const timeout = Math.ceil(until - performance.now());
	if (timeout <= 0) return undefined;
	try {
		const options: IHttpRequestOptions = {
			method: 'HEAD',
			url,
			// Compressed, the length would be that of the transfer and not of the file.
			headers: { Accept: '*/*', 'Accept-Encoding': 'identity' },
			json: false,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout,
		};
		return await answerWithin(
			timeout,
			async (abortSignal) =>
				(await context.helpers.httpRequest({ ...options, abortSignal })) as IN8nHttpFullResponse,
		);
	} catch {
		return undefined;
	}
}

function sizeIn(statusCode: number, headers: IN8nHttpFullResponse['headers']): FileAnswer {
	if (statusCode !== 200) {
		const mayPass = statusCode === 429 || statusCode >= 500;
		const why = `its address answers HTTP ${statusCode}`;
		return { kind: 'noSize', why, ...(mayPass && { mayPass }) };
	}
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
