import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import type { World } from './suite.mts';
import { readExample } from './support/acts.mts';
import type { ProviderId } from './support/accounts.mts';
import { field, openWorkflow, shoot, signedIn } from './support/editor.mts';
import type { Player } from './support/stage.mts';
import { ARTIFACTS, eventually, node, person, triggerNode, viberNode } from './support/stage.mts';

/** What a person does in the editor, in headless Chromium. */
export function editorTests(world: World): void {
	async function inEditor(name: string, act: (page: Page) => Promise<void>): Promise<void> {
		const context = await signedIn(world.browser, world.stage.n8n.address);
		const page = await context.newPage();
		try {
			await act(page);
		} catch (error) {
			await page.screenshot({ path: `${ARTIFACTS}/failed-${name}.png` }).catch(() => {});
			throw error;
		} finally {
			await context.close();
		}
	}

	const open = async (page: Page, id?: string) =>
		await openWorkflow(page, world.stage.n8n.address, id);

	test('the node is found, its action chosen, the provider visible', async () => {
		await inEditor('panel', async (page) => {
			await open(page);
			await page.keyboard.press(world.stage.rest.line.nodePanelKey);
			await page.getByTestId('node-creator-search-bar').waitFor();
			await page.keyboard.type('viber');
			const found = page.getByTestId('node-creator-item-name').filter({ hasText: 'Viber' });
			await found.first().waitFor();
			await shoot(page, 'panel-search');
			await found.first().click();
			await page.getByText('On message received', { exact: true }).waitFor();
			// The list slides in.
			await page.waitForTimeout(500);
			await shoot(page, 'panel-actions');
			const action = page.getByText('Send a message', { exact: true });
			if (!(await action.isVisible())) await page.getByText(/^Actions \(/).click();
			await action.click();
			await field(page, 'provider').waitFor();
			for (const name of [
				'resource',
				'operation',
				'provider',
				'to',
				'from',
				'messageType',
				'text',
			]) {
				assert.ok(await field(page, name).isVisible(), name);
			}
			await field(page, 'provider').click();
			const offered = page.getByRole('option');
			await offered.first().waitFor();
			assert.deepEqual(
				(await offered.allInnerTexts()).map((text) => text.split('\n')[0]),
				['DecisionTelecom', 'Messaggio', 'Viber Bot'],
			);
			await shoot(page, 'send-a-message');
		});
	});

	const actions: Array<[action: string, resource: string, provider: string, field: string]> = [
		['Get the status of a message', 'Message', 'DecisionTelecom', 'messageId'],
		['Upload an image', 'Image', 'Messaggio', 'binaryPropertyName'],
	];
	for (const [action, resource, provider, wanted] of actions) {
		test(`“${action}” is found, and offers who can do it`, async () => {
			await inEditor(`panel-${resource}`, async (page) => {
				await open(page);
				await page.keyboard.press(world.stage.rest.line.nodePanelKey);
				await page.getByTestId('node-creator-search-bar').waitFor();
				await page.keyboard.type('viber');
				const found = page.getByTestId('node-creator-item-name').filter({ hasText: 'Viber' });
				await found.first().click();
				const offered = page.getByText(action, { exact: true });
				await page.getByText('On message received', { exact: true }).waitFor();
				if (!(await offered.isVisible())) await page.getByText(/^Actions \(/).click();
				await offered.scrollIntoViewIfNeeded();
				await shoot(page, `panel-actions-${resource.toLowerCase()}`);
				await offered.click();
				await field(page, wanted).waitFor();
				const shown = async (name: string) =>
					await field(page, name).locator('input').first().inputValue();
				assert.deepEqual([await shown('resource'), await shown('provider')], [resource, provider]);
				await field(page, 'provider').click();
				await page.getByRole('option').first().waitFor();
				const names = await page.getByRole('option').allInnerTexts();
				assert.deepEqual(
					names.map((text) => text.split('\n')[0]),
					[provider],
				);
			});
		});
	}

	test('a credential is created and tested: a bad token, then the good one', async () => {
		const { bot } = await world.stage.player('In the editor');
		await inEditor('credential', async (page) => {
			await page.goto(`${world.stage.n8n.address}/home/credentials/create`);
			await page.getByTestId('new-credential-type-select').click();
			await page.keyboard.type('Viber Bot');
			// 1.x keeps a second list, out of sight.
			const types = page.getByText('Viber Bot API', { exact: true });
			await types.filter({ visible: true }).click();
			await page.getByTestId('new-credential-type-button').click();
			const fill = async (name: string, text: string) =>
				await field(page, name).locator('input').fill(text);
			await fill('authToken', 'dummy-token');
			await fill('baseUrl', bot.baseUrl);
			await page.getByTestId('credential-save-button').click();
			await page.getByText('More details').click();
			await page
				.getByText(/invalidAuthToken/)
				.first()
				.waitFor();
			await shoot(page, 'credential-bad-token');
			await fill('authToken', bot.token);
			await page.getByTestId('credential-save-button').click();
			await page
				.getByText(/Connection tested successfully/i)
				.first()
				.waitFor();
			await shoot(page, 'credential-good-token');
			assert.equal(await page.getByText(bot.token).count(), 0, 'the token is masked');
		});
	});

	test('“Execute step” sends a message and shows its exact id', async () => {
		const player = await world.stage.player('Execute step');
		const receipts = await world.stage.workflow('Execute step: receipts', [
			triggerNode(player, ['delivered']),
		]);
		await world.stage.rest.activate(receipts.id);
		const olena = person(player, 'Olena');
		const { id } = await world.stage.workflow('Execute step', [
			node('Start', 'n8n-nodes-base.manualTrigger', {}),
			viberNode(player, { to: olena.id, text: 'Sent by hand' }),
		]);
		await inEditor('execute-step', async (page) => {
			await open(page, id);
			await page.getByTestId('canvas-node').filter({ hasText: 'Viber' }).dblclick();
			await page.getByTestId('node-execute-button').click();
			const [message] = await eventually('the message is on the phone', async () => {
				const { people } = await player.control.bot();
				const chat = people.find((one) => one.id === olena.id)?.messages ?? [];
				return chat.length > 0 && chat;
			});
			assert.equal(message?.text, 'Sent by hand');
			await page
				.getByTestId('output-panel')
				.getByText(message?.token ?? '')
				.first()
				.waitFor();
			await shoot(page, 'execute-step');
		});
	});

	test('an error in the editor says what to do', async () => {
		const player = await world.stage.player('Error in the editor');
		const { id } = await world.stage.workflow('Error in the editor', [
			node('Start', 'n8n-nodes-base.manualTrigger', {}),
			viberNode(player, { to: person(player, 'Sofia').id }),
		]);
		await inEditor('error', async (page) => {
			await open(page, id);
			await page.getByTestId('canvas-node').filter({ hasText: 'Viber' }).dblclick();
			await page.getByTestId('node-execute-button').click();
			// The bot has no webhook yet, so Viber lets it send nothing.
			await page
				.getByTestId('output-panel')
				.getByText(/webhookNotSet/)
				.first()
				.waitFor();
			await page
				.getByText(/Publish \(activate\) a workflow with a Viber Trigger/)
				.first()
				.waitFor();
			await shoot(page, 'error-no-webhook');
		});
	});

	test('the trigger is fired in test mode from the editor', async () => {
		const player = await world.stage.player('Trigger in the editor');
		const { id } = await world.stage.workflow('Trigger in the editor', [
			triggerNode(player, ['message']),
		]);
		await inEditor('trigger', async (page) => {
			await open(page, id);
			await page.getByTestId('canvas-node').filter({ hasText: 'Viber Trigger' }).dblclick();
			await field(page, 'provider').waitFor();
			await page.getByTestId('node-execute-button').click();
			await eventually('the bot calls the test address', async () =>
				(await player.control.bot()).webhook.includes('/webhook-test/'),
			);
			await player.control.write(person(player, 'Olena').id, 'Do you hear me?');
			await page.getByText('Do you hear me?').first().waitFor();
			await shoot(page, 'trigger-test-event');
		});
		await eventually('the webhook is gone again', async () => {
			return (await player.control.bot()).webhook === '';
		});
	});

	test('the examples open, and the echo bot looks as the README shows it', async () => {
		const bot = await world.stage.player('Examples');
		const provider = async (id: ProviderId) =>
			await world.stage.player(`Examples: ${id}`, { provider: id });
		const [shop, media] = [await provider('decisionTelecom'), await provider('messaggio')];
		const examples: Array<[string, Player]> = [
			['echo-bot', bot],
			['send-on-demand', bot],
			['menu-bot', bot],
			['broadcast-from-list', bot],
			['support-inbox', bot],
			['order-notice', shop],
			['picture-campaign', media],
			['delivery-dashboard', shop],
		];
		const types = await world.stage.rest.nodeTypes();
		for (const [file, player] of examples) {
			const stored = await world.stage.imported(readExample(file, player));
			for (const { name, type, typeVersion } of stored.nodes) {
				// The editor shows a question mark for a version that it does not know.
				assert.ok(types.get(type)?.has(typeVersion), `${file}: the version of “${name}”`);
			}
			await inEditor(file, async (page) => {
				await open(page, stored.id);
				await page.keyboard.press('1');
				await page.waitForTimeout(800);
				assert.equal(await page.getByTestId('node-issues').count(), 0, 'no node has an issue');
				await shoot(page, `example-${file}`, file === 'echo-bot' ? 'workflow.png' : undefined);
			});
		}
	});
}
