import type { IWebhookFunctions } from 'n8n-workflow';

import { holdAnswer } from './heldAnswer';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Whether n8n has taken an event: from then on it is on record with an execution of its own, and
 * survives the end of the process. Before that, nobody but the provider knows of it, so the provider
 * is to be answered afterwards: what n8n could not take comes again.
 */
export class Taking {
	/** Never rejects; waits for ever as long as the answer is not asked for. */
	readonly done: Promise<boolean>;
	private settle: (isTaken: boolean) => void = () => {};

	constructor() {
		this.done = new Promise((resolve) => {
			this.settle = resolve;
		});
	}

	/**
	 * Answers the provider with HTTP 200 as soon as n8n says that it has taken the event, and with 503
	 * when n8n could not: providers repeat what was answered so. An n8n that takes too long counts as
	 * one that will take it, for a provider that is kept waiting sends again, perhaps to another process.
	 * n8n 1.x says so at once.
	 *
	 * @param body what the provider gets with the 200
	 */
	answerAfterwards(response: Response, body: string): void {
		holdAnswer(response, (given) => {
			const isTaken = given === undefined || given.statusCode < 400;
			this.settle(isTaken);
			return isTaken ? { statusCode: 200, body } : { statusCode: 503, body: '' };
		});
	}

	/** Says that the provider was answered beforehand. */
	isAnswered(): void {
		this.settle(true);
	}
}
