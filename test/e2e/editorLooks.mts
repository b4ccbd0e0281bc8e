import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { BrowserContext, Page } from 'playwright-core';

import type { World } from './suite.mts';
import { field, openWorkflow, signedIn } from './support/editor.mts';
import { closeNode, lookInto, shootThemes } from './support/looks.mts';
import { node } from './support/stage.mts';
import { VIEWS } from './support/views/index.mts';

/** Words that stay small within a title, and what n8n itself writes small. */
const SMALL = /^(a|an|and|as|at|by|for|from|in|of|on|or|per|the|to|with|\(ms\))$/;

const SIZE = { width: 1440, height: 1500 };

/** What n8n's editor says of itself: it asks other hosts, and for what only a licence gives. */
const OF_N8N = /Failed to load resource|lacks license/;

/** What expressions leave behind that did not work out. */
const RAW = /\[object |undefined|NaN|\{\{|\$parameter|\$json/;

function isTitle(label: string): boolean {
	const [first = '', ...rest] = label.split(' ');
	const isCapital = (word: string) => /^[\p{Lu}\d(]/u.test(word);
	return isCapital(first) && rest.every((word) => isCapital(word) || SMALL.test(word));
}

const isSorted = (names: string[]) =>
	names.every((name, index) => index === 0 || (names[index - 1] ?? '').localeCompare(name) < 0);

/** Pictures of every form in both themes, in artifacts/e2e/editor, and what can be read off them. */
export function editorLookTests(world: World): void {
	let context: BrowserContext;
	let page: Page;
	const complaints: string[] = [];

	before(async () => {
		context = await signedIn(world.browser, world.stage.n8n.address);
		page = await context.newPage();
		await page.setViewportSize(SIZE);
		page.on('pageerror', ({ message }) => complaints.push(message));
		page.on('response', (response) => {
			const isOurs = response.url().includes('n8n-nodes-viber');
			if (isOurs && response.status() >= 400)
				complaints.push(`${response.status()} ${response.url()}`);
		});
		page.on('console', (said) => {
			if (said.type() === 'error' && !OF_N8N.test(said.text())) complaints.push(said.text());
		});
	});

	after(async () => await context?.close());

	test('every form shows the fields that apply, in words that can be read', async () => {
		const nodes = VIEWS.map(({ name, type = 'viber', parameters }, index) => ({
			...node(name, `n8n-nodes-viber.${type}`, parameters),
			position: [(index % 8) * 256, Math.floor(index / 8) * 208] as [number, number],
		}));
		const { rest, n8n } = world.stage;
		const { id } = await rest.saveWorkflow({ name: 'Every form', nodes, connections: {} });
		await openWorkflow(page, n8n.address, id);
		await page.keyboard.press('1');
		await page.waitForTimeout(800);
		await shootThemes(page, 'canvas');
		const onCanvas = page.getByTestId('canvas-node');
		for (const { name, labels, subtitle } of VIEWS) {
			const card = onCanvas.filter({ has: page.getByText(name, { exact: true }) });
			assert.equal(await card.locator('[class*=_subtitle_]').innerText(), subtitle, name);
			// A person scrolls; a picture has to hold all of it.
			await page.setViewportSize({ width: 1440, height: labels.length < 18 ? SIZE.height : 2600 });
			const look = await lookInto(page, name);
			assert.deepEqual(look.labels, labels, name);
			assert.deepEqual(look.misplaced, [], name);
			assert.deepEqual(
				[...look.labels, ...look.offered].filter((label) => !isTitle(label)),
				[],
				name,
			);
			assert.ok(isSorted(look.offered), `${name}: ${look.offered.join()}`);
			const examples = look.texts.filter((text) => !text.startsWith('e.g. '));
			assert.deepEqual(
				examples.filter((text) => RAW.test(text)),
				[],
				name,
			);
		}
		assert.deepEqual(complaints, []);
		await page.setViewportSize(SIZE);
	});

	test('in the tool, a click leaves a field to the model', async () => {
		await page.locator('[data-test-id=canvas-node][data-node-name=tool]').dblclick();
		const to = page.getByTestId('parameter-item').filter({ has: field(page, 'to') });
		await to.getByTestId('from-ai-override-button').click();
		const panel = page.getByTestId('node-parameters');
		await panel.getByText('Defined automatically by the model').first().waitFor();
		await shootThemes(page, 'tool-from-model', panel);
		await closeNode(page);
	});

	test('the panel lists actions and triggers as sentences', async () => {
		await openWorkflow(page, world.stage.n8n.address);
		await page.getByTestId('node-creator-plus-button').click();
		await page.getByTestId('node-creator-search-bar').waitFor();
		await page.keyboard.type('viber');
		const names = page.getByTestId('node-creator-item-name');
		await names.filter({ hasText: 'Viber' }).first().waitFor();
		await shootThemes(page, 'panel-search');
		await names.filter({ hasText: 'Viber' }).first().click();
		await page.getByText('On message received', { exact: true }).waitFor();
		if (!(await page.getByText('Send a message', { exact: true }).isVisible())) {
			await page.getByText(/^Actions \(/).click();
		}
		await page.getByText('Send a message', { exact: true }).waitFor();
		await shootThemes(page, 'panel-actions');
		const sentences = (await names.allInnerTexts()).map((name) => name.trim());
		assert.deepEqual(
			sentences.filter((one) => !one.startsWith('On ')),
			[
				...['Get the bot account', 'Upload an image', 'Broadcast a message'],
				...['Get the status of a message', 'Send a message', 'Get a user', 'Get online status'],
				...['Get the webhook', 'Remove the webhook', 'Set the webhook'],
			],
		);
	});

	test('the windows of the credentials', async () => {
		for (const title of ['Viber Bot API', 'DecisionTelecom API', 'Messaggio API']) {
			await page.goto(`${world.stage.n8n.address}/home/credentials/create`);
			await page.getByTestId('new-credential-type-select').click();
			await page.keyboard.type(title);
			// n8n 1.x keeps a second list, out of sight.
			await page.getByText(title, { exact: true }).filter({ visible: true }).click();
			await page.getByTestId('new-credential-type-button').click();
			await page.getByTestId('parameter-input-baseUrl').waitFor();
			const labels = page.getByTestId('input-label').locator('label span.n8n-text');
			const shown = (await labels.filter({ visible: true }).allInnerTexts()).map((text) =>
				text.replace('*', '').trim(),
			);
			assert.deepEqual(
				shown.filter((label) => !isTitle(label)),
				[],
				title,
			);
			await shootThemes(page, `credential ${title}`);
		}
		assert.deepEqual(complaints, []);
	});
}
