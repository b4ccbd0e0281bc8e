import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

const LONGEST_ANSWER = 64 * 1024;

/** What came of an HTTP request: an answer, or the reason why there was none. */
export type Outcome =
	| { answered: true; status: number; statusText: string; body: string }
	| { answered: false; reason: 'timeout' | 'aborted' | 'failed'; code: string };

/** A request to make. `timeoutMs` is for the whole exchange, until the last byte of the answer. */
export interface Parcel {
	/** POST unless it says otherwise; a GET has no body. */
	method?: 'GET' | 'POST';
	url: string;
	headers: Record<string, string>;
	body: Buffer;
	timeoutMs: number;
	signal: AbortSignal;
}

/**
 * Sends bytes exactly as given and follows no redirect. A connection of its own for each request: one
 * kept open could be closed by the other side at the moment of use and look like a failure.
 *
 * @returns the answer or why there was none; it never throws
 */
export async function post(parcel: Parcel): Promise<Outcome> {
	return await new Promise((resolve) => {
		let timedOut = false;
		const send = parcel.url.startsWith('https:') ? secureRequest : plainRequest;
		const { method = 'POST', body } = parcel;
		const length = method === 'POST' ? { 'content-length': String(body.length) } : {};
		const request = send(parcel.url, {
			method,
			agent: false,
			headers: { ...parcel.headers, ...length },
			signal: parcel.signal,
		});
		const timer = setTimeout(() => {
			timedOut = true;
			request.destroy();
		}, parcel.timeoutMs);
		const settle = (outcome: Outcome) => {
			clearTimeout(timer);
			resolve(outcome);
		};
		const fail = (error: NodeJS.ErrnoException) => {
			const reason = timedOut ? 'timeout' : parcel.signal.aborted ? 'aborted' : 'failed';
			settle({ answered: false, reason, code: error.code ?? 'ERROR' });
		};
		request.on('error', fail);
		request.on('response', (response) => {
			const chunks: Buffer[] = [];
			let size = 0;
			response.on('data', (chunk: Buffer) => {
				if (size < LONGEST_ANSWER) chunks.push(chunk.subarray(0, LONGEST_ANSWER - size));
				size += chunk.length;
			});
			response.on('error', fail);
			response.on('close', () => fail(Object.assign(new Error(), { code: 'ECONNRESET' })));
			response.on('end', () => {
				settle({
					answered: true,
					status: response.statusCode ?? 0,
					statusText: response.statusMessage ?? '',
					body: Buffer.concat(chunks).toString('utf8'),
				});
			});
		});
		request.end(method === 'POST' ? body : undefined);
	});
}
