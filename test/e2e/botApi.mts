import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import type { NodeItem } from '../../sandbox/n8n/executions.mts';
import { nodeOutput } from '../../sandbox/n8n/executions.mts';
import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import type { PhoneMessage, Somebody } from './support/acts.mts';
import { act, chat, givesItem, onPhone, start } from './support/acts.mts';
import { shoot } from './support/editor.mts';
import type { Player } from './support/stage.mts';
import { eventually, node, person, triggerNode, viberNode } from './support/stage.mts';

const CROWD = 1_000;

/** Three buttons as the form keeps them. */
export const BUTTONS = {
	button: [
		{ text: 'Menu', action: 'reply', replyText: 'menu', columns: 3, backgroundColor: '#7360F2' },
		{ text: 'Web', action: 'openUrl', url: 'https://www.example.com/', columns: 3 },
		{ text: 'Call me', action: 'sharePhone', columns: 6, textSize: 'large' },
	],
};

/** Two cards as the form keeps them. */
export const cards = (imageUrl: string) => ({
	card: [
		{
			imageUrl,
			title: 'Tomato soup',
			subtitle: 'With basil, 4.50',
			buttonText: 'Order',
			action: 'reply',
			replyText: 'soup',
			buttonColor: '#7360F2',
			buttonTextColor: '#FFFFFF',
		},
		{
			imageUrl,
			title: 'Apple cake',
			subtitle: '3.20',
			buttonText: 'See',
			url: 'https://a.example',
		},
	],
});

/** All of the Viber Bot API in the real n8n, with people in the sandbox at the other end. */
export function botApiTests(world: World): void {
	/** The bot may send once it has a webhook; no event of sending starts a workflow. */
	async function playerWithWebhook(name: string): Promise<Player> {
		const player = await world.stage.player(name);
		const trigger = triggerNode(player, ['unsubscribed']);
		const { id } = await world.stage.workflow(`${name}: webhook`, [trigger]);
		await world.stage.rest.activate(id);
		return player;
	}

	async function run(name: string, nodes: WorkflowNode[], timeoutMs?: number) {
		const { rest } = world.stage;
		const { id } = await world.stage.workflow(name, [start(), ...nodes]);
		return await rest.finishedExecution(await rest.run(id, 'Start'), timeoutMs);
	}

	test('a keyboard and a carousel from the form are on the phone, and can be tapped', async () => {
		const player = await playerWithWebhook('Buttons');
		const to = person(player, 'Olena').id;
		const imageUrl = `${world.stage.sandbox.address}/media/samples/sunset.png`;
		const sent = await run('Buttons', [
			viberNode(player, { to, messageType: 'richMedia', cards: cards(imageUrl) }),
			{ ...viberNode(player, { to, text: 'And now?', keyboardButtons: BUTTONS }), name: 'Second' },
		]);
		assert.equal(sent.status, 'success', sent.data.resultData.error?.message);
		const [carousel, text] = await chat(player, to);
		assert.equal(carousel?.type, 'rich_media');
		assert.equal(carousel?.token, nodeOutput(sent, 'Viber')[0]?.json['messageId']);
		assert.ok((carousel?.richMedia?.Buttons.length ?? 0) >= 4, 'pictures and words of two cards');
		assert.equal(text?.keyboard?.Buttons.length, 3);
		const { message } = await onPhone<{ message: PhoneMessage }>(player, to, 'tap', { index: 0 });
		assert.equal(message.text, 'menu');

		const context = await world.browser.newContext({ viewport: { width: 1280, height: 900 } });
		try {
			const page = await context.newPage();
			const { address } = world.stage.sandbox;
			await page.goto(`${address}/?bot=${player.bot.id}#${encodeURIComponent(to)}`);
			await page.locator('.carousel-card').first().waitFor();
			await page.locator('.carousel-card img').first().waitFor();
			await page.locator('#keyboard button').first().waitFor();
			assert.equal(await page.locator('#keyboard .key').count(), 3);
			await page.waitForTimeout(500);
			assert.equal(await page.locator('.carousel-card img').count(), 2, 'the pictures are there');
			await shoot(page, 'phone-carousel');
		} finally {
			await context.close();
		}
	});

	test('a broadcast to 1,000, failures among them: one item each, as the sandbox counts', async () => {
		const player = await playerWithWebhook('Broadcast');
		const crowd = { count: CROWD, subscribed: 0.9 };
		const { people } = await act<{ people: Somebody[] }>(player, '/people', crowd);
		const receivers = people.map(({ id }) => id);
		const execution = await run(
			'Broadcast',
			[
				givesItem({ receivers }),
				viberNode(player, {
					operation: 'broadcast',
					receiversFrom: 'list',
					receivers: '={{ $json.receivers }}',
					text: 'Hello replace_me_with_user_name',
				}),
			],
			60_000,
		);
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		const items = nodeOutput(execution, 'Viber');
		assert.deepEqual(
			items.map(({ json }) => json['to']),
			receivers,
		);
		const withStatus = (status: string) => items.filter(({ json }) => json['status'] === status);
		const subscribed = people.filter((one) => one.subscribed);
		assert.equal(subscribed.length, CROWD * 0.9);
		assert.deepEqual(
			withStatus('accepted').map(({ json }) => json['to']),
			subscribed.map(({ id }) => id),
		);
		assert.equal(withStatus('refused').length, CROWD - subscribed.length);
		assert.deepEqual(
			new Set(withStatus('refused').map(({ json }) => (json['error'] as { name: string }).name)),
			new Set(['receiverNotSubscribed']),
		);
		const reached = (await player.control.bot()).people.filter(({ messages }) => messages.length);
		assert.equal(reached.length, withStatus('accepted').length);
		assert.ok(reached.every(({ name, messages }) => messages[0]?.text === `Hello ${name}`));
		const calls = (await player.control.log()).filter(({ name }) => name === 'broadcast_message');
		assert.equal(calls.length, Math.ceil(CROWD / 300));
	});

	const LAST_NODE = { welcomeMode: 'lastNode', welcome: { from: 'Café' } };
	const FIELDS = { welcomeMode: 'message', welcome: { text: 'Hello {name}!', from: 'Café' } };
	const stop = node('Stop', 'n8n-nodes-base.stopAndError', { errorMessage: 'broken' });
	const wait = node(
		'Wait',
		'n8n-nodes-base.wait',
		{ amount: 6, unit: 'seconds' },
		{ typeVersion: 1.1 },
	);
	const welcomes: Array<[string, object, WorkflowNode[], string[]]> = [
		['built in the trigger', FIELDS, [], ['Hello Olena!']],
		['from the last node', LAST_NODE, [givesItem({ text: 'Hi {name}' })], ['Hi Olena']],
		['of a workflow that fails', LAST_NODE, [stop], []],
		['of a workflow that is too slow', LAST_NODE, [wait, givesItem({ text: 'late' })], []],
	];
	for (const [how, parameters, after, expected] of welcomes) {
		test(`somebody opens the chat: the welcome message ${how}`, async () => {
			const player = await world.stage.player(`Opens ${how}`);
			const made = triggerNode(player, ['conversationStarted']);
			const trigger = { ...made, parameters: { ...made.parameters, ...parameters } };
			const { rest } = world.stage;
			const { id } = await world.stage.workflow(`Opens ${how}`, [trigger, ...after]);
			await rest.activate(id);
			const olena = person(player, 'Olena').id;
			await onPhone(player, olena, 'open');
			const told = await eventually('Viber has its answer', async () =>
				(await player.control.log()).find(({ name }) => name === 'conversation_started'),
			);
			assert.equal(told.status, 200, told.note);
			const welcomed = async () => (await chat(player, olena)).map(({ text }) => text);
			await eventually(
				`the chat shows ${expected.length} messages`,
				async () => (await welcomed()).length === expected.length,
			);
			assert.deepEqual(await welcomed(), expected);
			await eventually('the execution has ended', async () =>
				(await rest.executions(id)).every(({ status }) => /success|error/.test(status)),
			);
			assert.deepEqual(await welcomed(), expected, 'nothing more came later');
			const { length } = (await player.control.log()).filter(({ name }) => name === told.name);
			assert.equal(length, 1, 'Viber had no reason to ask again');
		});
	}

	test('a picture that somebody sends comes as binary data, byte for byte', async () => {
		const player = await world.stage.player('Pictures');
		const made = triggerNode(player, ['message']);
		const trigger = {
			...made,
			parameters: { ...made.parameters, options: { downloadMedia: true, mediaProperty: 'photo' } },
		};
		const sum = node('Sum', 'n8n-nodes-base.crypto', {
			action: 'hash',
			type: 'SHA256',
			binaryData: true,
			binaryPropertyName: 'photo',
			dataPropertyName: 'sum',
			encoding: 'hex',
		});
		const { rest } = world.stage;
		const { id } = await world.stage.workflow('Pictures', [trigger, sum]);
		await rest.activate(id);
		const wish = { type: 'picture', text: 'Look!', fileName: 'hills.png' };
		const sent = await onPhone<PhoneMessage>(player, person(player, 'Olena').id, 'messages', wish);
		const execution = await eventually('the execution', async () => {
			const [latest] = await rest.executions(id);
			return latest && (await rest.finishedExecution(latest.id));
		});
		const [item] = nodeOutput(execution, 'Viber Trigger') as Array<
			NodeItem & { binary?: Record<string, { fileName?: string; mimeType?: string }> }
		>;
		assert.equal(item?.binary?.['photo']?.fileName, 'hills.png');
		assert.equal(item.binary['photo'].mimeType, 'image/png');
		const bytes = Buffer.from(await (await fetch(sent.media ?? '')).arrayBuffer());
		assert.ok(bytes.length > 1000);
		const expected = createHash('sha256').update(bytes).digest('hex');
		assert.equal(nodeOutput(execution, 'Sum')[0]?.json['sum'], expected);
	});
}
