import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { post } from '../../../bench/support/post.mts';
import {
	enter,
	openPlay,
	openStage,
	type Play,
	type Stage,
} from '../../../bench/support/stage.mts';
import { botNode, chain, itemsFromBody, viberNode } from '../../../bench/support/workflows.mts';
import { startN8n } from '../../../sandbox/n8n/run.mts';
import type { StoredCredential, WorkflowNode } from '../../../sandbox/n8n/types.mts';
import { killAndAwait } from '../../../sandbox/setup/killGroup.mjs';
import { called, idsOf, settingFor, settled, toldBy } from './scene.mts';

const ITEMS = 200;
const AT_ONCE = 5;
const LATENCY_MS = 100;
/** In the middle of the run. */
const KILLED_AFTER = 60;
const LIMIT_MS = 60_000;
/** How many numbers Messaggio gets with one request, unless told otherwise. */
const IN_GROUP = 10;

const textOf = (index: number) => `Message ${index}`;

/** One n8n process, killed with SIGKILL while it sends, and started again on what it stored. */
export function killedTests(): void {
	const setting = settingFor('killed');
	let play: Play;

	before(async () => {
		play = await openPlay(setting, 'killed');
	});

	after(async () => await play?.close());

	/** What sends, and how: an account, and the options of the Viber node. */
	interface Sending {
		provider?: 'viberBot' | 'messaggio';
		options?: Record<string, unknown>;
	}

	/** A workflow that sends the items of a POST, and an account that answers slowly. */
	async function scene(name: string, { provider = 'viberBot', options = {} }: Sending) {
		const stage = await openStage(setting, name);
		const account = await play.account(provider);
		const people = await account.crowd(ITEMS);
		const credential = await stage.credential(account);
		const all = { requestsAtOnce: AT_ONCE, ...options };
		const sending =
			provider === 'messaggio' ? groupNode(credential, all) : botNode(credential, all);
		const workflow = await stage.publish(chain(name, [...itemsFromBody('run'), sending]));
		const items = people.map(({ id }, index) => ({
			to: id,
			text: provider === 'messaggio' ? 'The same for all' : textOf(index),
			key: `order ${index}`,
		}));
		await account.latency(LATENCY_MS);
		return { stage, account, workflow, items };
	}

	type Scene = Awaited<ReturnType<typeof scene>>;

	/** Begins a run and kills n8n in the middle of it, after so many calls. */
	async function killInMidRun({ stage, account, items }: Scene, calls: number) {
		const since = await account.lines();
		const url = stage.rest.webhookUrl('run');
		const run = post({ url, body: JSON.stringify({ items }) }, { limitMs: LIMIT_MS });
		const broken = assert.rejects(run, 'the run must not come to its end');
		await called(account, since, calls);
		await killAndAwait(stage.n8n.process.pid() ?? 0);
		await broken;
		const sent = idsOf(await settled(account));
		assert.ok(sent.size > 0 && sent.size < ITEMS, `${sent.size} were sent`);
		return sent;
	}

	/** Starts n8n again where it was, without installing anything anew. */
	async function restart(name: string): Promise<Omit<Stage, 'close'>> {
		const { n8n, folder, logs } = setting;
		const home = `${folder}/${name}`;
		return await enter(await startN8n({ n8n, home, log: `${logs}/${name}-again.log` }));
	}

	/** Runs the same items again, each with a key of its own, and compares what is told with what was sent. */
	async function runAgain(name: string, before: Scene, sent: Map<string, string>, atOnce: number) {
		const { rest, n8n } = await restart(name);
		try {
			const { items, account, workflow } = before;
			const url = rest.webhookUrl('run');
			const body = JSON.stringify({ items });
			const { status, text } = await post({ url, body }, { limitMs: LIMIT_MS });
			assert.equal(status, 200, text);
			const all = idsOf(await settled(account));
			const [latest] = await rest.executions(workflow);
			const told = toldBy(await rest.finishedExecution(latest?.id ?? ''), items);
			for (const [message, id] of told) {
				// What the first run has sent is skipped, and what the second has sent has its ID told.
				const isNew = all.has(message) && !sent.has(message);
				assert.equal(id, isNew ? all.get(message) : 'skipped', message);
			}
			// Of what was under way when n8n was killed, nobody knows whether it was sent.
			const missing = ITEMS - all.size;
			assert.ok(missing <= atOnce, `${missing} were never sent`);
		} finally {
			await n8n.close();
		}
	}

	test('nothing is sent again after the restart, and n8n calls the run crashed', async () => {
		const before = await scene('plain', {});
		const sent = await killInMidRun(before, KILLED_AFTER);
		const { rest, n8n } = await restart('plain');
		try {
			const [latest] = await rest.executions(before.workflow);
			assert.ok(latest, 'the run is on record');
			assert.equal((await rest.finishedExecution(latest.id)).status, 'crashed');
			assert.deepEqual(idsOf(await settled(before.account)), sent);
		} finally {
			await n8n.close();
		}
	});

	test('with Send Once per Key the same items can be run again: nobody gets one twice', async () => {
		const before = await scene('keyed', { options: { sendOncePerKey: '={{ $json.key }}' } });
		await runAgain('keyed', before, await killInMidRun(before, KILLED_AFTER), AT_ONCE);
	});

	test('so can messages that went out together', async () => {
		const options = { sendOncePerKey: '={{ $json.key }}', messagesPerSecond: 0 };
		const before = await scene('grouped', { provider: 'messaggio', options });
		const sent = await killInMidRun(before, KILLED_AFTER / IN_GROUP);
		await runAgain('grouped', before, sent, AT_ONCE * IN_GROUP);
	});
}

/** The same text to all, so that ten go together. */
function groupNode(credential: StoredCredential, options: Record<string, unknown>): WorkflowNode {
	return viberNode(credential, {
		provider: 'messaggio',
		to: '={{ $json.to }}',
		from: 'DEMO',
		channel: 'viber',
		text: '={{ $json.text }}',
		options,
	});
}
