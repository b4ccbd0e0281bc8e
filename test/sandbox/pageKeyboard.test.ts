import type { Browser, Page } from 'playwright-core';

import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import { describeInBrowser, openBrowser, openPhone } from './browser';
import { AT_ONCE, call, named, Receiver, until } from './support';

describeInBrowser('the phone page by keyboard alone', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let browser: Browser;
	let bot: SandboxBot;
	let page: Page;
	let complaints: string[];

	beforeAll(async () => {
		[sandbox, receiver, browser] = await Promise.all([
			startSandbox(),
			Receiver.start(),
			openBrowser(),
		]);
	}, 60_000);

	beforeEach(async () => {
		bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
		receiver.got.length = 0;
		await call(bot, 'set_webhook', { url: receiver.url });
		({ page, complaints } = await openPhone(browser, sandbox.url, bot.id));
	});

	afterEach(async () => {
		await page.close();
		expect(complaints).toEqual([]);
	});

	afterAll(async () => {
		await Promise.all([browser?.close(), sandbox?.stop(), receiver?.stop()]);
	});

	const press = async (...keys: string[]) => {
		for (const key of keys) await page.keyboard.press(key);
	};
	const focused = async () =>
		await page.evaluate<string>(
			`document.activeElement.id || document.activeElement.textContent.trim()`,
		);
	const isShown = async (selector: string) => await page.locator(selector).isVisible();
	const spoken = async () => await page.locator('#live p').allInnerTexts();
	const send = async (message: object) => {
		const common = { receiver: named(bot, 'Olena').id, sender: { name: 'Café' } };
		const { body } = await call(bot, 'send_message', { ...common, ...message });
		expect(body.status_message).toBe('ok');
	};
	const keyboard = (...texts: string[]) => ({
		min_api_version: 3,
		keyboard: {
			Type: 'keyboard',
			Buttons: texts.map((Text) => ({ ActionBody: Text, Text })),
		},
	});

	it('skips to the chat first, and the address still says whose phone it is', async () => {
		await press('Tab');
		expect(await focused()).toBe('skip');
		expect(await isShown('#skip')).toBe(true);
		await press('Enter');
		expect(await focused()).toBe('chat');
		expect(new URL(page.url()).hash).not.toBe('#chat');
	});

	it('writes a message, and switches to another person', async () => {
		await page.locator('#text').focus();
		await page.keyboard.type('Hello');
		await press('Enter');
		await until(() => receiver.of('message').length, 'the message');
		await page.locator('#people button').first().focus();
		await press('Tab', 'Enter');
		await page.locator('#phone[aria-label^="Marek"]').waitFor();
		expect(await focused()).toContain('Marek');
	});

	it('opens the menu, uses it, and is back at its button', async () => {
		await page.locator('#menu-button').focus();
		await press('Enter');
		expect(await page.locator('#menu-button').getAttribute('aria-expanded')).toBe('true');
		// To subscribe is not offered to a subscriber.
		await press('Tab');
		expect(await focused()).toBe('block');
		await press('Escape');
		expect([await focused(), await isShown('#menu')]).toEqual(['menu-button', false]);
		await press('Enter', 'Tab', 'Enter');
		await until(() => receiver.of('unsubscribed').length, 'the event');
		expect([await focused(), await isShown('#menu')]).toEqual(['menu-button', false]);
	});

	it('leaves the menu with Tab, and it no longer covers the chat', async () => {
		await page.locator('#menu-button').focus();
		await press('Enter');
		await page.locator('#by-hand').focus();
		await press('Tab');
		expect([await focused(), await isShown('#menu')]).toEqual(['chat', false]);
	});

	it('sends something else, and closes the panel with Escape', async () => {
		await page.locator('#attach-button').focus();
		await press('Enter');
		expect(await focused()).toBe('Picture');
		await press('Escape');
		expect([await focused(), await isShown('#attach')]).toEqual(['attach-button', false]);
		await press('Enter', 'Enter');
		await until(() => receiver.of('message').length, 'the picture');
		expect(receiver.of('message')[0]?.body.message).toMatchObject({ type: 'picture' });
		expect([await focused(), await isShown('#attach')]).toEqual(['attach-button', false]);
	});

	it('stays on the keyboard of the bot when another one comes, and goes on when it leaves', async () => {
		await send({ type: 'text', text: 'First', ...keyboard('One', 'Two') });
		await page.locator('#keyboard button').last().focus();
		await press('Enter');
		await until(() => receiver.of('message').length, 'the tap');
		await send({ type: 'text', text: 'Second', ...keyboard('Three') });
		await page.getByRole('button', { name: 'Three' }).waitFor();
		expect(await focused()).toBe('Three');
		await send({ type: 'text', text: 'Third' });
		await page.locator('#keyboard').waitFor({ state: 'hidden' });
		expect(await focused()).toBe('text');
	});

	it('marks messages as read and goes on in the field below', async () => {
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { seenAfterMs: null });
		await send({ type: 'text', text: 'Unread' });
		await page.locator('#read').focus();
		await press('Enter');
		await page.locator('#unread').waitFor({ state: 'hidden' });
		expect(await focused()).toBe('text');
	});

	it('brings each key of a carousel into sight when it has the focus', async () => {
		const card = { Columns: 6, Rows: 1, ActionBody: 'x', Text: 'Order' };
		await send({
			type: 'rich_media',
			min_api_version: 2,
			rich_media: { Type: 'rich_media', ButtonsGroupRows: 1, Buttons: [card, card, card] },
		});
		await page.locator('.carousel').focus();
		for (let number = 0; number < 3; number++) {
			await press('Tab');
			const cut = await page.evaluate<number>(`(() => {
				const key = document.activeElement.getBoundingClientRect();
				const frame = document.querySelector('.carousel').getBoundingClientRect();
				return Math.max(frame.left - key.left, key.right - frame.right);
			})()`);
			expect(cut).toBeLessThanOrEqual(1);
		}
	});

	it('says each new message, and that something was copied, without taking the focus', async () => {
		await page.locator('#text').focus();
		await Promise.all([
			send({ type: 'text', text: 'First' }),
			send({ type: 'sticker', sticker_id: 46105 }),
		]);
		await until(async () => (await spoken()).length === 2, 'both messages');
		expect((await spoken()).sort()).toEqual(['Café: First', 'Café: Sticker 46105']);
		expect(await focused()).toBe('text');
		expect(await page.locator('#live').getAttribute('aria-live')).toBe('polite');
		await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await page.getByRole('button', { name: 'Copy the base url' }).focus();
		await press('Enter');
		await until(async () => (await spoken()).at(-1) === 'Copied', 'the news');
		expect(await page.evaluate('navigator.clipboard.readText()')).toBe(bot.baseUrl);
	});

	it('opens the faults, switches one on, and gets back to them from the head', async () => {
		await page.locator('#faults summary').focus();
		await press('Enter');
		await page.locator('#fault-http500').focus();
		await press('Space');
		await page.locator('#faults-mark').waitFor();
		await press('Shift+Tab');
		await page.locator('#faults-mark').focus();
		await press('Enter');
		expect(await focused()).toContain('Faults');
	});
});
