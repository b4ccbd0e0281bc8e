import type { IWebhookFunctions } from 'n8n-workflow';

import { holdAnswer } from './heldAnswer';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/**
 * Whether n8n has taken an event: from then on it is on record with an execution of its own, and
 * survives the end of the process. Before that, nobody but the provider knows of it, so the provider
 * is to be answered afterwards: what n8n could not take comes again.
 */
export class Taking {
	/** Never rejects; waits for ever as long as nothing is answered. */
	readonly done: Promise<boolean>;
	private settle: (isTaken: boolean) => void = () => {};
	private readonly undo: Array<() => void> = [];

	constructor() {
		this.done = new Promise((resolve) => {
			this.settle = resolve;
		});
	}

	/** Is called when n8n turns out not to have taken it, be it after the answer. */
	whenRefused(undo: () => void): void {
		this.undo.push(undo);
	}

	/**
	 * Answers the provider with HTTP 200 as soon as n8n says that it has taken the event, and with 503
	 * when n8n could not: providers repeat what was answered so. An n8n that takes too long counts as
	 * one that will take it, for a provider that is kept waiting sends again, perhaps to another process.
	 * n8n 1.x says so at once.
	 *
	 * @param body what the provider gets with the 200
	 * @param lost is told when n8n could not take it after all, and the provider thinks otherwise
	 */
	answerAfterwards(response: Response, body: string, lost: () => void): void {
		const refuse = () => {
			for (const undo of this.undo) undo();
		};
		holdAnswer(
			response,
			(given) => {
				const isTaken = given === undefined || given.statusCode < 400;
				if (!isTaken) refuse();
				this.settle(isTaken);
				return isTaken ? { statusCode: 200, body } : { statusCode: 503, body: '' };
			},
			({ statusCode }) => {
				if (statusCode < 400) return;
				refuse();
				lost();
			},
		);
	}

	/** Says that the provider is answered without waiting for n8n. */
	answeredBeforehand(): void {
		this.settle(true);
	}
}
