import type { Browser, Page } from 'playwright-core';
import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import { describeInBrowser, openBrowser, openPhone } from './browser';
import { AT_ONCE, call, named, Receiver, until } from './support';

type Body = Record<string, unknown>;

const BASE = 'https://media.example.test';

describeInBrowser('the phone in the browser', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let browser: Browser;
	let bot: SandboxBot;
	let page: Page;
	let outside: string[];
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
		({ page, outside, complaints } = await openPhone(browser, sandbox.url, bot.id));
	});

	afterEach(async () => {
		await page.close();
		expect(outside).toEqual([]);
		expect(complaints).toEqual([]);
	});

	afterAll(async () => {
		await Promise.all([browser?.close(), sandbox?.stop(), receiver?.stop()]);
	});

	const send = async (message: Body) => {
		const common = { receiver: named(bot, 'Olena').id, sender: { name: 'Café' } };
		const { body } = await call(bot, 'send_message', { ...common, ...message });
		expect([body.status, body.status_message]).toEqual([0, 'ok']);
	};
	const bubble = () => page.locator('#messages .bubble').last();
	const keyboard = (...Buttons: Body[]) => ({ keyboard: { Type: 'keyboard', Buttons } });

	it('draws every type, and asks nobody else for pictures', async () => {
		await send({
			type: 'picture',
			text: 'A cake',
			media: `${sandbox.url}/media/samples/sunset.png`,
		});
		await bubble().getByRole('img', { name: 'A cake' }).waitFor();
		expect(await bubble().locator('img').count()).toBe(1);
		await send({ type: 'picture', text: '', media: `${BASE}/a.png` });
		const label = 'Picture: a picture at media.example.test, which this page does not load.';
		await bubble().getByRole('img', { name: label }).waitFor();
		await send({ type: 'video', media: `${BASE}/a.mp4`, size: 4_200_000, duration: 83 });
		await bubble().getByText('1:23 · 4.2 MB').waitFor();
		await send({ type: 'file', media: `${BASE}/a.pdf`, size: 62_000, file_name: 'menu.pdf' });
		await bubble().getByText('menu.pdf').waitFor();
		await bubble().getByText('File, 62 kB').waitFor();
		const contact = { name: 'Ann', phone_number: '+447700900001', avatar: `${BASE}/ann.png` };
		await send({ type: 'contact', contact });
		await bubble().getByText('Contact, +447700900001').waitFor();
		await send({ type: 'location', location: { lat: -1.5, lon: 24.0315 } });
		await bubble().getByText('Location: 1.50000° S, 24.03150° E').waitFor();
		await send({ type: 'url', media: 'https://example.test/a' });
		await bubble().getByText('Link to example.test').waitFor();
		await send({ type: 'sticker', sticker_id: 46105 });
		await bubble().getByRole('img', { name: 'Sticker 46105' }).waitFor();
		await send({ type: 'text', text: 'Last', sender: { name: 'Café', avatar: `${BASE}/a.png` } });
		await bubble().getByText('Last').waitFor();
	});

	it('lays a carousel out, scrolls it and passes taps on', async () => {
		const card = (name: string) => [
			{ Columns: 6, Rows: 2, ActionType: 'none', ActionBody: 'x', Image: `${BASE}/${name}.png` },
			{ Columns: 3, Rows: 1, ActionBody: `order ${name}`, Text: 'Order' },
			{ Columns: 3, Rows: 1, ActionBody: `more ${name}`, Text: 'More' },
		];
		await send({
			type: 'rich_media',
			min_api_version: 2,
			alt_text: 'Cakes',
			rich_media: {
				Type: 'rich_media',
				ButtonsGroupColumns: 6,
				ButtonsGroupRows: 3,
				Buttons: [...card('plum'), ...card('nut'), ...card('lemon')],
			},
		});
		const carousel = bubble().getByRole('group', { name: 'Cakes' });
		await carousel.waitFor();
		expect(await carousel.locator('.carousel-card').count()).toBe(3);
		const [wide, seen] = await carousel.evaluate((element) => [
			element.scrollWidth,
			element.clientWidth,
		]);
		expect(wide).toBeGreaterThan(seen ?? 0);
		const box = async (name: string) =>
			await carousel.getByRole('button', { name }).first().boundingBox();
		const [order, more] = [await box('Order'), await box('More')];
		expect(order?.y).toBe(more?.y);
		expect(order?.width).toBeCloseTo(more?.width ?? 0, 0);
		await carousel.getByRole('button', { name: 'More' }).nth(2).click();
		await until(() => receiver.of('message').length, 'the tap');
		expect(receiver.of('message')[0]?.body.message).toMatchObject({ text: 'more lemon' });
	});

	it('shows a keyboard until a message comes without one', async () => {
		await send({
			type: 'text',
			text: 'Choose',
			min_api_version: 3,
			...keyboard({ ActionType: 'share-phone', ActionBody: 'x', Text: 'My number' }),
		});
		await page.getByRole('button', { name: 'My number (shares the phone number)' }).click();
		await until(() => receiver.of('message').length, 'the contact');
		expect(receiver.of('message')[0]?.body.message).toMatchObject({ type: 'contact' });
		expect(await page.locator('#keyboard').isVisible()).toBe(true);
		await send({ type: 'text', text: 'Thanks' });
		await page.locator('#keyboard').waitFor({ state: 'hidden' });
	});

	it('reads the few tags of button texts and leaves all else as text', async () => {
		const Text =
			'<b onclick="x()">B</b><font color="#a01f44" size="40" style="top:0">F</font><script>1</script>' +
			'<img src=x onerror=alert(1)></b></font><i>&lt;u&gt; &amp;amp;';
		await send({
			type: 'text',
			text: '<b>plain</b>',
			min_api_version: 4,
			...keyboard({ ActionBody: 'x', Text }),
		});
		await page.locator('#keyboard .label').waitFor();
		const label = await page.locator('#keyboard .label').evaluate((root) => ({
			text: root.textContent,
			elements: [...root.querySelectorAll('*')].map(
				(element) =>
					element.tagName + [...element.attributes].map(({ name }) => ` ${name}`).join(''),
			),
			style: root.querySelector('.font')?.getAttribute('style'),
		}));
		expect(label).toEqual({
			text: 'BF<script>1</script><img src=x onerror=alert(1)><u> &amp;',
			elements: ['B', 'SPAN class style', 'I'],
			style: 'color: rgb(160, 31, 68); font-size: 2rem;',
		});
		expect(await bubble().locator('.text').textContent()).toBe('<b>plain</b>');
	});

	it('sends more than text', async () => {
		for (const [name, type] of [
			['Picture', 'picture'],
			['My contact', 'contact'],
			['Sticker', 'sticker'],
		] as const) {
			receiver.got.length = 0;
			await page.getByRole('button', { name: 'Send something else' }).click();
			await page.getByRole('button', { name, exact: true }).click();
			await until(() => receiver.of('message').length, type);
			expect(receiver.of('message')[0]?.body.message).toMatchObject({ type });
		}
		receiver.got.length = 0;
		await page.setInputFiles('#attach-file', {
			name: 'notes.txt',
			mimeType: 'text/plain',
			buffer: Buffer.from('hello'),
		});
		await until(() => receiver.of('message').length, 'the file');
		const message = receiver.of('message')[0]?.body.message as { type: string; media: string };
		expect(message).toMatchObject({ type: 'file', file_name: 'notes.txt', size: 5 });
		expect(await (await fetch(message.media)).text()).toBe('hello');
	});

	it('switches faults on and off, and shows from afar that one is on', async () => {
		const mark = page.locator('#faults-mark');
		expect(await mark.isVisible()).toBe(false);
		await page.locator('#faults summary').click();
		await page.locator('#fault-times').fill('2');
		await page.locator('#fault-method').selectOption('send_message');
		await page.getByRole('switch', { name: 'Answer calls with HTTP 500' }).check();
		await mark.getByText('1 fault on').waitFor();
		await page.getByText('2 more times · send_message').waitFor();
		const faults = async () => (await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`)).faults;
		expect(await faults()).toEqual({ http500: [{ times: 2, method: 'send_message' }] });
		await page.getByRole('switch', { name: 'Answer calls with HTTP 500' }).uncheck();
		await mark.waitFor({ state: 'hidden' });
		expect(await faults()).toEqual({});
		await page.locator('#fault-times').fill('');
		await page.locator('#fault-status-status').fill('23');
		await page.getByRole('switch', { name: 'Refuse calls with a status' }).check();
		await page.getByText('until switched off · send_message · status 23').waitFor();
		expect(await faults()).toEqual({
			status: [{ times: null, method: 'send_message', status: 23 }],
		});
	});

	it('lets some calls pass before a fault begins, and says when to ask again', async () => {
		await page.locator('#faults summary').click();
		await page.locator('#fault-from').fill('3');
		await page.locator('#fault-rateLimit-retryAfter').fill('5');
		await page.getByRole('switch', { name: 'Refuse calls: too many requests' }).check();
		await page.getByText('once more · lets 2 pass · Retry-After 5').waitFor();
		await page.getByRole('switch', { name: 'Answer calls with HTTP 429' }).check();
		await page.locator('#fault-lateAcceptance-ms').fill('700');
		await page.getByRole('switch', { name: 'Carry calls out late' }).check();
		await page.getByText('once more · lets 2 pass · 700 ms').waitFor();
		const faults = async () => (await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`)).faults;
		expect(await faults()).toEqual({
			rateLimit: [{ times: 1, from: 3, retryAfter: 5 }],
			http429: [{ times: 1, from: 3 }],
			lateAcceptance: [{ times: 1, from: 3, ms: 700 }],
		});
		await send({ type: 'text', text: 'The first' });
		await page.getByText('once more · lets 1 pass · Retry-After 5').waitFor();
	});

	it('leaves a fault off that is refused, and says why', async () => {
		await page.locator('#faults summary').click();
		await page.locator('#fault-slow-ms').fill('-1');
		// What unticks it is the refusal, which may come at once.
		await page.getByRole('switch', { name: 'Answer calls late' }).click();
		await page.locator('#problem').getByText('slow.ms does not fit').waitFor();
		expect(await page.locator('#fault-slow').isChecked()).toBe(false);
		// The browser tells of the refusal in its own words, too.
		expect(complaints.splice(0)).toEqual([expect.stringContaining('400') as string]);
	});

	it('stays quick with a crowd, and finds one of them', async () => {
		await sandbox.control('POST', `/bots/${bot.id}/people`, { count: 1000 });
		await page.getByText('and 963 more').waitFor();
		await page.getByRole('searchbox', { name: 'Find a person' }).fill('person 777');
		await page.getByRole('button', { name: 'Person 777' }).click();
		await page.locator('#phone[aria-label^="Person 777"]').waitFor();
	});
});
