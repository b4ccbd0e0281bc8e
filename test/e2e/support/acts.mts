import { readFileSync } from 'node:fs';

import type { WorkflowContent, WorkflowNode } from '../../../sandbox/n8n/types.mts';
import type { Player } from './stage.mts';
import { credentialsOf, node } from './stage.mts';

/** A message on a phone, with what the control API tells beyond the text. */
export interface PhoneMessage {
	token: string;
	from: 'bot' | 'person';
	type: string;
	text: string;
	/** Left out, by Viber. */
	channel?: 'viber' | 'sms';
	button?: { caption: string; url: string };
	delivered: boolean;
	seen: boolean;
	keyboard?: { Buttons: Array<{ Text?: string }> } | null;
	richMedia?: { Buttons: unknown[] } | null;
	media?: string;
}

/** Somebody whom a test has put into the sandbox. */
export interface Somebody {
	id: string;
	name: string;
	subscribed: boolean;
}

/** Lets something happen in the sandbox, by its control API. */
export async function act<T>(player: Player, path: string, body: unknown = {}): Promise<T> {
	const { address, botId } = player.control;
	const response = await fetch(`${address}/control/bots/${botId}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`The sandbox refused ${path}: ${text}`);
	return JSON.parse(text) as T;
}

/** What a person of the bot does with their phone. */
export async function onPhone<T>(
	player: Player,
	personId: string,
	what: string,
	body: unknown = {},
): Promise<T> {
	return await act(player, `/people/${encodeURIComponent(personId)}/${what}`, body);
}

/** The chat of one person. */
export async function chat(player: Player, personId: string): Promise<PhoneMessage[]> {
	const { people } = await player.control.bot();
	return (people.find(({ id }) => id === personId)?.messages ?? []) as unknown as PhoneMessage[];
}

/** n8n's own manual trigger. */
export const start = (): WorkflowNode => node('Start', 'n8n-nodes-base.manualTrigger', {});

/** A node of n8n's own that gives one item. */
export function givesItem(json: object, name = 'Item'): WorkflowNode {
	const parameters = { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} };
	return node(name, 'n8n-nodes-base.set', parameters, { typeVersion: 3.4 });
}

/**
 * Reads an example as a user imports it, with the credential chosen.
 *
 * @param replaced texts that a user replaces with their own
 */
export function readExample(
	file: string,
	player: Player,
	replaced: Record<string, string> = {},
): WorkflowContent {
	const url = new URL(`../../../examples/${file}.json`, import.meta.url);
	let text = readFileSync(url, 'utf8');
	for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to);
	const content = JSON.parse(text) as WorkflowContent;
	const nodes = content.nodes.map((one) =>
		one.type.startsWith('n8n-nodes-viber.') ? { ...one, credentials: credentialsOf(player) } : one,
	);
	return { ...content, nodes };
}
