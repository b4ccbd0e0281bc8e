import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import type { World } from './suite.mts';
import { shoot } from './support/editor.mts';
import { eventOf, listener, pictureNode, reportTo, runNodes } from './support/runs.mts';
import type { Player } from './support/stage.mts';
import { eventually, node, person, triggerNode, viberNode } from './support/stage.mts';

const ONLY_MESSAGES = {
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
		conditions: [
			{
				id: 'only-messages',
				leftValue: '={{ $json.event }}',
				rightValue: 'message',
				operator: { type: 'string', operation: 'equals' },
			},
		],
		combinator: 'and',
	},
	options: {},
};

/** The phone in the browser, with a workflow at the other end. */
export function phoneTests(world: World): void {
	async function onPhone(
		player: Player,
		colorScheme: 'light' | 'dark',
		act: (page: Page) => Promise<void>,
		name = 'Olena',
	): Promise<void> {
		const context = await world.browser.newContext({
			viewport: { width: 1280, height: 800 },
			colorScheme,
		});
		context.setDefaultTimeout(15_000);
		const page = await context.newPage();
		const id = encodeURIComponent(person(player, name).id);
		try {
			await page.goto(`${world.stage.sandbox.address}/?bot=${player.bot.id}#${id}`);
			await act(page);
		} finally {
			await context.close();
		}
	}

	/** A workflow that thanks whoever writes. */
	async function thankful(player: Player): Promise<Player> {
		const { name } = player.credential;
		const { id } = await world.stage.workflow(`${name}: thanks`, [
			triggerNode(player, ['message', 'delivered', 'seen']),
			// Receipts of the answer start the workflow, too; answering them would never end.
			node('Only messages', 'n8n-nodes-base.filter', ONLY_MESSAGES, { typeVersion: 2.2 }),
			viberNode(player, {
				to: '={{ $json.user.id }}',
				text: '=Thank you, {{ $json.user.name }}! Your order 1042 is on its way.',
			}),
		]);
		await world.stage.rest.activate(id);
		return player;
	}

	test('a person writes and gets the workflow’s answer, with receipts', async () => {
		const player = await thankful(await world.stage.demoPlayer());
		await onPhone(player, 'light', async (page) => {
			await page.locator('#text').fill('Where is my order? 😀');
			await page.locator('#send').click();
			const answer = page.locator('#messages .message[data-token]', {
				hasText: 'Thank you, Olena!',
			});
			await answer.waitFor();
			const token = (await answer.getAttribute('data-token')) ?? '';
			assert.ok(BigInt(token) > 2n ** 53n);
			await page.locator(`#wire .line`, { hasText: 'delivered' }).first().waitFor();
			assert.ok((await page.locator('#wire .id', { hasText: token }).count()) >= 1);
			await eventually('the answer is seen', async () => {
				const { people } = await player.control.bot();
				return people.some(({ messages }) =>
					messages.some((one) => one.token === token && one.seen),
				);
			});
			await page.waitForTimeout(300);
			await shoot(page, 'phone-light', 'phone.png');
		});
		await onPhone(player, 'dark', async (page) => {
			await page.locator('#messages .message[data-token]').first().waitFor();
			await shoot(page, 'phone-dark');
		});
	});

	test('a person blocks the bot: messages are refused from then on', async () => {
		const player = await thankful(await world.stage.player('Blocked'));
		await onPhone(player, 'light', async (page) => {
			await page.locator('#menu-button').click();
			await page.locator('#block').click();
			await eventually('Olena has left', async () => {
				const { people } = await player.control.bot();
				return people.some(({ name, subscribed }) => name === 'Olena' && !subscribed);
			});
			await shoot(page, 'phone-blocked');
		});
		const { rest } = world.stage;
		const { id } = await world.stage.workflow('Blocked: send', [
			node('Start', 'n8n-nodes-base.manualTrigger', {}),
			viberNode(player, { to: person(player, 'Olena').id }),
		]);
		const execution = await rest.finishedExecution(await rest.run(id, 'Start'));
		assert.match(execution.data.resultData.error?.message ?? '', /receiverNotSubscribed/);
	});

	test('Messaggio: a picture with a button, and the answer', async () => {
		const player = await world.stage.player('Corner Cafe', { provider: 'messaggio' });
		const upload = {
			resource: 'image',
			operation: 'upload',
			provider: 'messaggio',
			binaryPropertyName: 'data',
		};
		const message = {
			to: '380500000001',
			messageType: 'textImageButton',
			text: 'Hello Olena! On Saturday all cakes are half price.',
			imageId: '={{ $json.imageId }}',
			buttonText: 'Show me the cakes',
			buttonUrl: 'https://www.example.com/cakes',
			options: { transactionId: 'campaign-1' },
		};
		const live = await listener(world.stage, player, ['message']);
		await reportTo(world.stage, player, live);
		await runNodes(world.stage, 'Phone: Messaggio', [
			pictureNode(world.stage),
			{ ...viberNode(player, {}), name: 'Upload', parameters: upload },
			viberNode(player, message),
		]);
		for (const scheme of ['light', 'dark'] as const) {
			await onPhone(player, scheme, async (page) => {
				await page.locator('#messages', { hasText: 'Show me the cakes' }).waitFor();
				await page.locator('#text').fill('Lovely, see you on Saturday!');
				if (scheme === 'light') {
					await page.locator('#send').click();
					await eventOf(world.stage, live, 'the answer', ({ event }) => event === 'message');
				}
				await page.waitForTimeout(600);
				await shoot(page, `phone-messaggio-${scheme}`);
			});
		}
	});

	test('DecisionTelecom: a message that Viber does not deliver, and the SMS after it', async () => {
		const player = await world.stage.player('DemoShop', { provider: 'decisionTelecom' });
		await runNodes(world.stage, 'Phone: DecisionTelecom', [
			viberNode(player, {
				to: '380500000004',
				text: 'Your order 1042 is on its way. Answer here if you have a question.',
				smsText: 'Your order 1042 is on its way.',
				options: { validityPeriod: 40 },
			}),
		]);
		await onPhone(
			player,
			'light',
			async (page) => {
				await page.locator('#messages .message').nth(1).waitFor();
				await page.waitForTimeout(800);
				await shoot(page, 'phone-sms');
			},
			'Sofia',
		);
	});
}
