import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Receiver } from './support/account.mts';
import { callbacksFrom } from './support/callbacks.mts';
import { inRounds, lineOf, medianOf, shown, target, type Contestant } from './support/figures.mts';
import { fire, type Shot } from './support/post.mts';
import { listen, openPlay, openStage, type Play, type Stage } from './support/stage.mts';
import {
	OWN,
	TELEGRAM,
	telegramTrigger,
	viberTrigger,
	WEBHOOK,
	webhookNode,
	type Aim,
} from './support/triggers.mts';
import type { Bench, Figure, Line, Metric, Sample, Setting } from './support/types.mts';

const CONNECTIONS = 50;
const WARM_UP = 200;
const LIMIT_MS = 300_000;
const POLL_MS = 50;
/** n8n stores no executions, and counts them where they can be read. */
const SETTINGS = {
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
	N8N_METRICS: 'true',
	N8N_METRICS_INCLUDE_MESSAGE_EVENT_BUS_METRICS: 'true',
	// These make n8n add up its memory page by page, tens of ms for each look at the count. A trigger
	// that answers early is looked at longest, and would pay for being watched.
	N8N_METRICS_INCLUDE_DEFAULT_METRICS: 'false',
	// A busy machine is not to be taken for a broken database.
	DB_PING_TIMEOUT_MS: '60000',
};

/** Isolates only where an expression is evaluated: there is none on the way of a callback. */
const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

const METRICS: Metric[] = [
	{ key: 'run', label: 'run to the end', unit: '/s', digits: 1 },
	{ key: 'answered', label: 'answered', unit: '/s', digits: 1 },
	{ key: 'cpu', label: 'n8n CPU each', unit: 'ms', digits: 2 },
	{ key: 'isolates', label: 'isolates each', unit: '', digits: 2 },
];

const NOTES: Record<string, string> = {
	[OWN]: 'checks a signature over the body, and drops repeats',
	[TELEGRAM]: 'compares a secret in a header',
	[WEBHOOK]: 'checks nothing, and n8n spares this node alone the isolate of the webhook',
};

/** Callbacks through `/webhook/`, the same bodies for all, in two settings of n8n. */
export const trigger: Bench = {
	name: 'trigger',
	about: 'callbacks a second: Viber Trigger, Telegram Trigger, Webhook node',
	async run(setting) {
		const play = await openPlay(setting, 'trigger');
		try {
			const usual = await race(setting, play, 'trigger', {});
			const lazy = await race(setting, play, 'trigger-lazy', LAZY);
			const about = `${shown(usual.callbacks)} over ${CONNECTIONS} connections, signature checked`;
			return [
				{
					...figureOf(usual.lines),
					title: `Callbacks a second, ${about}`,
					bound: usualBound(usual, lazy),
				},
				{
					...figureOf(lazy.lines),
					title: `Callbacks a second with lazy isolates, ${about}`,
					bound: lazyBound(lazy),
				},
			];
		} finally {
			await play.close();
		}
	},
};

interface Outcome {
	lines: Line[];
	callbacks: number;
}

async function race(
	setting: Setting,
	play: Play,
	name: string,
	settings: Record<string, string>,
): Promise<Outcome> {
	const stage = await openStage(setting, name, { ...SETTINGS, ...settings });
	const telegram = await listen((_request, response) => {
		response.setHeader('content-type', 'application/json').end('{"ok":true,"result":true}');
	});
	try {
		const account = await play.account();
		const people = await account.crowd(setting.quick ? 200 : 1000);
		const contestant = (who: string, { url, headers }: Aim): Contestant => {
			const call = async (some: readonly Receiver[]) => {
				const signed = callbacksFrom(url, account.token, some, (index) => `Hello ${index}`);
				const shots = signed.map((one) => ({ ...one, headers: { ...one.headers, ...headers } }));
				return await measure(stage, shots);
			};
			const few = people.slice(0, WARM_UP);
			return {
				name: who,
				note: NOTES[who],
				warmUp: async () => await call(few),
				run: async () => await call(people),
			};
		};
		const lines = await inRounds(setting, [
			contestant(OWN, await viberTrigger(stage, account)),
			contestant(TELEGRAM, await telegramTrigger(stage, telegram.address)),
			contestant(WEBHOOK, await webhookNode(stage)),
		]);
		return { lines, callbacks: people.length };
	} finally {
		telegram.close();
		await stage.close();
	}
}

/** Executions that n8n has finished well since its start, and isolates that it has built for them. */
async function counts({ n8n }: Stage): Promise<{ succeeded: number; isolates: number }> {
	const text = await (await fetch(`${n8n.address}/metrics`)).text();
	const read = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
	return {
		succeeded: read('n8n_workflow_success_total'),
		isolates: read('n8n_expression_pool_acquired_total'),
	};
}

async function measure(stage: Stage, shots: readonly Shot[]): Promise<Sample> {
	const cpu = stage.meter.cpuMs();
	const before = await counts(stage);
	const wanted = before.succeeded + shots.length;
	const begin = performance.now();
	const { ms, statuses } = await fire(shots, CONNECTIONS, LIMIT_MS);
	assert.deepEqual([...statuses], [[200, shots.length]], 'not every callback was taken');
	let after = await counts(stage);
	while (after.succeeded < wanted) {
		assert.ok(performance.now() - begin < LIMIT_MS, 'not every callback started an execution');
		await wait(POLL_MS);
		after = await counts(stage);
	}
	const running = performance.now() - begin;
	assert.equal(after.succeeded, wanted, 'a callback started two executions');
	return {
		run: shots.length / (running / 1000),
		answered: shots.length / (ms / 1000),
		cpu: (stage.meter.cpuMs() - cpu) / shots.length,
		isolates: (after.isolates - before.isolates) / shots.length,
	};
}

function figureOf(lines: Line[]): Omit<Figure, 'title' | 'bound'> {
	return {
		metrics: METRICS,
		better: 'more',
		reference: TELEGRAM,
		lines,
		targets: [target(lines, 'run', [OWN, TELEGRAM], { least: 1 })],
	};
}

function usualBound(usual: Outcome, lazy: Outcome): string {
	const line = lineOf(usual.lines, OWN);
	const [cpu, isolates] = [medianOf(line, 'cpu'), medianOf(line, 'isolates')];
	const all = cpu - medianOf(lineOf(lazy.lines, OWN), 'cpu');
	return [
		`the isolates that n8n builds for expressions, though there are none: for the webhook, for reading the credential, for the execution. Each takes ${shown(all / isolates)} ms of processor time, together ${shown(all)} of the Viber Trigger's ${shown(cpu)}.`,
		`The first and the last are out of a trigger's hands; that for the credential is shared by callbacks that come together. The next table shows what n8n takes without them.`,
	].join(' ');
}

function lazyBound({ lines }: Outcome): string {
	const own = medianOf(lineOf(lines, OWN), 'cpu');
	const bare = medianOf(lineOf(lines, WEBHOOK), 'cpu');
	return `n8n reading the workflow, starting an execution and ending it, in one thread: ${shown(own, 1)} ms of processor time for each callback of the Viber Trigger, ${shown(bare, 1)} for one of the Webhook node.`;
}
