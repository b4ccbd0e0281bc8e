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
import { botNode, chain, itemsFromBody } from '../../../bench/support/workflows.mts';
import { startN8n } from '../../../sandbox/n8n/run.mts';
import { killAndAwait } from '../../../sandbox/setup/killGroup.mjs';
import { called, settingFor, settled, twice } from './scene.mts';

const ITEMS = 200;
const AT_ONCE = 5;
const LATENCY_MS = 100;
/** In the middle of the run. */
const KILLED_AFTER = 60;
const LIMIT_MS = 60_000;

const textOf = (index: number) => `Message ${index}`;

/** One n8n process, killed with SIGKILL while it sends, and started again on what it stored. */
export function killedTests(): void {
	const setting = settingFor('killed');
	let play: Play;

	before(async () => {
		play = await openPlay(setting, 'killed');
	});

	after(async () => await play?.close());

	/** A workflow that sends the items of a POST, and an account that answers slowly. */
	async function scene(name: string, options: Record<string, unknown>) {
		const stage = await openStage(setting, name);
		const account = await play.account();
		const people = await account.crowd(ITEMS);
		const credential = await stage.credential(account);
		const sending = botNode(credential, { requestsAtOnce: AT_ONCE, ...options });
		const workflow = await stage.publish(chain(name, [...itemsFromBody('run'), sending]));
		const items = people.map(({ id }, index) => ({ to: id, text: textOf(index) }));
		await account.latency(LATENCY_MS);
		return { stage, account, workflow, body: JSON.stringify({ items }) };
	}

	/** Begins a run and kills n8n in the middle of it. */
	async function killInMidRun({ stage, account, body }: Awaited<ReturnType<typeof scene>>) {
		const since = await account.lines();
		const run = post({ url: stage.rest.webhookUrl('run'), body }, { limitMs: LIMIT_MS });
		const broken = assert.rejects(run, 'the run must not come to its end');
		await called(account, since, KILLED_AFTER);
		await killAndAwait(stage.n8n.process.pid() ?? 0);
		await broken;
		return await settled(account);
	}

	/** Starts n8n again where it was, without installing anything anew. */
	async function restart(name: string): Promise<Omit<Stage, 'close'>> {
		const { n8n, folder, logs } = setting;
		const home = `${folder}/${name}`;
		return await enter(await startN8n({ n8n, home, log: `${logs}/${name}-again.log` }));
	}

	test('nothing is sent again after the restart, and n8n calls the run crashed', async () => {
		const before = await scene('plain', {});
		const sent = await killInMidRun(before);
		assert.ok(sent.size >= KILLED_AFTER && sent.size < ITEMS, `${sent.size} were sent`);
		assert.deepEqual(twice(sent), []);

		const { rest, n8n } = await restart('plain');
		try {
			const [latest] = await rest.executions(before.workflow);
			assert.ok(latest, 'the run is on record');
			assert.equal((await rest.finishedExecution(latest.id)).status, 'crashed');
			assert.deepEqual(await settled(before.account), sent);
		} finally {
			await n8n.close();
		}
	});

	test('with Send Once per Key the same items can be run again: nobody gets one twice', async () => {
		const before = await scene('keyed', { sendOncePerKey: '={{ $json.text }}' });
		const sent = await killInMidRun(before);
		assert.ok(sent.size < ITEMS, `${sent.size} were sent`);

		const { rest, n8n } = await restart('keyed');
		try {
			const url = rest.webhookUrl('run');
			const { status, text } = await post({ url, body: before.body }, { limitMs: LIMIT_MS });
			assert.equal(status, 200, text);
			const all = await settled(before.account);
			assert.deepEqual(twice(all), []);
			// Of what was under way when n8n was killed, nobody knows whether it was sent.
			const missing = ITEMS - all.size;
			assert.ok(missing <= AT_ONCE, `${missing} were never sent`);
		} finally {
			await n8n.close();
		}
	});
}
