import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium, selectors } from 'playwright-core';

import CHROMIUM from '../../support/chromium.json' with { type: 'json' };
import { ARTIFACTS, OWNER } from './stage.mts';

selectors.setTestIdAttribute('data-test-id');

const BROWSER_ID = 'end-to-end';

/** Starts Debian's Chromium. */
export async function openBrowser(): Promise<Browser> {
	return await chromium.launch(CHROMIUM);
}

let cookie: Promise<string> | undefined;

// Once for all tests: n8n lets nobody sign in often within a minute.
async function signIn(address: string): Promise<string> {
	const response = await fetch(`${address}/rest/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'browser-id': BROWSER_ID },
		body: JSON.stringify({ emailOrLdapLoginId: OWNER.email, password: OWNER.password }),
	});
	return /n8n-auth=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

/** Opens a browser context that is signed in to n8n. */
export async function signedIn(browser: Browser, address: string): Promise<BrowserContext> {
	cookie ??= signIn(address);
	const value = await cookie;
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.addCookies([{ name: 'n8n-auth', value, domain: '127.0.0.1', path: '/' }]);
	await context.addInitScript(`localStorage.setItem('n8n-browserId', '${BROWSER_ID}')`);
	context.setDefaultTimeout(20_000);
	return context;
}

/** Opens a workflow, or a new one, and waits until the canvas is there. */
export async function openWorkflow(page: Page, address: string, id = 'new'): Promise<void> {
	await page.goto(`${address}/workflow/${id}`, { waitUntil: 'domcontentloaded' });
	await page.getByTestId('canvas').waitFor();
	await page
		.locator(id === 'new' ? '[data-test-id=canvas-add-button]' : '[data-test-id=canvas-node]')
		.first()
		.waitFor();
	await page.waitForTimeout(800);
}

/** A parameter of the node that is open. */
export function field(page: Page, name: string) {
	return page.getByTestId(`parameter-input-${name}`);
}

/**
 * Takes a screenshot into the artefacts, and into the README's pictures when these are renewed.
 *
 * @param picture file name among the README's pictures
 */
export async function shoot(page: Page, name: string, picture?: string): Promise<void> {
	const path = join(ARTIFACTS, `${name}.png`);
	await page.screenshot({ path });
	const pictures = process.env['E2E_PICTURES'];
	if (picture === undefined || !pictures) return;
	mkdirSync(pictures, { recursive: true });
	copyFileSync(path, join(pictures, picture));
}
