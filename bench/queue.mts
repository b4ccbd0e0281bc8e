import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startQueueN8n, type QueueN8n } from '../sandbox/n8n/queue.mts';
import { missingServices } from '../sandbox/n8n/services.mts';
import type { BenchAccount, Receiver } from './support/account.mts';
import { callbacksFrom } from './support/callbacks.mts';
import { inRounds, medianOf, shown } from './support/figures.mts';
import { fire } from './support/post.mts';
import { enter, openPlay, type Stage } from './support/stage.mts';
import type { Bench, Figure, Line, Metric, Sample } from './support/types.mts';
import { botNode, chain, node, using } from './support/workflows.mts';

const CONNECTIONS = 50;
const WARM_UP = 100;
const LIMIT_MS = 5 * 60_000;
const POLL_MS = 50;
/** Long enough for an answer that is sent twice to arrive. */
const SETTLING_MS = 1000;

const METRICS: Metric[] = [
	{ key: 'run', label: 'answers sent', unit: '/s', digits: 1 },
	{ key: 'taken', label: 'callbacks taken', unit: '/s', digits: 1 },
];

const nameOf = (workers: number) =>
	workers === 1 ? 'Viber, 1 worker' : `Viber, ${workers} workers`;

/** Callbacks that each start a workflow which sends an answer, in queue mode. */
export const queue: Bench = {
	name: 'queue',
	about: '2,000 callbacks with an answer each in queue mode: 1, 2, 4 workers',
	async run(setting) {
		const missing = missingServices();
		if (missing !== undefined) {
			setting.say(`left out: ${missing}`);
			return [];
		}
		const play = await openPlay(setting, 'queue');
		const { n8n, tarball, folder, logs } = setting;
		const cluster = await startQueueN8n({ n8n, tarball, folder, logs: join(logs, 'queue') });
		try {
			const account = await play.account();
			const people = await account.crowd(setting.quick ? 40 : 2000);
			const url = await publishEcho(await enter(cluster.main), cluster, account);
			const counts = setting.quick ? [1, 2] : [1, 2, 4];
			const lines = await inRounds(
				setting,
				counts.map((workers) => ({
					name: nameOf(workers),
					run: async () => {
						await cluster.setWorkers(workers);
						// New workers have run nothing yet.
						await measure(account, people.slice(0, WARM_UP), url);
						return await measure(account, people, url);
					},
				})),
			);
			return [figureOf(lines, people.length, nameOf(counts.at(-1) ?? 1))];
		} finally {
			await cluster.close();
			await play.close();
		}
	},
};

/** A workflow that answers everybody. Gives the address that is to be called. */
async function publishEcho(
	stage: Omit<Stage, 'close'>,
	{ webhook }: QueueN8n,
	account: BenchAccount,
): Promise<string> {
	const credential = await stage.credential(account);
	const start = node(
		'Callbacks',
		'n8n-nodes-viber.viberTrigger',
		{
			provider: 'viberBot',
			events: ['message'],
			simplify: true,
			options: { existingWebhook: 'takeOver' },
		},
		{ typeVersion: 1.1, credentials: using(credential) },
	);
	const answer = botNode(credential);
	answer.parameters = {
		...answer.parameters,
		to: '={{ $json.user.id }}',
		text: '={{ "Answer to " + $json.message.text }}',
	};
	await stage.publish(chain('Answers', [{ ...start, webhookId: start.id }, answer]));
	return `${webhook.address}/webhook/${start.id}/viber`;
}

let runs = 0;

async function measure(
	account: BenchAccount,
	people: readonly Receiver[],
	url: string,
): Promise<Sample> {
	const run = ++runs;
	const textOf = (index: number) => `run ${run}, message ${index}`;
	const shots = callbacksFrom(url, account.token, people, textOf);
	const before = await account.lines();
	const begin = performance.now();
	const { ms, statuses } = await fire(shots, CONNECTIONS, LIMIT_MS);
	assert.deepEqual([...statuses], [[200, shots.length]], 'not every callback was taken');
	let sent = before;
	while (sent - before < shots.length) {
		assert.ok(performance.now() - begin < LIMIT_MS, `only ${sent - before} answers were sent`);
		await wait(POLL_MS);
		sent = await account.lines(sent);
	}
	const seconds = (performance.now() - begin) / 1000;
	await wait(SETTLING_MS);
	const answers = people.map(({ id }, index) => ({ to: id, text: `Answer to ${textOf(index)}` }));
	await account.mustHaveAccepted(answers, 'Answers', `Answer to run ${run},`);
	return { run: shots.length / seconds, taken: shots.length / (ms / 1000) };
}

function figureOf(lines: Line[], callbacks: number, most: string): Figure {
	const [first] = lines;
	const last = lines.at(-1);
	const gain = first && last ? medianOf(last, 'run') / medianOf(first, 'run') : Number.NaN;
	return {
		title: `${shown(callbacks)} callbacks in queue mode, each answered with a message`,
		metrics: METRICS,
		better: 'more',
		reference: nameOf(1),
		lines,
		targets: [],
		bound: `n8n itself: each execution is written to PostgreSQL and Redis, taken by a worker, read and written again. "${most}" gave ${shown(gain, 2)} times what one worker did; all processes, the sandbox and both stores share this machine's processors.`,
	};
}
