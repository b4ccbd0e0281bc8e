import { createHash } from 'crypto';
import type { IWebhookFunctions } from 'n8n-workflow';

import type { CallbackProof, CallbackRequest } from '../providers/callbacks';
import type { RegisteredWebhook } from '../providers/calls';
import type { Provider } from '../providers/provider';
import { hostOf, isLoopback, whyUnreachable } from '../shared/addresses';
import { readBaseUrl } from '../shared/http';
import { open } from '../shared/plainHttp';
import { codeOf } from '../shared/unanswered';
import { findLoan } from './borrowed';
import { present } from './holders';
import { readPredecessors } from './predecessors';
import { isRepeat } from './repeats';

const TIMEOUT_MS = 10_000;

/**
 * Names the addresses that a callback has already passed, as digests. Two triggers that have taken
 * the webhook from each other would otherwise send a callback to and fro for ever.
 */
const PASSED_HEADER = 'x-viber-trigger-passed';

const MOST_PASSED = 10;

/**
 * Sends a genuine callback on, its bytes and its signature unchanged: while listening for a test
 * event to the live webhook, in an active workflow to those from whom it has taken the webhook, if
 * it is set to.
 *
 * Nothing waits for it: it may run on while the provider is answered and the workflow starts. The
 * answers are not read; failures are logged, without the callback.
 */
export async function forwardCallback(
	context: IWebhookFunctions,
	provider: Provider,
	request: CallbackRequest,
	eventIds: readonly string[],
): Promise<void> {
	const { proof } = provider.callbacks;
	if (!proof) return;
	const { own, targets } = route(context);
	const passed = readPassed(request);
	if (targets.length === 0 || passed.length >= MOST_PASSED) return;
	// By two ways the same callback would reach whoever stands where they meet twice.
	const known = eventIds.filter((eventId) => isRepeat(`forward ${own}`, eventId));
	if (passed.length > 0 && known.length === eventIds.length) return;
	const isLocal = isLoopback(await readBaseUrl(context, provider));
	const trail = [...passed, digest(own)];
	const next = targets.filter(({ url }) => url !== own && !trail.includes(digest(url)));
	await Promise.all(
		next.map(async ({ url }) => {
			const obstacle = isLocal && isLoopback(url) ? undefined : whyUnreachable(url);
			const failure = obstacle ?? (await send(context, request, proof(request), url, trail));
			if (failure === undefined) return;
			context.logger.warn(
				`Viber Trigger could not forward a callback to ${hostOf(url)}: ${failure}`,
				{ node: context.getNode().name },
			);
		}),
	);
}

function route(context: IWebhookFunctions): { own: string; targets: RegisteredWebhook[] } {
	const memory = context.getWorkflowStaticData('node');
	// n8n gives the address of the active workflow here, in a test as well.
	const liveUrl = context.getNodeWebhookUrl('default') ?? '';
	if (context.getMode() === 'manual') {
		const loan = findLoan(memory, liveUrl);
		return { own: loan?.testUrl ?? '', targets: loan ? present([loan.lender]) : [] };
	}
	const { forward, webhooks } = readPredecessors(memory, liveUrl);
	return { own: liveUrl, targets: forward ? present(webhooks) : [] };
}

/** @returns why it could not be sent */
async function send(
	context: IWebhookFunctions,
	request: CallbackRequest,
	{ headers, query }: CallbackProof,
	target: string,
	trail: readonly string[],
): Promise<string | undefined> {
	// Appended as text, so that the rest of the address stays as it is.
	const signed = Object.entries(query).map(
		([name, value]) => `${name}=${encodeURIComponent(value)}`,
	);
	const url = [target, ...signed].reduce(
		(whole, part) => whole + (whole.includes('?') ? '&' : '?') + part,
	);
	try {
		const { statusCode, body } = await open(context, {
			method: 'POST',
			url,
			headers: {
				...headers,
				'content-type': 'application/json',
				[PASSED_HEADER]: trail.join(','),
			},
			body: request.rawBody,
			timeoutMs: TIMEOUT_MS,
		});
		body.destroy();
		return statusCode >= 200 && statusCode < 300 ? undefined : `it answered HTTP ${statusCode}`;
	} catch (error) {
		return `no answer (${codeOf(error)})`;
	}
}

function readPassed({ headers }: CallbackRequest): string[] {
	const value = headers[PASSED_HEADER];
	return (Array.isArray(value) ? value.join(',') : (value ?? '')).split(',').filter(Boolean);
}

function digest(url: string): string {
	return createHash('sha256').update(url).digest('hex').slice(0, 16);
}
