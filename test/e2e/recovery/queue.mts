import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Acceptance, BenchAccount, Receiver } from '../../../bench/support/account.mts';
import { callbacksFrom } from '../../../bench/support/callbacks.mts';
import { fire } from '../../../bench/support/post.mts';
import { enter, openPlay, type Play, type Stage } from '../../../bench/support/stage.mts';
import { botNode, chain, MEASURED, node, using } from '../../../bench/support/workflows.mts';
import { FINISHED, nodeOutput, type ExecutionSummary } from '../../../sandbox/n8n/executions.mts';
import { startQueueN8n, type QueueN8n } from '../../../sandbox/n8n/queue.mts';
import { eventually } from '../support/stage.mts';
import { called, idsOf, settingFor, settled } from './scene.mts';

const CALLBACKS = 40;
const CONNECTIONS = 10;
const LIMIT_MS = 60_000;
/** Long enough to kill a worker while its answers are on their way. */
const LATENCY_MS = 1000;
/** What n8n lists at once: twice the callbacks must fit in. */
const LISTED_AT_MOST = 100;
/** How many executions a worker of n8n has in hand at most, unless told otherwise. */
const WORKER_HOLDS = 10;

/** A dead worker is found out in seconds instead of a minute. */
const IMPATIENT = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1500',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

const TRIGGER = 'Callbacks';
const answerTo = (text: string) => `Answer to ${text}`;

/** A workflow that answers whoever writes. */
interface Echo {
	account: BenchAccount;
	people: Receiver[];
	workflow: string;
	url: string;
}

/** Callbacks that each start a workflow which sends, with workers coming and going. */
export function queueTests(): void {
	const setting = settingFor('queue');
	let play: Play;
	let cluster: QueueN8n;
	let stage: Omit<Stage, 'close'>;

	before(async () => {
		play = await openPlay(setting, 'queue');
		const { n8n, tarball, folder, logs } = setting;
		cluster = await startQueueN8n({ n8n, tarball, folder, logs, settings: IMPATIENT });
		stage = await enter(cluster.main);
		await cluster.setWorkers(2);
	});

	after(async () => {
		await cluster?.close();
		await play?.close();
	});

	async function echo(name: string, options: Record<string, unknown> = {}): Promise<Echo> {
		const account = await play.account();
		const people = await account.crowd(CALLBACKS);
		const credential = await stage.credential(account);
		const start = node(
			TRIGGER,
			'n8n-nodes-viber.viberTrigger',
			{ provider: 'viberBot', events: ['message'], simplify: true, options: {} },
			{ typeVersion: 1.1, credentials: using(credential) },
		);
		const answer = botNode(credential, options);
		answer.parameters['to'] = '={{ $json.user.id }}';
		answer.parameters['text'] = `={{ "${answerTo('')}" + $json.message.text }}`;
		const workflow = await stage.publish(chain(name, [{ ...start, webhookId: start.id }, answer]));
		return {
			account,
			people,
			workflow,
			url: `${cluster.webhook.address}/webhook/${start.id}/viber`,
		};
	}

	/** Everybody writes; all callbacks must be taken. */
	async function everybodyWrites(
		{ url, account, people }: Echo,
		textOf: (index: number) => string,
	) {
		const shots = callbacksFrom(url, account.token, people, textOf);
		const { statuses } = await fire(shots, CONNECTIONS, LIMIT_MS);
		assert.deepEqual([...statuses], [[200, CALLBACKS]]);
	}

	/** All executions of a workflow, once each has come to some end. */
	async function finished({ workflow }: Echo, count: number): Promise<ExecutionSummary[]> {
		const look = async () => {
			const all = await stage.rest.executions(workflow, LISTED_AT_MOST);
			return all.length >= count && all.every(({ status }) => FINISHED.has(status)) && all;
		};
		return await eventually('all executions come to an end', look, 2 * LIMIT_MS);
	}

	/**
	 * Compares what the executions told with what was accepted: each that came to its end tells the ID of
	 * its answer, and whatever else was accepted is the answer of one that did not.
	 */
	async function assertTold(
		executions: readonly ExecutionSummary[],
		accepted: readonly Acceptance[],
	): Promise<void> {
		const left = new Map(accepted.map(({ text, id }) => [text, id]));
		const whole = executions.filter(({ status }) => status === 'success');
		for (const { id } of whole) {
			const execution = await stage.rest.execution(id);
			const [event] = nodeOutput(execution, TRIGGER);
			const text = answerTo((event?.json['message'] as { text: string }).text);
			const [answer] = nodeOutput(execution, MEASURED);
			assert.equal(answer?.json['messageId'], left.get(text), `${id}: ${text}`);
			left.delete(text);
		}
		// n8n keeps nothing of what a dead worker had in hand, not even what had started it.
		const broken = executions.length - whole.length;
		assert.ok(left.size <= broken, `nobody has told of ${[...left.keys()].join(', ')}`);
	}

	/** Kills one of two workers while both are sending, and puts another in its place. */
	async function killOneOf(one: Echo, since: number): Promise<void> {
		await called(one.account, since, WORKER_HOLDS + 1);
		await cluster.killWorker();
		await cluster.setWorkers(2);
	}

	test('two workers answer every callback, and each once', async () => {
		const one = await echo('Everybody');
		await everybodyWrites(one, (index) => `hello ${index}`);
		const executions = await finished(one, CALLBACKS);
		assert.equal(executions.length, CALLBACKS);
		assert.ok(executions.every(({ status }) => status === 'success'));
		const accepted = await settled(one.account);
		assert.equal(idsOf(accepted).size, CALLBACKS);
		await assertTold(executions, accepted);
	});

	test('a worker killed in mid-run: no callback lost, nothing sent twice', async () => {
		const one = await echo('Killed');
		await one.account.latency(LATENCY_MS);
		const since = await one.account.lines();
		const writing = everybodyWrites(one, (index) => `order ${index}`);
		await killOneOf(one, since);
		await writing;

		const executions = await finished(one, CALLBACKS);
		assert.equal(executions.length, CALLBACKS, 'one execution for each callback');
		const accepted = await settled(one.account);
		assert.ok(idsOf(accepted).size > 0);

		// n8n does not run again what a dead worker had in hand: it calls it failed.
		const broken = executions.filter(({ status }) => status !== 'success');
		assert.ok(broken.length >= 1 && broken.length <= WORKER_HOLDS, `${broken.length} failed`);
		await assertTold(executions, accepted);
		const lost = CALLBACKS - accepted.length;
		assert.ok(lost <= broken.length, `${lost} unsent, but ${broken.length} failed`);
	});

	test('with Send Once per Key everything can be run again: nothing is sent twice', async () => {
		const one = await echo('Keyed', { sendOncePerKey: '={{ $json.message.text }}' });
		await one.account.latency(LATENCY_MS);
		const since = await one.account.lines();
		const writing = everybodyWrites(one, (index) => `order ${index}`);
		await killOneOf(one, since);
		await writing;
		const executions = await finished(one, CALLBACKS);
		const broken = executions.filter(({ status }) => status !== 'success').length;

		await everybodyWrites(one, (index) => `order ${index}`);
		const again = await finished(one, 2 * CALLBACKS);
		assert.equal(again.length, 2 * CALLBACKS);
		const accepted = await settled(one.account);
		assert.equal(idsOf(accepted).size, accepted.length);
		assert.ok(
			CALLBACKS - accepted.length <= broken,
			`${accepted.length} of ${CALLBACKS} were sent`,
		);
	});
}
