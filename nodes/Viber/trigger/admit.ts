import type { ICredentialDataDecryptedObject, IWebhookFunctions } from 'n8n-workflow';

import type { CallbackRequest } from '../providers/callbacks';
import type { Provider } from '../providers/provider';
import { callbackSecretIn, hasSecret } from '../shared/callbackSecret';
import type { ReceivedEvent } from '../shared/events';
import { judgeByCredential } from './credential';
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

interface Refused {
	kind: 'refused';
	statusCode: number;
	why: string;
	/** Methods that would do, for the answer 405. */
	allow?: string;
}

interface Verified {
	kind: 'genuine';
	request: CallbackRequest;
	events: ReceivedEvent[];
}

/** What came in at the address of a trigger. */
export type Arrival = Refused | (Verified & { provider: Provider; choices: Choices });

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
		const verdict = await judgeByCredential(
			context,
			provider,
			async (credential) => await verify(context, provider, credential),
			({ kind }) => kind === 'refused',
		);
		if (verdict.kind === 'refused') return verdict;
		return { ...verdict, provider, choices: readChoices(context) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'unknown';
		return { kind: 'refused', statusCode: 503, why: `it cannot be taken now (${reason})` };
	}
}

async function verify(
	context: IWebhookFunctions,
	{ callbacks, name }: Provider,
	credential: ICredentialDataDecryptedObject,
): Promise<Refused | Verified> {
	if (callbacks.guardedByAddress) {
		const query = context.getQueryData() as Record<string, unknown>;
		if (!hasSecret(query, callbackSecretIn(credential))) {
			const why = `the secret in the address is wrong or missing; the address that ${name} calls needs the Callback Secret of the credential in Viber Trigger`;
			return { kind: 'refused', statusCode: 403, why };
		}
	}
	const request = await readRequest(context, callbacks);
	const reception = callbacks.receive(request, credential);
	return reception.kind === 'refused' ? reception : { ...reception, request };
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
