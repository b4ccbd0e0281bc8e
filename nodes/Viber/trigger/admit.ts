import type { IWebhookFunctions } from 'n8n-workflow';

import type { CallbackRequest } from '../providers/callbacks';
import type { Provider } from '../providers/provider';
import { callbackSecretIn, hasSecret } from '../shared/callbackSecret';
import type { ReceivedEvent } from '../shared/events';
import type { MediaChoice } from './media';
import { triggerProvider } from './provider';
import { readRequest } from './request';
import type { WelcomeMode } from './welcome';

/** What the user has chosen, read before the provider gets its answer. */
export interface Choices {
	events: string[];
	simplify: boolean;
	welcomeMode: WelcomeMode;
	dropRepeats: boolean;
	media?: MediaChoice;
}

/** What came in at the address of a trigger. */
export type Arrival =
	| {
			kind: 'refused';
			statusCode: number;
			why: string;
			/** Methods that would do, for the answer 405. */
			allow?: string;
	  }
	| {
			kind: 'genuine';
			provider: Provider;
			request: CallbackRequest;
			events: ReceivedEvent[];
			choices: Choices;
	  };

/**
 * Judges a call before anything is done: whether it is genuine, and what it tells.
 *
 * n8n starts an execution for whatever a webhook throws, and a stranger could fill the list of
 * executions with that; so nothing is thrown here. Trouble of our own gives 503, as providers take
 * other answers for an end of the matter (messaggio.md §5: 400 and 404) and never repeat the call.
 *
 * @returns never throws
 */
export async function admit(context: IWebhookFunctions): Promise<Arrival> {
	try {
		const provider = triggerProvider(context);
		const { callbacks } = provider;
		const method = String(context.getRequestObject().method);
		if (!callbacks.methods.some((known) => known === method)) {
			const why = `${provider.name} does not call by ${method}`;
			return { kind: 'refused', statusCode: 405, why, allow: callbacks.methods.join(', ') };
		}
		const credential = await context.getCredentials(provider.credential);
		if (callbacks.guardedByAddress) {
			const query = context.getQueryData() as Record<string, unknown>;
			if (!hasSecret(query, callbackSecretIn(credential))) {
				const why = 'the secret in the address is wrong or missing';
				return { kind: 'refused', statusCode: 403, why };
			}
		}
		const request = await readRequest(context, callbacks);
		const reception = callbacks.receive(request, credential);
		if (reception.kind === 'refused') return reception;
		const { events } = reception;
		return { kind: 'genuine', provider, request, events, choices: readChoices(context) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown';
		return { kind: 'refused', statusCode: 503, why: `it cannot be taken now (${reason})` };
	}
}

function readChoices(context: IWebhookFunctions): Choices {
	const options = context.getNodeParameter('options', {}) as {
		dropRepeats?: boolean;
		downloadMedia?: boolean;
		mediaProperty?: string;
		maxMediaSize?: number;
	};
	return {
		events: readEvents(context),
		simplify: context.getNodeParameter('simplify', true) as boolean,
		welcomeMode: context.getNodeParameter('welcomeMode', 'none') as WelcomeMode,
		dropRepeats: options.dropRepeats ?? true,
		...(options.downloadMedia
			? {
					media: {
						property: options.mediaProperty?.trim() || 'data',
						maxMegabytes: options.maxMediaSize ?? 50,
					},
				}
			: {}),
	};
}

// An expression that has come to nothing must not look as if no event were wanted.
function readEvents(context: IWebhookFunctions): string[] {
	const events = [context.getNodeParameter('events', [])].flat();
	if (events.every((event) => typeof event === 'string')) return events;
	throw new Error("'Trigger On' holds something that is not an event");
}
