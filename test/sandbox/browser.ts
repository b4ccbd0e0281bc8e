import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

import CHROMIUM from '../support/chromium.json';

/** Whoever has no browser there still runs all other tests. */
export const describeInBrowser =
	process.env.BROWSER_REQUIRED === 'true' || existsSync(CHROMIUM.executablePath)
		? describe
		: describe.skip;

/** Starts Debian's Chromium. */
export async function openBrowser(): Promise<Browser> {
	return await chromium.launch(CHROMIUM);
}

/** A page under watch. */
export interface WatchedPage {
	page: Page;
	/** Addresses beyond the sandbox that it has asked for. */
	outside: string[];
	/** Errors of its programs. */
	complaints: string[];
}

/** What a test wants otherwise than a light page in a window of the usual size. */
export interface PhoneWish {
	/** Id of the person whose phone is shown; the first one unless set. */
	person?: string;
	look?: BrowserContextOptions;
	/** Is given the page before it is asked for. */
	before?: (page: Page) => Promise<unknown>;
}

/** Opens the phone page of an account of the sandbox, and watches it from the beginning. */
export async function openPhone(
	browser: Browser,
	sandboxUrl: string,
	accountId: string,
	{ person = '', look, before }: PhoneWish = {},
): Promise<WatchedPage> {
	const page = await browser.newPage(look);
	const outside: string[] = [];
	const complaints: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith(sandboxUrl)) outside.push(request.url());
	});
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	await before?.(page);
	await page.goto(`${sandboxUrl}/?bot=${accountId}#${encodeURIComponent(person)}`);
	await page.locator('#people button').first().waitFor();
	return { page, outside, complaints };
}
