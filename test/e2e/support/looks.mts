import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { ARTIFACTS } from './stage.mts';

/** What a person reads in the open panel of a node. */
export interface Look {
	/** Labels of the fields, from the top down. */
	labels: string[];
	/** Everything that is written: labels, hints, notices, values and placeholders. */
	texts: string[];
	/** Fields that lie upon each other, and labels that are cut off. */
	misplaced: string[];
	/** What the list of Options offers, if there is one. */
	offered: string[];
}

const THEMES = ['light', 'dark'] as const;

/**
 * Takes the same picture in both themes, which n8n changes while it is open.
 *
 * @param name of the picture
 * @param part of the page to take; all of it if left out
 */
export async function shootThemes(page: Page, name: string, part?: Locator): Promise<void> {
	const box = await part?.boundingBox();
	// With what stands above the part: the name of the node, its tabs and its button.
	const clip = box && { x: box.x, y: 0, width: box.width, height: box.y + box.height };
	for (const colorScheme of THEMES) {
		const folder = join(ARTIFACTS, 'editor', colorScheme);
		mkdirSync(folder, { recursive: true });
		await page.emulateMedia({ colorScheme });
		await page.waitForTimeout(60);
		const path = join(folder, `${name.replace(/\W+/g, '-')}.png`);
		await page.screenshot({ path, animations: 'disabled', ...(clip ? { clip } : {}) });
	}
}

const ITEM = '[data-test-id=parameter-item]';

/** Reads what is in sight in the panel of a node. */
async function readPanel(panel: Locator): Promise<Omit<Look, 'offered'>> {
	const titles = panel.getByTestId('input-label').locator('label span.n8n-text');
	const fields = panel.locator('input, textarea').filter({ visible: true });
	const written = await fields.evaluateAll((elements) =>
		(elements as unknown as Array<{ value: string; placeholder: string }>).flatMap(
			({ value, placeholder }) => [value, placeholder],
		),
	);
	const cut = await titles.evaluateAll((elements) =>
		elements
			.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
			.map(({ textContent }) => textContent ?? ''),
	);
	const boxes = await panel
		.locator(`${ITEM}:not(${ITEM} ${ITEM})`)
		.filter({ visible: true })
		.evaluateAll((elements) =>
			elements.map((element) => {
				const { top, bottom } = element.getBoundingClientRect();
				return { top, bottom, text: element.textContent ?? '' };
			}),
		);
	const overlapping = boxes.filter(({ top }, index) => top < (boxes[index - 1]?.bottom ?? 0) - 1);
	return {
		labels: (await titles.filter({ visible: true }).allInnerTexts()).map((text) => text.trim()),
		texts: [...(await panel.innerText()).split('\n'), ...written].filter((text) => text.trim()),
		misplaced: [...cut, ...overlapping.map(({ text }) => text)],
	};
}

/** Goes back from a node to the canvas; n8n 1.x has another button for it. */
export async function closeNode(page: Page): Promise<void> {
	const close = page.getByTestId('ndv-close-button').or(page.getByTestId('back-to-canvas'));
	await close.click();
}

/**
 * Opens a node of the workflow that is open, reads its panel, takes its picture in both themes with
 * the list of Options open where there is one, and closes it.
 *
 * @param node its name, and that of the picture
 */
export async function lookInto(page: Page, node: string): Promise<Look> {
	await page.locator(`[data-test-id=canvas-node][data-node-name="${node}"]`).dblclick();
	const panel = page.getByTestId('node-parameters');
	await panel.getByTestId('parameter-input-provider').waitFor();
	const look = await readPanel(panel);
	// With a single option there is a button in place of the list.
	const add = panel.locator('.n8n-select[data-test-id=collection-parameter-add]').last();
	let offered: string[] = [];
	if ((await add.count()) > 0) {
		await add.click();
		const list = page.getByRole('option').filter({ visible: true });
		await list.first().waitFor();
		offered = (await list.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
	}
	await shootThemes(page, node, panel);
	await closeNode(page);
	await panel.waitFor({ state: 'hidden' });
	return { ...look, offered };
}
