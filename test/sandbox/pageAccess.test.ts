import { readFileSync } from 'node:fs';

import type { Browser, Page } from 'playwright-core';

import { startSandbox, type Sandbox } from '../support/sandbox';
import { describeInBrowser, openBrowser, openPhone } from './browser';
import { clippedOf, orderOf, walk } from './pageInspection';
import { SCENES, type Scene } from './pageScenes';
import { Receiver } from './support';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The part that is read here of what axe-core has found. */
interface Finding {
	id: string;
	nodes: Array<{ target: string[]; failureSummary?: string }>;
}

// At a zoom of 200 % a window of 1280 × 1024 has half as many CSS pixels each way.
const WINDOW = { width: 1280, height: 1024 };
const ZOOMED = { width: 640, height: 512 };

describeInBrowser('the phone page for everybody', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let browser: Browser;

	beforeAll(async () => {
		[sandbox, receiver, browser] = await Promise.all([
			startSandbox(),
			Receiver.start(),
			openBrowser(),
		]);
	}, 60_000);

	afterAll(async () => {
		await Promise.all([browser?.close(), sandbox?.stop(), receiver?.stop()]);
	});

	async function open(
		scene: Scene,
		look: { viewport?: typeof WINDOW; colorScheme?: 'light' | 'dark' },
	): Promise<Page> {
		const { account, person } = await scene.prepare(sandbox, receiver.url);
		const { page } = await openPhone(browser, sandbox.url, account, { person, look });
		await scene.show(page);
		return page;
	}

	async function violations(page: Page): Promise<string[]> {
		await page.evaluate(AXE);
		const wish = { runOnly: RULES, resultTypes: ['violations'] };
		const found = await page.evaluate<{ violations: Finding[] }>(
			`axe.run(${JSON.stringify(wish)})`,
		);
		return found.violations.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
		);
	}

	describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
		it.each(SCENES)('axe-core finds nothing wrong with $name', async (scene) => {
			const page = await open(scene, { viewport: WINDOW, colorScheme });
			expect(await violations(page)).toEqual([]);
			await page.setViewportSize(ZOOMED);
			expect(await violations(page)).toEqual([]);
			await page.close();
		});
	});

	it('axe-core would find what is wrong', async () => {
		const page = await open(SCENES[0] as Scene, {});
		await page.evaluate(`document.getElementById('send').removeAttribute('aria-label')`);
		expect(await violations(page)).toEqual([expect.stringMatching(/^button-name: #send:/)]);
		await page.close();
	});

	it.each(SCENES)('at 200 %% zoom nothing of $name is lost', async (scene) => {
		const page = await open(scene, { viewport: ZOOMED });
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(ZOOMED.width);
		expect(await clippedOf(page)).toEqual([]);
		// What is seen first is reached first.
		const parts = ['.top', '.side', '.stage', '.wire', '.connect'];
		expect(await orderOf(page, parts)).toEqual(parts);
		await page.close();
	});

	it.each(SCENES)('the keyboard alone gets to every control of $name', async (scene) => {
		const page = await open(scene, { viewport: WINDOW });
		const { missed, unmarked, covered } = await walk(page);
		expect({ missed, unmarked, covered }).toEqual({ missed: [], unmarked: [], covered: [] });
		await page.close();
	});
});
