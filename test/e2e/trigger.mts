import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import type { StoredWorkflow } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import type { Player } from './support/stage.mts';
import { eventually, person, triggerNode } from './support/stage.mts';

const MULTIPART = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n';

/** The trigger in the real n8n, in production and while listening for a test event. */
export function triggerTests(world: World): void {
	const addressOf = ({ nodes }: StoredWorkflow, isTest = false) => {
		const trigger = nodes.find(({ type }) => type === 'n8n-nodes-viber.viberTrigger');
		return world.stage.rest.webhookUrl(`${trigger?.webhookId}/viber`, isTest);
	};

	const stored = async (player: Player, name: string, events = ['message']) =>
		await world.stage.workflow(`${player.credential.name}: ${name}`, [triggerNode(player, events)]);

	/** What the first node of a workflow's newest execution gave. */
	async function newest(workflow: StoredWorkflow) {
		const { rest } = world.stage;
		return await eventually(`an execution of ${workflow.name}`, async () => {
			const [latest] = await rest.executions(workflow.id);
			if (!latest) return undefined;
			const { data } = await rest.finishedExecution(latest.id);
			return data.resultData.runData['Viber Trigger']?.[0]?.data?.main?.[0]?.[0]?.json;
		});
	}

	test('production: registers, receives, and removes on deactivation', async () => {
		const player = await world.stage.player('Production');
		const workflow = await stored(player, 'live', ['message', 'seen']);
		await world.stage.rest.activate(workflow.id);
		const { webhook, eventTypes } = await player.control.bot();
		assert.equal(webhook, addressOf(workflow));
		assert.ok(eventTypes.includes('seen') && !eventTypes.includes('delivered'));
		await player.control.write(person(player, 'Olena').id, 'Привіт 😀');
		const event = await newest(workflow);
		assert.equal(event['event'], 'message');
		assert.equal((event['message'] as { text: string }).text, 'Привіт 😀');
		const logged = (await player.control.log()).find(({ name }) => name === 'message');
		assert.equal(event['messageId'], logged?.token);
		await world.stage.rest.deactivate(workflow.id);
		assert.equal((await player.control.bot()).webhook, '');
	});

	test('a test event: the live webhook comes back, with and without an event', async () => {
		const player = await world.stage.player('Test mode');
		const { rest } = world.stage;
		const workflow = await stored(player, 'live');
		await rest.activate(workflow.id);
		const live = addressOf(workflow);
		const olena = person(player, 'Olena').id;

		await rest.listen(workflow.id, 'Viber Trigger');
		assert.equal((await player.control.bot()).webhook, addressOf(workflow, true));
		await player.control.write(olena, 'a test');
		const event = await newest(workflow);
		assert.equal((event['message'] as { text: string }).text, 'a test');
		const back = async () => (await player.control.bot()).webhook === live;
		await eventually('the live webhook is back after the event', back);

		await rest.listen(workflow.id, 'Viber Trigger');
		assert.notEqual((await player.control.bot()).webhook, live);
		await rest.stopListening(workflow.id);
		await eventually('the live webhook is back after stopping', back);

		const before = (await rest.executions(workflow.id)).length;
		await player.control.write(olena, 'for real');
		await eventually('a production execution', async () => {
			const list = await rest.executions(workflow.id);
			return list.length === before + 1 && list[0]?.mode === 'webhook';
		});
	});

	test('two workflows: deactivating the first leaves the second’s webhook', async () => {
		const player = await world.stage.player('Two workflows');
		const first = await stored(player, 'first');
		const second = await stored(player, 'second');
		const { rest } = world.stage;
		await rest.activate(first.id);
		await rest.activate(second.id);
		await rest.deactivate(first.id);
		assert.equal((await player.control.bot()).webhook, addressOf(second));
	});

	test('a wrong token: activation says so', async () => {
		const player = await world.stage.player('Activation');
		const data = { authToken: 'dummy-token', baseUrl: player.bot.baseUrl };
		await world.stage.rest.saveCredential({ ...player.credential, data }, player.credential.id);
		const workflow = await stored(player, 'wrong');
		await assert.rejects(world.stage.rest.activate(workflow.id), /invalidAuthToken/);
	});

	test('an address that Viber cannot call: activation names WEBHOOK_URL', async () => {
		const player = await world.stage.player('Unreachable');
		// The real address of Viber is never called: the refusal comes before. This one does not exist.
		const data = { authToken: 'dummy-token', baseUrl: 'http://viber.invalid/pa' };
		await world.stage.rest.saveCredential({ ...player.credential, data }, player.credential.id);
		const workflow = await stored(player, 'unreachable');
		await assert.rejects(world.stage.rest.activate(workflow.id), /WEBHOOK_URL/);
	});

	test('forged, unsigned, truncated, replayed and non-JSON callbacks start nothing', async () => {
		const player = await world.stage.player('Forgeries');
		const workflow = await stored(player, 'live', ['all']);
		const { rest } = world.stage;
		await rest.activate(workflow.id);
		const sign = (body: string, key = player.bot.token) =>
			createHmac('sha256', key).update(body).digest('hex');
		const genuine =
			'{"event":"message","message_token":5905337701873633687,"sender":{"id":"x"},"message":{"type":"text","text":"hi"}}';
		const json = 'application/json';
		const attempts: Array<[string, string | undefined, string, number[]]> = [
			[genuine, undefined, json, [401]],
			[genuine, sign(genuine, 'guess'), json, [403]],
			[genuine, 'x'.repeat(64), json, [403]],
			[genuine.replace('hi', 'ho'), sign(genuine), json, [403]],
			[genuine.replace('}', ' }'), sign(genuine), json, [403]],
			['{}', undefined, json, [401]],
			// n8n itself refuses what it cannot read before the node is asked.
			[genuine.slice(0, 50), sign(genuine), json, [422, 403]],
			['hello', sign('hello'), json, [422, 400]],
			['hello', sign('hello'), 'text/plain', [400]],
			['hello', undefined, 'text/plain', [401]],
			['', undefined, json, [401]],
			['<xml/>', sign('nothing'), 'application/xml', [403]],
			[MULTIPART, undefined, 'multipart/form-data; boundary=x', [401]],
			[MULTIPART, sign(MULTIPART), 'multipart/form-data; boundary=x', [403]],
			['a=b', sign('other'), 'application/x-www-form-urlencoded', [403]],
		];
		for (const [body, signature, type, expected] of attempts) {
			const response = await fetch(addressOf(workflow), {
				method: 'POST',
				body,
				headers: {
					'content-type': type,
					...(signature === undefined ? {} : { 'x-viber-content-signature': signature }),
				},
			});
			assert.ok(expected.includes(response.status), `${type} ${body}: ${response.status}`);
		}
		assert.deepEqual(await rest.executions(workflow.id), []);
		assert.equal((await fetch(`${world.stage.n8n.address}/healthz`)).status, 200);
		await player.control.write(person(player, 'Olena').id, 'still here');
		assert.equal((await newest(workflow))['event'], 'message');
	});
}
