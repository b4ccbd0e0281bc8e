import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nodeOutput } from '../../sandbox/n8n/executions.mts';
import type { StoredWorkflow } from '../../sandbox/n8n/types.mts';
import type { World } from './suite.mts';
import type { PhoneMessage } from './support/acts.mts';
import { chat, onPhone, readExample } from './support/acts.mts';
import { shoot } from './support/editor.mts';
import type { Player } from './support/stage.mts';
import { eventually, person, triggerNode } from './support/stage.mts';

/** The examples as a user imports them, with people in the sandbox at the other end. */
export function exampleTests(world: World): void {
	async function stored(
		player: Player,
		file: string,
		replaced?: Record<string, string>,
	): Promise<StoredWorkflow> {
		return await world.stage.imported(readExample(file, player, replaced));
	}

	/** The bot's newest message to somebody, once there are this many. */
	async function answer(player: Player, personId: string, number: number): Promise<PhoneMessage> {
		return await eventually(`answer ${number}`, async () => {
			const answers = (await chat(player, personId)).filter(({ from }) => from === 'bot');
			return answers.length >= number && answers[number - 1];
		});
	}

	test('menu bot: a person taps buttons and gets the answers', async () => {
		const player = await world.stage.player('Menu bot');
		const { id } = await stored(player, 'menu-bot');
		await world.stage.rest.activate(id);
		const olena = person(player, 'Olena').id;
		await player.control.write(olena, 'Good morning');
		const menu = await answer(player, olena, 1);
		const labels = (message: PhoneMessage) =>
			(message.keyboard?.Buttons ?? []).map(({ Text }) => (Text ?? '').replaceAll(/<[^>]*>/g, ''));
		const all = ['Opening hours', 'Dish of the day', 'Where we are', 'Please call me'];
		assert.deepEqual(labels(menu), all);
		let answers = 1;
		/** Taps the button of this name on the keyboard that the phone shows now. */
		const tap = async (shown: PhoneMessage, label: string) => {
			const index = labels(shown).indexOf(label);
			await onPhone(player, olena, 'tap', { index });
			answers += 1;
			return await answer(player, olena, answers);
		};
		const hours = await tap(menu, 'Opening hours');
		assert.match(hours.text, /8 to 20/);
		const again = await tap(hours, 'Back to the menu');
		assert.deepEqual(labels(again), all);
		const dish = await tap(again, 'Dish of the day');
		assert.match(dish.text, /tomato soup/);
		const calling = await tap(dish, 'Please call me');
		assert.match(calling.text, /Thank you, Olena! We shall call you at \+?\d{6,}/);
		const place = await tap(await tap(calling, 'Back to the menu'), 'Where we are');
		assert.equal(place.type, 'location');
		await tap(place, 'Back to the menu');

		const context = await world.browser.newContext({ viewport: { width: 1280, height: 800 } });
		try {
			const page = await context.newPage();
			const { address } = world.stage.sandbox;
			await page.goto(`${address}/?bot=${player.bot.id}#${encodeURIComponent(olena)}`);
			const button = page.locator('#keyboard button', { hasText: 'Opening hours' });
			await button.click();
			await answer(player, olena, answers + 1);
			await page.locator('#keyboard button', { hasText: 'Back to the menu' }).waitFor();
			await page.waitForTimeout(500);
			await shoot(page, 'phone-menu-bot');
		} finally {
			await context.close();
		}
	});

	test('broadcast from a list: the refused are named', async () => {
		const player = await world.stage.player('List');
		const webhook = await world.stage.workflow('List: webhook', [
			triggerNode(player, ['unsubscribed']),
		]);
		await world.stage.rest.activate(webhook.id);
		const [olena, marek, sofia] = ['Olena', 'Marek', 'Sofia'].map(
			(name) => person(player, name).id,
		);
		const { id } = await stored(player, 'broadcast-from-list', {
			'SUBSCRIBER-ID-1': olena ?? '',
			'SUBSCRIBER-ID-2': marek ?? '',
			'SUBSCRIBER-ID-3': sofia ?? '',
		});
		const { rest } = world.stage;
		const execution = await rest.finishedExecution(await rest.run(id, 'By hand'));
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		assert.deepEqual(
			nodeOutput(execution, 'Broadcast').map(({ json }) => [json['to'], json['status']]),
			[
				[olena, 'accepted'],
				[marek, 'accepted'],
				[sofia, 'refused'],
			],
		);
		const refused = nodeOutput(execution, 'Whom to take off the list').map(({ json }) => json);
		assert.equal(refused.length, 1);
		assert.equal(refused[0]?.['viberId'], sofia);
		assert.match(String(refused[0]?.['why']), /receiverNotSubscribed/);
		assert.match((await chat(player, olena ?? ''))[0]?.text ?? '', /^Hello Olena!/);
	});

	test('support inbox: people are kept, answered one by one, and written to all at once', async () => {
		const player = await world.stage.player('Inbox');
		const { rest, n8n } = world.stage;
		const workflow = await stored(player, 'support-inbox');
		await rest.activate(workflow.id);
		const [olena, marek, sofia] = ['Olena', 'Marek', 'Sofia'].map(
			(name) => person(player, name).id,
		) as [string, string, string];
		for (const [index, text] of ['Where is my order?', 'Hello?'].entries()) {
			await player.control.write(olena, text);
			await answer(player, olena, index + 1);
		}
		await onPhone(player, sofia, 'subscribe');
		await player.control.write(marek, 'I am leaving');
		await answer(player, marek, 1);
		await onPhone(player, marek, 'unsubscribe');
		await eventually('all five events are dealt with', async () => {
			const list = await rest.executions(workflow.id);
			return list.length === 5 && list.every(({ status }) => status === 'success');
		});

		const form = workflow.nodes.find(({ name }) => name === 'Answer form');
		const answers = new FormData();
		answers.set('field-0', olena);
		answers.set('field-1', 'It comes on Friday.');
		const address = `${n8n.address}/form/${form?.webhookId}`;
		const response = await fetch(address, { method: 'POST', body: answers });
		assert.equal(response.status, 200, await response.text());
		assert.equal((await answer(player, olena, 3)).text, 'It comes on Friday.');

		const execution = await rest.finishedExecution(await rest.run(workflow.id, 'By hand'));
		assert.equal(execution.status, 'success', execution.data.resultData.error?.message);
		const rows = nodeOutput(execution, 'Everybody who is subscribed').map(({ json }) => json);
		assert.deepEqual(
			rows.map((row) => [row['viberId'], row['name'], row['lastMessage']]),
			[
				[olena, 'Olena', 'Hello?'],
				[sofia, 'Sofia', ''],
			],
		);
		assert.deepEqual(
			nodeOutput(execution, 'Write to everybody').map(({ json }) => [json['to'], json['status']]),
			[
				[olena, 'accepted'],
				[sofia, 'accepted'],
			],
		);
		assert.equal((await chat(player, marek)).filter(({ from }) => from === 'bot').length, 1);
	});
}
