import type { IWebhookFunctions } from 'n8n-workflow';

import { hostOf, isLoopback, whyUnreachable } from '../shared/addresses';
import { readAtMost } from '../shared/bodies';
import { open } from '../shared/plainHttp';
import { codeOf } from '../shared/unanswered';
import { ANSWER_MS } from '../shared/waits';

const MOST_REDIRECTS = 3;
const BODY_TIMEOUT_MS = 120_000;

/** What a download may be. */
export interface DownloadLimits {
	maxBytes: number;
	/** Whether this very machine may be asked, as with the sandbox. */
	allowLoopback: boolean;
}

/** How a download ended. `why` is a sentence without a full stop. */
export type Download =
	| { kind: 'done'; bytes: Buffer; contentType?: string }
	| { kind: 'failed'; why: string };

/**
 * Downloads a file from an address that somebody else has named: over HTTPS, from public hosts
 * only, also after a redirect, and never more than allowed. A file is held in memory until n8n has
 * it, so only a few are fetched at a time.
 *
 * What cannot be checked here: a public name that resolves to a private address. n8n's HTTP helper
 * looks names up by itself and takes no look-up of ours. The first address therefore has to come
 * from a signed callback; and whoever runs n8n where inner services trust their network should
 * turn on n8n's own protection against such requests, or keep n8n apart from them.
 *
 * @returns how it ended; never throws
 */
export async function download(
	context: IWebhookFunctions,
	url: string,
	limits: DownloadLimits,
): Promise<Download> {
	await enter();
	try {
		return await follow(context, url, limits);
	} catch (error) {
		return failed(`${hostOf(url)} did not send the whole file (${codeOf(error)})`);
	} finally {
		exit();
	}
}

async function follow(
	context: IWebhookFunctions,
	first: string,
	limits: DownloadLimits,
): Promise<Download> {
	let url = first;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		const obstacle = limits.allowLoopback && isLoopback(url) ? undefined : whyUnreachable(url);
		if (obstacle !== undefined) return failed(obstacle);
		const answer = await open(context, { method: 'GET', url, timeoutMs: ANSWER_MS });
		const { statusCode, headers } = answer;
		if (statusCode === 200) {
			if (Number(headers['content-length']) > limits.maxBytes) {
				answer.body.destroy();
				return tooLarge(limits);
			}
			const bytes = await readAtMost(answer.body, limits.maxBytes, BODY_TIMEOUT_MS);
			return bytes ? { kind: 'done', bytes, ...contentTypeOf(headers) } : tooLarge(limits);
		}
		answer.body.destroy();
		const location = headers.location;
		if (statusCode < 300 || statusCode >= 400 || typeof location !== 'string') {
			return failed(`${hostOf(url)} answered HTTP ${statusCode}`);
		}
		const next = resolve(location, url);
		if (next === undefined) return failed(`${hostOf(url)} redirects to an invalid address`);
		url = next;
	}
	return failed(`${hostOf(first)} redirects more than ${MOST_REDIRECTS} times`);
}

/** Says that a file is larger than allowed. */
export function tooLarge({ maxBytes }: Pick<DownloadLimits, 'maxBytes'>): Download {
	const megabytes = (maxBytes / 1024 / 1024).toLocaleString('en-US');
	return failed(`The file is larger than the ${megabytes} MB that are allowed`);
}

function failed(why: string): Download {
	return { kind: 'failed', why };
}

// A type that says nothing is left out: n8n then goes by the name of the file, or by its bytes.
function contentTypeOf(headers: Record<string, unknown>): { contentType?: string } {
	const [type = ''] = String(headers['content-type'] ?? '').split(';');
	const contentType = type.trim().toLowerCase();
	const saysNothing = contentType === '' || contentType === 'application/octet-stream';
	return saysNothing ? {} : { contentType };
}

function resolve(location: string, base: string): string | undefined {
	try {
		return new URL(location, base).href;
	} catch {
		return undefined;
	}
}

const MOST_AT_A_TIME = 4;
const waiting: Array<() => void> = [];
let running = 0;

async function enter(): Promise<void> {
	if (running < MOST_AT_A_TIME) {
		running++;
		return;
	}
	await new Promise<void>((next) => waiting.push(next));
}

// The one that waits takes the place over, so the number stays.
function exit(): void {
	const next = waiting.shift();
	if (next) next();
	else running--;
}
