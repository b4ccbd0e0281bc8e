import type { IWebhookFunctions } from 'n8n-workflow';

import { startDeadline } from '../shared/deadlines';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** What n8n was about to answer with, or what the provider gets in its place. */
export interface Answer {
	statusCode: number;
	/** JSON, or '' for none. */
	body: string;
}

/**
 * Viber waits about 5 seconds for an answer (viber-bot-api.md §9.1), on its clock: the network
 * takes a part of them.
 */
const LONGEST_WAIT_MS = 4_000;

/**
 * Lets n8n answer, and stands between: whatever n8n writes, and also if it writes nothing in time,
 * the provider gets one answer, which is made of it. A trigger learns nothing of how it went on with
 * its event, except by what n8n writes into the response: after the execution was taken, or with the
 * response mode 'lastNode' after it has ended. What n8n writes later than that goes nowhere, as it
 * would throw otherwise.
 *
 * It relies on Node's own methods of a response only, through which all of Express's go, so that
 * it does not depend on how a version of n8n calls them.
 *
 * @param adopt makes the provider's answer of that of n8n; of none when n8n takes too long. It is
 * called once, and must not throw.
 * @param missed is told what n8n answers after that, and must not throw
 */
export function holdAnswer(
	response: Response,
	adopt: (given: Answer | undefined) => Answer,
	missed: (given: Answer) => void = () => {},
): void {
	const end = response.end.bind(response) as (body: string) => void;
	let isAnswered = false;
	const answer = (given: Answer | undefined): void => {
		if (isAnswered) return;
		isAnswered = true;
		meetDeadline();
		const { statusCode, body } = adopt(given);
		if (!response.headersSent) {
			// They belong to the body that n8n was about to send.
			for (const name of ['content-length', 'content-type', 'etag']) response.removeHeader(name);
			if (body !== '') response.setHeader('content-type', 'application/json');
			response.statusCode = statusCode;
		}
		end(body);
		const nothing = () => response;
		// Whoever writes after that means it for nobody, but it is still what n8n has to say.
		let isMissed = given === undefined;
		Object.assign(response, {
			end: (chunk?: unknown) => {
				if (isMissed) missed({ statusCode: response.statusCode, body: asText(chunk) });
				isMissed = false;
				return response;
			},
			setHeader: nothing,
			appendHeader: nothing,
			removeHeader: nothing,
			flushHeaders: nothing,
			writeHead: nothing,
			write: () => true,
		});
	};
	const meetDeadline = startDeadline(LONGEST_WAIT_MS, () => answer(undefined));
	Object.assign(response, {
		end: (chunk?: unknown) => {
			answer({ statusCode: response.statusCode, body: asText(chunk) });
			return response;
		},
	});
}

function asText(chunk: unknown): string {
	if (typeof chunk === 'string') return chunk;
	return Buffer.isBuffer(chunk) ? chunk.toString('utf8') : '';
}
