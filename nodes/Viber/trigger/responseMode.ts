import type { IWebhookDescription, WebhookResponseMode } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

/** What newer versions of n8n offer so that a description needs no expression for each callback. */
interface NativeFields {
	fromFunction?: (resolve: typeof chooseMode) => unknown;
	webhookDescriptionFields?: (
		fields: Record<'responseMode', unknown>,
	) => Pick<IWebhookDescription, 'responseMode'>;
}

// It must stand for itself: n8n also puts its source into an expression.
function chooseMode(parameters: { welcomeMode?: unknown }): WebhookResponseMode {
	return parameters.welcomeMode === 'lastNode' ? 'lastNode' : 'onReceived';
}

/**
 * The part of the webhook's description that depends on a parameter: only a welcome message may
 * come from the last node. 'lastNode' for all would do, but then n8n reads back the whole execution
 * of each callback in queue mode. An expression costs several ms for each callback, as every one
 * of them has an isolate of its own; where n8n can, and no parameter of the node is an expression,
 * it calls a function instead.
 *
 * @param offered what n8n offers
 */
export function responseModeField(
	offered: object = n8nWorkflow,
): Pick<IWebhookDescription, 'responseMode'> {
	const { fromFunction, webhookDescriptionFields }: NativeFields = offered;
	if (fromFunction && webhookDescriptionFields) {
		return webhookDescriptionFields({ responseMode: fromFunction(chooseMode) });
	}
	return {
		responseMode: '={{$parameter["welcomeMode"] === "lastNode" ? "lastNode" : "onReceived"}}',
	};
}
