import type { ServerResponse } from 'node:http';

import type { INodeParameters } from 'n8n-workflow';

import { runViber } from '../support/engine';
import type { Peer, SeenRequest } from '../support/peer';
import { startPeer } from '../support/peer';

export const KEY = '0123456789abcdef0123456789abcdef';
export const SECRET = 'a-callback-secret-that-nobody-sees';

/** A stand-in for DecisionTelecom. */
export interface DecisionTelecomPeer {
	peer: Peer;
	/** What was asked for, read as JSON. */
	bodies(): Array<Record<string, unknown>>;
	/** Answers the next requests. */
	answer(give: (body: Record<string, unknown>, response: ServerResponse) => void): void;
	/** Runs the node against it with some items and parameters, the secret in its credential. */
	run(
		items: Array<Record<string, string | number>>,
		parameters: INodeParameters,
		onError?: 'continueRegularOutput' | 'continueErrorOutput',
	): ReturnType<typeof runViber>;
}

/** Writes an answer as it stands. */
export function asJson(response: ServerResponse, json: string, statusCode = 200): void {
	response.writeHead(statusCode, { 'content-type': 'application/json' }).end(json);
}

/** Starts it; it refuses whatever is not signed and built as the documents say. */
export async function startDecisionTelecom(): Promise<DecisionTelecomPeer> {
	const peer = await startPeer();
	return {
		peer,
		bodies: () => peer.seen.map(bodyOf),
		answer(give) {
			peer.answer = (request, response) => {
				const { authorization, 'content-type': type } = request.headers;
				const isSigned = authorization === `Basic ${Buffer.from(KEY).toString('base64')}`;
				if (!isSigned) response.writeHead(401).end();
				else if (type !== 'application/json' || request.method !== 'POST') {
					response.writeHead(415).end();
				} else give(bodyOf(request), response);
			};
		},
		run: async (items, parameters, onError) =>
			await runViber({
				items,
				parameters: { resource: 'message', provider: 'decisionTelecom', ...parameters },
				credential: {
					apiKey: KEY,
					keyEncoding: 'auto',
					baseUrl: `${peer.origin}/v1/api/`,
					callbackUrl: 'http://127.0.0.1:5678/webhook/x/viber',
					callbackSecret: SECRET,
				},
				...(onError === undefined ? {} : { onError }),
			}),
	};
}

function bodyOf({ body }: SeenRequest): Record<string, unknown> {
	return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
}
