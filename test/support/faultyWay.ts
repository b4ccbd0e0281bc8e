import type { ServerResponse } from 'node:http';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Peer, SeenRequest } from './peer';
import { startPeer } from './peer';
import type { Sandbox, SandboxBot } from './sandbox';

/** Answers a request itself; undefined lets it pass. `number` counts the requests from 1. */
type Interference = (
	number: number,
	response: ServerResponse,
	request: SeenRequest,
) => boolean | Promise<boolean>;

/** The way from the node to the sandbox, on which things happen. */
export interface FaultyWay {
	peer: Peer;
	/** What happens to each request; says whether it was dealt with. */
	interfere: Interference;
	/** The credential's address of a bot, by this way. */
	addressOf(bot: SandboxBot): string;
}

/** Opens a way to a sandbox that lets everything pass at first. */
export async function openFaultyWay(sandbox: Sandbox): Promise<FaultyWay> {
	const peer = await startPeer();
	let number = 0;
	const way: FaultyWay = {
		peer,
		interfere: () => false,
		addressOf: ({ baseUrl }) => baseUrl.replace(sandbox.url, peer.origin),
	};
	peer.answer = (request, response) => {
		number += 1;
		void handle(number, request, response).catch(() => response.destroy());
	};
	async function handle(
		count: number,
		request: SeenRequest,
		response: ServerResponse,
	): Promise<void> {
		if (await way.interfere(count, response, request)) return;
		const headers = Object.entries(request.headers).filter(
			([name]) => !['host', 'connection', 'content-length'].includes(name),
		);
		const answer = await fetch(`${sandbox.url}${request.path}`, {
			method: request.method,
			headers: Object.fromEntries(headers) as Record<string, string>,
			...(request.body.length > 0 ? { body: new Uint8Array(request.body) } : {}),
		});
		const kept = ['content-type', 'retry-after'].flatMap((name) => {
			const value = answer.headers.get(name);
			return value === null ? [] : [[name, value]];
		});
		response.writeHead(answer.status, Object.fromEntries(kept)).end(await answer.text());
	}
	return way;
}

/** What arrived at the people of a bot, by text; each text once unless something went wrong. */
export async function arrivals(sandbox: Sandbox, bot: SandboxBot): Promise<Map<string, string[]>> {
	const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
	const byText = new Map<string, string[]>();
	for (const { messages } of people) {
		for (const { text, token } of messages) {
			byText.set(text, [...(byText.get(text) ?? []), token]);
		}
	}
	return byText;
}

/** What a run said of its messages: the item of each, and its ID. */
export interface Told {
	accepted: Array<{ item: number; messageId: string | null }>;
	/** Items that may have been sent. */
	uncertain: number[];
	/** Items of which it is said that nothing was sent. */
	unsent: number[];
}

/** What the items say. */
export function toldByItems(output: readonly INodeExecutionData[]): Told {
	const told: Told = { accepted: [], uncertain: [], unsent: [] };
	for (const { json, pairedItem } of output) {
		const { item } = pairedItem as { item: number };
		const status = json.status ?? (json.error as IDataObject | undefined)?.status;
		if (status === 'accepted') {
			told.accepted.push({ item, messageId: json.messageId as string | null });
		} else if (status === 'unknown') told.uncertain.push(item);
		else told.unsent.push(item);
	}
	return told;
}

/** What the data of an error says. */
export function toldByError(error: unknown): Told {
	const { data } = (error as { context: { data: Record<string, unknown> } }).context;
	const items = (name: string) => (data[name] as Array<{ item: number }>).map(({ item }) => item);
	return {
		accepted: data.accepted as Told['accepted'],
		uncertain: items('uncertain'),
		unsent: [...items('failed'), ...items('skipped'), ...items('notTried')],
	};
}

/**
 * Compares what was said with what arrived: each item is told of once, nothing arrived twice, every
 * ID that was told is that of the message, and what arrived was told as accepted or uncertain.
 *
 * @param texts of the items, all different
 */
export function expectTruth(
	{ accepted, uncertain, unsent }: Told,
	arrived: Map<string, string[]>,
	texts: readonly string[],
): void {
	const told = [...accepted.map(({ item }) => item), ...uncertain, ...unsent];
	expect([...told].sort((one, other) => one - other)).toEqual(texts.map((_, item) => item));
	for (const tokens of arrived.values()) expect(tokens).toHaveLength(1);
	for (const { item, messageId } of accepted) {
		expect([messageId]).toEqual(arrived.get(texts[item] ?? ''));
	}
	for (const item of unsent) expect(arrived.get(texts[item] ?? '')).toBeUndefined();
	const may = new Set([...accepted.map(({ item }) => item), ...uncertain]);
	for (const text of arrived.keys()) expect(may).toContain(texts.indexOf(text));
}
