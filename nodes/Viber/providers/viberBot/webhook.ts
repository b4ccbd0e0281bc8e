import type { IDataObject } from 'n8n-workflow';

import type { RegisteredWebhook, WebhookCalls } from '../calls';
import type { CallOutcome, Exchange } from '../wire';
import { OPTIONAL_EVENTS } from './limits';
import { getAccountInfo, removeWebhook, setWebhook } from './requests';
import { callOutcome } from './responses';

/** Viber could not use the address (viber-bot-api.md §8, code 1). */
const INVALID_URL = '1';

/** The bot's one webhook (viber-bot-api.md §2 and §7). */
export const webhook: WebhookCalls = {
	eventTypesFor,
	delivers,
	get: getAccountInfo,
	readGet,
	set: setWebhook,
	remove: removeWebhook,
	refusesAddress: ({ code }) => code === INVALID_URL,
	outcome: webhookOutcome,
};

function eventTypesFor(events: readonly string[]): string[] {
	return Object.entries(OPTIONAL_EVENTS)
		.filter(([event]) => events.includes('all') || events.includes(event))
		.map(([, eventType]) => eventType);
}

// Viber also lists events that cannot be chosen (client_status, message …): only the optional
// ones tell whether the registration is the one that is wanted.
function delivers(registered: RegisteredWebhook, eventTypes: readonly string[]): boolean {
	const { eventTypes: present } = registered;
	if (!present) return false;
	return Object.values(OPTIONAL_EVENTS).every(
		(eventType) => present.includes(eventType) === eventTypes.includes(eventType),
	);
}

function readGet(answer: IDataObject): RegisteredWebhook {
	const { webhook: url, event_types: eventTypes } = answer;
	return {
		url: typeof url === 'string' ? url : '',
		...(Array.isArray(eventTypes) ? { eventTypes: eventTypes.map(String) } : {}),
	};
}

function webhookOutcome(exchange: Exchange): CallOutcome {
	const outcome = callOutcome(exchange);
	if (outcome.kind === 'done' || outcome.refusal.code !== INVALID_URL) return outcome;
	return {
		kind: outcome.kind,
		refusal: { ...outcome.refusal, ...explainFailedCheck(outcome.refusal.providerText ?? '') },
	};
}

/**
 * Says in plain words why Viber's check of a webhook address failed. Viber gives the raw text of
 * its Java client, or nothing (viber-bot-api.md §2, "Observed failures").
 *
 * @param providerText `status_message` of the refused `set_webhook`
 */
export function explainFailedCheck(providerText: string): { reason: string; cure: string } {
	// The text quotes request and answer; the last HTTP status in it is the answer's.
	const status = [...providerText.matchAll(/HTTP\/\d(?:\.\d)?\s+(\d{3})/g)].at(-1)?.[1];
	if (status !== undefined) {
		return { reason: `Your n8n answered ${status} to Viber’s check`, cure: cureForStatus(status) };
	}
	if (/connection ?refused/i.test(providerText)) {
		return {
			reason: 'Nothing answered at the webhook address when Viber called it',
			cure: `Make sure that the address is reachable from the internet. ${SET_WEBHOOK_URL}`,
		};
	}
	if (/unknown ?host|name or service/i.test(providerText)) {
		return {
			reason: 'Viber could not look up the host name of the webhook address',
			cure: `Check the name and its DNS entry. ${SET_WEBHOOK_URL}`,
		};
	}
	if (/timed? ?out|timeout/i.test(providerText)) {
		return {
			reason: 'Your n8n did not answer Viber’s check in time',
			cure: 'Make sure that the address is reachable from the internet and that no firewall holds Viber back.',
		};
	}
	if (/ssl|certificate|pkix|handshake/i.test(providerText)) {
		return {
			reason: 'Viber does not trust the certificate of the webhook address',
			cure: 'Use a certificate from a known authority, with all intermediate certificates; self-signed ones are refused.',
		};
	}
	return {
		reason: 'Viber could not use the webhook address',
		cure: `It has to begin with https://, carry a certificate from a known authority and be reachable from the internet. ${SET_WEBHOOK_URL}`,
	};
}

const SET_WEBHOOK_URL = 'The n8n setting WEBHOOK_URL has to hold the public address of your n8n.';

function cureForStatus(status: string): string {
	if (status === '404') {
		return `Something else answers at this address, or the path is cut on the way. ${SET_WEBHOOK_URL}`;
	}
	if (['401', '403', '407', '419'].includes(status)) {
		return 'A login, a firewall or a proxy in front of n8n turns Viber away. Let POST requests to /webhook/ and /webhook-test/ pass.';
	}
	if (status.startsWith('3')) {
		return `Viber does not follow redirects. ${SET_WEBHOOK_URL}`;
	}
	if (status.startsWith('5')) {
		return 'n8n or the proxy in front of it is not well. Look into its log, then publish (activate) the workflow again.';
	}
	return `Look into the log of n8n and of the proxy in front of it. ${SET_WEBHOOK_URL}`;
}
