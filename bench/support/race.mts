import assert from 'node:assert/strict';
import type { StoredCredential, WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { BenchAccount, Receiver } from './account.mts';
import { inRounds, type Contestant } from './figures.mts';
import { post } from './post.mts';
import { openPlay, openStage, type Play, type Stage } from './stage.mts';
import type { Line, Metric, Sample, Setting } from './types.mts';
import { chain, itemsFromBody, listFromBody, MEASURED } from './workflows.mts';

/** How long one run may take. */
const LIMIT_MS = 15 * 60_000;
const WARM_UP_MESSAGES = 50;

/** What a run of a sending node is measured by. */
export const SENDING_METRICS: Metric[] = [
	{ key: 'node', label: 'node', unit: 'ms' },
	{ key: 'wall', label: 'whole run', unit: 'ms' },
	{ key: 'cpu', label: 'n8n CPU', unit: 'ms' },
];

/** Somebody who sends messages through n8n. */
export interface Sender {
	name: string;
	note?: string;
	provider?: 'viberBot' | 'messaggio';
	/** How many messages it sends, each to somebody else. */
	messages: number;
	/** What its times are multiplied by, when it sends fewer than the others. */
	scale?: number;
	/** Milliseconds until the provider answers. */
	latencyMs: number;
	/** The text of a message; all the same when left out. */
	text?: (index: number) => string;
	/** Gets all receivers in one item instead of one in each. */
	asList?: boolean;
	/** The node that is measured. */
	node: (credential: StoredCredential, account: BenchAccount) => WorkflowNode;
}

/** Lets senders compete on a stage of their own, under the name of their benchmark. */
export async function race(
	setting: Setting,
	name: string,
	senders: readonly Sender[],
): Promise<Line[]> {
	const play = await openPlay(setting, name);
	const stage = await openStage(setting, name);
	try {
		return await inRounds(
			setting,
			senders.map((sender) => racer(stage, play, sender)),
		);
	} finally {
		await stage.close();
		await play.close();
	}
}

/**
 * Makes a contestant of a sender. Each run has an account of its own, and the sandbox must have
 * accepted exactly one message for each receiver.
 */
function racer(stage: Stage, play: Play, sender: Sender): Contestant {
	let credential: StoredCredential | undefined;
	let workflow: { id: string; path: string } | undefined;

	async function prepare(messages: number) {
		const account = await play.account(sender.provider);
		credential = await stage.credential(account, credential?.id);
		if (!workflow) {
			const path = `bench-${sender.name.replace(/\W+/g, '-').toLowerCase()}`;
			const input = sender.asList ? listFromBody(path) : itemsFromBody(path);
			const content = chain(sender.name, [...input, sender.node(credential, account)]);
			workflow = { id: await stage.publish(content), path };
		}
		const receivers = await account.crowd(messages);
		await account.latency(sender.latencyMs);
		return { account, receivers, ...workflow };
	}

	async function send(messages: number): Promise<Sample> {
		const { account, receivers, id, path } = await prepare(messages);
		const cpu = stage.meter.cpuMs();
		const begin = performance.now();
		const url = stage.rest.webhookUrl(path);
		const answer = await post({ url, body: bodyFor(sender, receivers) }, { limitMs: LIMIT_MS });
		const wall = performance.now() - begin;
		const usedCpu = stage.meter.cpuMs() - cpu;
		const node = await nodeTime(stage, id, answer);
		await account.mustHaveAccepted(messagesOf(sender, receivers), sender.name);
		return scaled({ node, wall, cpu: usedCpu }, sender.scale ?? 1);
	}

	return {
		name: sender.name,
		...(sender.note === undefined ? {} : { note: sender.note }),
		warmUp: async () => await send(Math.min(sender.messages, WARM_UP_MESSAGES)),
		run: async () => await send(sender.messages),
	};
}

function messagesOf({ text }: Sender, receivers: readonly Receiver[]) {
	return receivers.map(({ id }, index) => ({
		to: id,
		text: text?.(index) ?? 'The same for all',
	}));
}

function bodyFor(sender: Sender, receivers: readonly Receiver[]): string {
	const items = messagesOf(sender, receivers);
	return JSON.stringify(sender.asList ? { receivers: receivers.map(({ id }) => id) } : { items });
}

/** Milliseconds that n8n says its node took. */
async function nodeTime(
	{ rest }: Stage,
	workflowId: string,
	answer: { status: number; text: string },
): Promise<number> {
	const [latest] = await rest.executions(workflowId, 1);
	assert.ok(latest, `n8n has no execution; it answered ${answer.status}: ${answer.text}`);
	const { status, data } = await rest.finishedExecution(latest.id);
	const { error, runData } = data.resultData;
	assert.equal(status, 'success', `${error?.message}: ${error?.description}`);
	return runData[MEASURED]?.[0]?.executionTime ?? Number.NaN;
}

function scaled(sample: Sample, factor: number): Sample {
	return Object.fromEntries(Object.entries(sample).map(([key, value]) => [key, value * factor]));
}
