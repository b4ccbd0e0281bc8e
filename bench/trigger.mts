import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { WorkflowNode } from '../sandbox/n8n/types.mts';
import type { BenchAccount, Receiver } from './support/account.mts';
import { callbacksFrom } from './support/callbacks.mts';
import { inRounds, lineOf, medianOf, shown, target, type Contestant } from './support/figures.mts';
import { fire, type Shot } from './support/post.mts';
import { listen, openPlay, openStage, type Stage } from './support/stage.mts';
import type { Bench, Figure, Line, Metric, Sample } from './support/types.mts';
import { chain, node, using } from './support/workflows.mts';

const CONNECTIONS = 50;
const WARM_UP = 200;
const LIMIT_MS = 120_000;
const POLL_MS = 50;
/**
 * So many at a time, then all executions are waited for: a trigger that answers before n8n has begun
 * an execution would let thousands pile up, and n8n then refuses everything for want of its database.
 */
const BURST = 250;

const OWN = 'Viber Trigger';
const TELEGRAM = 'Telegram Trigger';
const WEBHOOK = 'Webhook node';

/** n8n stores no executions, and counts them where they can be read. */
const SETTINGS = {
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
	N8N_METRICS: 'true',
	N8N_METRICS_INCLUDE_MESSAGE_EVENT_BUS_METRICS: 'true',
	// A busy machine is not to be taken for a broken database.
	DB_PING_TIMEOUT_MS: '60000',
};

const METRICS: Metric[] = [
	{ key: 'run', label: 'run to the end', unit: '/s' },
	{ key: 'answered', label: 'answered', unit: '/s' },
	{ key: 'cpu', label: 'n8n CPU each', unit: 'ms', digits: 2 },
];

/** Where callbacks go, and what makes them welcome there beside Viber's signature. */
interface Aim {
	url: string;
	headers?: Record<string, string>;
}

/** Callbacks through `/webhook/`, the same bodies for all. */
export const trigger: Bench = {
	name: 'trigger',
	about: 'callbacks a second: Viber Trigger, Telegram Trigger, Webhook node',
	async run(setting) {
		const play = await openPlay(setting, 'trigger');
		const stage = await openStage(setting, 'trigger', SETTINGS);
		const telegram = await listen((_request, response) => {
			response.setHeader('content-type', 'application/json').end('{"ok":true,"result":true}');
		});
		try {
			const account = await play.account();
			const people = await account.crowd(setting.quick ? 200 : 1000);
			const contestant = (name: string, { url, headers }: Aim): Contestant => {
				const call = async (some: readonly Receiver[]) => {
					const signed = callbacksFrom(url, account.token, some, (index) => `Hello ${index}`);
					const shots = signed.map((one) => ({ ...one, headers: { ...one.headers, ...headers } }));
					return await measure(stage, shots);
				};
				const few = people.slice(0, WARM_UP);
				return { name, warmUp: async () => await call(few), run: async () => await call(people) };
			};
			const lines = await inRounds(setting, [
				contestant(OWN, await viberTrigger(stage, account)),
				contestant(TELEGRAM, await telegramTrigger(stage, telegram.address)),
				contestant(WEBHOOK, await webhookNode(stage)),
			]);
			return [figureOf(lines, people.length)];
		} finally {
			telegram.close();
			await stage.close();
			await play.close();
		}
	},
};

/** A workflow of the start and nothing. */
async function publish({ publish: store }: Stage, start: WorkflowNode): Promise<string> {
	return await store(chain(start.name, [start, node('Nothing', 'n8n-nodes-base.noOp', {})]));
}

const called = (start: WorkflowNode): WorkflowNode & { webhookId: string } => ({
	...start,
	webhookId: start.id,
});

async function viberTrigger(stage: Stage, account: BenchAccount): Promise<Aim> {
	const start = called(
		node(
			OWN,
			'n8n-nodes-viber.viberTrigger',
			{
				provider: 'viberBot',
				events: ['message'],
				simplify: true,
				options: { existingWebhook: 'takeOver' },
			},
			{ credentials: using(await stage.credential(account)) },
		),
	);
	await publish(stage, start);
	return { url: stage.rest.webhookUrl(`${start.webhookId}/viber`) };
}

async function telegramTrigger(stage: Stage, baseUrl: string): Promise<Aim> {
	const credential = await stage.rest.saveCredential({
		name: 'Bench telegramApi',
		type: 'telegramApi',
		data: { accessToken: 'dummy-token', baseUrl },
	});
	const start = called(
		node(
			TELEGRAM,
			'n8n-nodes-base.telegramTrigger',
			{ updates: ['*'], additionalFields: {} },
			{ typeVersion: 1.2, credentials: using(credential) },
		),
	);
	// Telegram signs nothing; it shows this text, which the trigger compares.
	const secret = `${await publish(stage, start)}_${start.id}`;
	return {
		url: stage.rest.webhookUrl(`${start.webhookId}/webhook`),
		headers: { 'x-telegram-bot-api-secret-token': secret },
	};
}

async function webhookNode(stage: Stage): Promise<Aim> {
	const parameters = { httpMethod: 'POST', path: 'bench', options: {} };
	await publish(
		stage,
		called(node(WEBHOOK, 'n8n-nodes-base.webhook', parameters, { typeVersion: 2 })),
	);
	return { url: stage.rest.webhookUrl('bench') };
}

/** Executions that n8n has finished well since its start. */
async function succeeded({ n8n }: Stage): Promise<number> {
	const text = await (await fetch(`${n8n.address}/metrics`)).text();
	return Number(/^n8n_workflow_success_total (\d+)/m.exec(text)?.[1] ?? 0);
}

async function measure(stage: Stage, shots: readonly Shot[]): Promise<Sample> {
	const cpu = stage.meter.cpuMs();
	let answering = 0;
	let running = 0;
	for (let sent = 0; sent < shots.length; sent += BURST) {
		const burst = shots.slice(sent, sent + BURST);
		const wanted = (await succeeded(stage)) + burst.length;
		const begin = performance.now();
		const { ms, statuses } = await fire(burst, CONNECTIONS, LIMIT_MS);
		assert.deepEqual([...statuses], [[200, burst.length]], 'not every callback was taken');
		while ((await succeeded(stage)) < wanted) {
			assert.ok(performance.now() - begin < LIMIT_MS, 'not every callback started an execution');
			await wait(POLL_MS);
		}
		running += performance.now() - begin;
		answering += ms;
		assert.equal(await succeeded(stage), wanted, 'a callback started two executions');
	}
	return {
		run: shots.length / (running / 1000),
		answered: shots.length / (answering / 1000),
		cpu: (stage.meter.cpuMs() - cpu) / shots.length,
	};
}

function figureOf(lines: Line[], callbacks: number): Figure {
	const each = medianOf(lineOf(lines, OWN), 'cpu');
	const bare = medianOf(lineOf(lines, WEBHOOK), 'cpu');
	return {
		title: `Callbacks a second, ${shown(callbacks)} over ${CONNECTIONS} connections, signature checked`,
		metrics: METRICS,
		better: 'more',
		reference: TELEGRAM,
		lines,
		targets: [target(lines, 'run', [OWN, TELEGRAM], { least: 1 })],
		bound: `n8n starting and ending an execution for each, in one thread: ${shown(each, 2)} ms of processor time, of which the bare Webhook node takes ${shown(bare, 2)}.`,
	};
}
