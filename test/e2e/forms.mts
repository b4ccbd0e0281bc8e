import { test } from 'node:test';

import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import { BUTTONS, cards } from './botApi.mts';
import type { World } from './suite.mts';
import { start } from './support/acts.mts';
import { field, openWorkflow, shoot, signedIn } from './support/editor.mts';
import { ARTIFACTS, person, triggerNode, viberNode } from './support/stage.mts';

/** What the user fills in, as the editor shows it; each form is kept as a screenshot. */
export function formTests(world: World): void {
	interface Look {
		/** Name of the node, and of the screenshot. */
		name: string;
		expected: string[];
	}

	/** Opens nodes in the editor, checks that fields are in sight, and takes screenshots. */
	async function look(title: string, nodes: WorkflowNode[], looks: Look[], height = 900) {
		const { id } = await world.stage.workflow(`Forms: ${title}`, nodes);
		const context = await signedIn(world.browser, world.stage.n8n.address);
		const page = await context.newPage();
		try {
			await page.setViewportSize({ width: 1440, height });
			await openWorkflow(page, world.stage.n8n.address, id);
			await page.keyboard.press('1');
			await page.waitForTimeout(500);
			for (const { name, expected } of looks) {
				await page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
				for (const one of expected) await field(page, one).first().waitFor({ state: 'visible' });
				await page.waitForTimeout(400);
				await shoot(page, name);
				await page.keyboard.press('Escape');
				await page.getByTestId('canvas').waitFor({ state: 'visible' });
				await page.waitForTimeout(400);
			}
		} catch (error) {
			await page.screenshot({ path: `${ARTIFACTS}/failed-forms-${title}.png` }).catch(() => {});
			throw error;
		} finally {
			await context.close();
		}
	}

	const CHOICES = ['resource', 'operation', 'provider'];

	const operations: Array<[string, Record<string, unknown>, string[]]> = [
		['message', { operation: 'broadcast' }, ['receiversFrom', 'receivers', 'from', 'messageType']],
		['account', { operation: 'get' }, ['simplify']],
		['user', { operation: 'get' }, ['userId', 'simplify']],
		['user', { operation: 'getOnlineStatus' }, ['userIds', 'simplify']],
		['webhook', { operation: 'get' }, ['simplify']],
		['webhook', { operation: 'set' }, ['webhookUrl', 'webhookEvents', 'simplify']],
		['webhook', { operation: 'remove' }, ['simplify']],
	];
	test('the form of each operation', async () => {
		const player = await world.stage.player('Forms');
		const made = operations.map(([resource, parameters, expected]) => {
			const name = `form-${resource}-${String(parameters['operation'])}`;
			const fresh = { provider: 'viberBot', resource, ...parameters };
			const one = { ...viberNode(player, {}), name, parameters: fresh };
			return { one, look: { name, expected: [...CHOICES, ...expected] } };
		});
		const nodes = [start(), ...made.map(({ one }) => one)];
		await look(
			'operations',
			nodes,
			made.map((each) => each.look),
		);
	});

	test('keyboard and carousel as the form shows them', async () => {
		const player = await world.stage.player('Button forms');
		const to = person(player, 'Olena').id;
		const image = `${world.stage.sandbox.address}/media/samples/sunset.png`;
		const withButtons = viberNode(player, { to, keyboardButtons: BUTTONS });
		const withCards = viberNode(player, { to, messageType: 'richMedia', cards: cards(image) });
		const nodes = [
			start(),
			{ ...withButtons, name: 'keyboard-form' },
			{ ...withCards, name: 'carousel-form' },
		];
		const ofButtons = ['text', 'action', 'replyText', 'url', 'columns', 'rows', 'silent'];
		const ofCards = ['title', 'subtitle', 'buttonText', 'action', 'buttonColor'];
		const looks = [
			{ name: 'keyboard-form', expected: [...CHOICES, ...ofButtons] },
			{ name: 'carousel-form', expected: [...CHOICES, ...ofCards] },
		];
		await look('buttons', nodes, looks, 2600);
	});

	test('the trigger with its options open', async () => {
		const player = await world.stage.player('Trigger form');
		const made = triggerNode(player, ['message', 'conversationStarted']);
		const options = {
			downloadMedia: true,
			dropRepeats: true,
			sendName: true,
			sendPhoto: true,
			maxMediaSize: 50,
			mediaProperty: 'data',
			existingWebhook: 'takeOver',
		};
		const welcome = { text: 'Hello {name}!', from: 'Corner Café', keyboard: '{ "Buttons": [] }' };
		const parameters = { ...made.parameters, welcomeMode: 'message', welcome, options };
		const name = 'trigger-options';
		const expected = ['provider', 'events', 'welcomeMode', 'existingWebhook', 'maxMediaSize'];
		await look('trigger', [{ ...made, name, parameters }], [{ name, expected }], 1500);
	});
}
