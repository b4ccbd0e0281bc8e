import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { readOutput } from '../../sandbox/setup/processes.mjs';
import type { World } from './suite.mts';
import type { Player } from './support/stage.mts';
import { ARTIFACTS, eventually, node, triggerNode, viberNode } from './support/stage.mts';

const COUNT = 30;
/** Nobody with this ID has subscribed, so that its message is refused. */
const NOBODY = 'bm9ib2R5LWF0LWFsbA==';
const LATENCY_MS = 300;
/** Long enough for whatever was on its way, or would be repeated. */
const SETTLING_MS = 2000;

const textOf = (index: number) => `Message ${index}`;

/** What the data of an error says. */
interface Account {
	accepted: Array<{ item: number; messageId: string }>;
	notTried: Array<{ item: number }>;
	continueFrom: number | null;
}

/** Runs of many messages that do not come to their end, in the real n8n. */
export function manyTests(world: World): void {
	/** A bot with many subscribers, and a workflow that writes to each of them. */
	async function scene(name: string, more: { bad?: number; viber?: Record<string, unknown> }) {
		const player = await world.stage.player(name);
		const { rest } = world.stage;
		const webhook = await world.stage.workflow(`${name}: webhook`, [triggerNode(player, ['seen'])]);
		await rest.activate(webhook.id);
		const people = await player.control.crowd(COUNT);
		const items = people.map(({ id }, index) => ({
			to: index === more.bad ? NOBODY : id,
			text: textOf(index),
		}));
		const { id } = await world.stage.workflow(name, [
			node('Start', 'n8n-nodes-base.manualTrigger', {}),
			node(
				'Items',
				'n8n-nodes-base.set',
				{ mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} },
				{ typeVersion: 3.4 },
			),
			node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'items', options: {} }),
			viberNode(
				player,
				{ to: '={{ $json.to }}', text: '={{ $json.text }}', options: { requestsAtOnce: 5 } },
				more.viber,
			),
		]);
		return { player, workflow: id };
	}

	/** What the sandbox has accepted: the ID of each text, each text once. */
	async function accepted(player: Player): Promise<Map<string, string>> {
		const messages = (await player.control.bot()).people.flatMap((person) => person.messages);
		const sent = messages.filter(({ from }) => from === 'bot');
		const byText = new Map(sent.map(({ text, token }) => [text, token]));
		assert.equal(byText.size, sent.length, 'a message was sent twice');
		return byText;
	}

	function assertTold(told: Account['accepted'], sent: Map<string, string>): void {
		const pairs = told.map(({ item, messageId }): [string, string] => [textOf(item), messageId]);
		assert.deepEqual(new Map(pairs), sent);
	}

	test('a failure in the middle: the data of the error has all that was accepted', async () => {
		const { player, workflow } = await scene('Failure', { bad: 12 });
		const { rest } = world.stage;
		const { data, status } = await rest.finishedExecution(await rest.run(workflow, 'Start'));
		assert.equal(status, 'error');
		const account = data.resultData.error?.context?.data as Account;
		const sent = await accepted(player);
		assert.ok(sent.size >= 12 && sent.size < COUNT - 1, `${sent.size} accepted`);
		assertTold(account.accepted, sent);
		assert.equal(account.continueFrom, 12);
		assert.equal(account.accepted.length + account.notTried.length, COUNT - 1);
	});

	test('Retry On Fail sends nothing twice, and the last error has all that was accepted', async () => {
		const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const { player, workflow } = await scene('Retry On Fail', { bad: 12, viber: retry });
		const { rest } = world.stage;
		const { data, status } = await rest.finishedExecution(await rest.run(workflow, 'Start'));
		assert.equal(status, 'error');
		const sent = await accepted(player);
		assertTold((data.resultData.error?.context?.data as Account).accepted, sent);
		const calls = (await player.control.log()).filter(({ name }) => name === 'send_message');
		assert.equal(calls.length, sent.size + 3, 'only the refused one was asked for again');
	});

	// n8n runs a node again also when it was stopped.
	for (const [name, viber] of [
		['Stopped', {}],
		['Stopped, Retry On Fail', { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 }],
	] as const) {
		test(`${name}: nothing more is sent, and the log has all that was accepted`, async () => {
			await stopped(name, viber);
		});
	}

	async function stopped(name: string, viber: Record<string, unknown>): Promise<void> {
		const { player, workflow } = await scene(name, { viber });
		const { rest } = world.stage;
		await player.control.faults({ slow: { ms: LATENCY_MS } });
		const execution = await rest.run(workflow, 'Start');
		await eventually('some are accepted', async () => (await accepted(player)).size >= 5);
		await rest.stop(execution);
		await wait(LATENCY_MS + SETTLING_MS);
		const sent = await accepted(player);
		assert.ok(sent.size < COUNT, `${sent.size} accepted`);
		const [, ...accounts] = readOutput(join(ARTIFACTS, 'n8n.log')).split(
			'Viber: The execution was cancelled',
		);
		const last = accounts.at(-1) ?? '';
		for (const token of sent.values()) assert.ok(last.includes(token), `${token} is in the log`);
		await wait(SETTLING_MS);
		assert.equal((await accepted(player)).size, sent.size);
	}
}
