import type { IWebhookFunctions } from 'n8n-workflow';

import type { WelcomeFields, WelcomeRules } from '../providers/callbacks';
import type { MessagingEvent } from '../shared/events';
import { InvalidInput } from '../shared/inputs';
import type { Answer } from './heldAnswer';
import { holdAnswer } from './heldAnswer';

/** Who writes the welcome message. */
export type WelcomeMode = 'none' | 'message' | 'lastNode';

/**
 * Builds the welcome message that is filled in in the trigger.
 *
 * @returns '' when it cannot be shown: Viber is answered all the same, and the log says why
 */
export function builtWelcome(
	context: IWebhookFunctions,
	rules: WelcomeRules,
	event: MessagingEvent,
): string {
	return orNone(context, () => rules.build(readFields(context), event));
}

/** Lets the workflow's last node write the welcome message, in the time that the provider waits. */
export function awaitWelcome(
	context: IWebhookFunctions,
	rules: WelcomeRules,
	event: MessagingEvent,
): void {
	const adopt = ({ statusCode, body }: Answer) =>
		orNone(context, () => {
			if (statusCode >= 400) {
				throw new InvalidInput('The workflow failed', 'Look into its executions.');
			}
			return rules.adopt(parse(body), readFields(context), event);
		});
	// Also for a failed workflow, or Viber would repeat the callback and the workflow start again.
	holdAnswer(context.getResponseObject(), (given) => ({
		statusCode: 200,
		body: given ? adopt(given) : '',
	}));
}

// An expression in it can fail as well: that must not keep the callback from being answered.
function orNone(context: IWebhookFunctions, make: () => string): string {
	try {
		return make();
	} catch (error) {
		const why = error instanceof Error ? error.message : '';
		const cure = error instanceof InvalidInput ? error.cure : '';
		context.logger.warn(`Viber Trigger gave no welcome message: ${why}. ${cure}`, {
			node: context.getNode().name,
		});
		return '';
	}
}

function readFields(context: IWebhookFunctions): WelcomeFields {
	return context.getNodeParameter('welcome', {}) as WelcomeFields;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
