import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import type { StoredWorkflow, WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import type { Player } from './support/stage.mts';
import { eventually, node, person, triggerNode } from './support/stage.mts';

const TRIGGER = 'n8n-nodes-viber.viberTrigger';

/** Several consumers of one bot, the welcome message and media, in the real n8n. */
export function consumerTests(world: World): void {
	const addressOf = ({ nodes }: StoredWorkflow, isTest = false) => {
		const trigger = nodes.find(({ type }) => type === TRIGGER);
		return world.stage.rest.webhookUrl(`${trigger?.webhookId}/viber`, isTest);
	};

	async function store(
		player: Player,
		name: string,
		parameters: Record<string, unknown> = {},
		after: WorkflowNode[] = [],
	): Promise<StoredWorkflow> {
		const made = triggerNode(player, (parameters['events'] as string[]) ?? ['message']);
		const trigger = { ...made, parameters: { ...made.parameters, ...parameters } };
		const title = `${player.credential.name}: ${name}`;
		return await world.stage.workflow(title, [trigger, ...after]);
	}

	const registered = async (player: Player) => (await player.control.bot()).webhook;

	/** The texts of the messages that have started a workflow. */
	async function texts({ id }: StoredWorkflow): Promise<unknown[]> {
		const { rest } = world.stage;
		const list = await rest.executions(id);
		return await Promise.all(
			list.map(async (execution) => {
				const { data } = await rest.finishedExecution(execution.id);
				const json = data.resultData.runData['Viber Trigger']?.[0]?.data?.main?.[0]?.[0]?.json;
				return (json?.['message'] as { text?: string } | undefined)?.text;
			}),
		);
	}

	async function callBack(player: Player, url: string, event: Record<string, unknown>) {
		const body = JSON.stringify(event);
		const signature = createHmac('sha256', player.bot.token).update(body).digest('hex');
		const begun = Date.now();
		const response = await fetch(url, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', 'x-viber-content-signature': signature },
		});
		return { status: response.status, text: await response.text(), ms: Date.now() - begun };
	}

	test('one workflow is live, another listens: both get the event, the live one is back', async () => {
		const player = await world.stage.player('Both');
		const { rest } = world.stage;
		const [live, listening] = [await store(player, 'live'), await store(player, 'listening')];
		await rest.activate(live.id);
		await rest.listen(listening.id, 'Viber Trigger');
		assert.equal(await registered(player), addressOf(listening, true));
		await player.control.write(person(player, 'Olena').id, 'for both');
		for (const workflow of [live, listening]) {
			await eventually(`the event in ${workflow.name}`, async () =>
				(await texts(workflow)).includes('for both'),
			);
		}
		await eventually(
			'the live webhook is back',
			async () => (await registered(player)) === addressOf(live),
		);
	});

	test('activating and deactivating in every order ends with a live webhook, or with none', async () => {
		const player = await world.stage.player('Orders');
		const { rest } = world.stage;
		const workflows = { a: await store(player, 'a'), b: await store(player, 'b') };
		const active = new Set<'a' | 'b'>();
		for (const step of ['+a', '+b', '-b', '+b', '-a', '+a', '-a', '-b', '+b', '+a', '-b', '-a']) {
			const name = step[1] as 'a' | 'b';
			if (step.startsWith('+')) {
				await rest.activate(workflows[name].id);
				active.add(name);
			} else {
				await rest.deactivate(workflows[name].id);
				active.delete(name);
			}
			const addresses = [...active].map((one) => addressOf(workflows[one]));
			const holder = await registered(player);
			assert.ok(active.size ? addresses.includes(holder) : holder === '', `after ${step}`);
		}
	});

	test('forwarding: both workflows get the event', async () => {
		const player = await world.stage.player('Forwarding');
		const { rest } = world.stage;
		const first = await store(player, 'first');
		const second = await store(player, 'second', { options: { existingWebhook: 'forward' } });
		await rest.activate(first.id);
		await rest.activate(second.id);
		assert.equal(await registered(player), addressOf(second));
		await player.control.write(person(player, 'Olena').id, 'for both');
		for (const workflow of [first, second]) {
			await eventually(`the event in ${workflow.name}`, async () =>
				(await texts(workflow)).includes('for both'),
			);
		}
		await rest.deactivate(second.id);
		assert.equal(await registered(player), addressOf(first));
	});

	test('refusing: activation says who holds the webhook', async () => {
		const player = await world.stage.player('Refusing');
		const { rest } = world.stage;
		const first = await store(player, 'first');
		const second = await store(player, 'second', { options: { existingWebhook: 'refuse' } });
		await rest.activate(first.id);
		await assert.rejects(rest.activate(second.id), /already belongs to 127\.0\.0\.1/);
		assert.equal(await registered(player), addressOf(first));
	});

	const welcomes: Array<[string, Record<string, unknown>, WorkflowNode[], object | undefined]> = [
		[
			'from the fields',
			{ welcomeMode: 'message', welcome: { text: 'Hello {name}!', from: 'Café' } },
			[],
			{ type: 'text', text: 'Hello Ivan!', sender: { name: 'Café' } },
		],
		[
			'from the last node',
			{ welcomeMode: 'lastNode', welcome: { from: 'Café' } },
			[set({ text: 'Hi {name}' })],
			{ type: 'text', text: 'Hi Ivan', sender: { name: 'Café' } },
		],
		['from a last node that gives none', { welcomeMode: 'lastNode' }, [], undefined],
		[
			'from a workflow that fails',
			{ welcomeMode: 'lastNode' },
			[node('Stop', 'n8n-nodes-base.stopAndError', { errorMessage: 'broken' })],
			undefined,
		],
		[
			'from a workflow that is too slow',
			{ welcomeMode: 'lastNode' },
			[
				node('Wait', 'n8n-nodes-base.wait', { amount: 6, unit: 'seconds' }, { typeVersion: 1.1 }),
				set({ text: 'too late' }),
			],
			undefined,
		],
	];
	for (const [how, parameters, after, expected] of welcomes) {
		test(`welcome message ${how}`, async () => {
			const player = await world.stage.player(`Welcome ${how}`);
			const events = ['conversationStarted', 'message'];
			const workflow = await store(player, 'greets', { events, ...parameters }, after);
			await world.stage.rest.activate(workflow.id);
			const user = { id: 'x', name: 'Ivan' };
			const event = { event: 'conversation_started', message_token: 17, type: 'open', user };
			const { status, text, ms } = await callBack(player, addressOf(workflow), event);
			assert.equal(status, 200);
			assert.deepEqual(text === '' ? undefined : JSON.parse(text), expected);
			assert.ok(ms < 5_000, `it took ${ms} ms`);
			const written = { event: 'message', message_token: 18, sender: user, message: {} };
			const other = await callBack(player, addressOf(workflow), written);
			assert.deepEqual([other.status, other.text], [200, '']);
			assert.ok(other.ms < 2_000);
			await eventually('both executions have ended', async () => {
				const list = await world.stage.rest.executions(workflow.id);
				return list.length === 2 && list.every(({ status: state }) => /success|error/.test(state));
			});
			assert.equal((await fetch(`${world.stage.n8n.address}/healthz`)).status, 200);
		});
	}

	test('welcome message from the last node while listening for a test event', async () => {
		const player = await world.stage.player('Welcome test');
		const parameters = { events: ['conversationStarted'], welcomeMode: 'lastNode' };
		const workflow = await store(player, 'greets', parameters, [set({ text: 'Hi' })]);
		await world.stage.rest.listen(workflow.id, 'Viber Trigger');
		const event = { event: 'conversation_started', message_token: 17, user: { id: 'x' } };
		const { status, text } = await callBack(player, addressOf(workflow, true), event);
		assert.deepEqual([status, JSON.parse(text)], [200, { type: 'text', text: 'Hi' }]);
		await eventually('the webhook is free again', async () => (await registered(player)) === '');
	});

	test('downloads the picture of a message', async () => {
		const player = await world.stage.player('Media');
		const server = createServer((_, response) => {
			response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(5000, 7));
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		try {
			const workflow = await store(player, 'downloads', { options: { downloadMedia: true } });
			await world.stage.rest.activate(workflow.id);
			const media = `http://127.0.0.1:${(server.address() as AddressInfo).port}/p.png`;
			const message = { type: 'picture', media, file_name: 'cat.png' };
			const event = { event: 'message', message_token: 19, sender: { id: 'x' }, message };
			await callBack(player, addressOf(workflow), event);
			const item = await eventually('the execution', async () => {
				const [latest] = await world.stage.rest.executions(workflow.id);
				if (!latest) return undefined;
				const { data } = await world.stage.rest.finishedExecution(latest.id);
				return data.resultData.runData['Viber Trigger']?.[0]?.data?.main?.[0]?.[0] as
					| { binary?: Record<string, Record<string, unknown>> }
					| undefined;
			});
			assert.equal(item.binary?.['data']?.['fileName'], 'cat.png');
			assert.equal(item.binary['data']['mimeType'], 'image/png');
			assert.equal(item.binary['data']['bytes'] ?? 5000, 5000);
		} finally {
			server.close();
		}
	});
}

function set(json: object): WorkflowNode {
	const parameters = { mode: 'raw', jsonOutput: JSON.stringify(json) };
	return node('Set', 'n8n-nodes-base.set', parameters, { typeVersion: 3.4 });
}
