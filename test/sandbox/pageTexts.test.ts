import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { startSandbox, type Sandbox } from '../support/sandbox';
import { describeInBrowser, openBrowser, openPhone } from './browser';
import { hardCodedIn, hardCodedInMarkup, hardCodedInStyle } from './hardCodedTexts';
import { clippedOf } from './pageInspection';
import { SCENES } from './pageScenes';
import { inModule, Receiver } from './support';

const FOLDER = join(__dirname, '..', '..', 'sandbox', 'phone');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const FILES = readdirSync(FOLDER);
const SCRIPTS = FILES.filter((file) => file.endsWith('.js') && file !== 'texts.js');

describe('the texts of the phone page', () => {
	it('are all in one file', () => {
		expect(SCRIPTS.length).toBeGreaterThan(10);
		expect(SCRIPTS.flatMap((file) => hardCodedIn(file, read(file)))).toEqual([]);
		expect(hardCodedInMarkup(read('index.html'))).toEqual([]);
		const styles = FILES.filter((file) => file.endsWith('.css'));
		expect(styles.flatMap((file) => hardCodedInStyle(read(file)))).toEqual([]);
		expect(hardCodedInMarkup(read('icon.svg'))).toEqual([]);
	});

	it.each([
		[`make('b', { text: 'Send' })`, 'Send'],
		[`make('b', { 'aria-label': open ? 'Close' : TEXTS.open })`, 'Close'],
		['element.textContent = `${count} unread`;', ' unread'],
		[`button.title = name || 'Somebody';`, 'Somebody'],
		[`field.setAttribute('placeholder', 'Name');`, 'Name'],
		[`say('Copied');`, 'Copied'],
		[`throw new Error('Did not work');`, 'Did not work'],
		[`const message = 'Could not be read.';`, 'Could not be read.'],
		[`at.toLocaleTimeString('en-GB');`, 'at.toLocaleTimeString'],
		['count.toLocaleString();', 'count.toLocaleString'],
		['new Intl.NumberFormat().format(1);', 'Intl.NumberFormat'],
	])('%s would be found', (script, words) => {
		expect(hardCodedIn('a.js', script)).toEqual([`a.js:1 ${words}`]);
	});

	it('in a page or a style sheet would be found', () => {
		expect(hardCodedInMarkup('<p>Hello</p><input title="A hint" class="a" />')).toEqual([
			'Hello',
			'A hint',
		]);
		expect(hardCodedInStyle(`a::after { content: 'new'; } b::after { content: '' }`)).toEqual([
			'new',
		]);
	});

	it('are all there, and all in use', async () => {
		// Which of the two it is depends on the version of Node.js.
		const script = 'return Object.keys((module.default ?? module).TEXTS)';
		const known = await inModule('phone/texts.js', script);
		const whole = [...SCRIPTS, 'index.html'].map(read).join('\n');
		const used = [
			...whole.matchAll(/TEXTS\.(\w+)/g),
			...whole.matchAll(/data-(?:text|label|placeholder)="(\w+)"/g),
		].map(([, name]) => name);
		expect([...new Set(used)].sort()).toEqual([...(known as string[])].sort());
	});
});

// Text nodes and all attributes that are shown or spoken; initials of names are not words.
const COLLECT = String.raw`(() => {
	const all = [document.title];
	for (const element of document.querySelectorAll('body, body *')) {
		if (!element.checkVisibility() || element.closest('.avatar, svg, script')) continue;
		for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']) {
			if (element.hasAttribute(name)) all.push(element.getAttribute(name));
		}
		for (const node of element.childNodes) if (node.nodeType === 3) all.push(node.data);
	}
	for (const option of document.querySelectorAll('option')) all.push(option.textContent);
	return all;
})()`;

/** All texts that the sandbox gives to the page, with what the page makes of addresses and tags. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') {
		const host = URL.canParse(value) ? [new URL(value).hostname] : [];
		return [value, value.replace(/<[^>]*>/g, ''), ...host];
	}
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]);
}

function untranslated(shown: readonly string[], data: readonly string[]): string[] {
	const longestFirst = [...new Set(data)]
		.filter((one) => one.length > 2)
		.sort((one, other) => other.length - one.length);
	return shown.filter((whole) => {
		let rest = whole;
		for (let before = ''; before !== rest; ) {
			before = rest;
			rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
		}
		// As the other language writes sizes.
		rest = rest.replace(/\d\s(?:кБ|МБ|байт\p{L}*)/gu, '');
		for (const one of longestFirst) rest = rest.replaceAll(one, '');
		return /\p{L}/u.test(rest);
	});
}

describeInBrowser('the phone page in another language', () => {
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

	const otherLanguage = readFileSync(join(__dirname, 'otherLanguage.js'), 'utf8');
	const before = async (page: Page) =>
		await page.route('**/texts.js', async (route) => {
			await route.fulfill({ contentType: 'text/javascript', body: otherLanguage });
		});

	it.each(SCENES)('one other file turns every word of $name', async (scene) => {
		const { account, person } = await scene.prepare(sandbox, receiver.url);
		const look = { viewport: { width: 640, height: 512 } };
		const wish = { person, look, before };
		const { page } = await openPhone(browser, sandbox.url, account, wish);
		await scene.show(page);
		const data = await Promise.all(
			['/bots', `/bots/${account}`, `/bots/${account}/log`].map(
				async (path) => await sandbox.control('GET', path),
			),
		);
		const shown = await page.evaluate<string[]>(COLLECT);
		expect(shown.filter((one) => one.includes('⟦')).length).toBeGreaterThan(30);
		expect(untranslated(shown, textsIn(data))).toEqual([]);
		expect(await page.evaluate('document.documentElement.lang')).toBe('uk');
		// Longer words fit as well.
		expect(await clippedOf(page)).toEqual([]);
		await page.close();
	});

	it('writes sizes and places as that language does', async () => {
		const scene = SCENES.find(({ name }) => name.includes('every type'));
		if (!scene) throw new Error('No such scene');
		const { account, person } = await scene.prepare(sandbox, receiver.url);
		const { page } = await openPhone(browser, sandbox.url, account, { person, before });
		await page.getByText('1:23 · 4,2 МБ').waitFor();
		await page.getByText('49,84190°').first().waitFor();
		await page.close();
	});
});
