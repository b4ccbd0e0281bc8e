import type { IWebhookFunctions } from 'n8n-workflow';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Viber waits about 5 seconds for an answer (viber-bot-api.md §9.1), on its clock: the network
 * takes a part of them.
 */
const LONGEST_WAIT_MS = 4_000;

/**
 * Lets n8n answer with what the workflow's last node gives, and guards that answer.
 *
 * n8n knows this way of answering (`responseMode: 'lastNode'`), but it answers when the workflow is
 * done, be it after minutes, and with HTTP 500 when the workflow failed; Viber would then repeat
 * the callback, and the workflow would start again. A trigger learns nothing of how its workflow
 * went, except by what n8n writes into the response. So this stands between: whatever n8n writes,
 * and also if it writes nothing in time, Viber gets one HTTP 200, with the message if there is one.
 * What n8n writes after that goes nowhere, as it would throw otherwise.
 *
 * It relies on Node's own methods of a response only, through which all of Express's go, so that
 * it does not depend on how a version of n8n calls them.
 *
 * @param adopt makes the body for Viber of the status and the text that n8n answers with; it
 * must not throw
 */
export function holdAnswer(
	response: Response,
	adopt: (statusCode: number, text: string) => string,
	longestWaitMs = LONGEST_WAIT_MS,
): void {
	const end = response.end.bind(response) as (body: string) => void;
	let isAnswered = false;
	const answer = (body: string): void => {
		if (isAnswered) return;
		isAnswered = true;
		deadline.removeEventListener('abort', giveUp);
		if (!response.headersSent) {
			// They belong to the body that n8n was about to send.
			for (const name of ['content-length', 'content-type', 'etag']) response.removeHeader(name);
			if (body !== '') response.setHeader('content-type', 'application/json');
			response.statusCode = 200;
		}
		end(body);
		const nothing = () => response;
		Object.assign(response, {
			end: nothing,
			setHeader: nothing,
			appendHeader: nothing,
			removeHeader: nothing,
			flushHeaders: nothing,
			writeHead: nothing,
			write: () => true,
		});
	};
	const deadline = AbortSignal.timeout(longestWaitMs);
	const giveUp = () => answer('');
	deadline.addEventListener('abort', giveUp);
	Object.assign(response, {
		end: (chunk?: unknown) => {
			if (!isAnswered) answer(adopt(response.statusCode, asText(chunk)));
			return response;
		},
	});
}

function asText(chunk: unknown): string {
	if (typeof chunk === 'string') return chunk;
	return Buffer.isBuffer(chunk) ? chunk.toString('utf8') : '';
}
