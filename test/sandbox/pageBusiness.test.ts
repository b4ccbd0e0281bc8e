import type { Browser, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../support/sandbox';
import { describeInBrowser, openBrowser, openPhone } from './browser';
import {
	call,
	Inbox,
	newSender,
	pictureTo,
	textTo,
	type SenderAccount,
} from './decisionTelecomSupport';
import { faintOf } from './contrast';
import { until } from './support';

const OLENA = '380500000001';
const SOFIA = '380500000004';

describeInBrowser('business messages on the phone in the browser', () => {
	let sandbox: Sandbox;
	let inbox: Inbox;
	let browser: Browser;
	let sender: SenderAccount;
	let page: Page;
	let outside: string[];
	let complaints: string[];

	beforeAll(async () => {
		[sandbox, inbox, browser] = await Promise.all([startSandbox(), Inbox.start(), openBrowser()]);
	}, 60_000);

	beforeEach(async () => {
		inbox.got.length = 0;
		sender = await newSender(sandbox);
		({ page, outside, complaints } = await openPhone(browser, sandbox.url, sender.id));
	});

	afterEach(async () => {
		await page.close();
		expect(outside).toEqual([]);
		expect(complaints).toEqual([]);
	});

	afterAll(async () => {
		await Promise.all([browser?.close(), sandbox?.stop(), inbox?.stop()]);
	});

	const send = async (body: object) => {
		const { body: answer } = await call(sender, 'send-viber', body);
		expect(answer.message_id).toEqual(expect.any(Number));
	};
	const message = () => page.locator('#messages .message').last();
	const choose = async (name: string) => await page.getByRole('button', { name }).click();
	const isShown = async (selector: string) => await page.locator(selector).isVisible();

	it('says what each number stands for, and finds people by it', async () => {
		const sofia = page.getByRole('button', { name: 'Sofia' });
		expect(await sofia.innerText()).toContain(`+${SOFIA}`);
		expect(await sofia.innerText()).toContain('No Viber (4), then SMS');
		const list = page.locator('#people button');
		const all = await list.count();
		for (const sought of ['expires', '429', 'rate limit']) {
			await page.getByRole('searchbox', { name: 'Find a person' }).fill(sought);
			expect(await list.count()).toBeLessThan(all);
		}
		await page.getByRole('button', { name: 'Yana' }).focus();
		await page.keyboard.press('Enter');
		await page.getByText('to +380500000429', { exact: true }).waitFor();
	});

	it('shows what is needed to connect, and hides what has no meaning here', async () => {
		const facts = await page.locator('#facts').innerText();
		for (const one of ['Access key', sender.token, sender.credential.encodedKey, sender.baseUrl]) {
			expect(facts).toContain(one);
		}
		expect(facts).toContain('each message names its own');
		expect(await isShown('#notice')).toBe(false);
		await page.getByRole('button', { name: 'Menu', exact: true }).click();
		await page.getByRole('switch', { name: 'Read by hand' }).waitFor();
		for (const id of ['#subscribe', '#block', '#open', '#attach-button', '#composer']) {
			expect(await isShown(id)).toBe(false);
		}
		const option = page.locator('#bot option:checked');
		expect(await option.textContent()).toBe(`Test Bot – DecisionTelecom (${sender.id})`);
		expect(await page.locator('#bot option').allTextContents()).toEqual(
			expect.arrayContaining(['Corner Café – Viber Bot', 'Demo Shop – DecisionTelecom']),
		);
	});

	it('draws sender, picture and button, and follows the button only on this machine', async () => {
		const local = `${sandbox.url}/media/samples/paper.pdf`;
		const image = `${sandbox.url}/media/samples/sunset.png`;
		await send(pictureTo(OLENA, { text: 'A cake', image, button_action: local }));
		await message().getByRole('img', { name: 'A cake' }).waitFor();
		expect(await message().locator('.sender').innerText()).toBe('DemoShop');
		const link = message().getByRole('link', { name: 'Open (opens a link on this machine)' });
		expect(await link.getAttribute('href')).toBe(local);
		expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
		await send(pictureTo(OLENA, { text: 'Elsewhere' }));
		await message().getByText('Elsewhere', { exact: true }).waitFor();
		await message().getByText('Opens shop.example.com, which this page does not follow.').waitFor();
		expect(await message().getByRole('link').count()).toBe(0);
		await message().locator('.mark.seen').waitFor();
	});

	it('draws an SMS as one, and says why Viber did not deliver', async () => {
		await choose('Sofia');
		await send(textTo(SOFIA, { text: 'Ваш код', text_sms: 'Vash kod', validity_period: 40 }));
		await page.locator('.message.sms .mark.delivered').waitFor();
		const failed = page.locator('.message.failed');
		expect(await failed.innerText()).toContain('Not delivered: no Viber there (4)');
		expect(await failed.innerText()).toContain('Vash kod');
		expect(await failed.locator('.mark.failed').count()).toBe(1);
		const sms = page.locator('.message.sms');
		expect(await sms.locator('.sms-mark').innerText()).toBe('SMS');
		expect(await sms.locator('.text').innerText()).toBe('Vash kod');
		const colours = await page.evaluate<string[]>(
			`['sms', 'failed'].map((one) =>
				getComputedStyle(document.querySelector('.message.' + one + ' .bubble')).backgroundColor)`,
		);
		expect(colours[0]).not.toBe(colours[1]);
		expect(await page.locator('#live').innerText()).toContain('SMS from DemoShop: Vash kod');
		// Drawn anew it is the same.
		const before = await page.locator('#messages').innerText();
		await page.reload();
		await page.locator('.message.sms').waitFor();
		expect(await page.locator('#messages').innerText()).toBe(before);
	});

	it('shows at once that a message fails which was shown before', async () => {
		await sandbox.control('PATCH', `/bots/${sender.id}/settings`, { deliveredAfterMs: 150 });
		await choose('Daria');
		await send(textTo('380500000003'));
		await message().locator('.mark.sent').waitFor();
		await message().getByText('Not delivered: the sender is blocked (3)').waitFor();
		expect(await page.locator('.message').count()).toBe(1);
		expect(await message().locator('.failure').count()).toBe(1);
		expect(await page.locator('#live').innerText()).toContain('the sender is blocked (3)');
	});

	it('has a field to answer only while an answer has somewhere to go', async () => {
		const why = page.getByText(/^Olena cannot answer/);
		await why.waitFor();
		await send(textTo(OLENA, { message_type: 206, source_type: 1, callback_url: inbox.url }));
		await page.locator('#composer').waitFor();
		expect(await why.isVisible()).toBe(false);
		expect(await isShown('#attach-button')).toBe(false);
		await page.locator('#text').fill('Yes');
		await page.keyboard.press('Enter');
		await until(() => inbox.got.find(({ text }) => text.includes('"Yes"')), 'the answer');
		await page.locator('.message.person .mark.delivered').waitFor();
		await send(textTo(OLENA));
		await why.waitFor();
		expect(await isShown('#composer')).toBe(false);
	});

	it('offers the faults that the provider plays, with its methods', async () => {
		await page.locator('#faults summary').click();
		const methods = await page.locator('#fault-method option').allTextContents();
		expect(methods).toEqual(['any method', 'send-viber', 'receive-viber']);
		expect(await page.locator('#fault-list li').count()).toBe(17);
		expect(await page.locator('#fault-expiredMedia').count()).toBe(0);
		await page.locator('#fault-method').selectOption('send-viber');
		await page.getByRole('switch', { name: 'Carry out, then break off the answer' }).check();
		await page.getByText('once more · send-viber').waitFor();
		await page.getByRole('switch', { name: 'Refuse calls with a status' }).check();
		await page.getByText('once more · send-viber · status 402').waitFor();
		const now = await sandbox.control<SenderAccount>('GET', `/bots/${sender.id}`);
		expect(now.faults).toEqual({
			halfAnswer: [{ times: 1, method: 'send-viber' }],
			status: [{ times: 1, method: 'send-viber', status: 402 }],
		});
	});

	it.each([
		['light', 1280],
		['dark', 1280],
		['light', 360],
		['dark', 360],
	] as const)('fits and reads well in %s at %i pixels', async (colorScheme, width) => {
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 800 });
		await choose('Sofia');
		await send(textTo(SOFIA, { text_sms: 'Vash kod', validity_period: 40 }));
		await page.locator('.message.sms .mark.delivered').waitFor();
		const inside = 'document.documentElement.scrollWidth <= window.innerWidth';
		expect(await page.evaluate(inside)).toBe(true);
		const faint = await faintOf(page, [
			'.sms .sender',
			'.sms .text',
			'.sms .foot',
			'.sms-mark',
			'.failed .failure',
			'.failed .text',
			'.failed .preview',
			'#no-answer',
			'.number',
		]);
		expect(faint).toEqual([]);
	});
});
