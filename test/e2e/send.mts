import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { World } from './suite.mts';
import type { Player } from './support/stage.mts';
import { eventually, node, person, triggerNode, viberNode } from './support/stage.mts';

const ITEMS = (player: Player) =>
	['Olena', 'Sofia', 'Marek'].map((name) => ({ to: person(player, name).id, text: `Hi ${name}` }));

const start = () => node('Start', 'n8n-nodes-base.manualTrigger', {});

/** A Code node of n8n's own would need its task runner; Edit Fields gives items just as well. */
function itemsNode(items: unknown[]) {
	return [
		node(
			'Items',
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} },
			{ typeVersion: 3.4 },
		),
		node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'items', options: {} }),
	];
}

const FROM_ITEM = { to: '={{ $json.to }}', text: '={{ $json.text }}' };

/** Sending through the real n8n, over REST. */
export function sendTests(world: World): void {
	/** The bot may only send once it has a webhook. */
	async function playerWithWebhook(name: string): Promise<Player> {
		const player = await world.stage.player(name);
		const trigger = triggerNode(player, ['delivered']);
		const { id } = await world.stage.workflow(`${name}: receipts`, [trigger]);
		await world.stage.rest.activate(id);
		return player;
	}

	async function run(name: string, nodes: Parameters<World['stage']['workflow']>[1]) {
		const { rest } = world.stage;
		const { id } = await world.stage.workflow(name, nodes);
		return await rest.finishedExecution(await rest.run(id, 'Start'));
	}

	test('loads the nodes and the credential from the packed package', async () => {
		const types = await world.stage.rest.nodeTypes();
		for (const type of ['viber', 'viberTrigger', 'viberTool']) {
			assert.ok(types.has(`n8n-nodes-viber.${type}`), type);
		}
		assert.ok((await world.stage.rest.credentialTypes()).includes('viberBotApi'));
	});

	test('tells a good token from a bad one', async () => {
		const { bot, credential } = await world.stage.player('Tokens');
		const { rest } = world.stage;
		const good = { authToken: bot.token, baseUrl: bot.baseUrl };
		assert.equal((await rest.testCredential(credential, good)).status, 'OK');
		const padded = { authToken: ` ${bot.token} `, baseUrl: `${bot.baseUrl}/` };
		assert.equal((await rest.testCredential(credential, padded)).status, 'OK');
		const bad = await rest.testCredential(credential, { ...good, authToken: 'dummy-token' });
		assert.equal(bad.status, 'Error');
		assert.match(bad.message, /invalidAuthToken/);
		const elsewhere = { ...good, baseUrl: `${world.stage.sandbox.address}/control/health` };
		assert.equal((await rest.testCredential(credential, elsewhere)).status, 'Error');
		const nowhere = { ...good, baseUrl: 'http://127.0.0.1:9' };
		assert.equal((await rest.testCredential(credential, nowhere)).status, 'Error');
	});

	test('tells that another service answers at the base URL', async () => {
		const { bot, credential } = await world.stage.player('Elsewhere');
		// The sandbox's own control API answers 200 with JSON, but not as Viber does.
		const baseUrl = `${world.stage.sandbox.address}/control/bots/${bot.id}/reset?`;
		const data = { authToken: bot.token, baseUrl };
		const { status, message } = await world.stage.rest.testCredential(credential, data);
		assert.equal(status, 'Error');
		assert.match(message, /not one of Viber’s.*Base URL/);
	});

	test('a wrong token is an error that says what to do', async () => {
		const player = await world.stage.player('Wrong token');
		const { credential, bot } = player;
		const data = { authToken: 'dummy-token', baseUrl: bot.baseUrl };
		await world.stage.rest.saveCredential({ ...credential, data }, credential.id);
		const to = person(player, 'Olena').id;
		const execution = await run('Wrong token', [start(), viberNode(player, { to })]);
		assert.equal(execution.status, 'error');
		const { error } = execution.data.resultData;
		assert.match(error?.message ?? '', /invalidAuthToken/);
		assert.match(error?.description ?? '', /Viber Admin Panel/);
	});

	test('somebody who has not subscribed is an error that says what to do', async () => {
		const player = await playerWithWebhook('Not subscribed');
		const execution = await run('Not subscribed', [
			start(),
			...itemsNode(ITEMS(player)),
			viberNode(player, FROM_ITEM),
		]);
		const { error } = execution.data.resultData;
		assert.match(error?.message ?? '', /receiverNotSubscribed/);
		assert.match(error?.description ?? '', /write to the bot first/);
		const [sent] = (await player.control.bot()).people.flatMap(({ messages }) => messages);
		assert.ok(sent && (error?.description ?? '').includes(sent.token), 'the accepted id is named');
	});

	test('continuing on fail keeps the order: good, error, good', async () => {
		const player = await playerWithWebhook('Continue');
		const execution = await run('Continue', [
			start(),
			...itemsNode(ITEMS(player)),
			viberNode(player, FROM_ITEM, { onError: 'continueRegularOutput' }),
		]);
		assert.equal(execution.status, 'success');
		const items = execution.data.resultData.runData['Viber']?.[0]?.data?.main?.[0] ?? [];
		assert.deepEqual(
			items.map(({ json }) => json['status'] ?? (json['error'] as { code: string }).code),
			['accepted', '6', 'accepted'],
		);
	});

	test('the error output gets the bad item with its recipient and code', async () => {
		const player = await playerWithWebhook('Error output');
		const execution = await run('Error output', [
			start(),
			...itemsNode(ITEMS(player)),
			viberNode(player, FROM_ITEM, { onError: 'continueErrorOutput' }),
		]);
		const [good, bad] = execution.data.resultData.runData['Viber']?.[0]?.data?.main ?? [];
		assert.equal(good?.length, 2);
		assert.deepEqual(
			bad?.map(({ json }) => (json['error'] as { code: string; to: string }).to),
			[person(player, 'Sofia').id],
		);
		assert.equal(bad?.[0]?.json['text'], 'Hi Sofia');
	});

	test('the same id in the sending node, the delivered event and the sandbox, digit by digit', async () => {
		const player = await world.stage.player('Round trip');
		const { rest } = world.stage;
		const receipts = await world.stage.workflow('Round trip: receipts', [
			triggerNode(player, ['delivered']),
		]);
		await rest.activate(receipts.id);
		const to = person(player, 'Olena').id;
		const execution = await run('Round trip', [start(), viberNode(player, { to })]);
		const id = String(
			execution.data.resultData.runData['Viber']?.[0]?.data?.main?.[0]?.[0]?.json['messageId'],
		);
		assert.ok(BigInt(id) > 2n ** 53n && String(Number(id)) !== id);
		const delivered = await eventually('delivered', async () => {
			const [latest] = await rest.executions(receipts.id);
			return latest && (await rest.finishedExecution(latest.id));
		});
		const event = delivered.data.resultData.runData['Viber Trigger']?.[0]?.data?.main?.[0]?.[0];
		assert.equal(event?.json['messageId'], id);
		const log = (await player.control.log(0)).filter(({ token }) => token === id);
		const seen = log.map(({ name }) => name);
		assert.ok(seen.includes('send_message') && seen.includes('delivered'), seen.join());
	});
}
