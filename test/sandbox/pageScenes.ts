import type { Page } from 'playwright-core';

import type { Sandbox } from '../support/sandbox';
import * as decisionTelecom from './decisionTelecomSupport';
import * as messaggio from './messaggioSupport';
import { AT_ONCE, call, named } from './support';

/** A state of the phone page: how to bring an account there, and what to do on the page then. */
export interface Scene {
	name: string;
	/**
	 * Makes an account and fills it.
	 *
	 * @param webhook where the callbacks of a bot go
	 * @returns its id, and whose phone is shown
	 */
	prepare(sandbox: Sandbox, webhook: string): Promise<{ account: string; person: string }>;
	/** Waits until it is all there. */
	show(page: Page): Promise<void>;
}

const MEDIA = 'https://media.example.com';

const key = (Text: string, more: object = {}) => ({ Columns: 3, ActionBody: Text, Text, ...more });

const KEYBOARD = {
	Type: 'keyboard',
	Buttons: [
		key('Track order 1042', { BgColor: '#7360F2' }),
		key('<b>Menu</b>', { BgColor: '#FFE9A8' }),
		key('My number', { ActionType: 'share-phone' }),
		key('Opening hours', { ActionType: 'open-url', ActionBody: `${MEDIA}/hours` }),
		key('', { Columns: 6, ActionBody: 'picture', Image: `${MEDIA}/banner.png` }),
	],
};

function cardOf(name: string): object[] {
	return [
		{ Columns: 6, Rows: 3, ActionType: 'none', ActionBody: 'x', Image: `${MEDIA}/${name}.png` },
		{ Columns: 6, Rows: 1, ActionType: 'none', ActionBody: 'x', Text: `${name} pie` },
		{ Columns: 6, Rows: 1, ActionBody: name, Text: 'Order', BgColor: '#5540D2' },
	];
}

/** Every type that a bot sends. */
const messagesOf = (sandbox: Sandbox): object[] => [
	{ type: 'text', text: 'Good morning! Your order 1042 is on its way.' },
	{ type: 'picture', text: 'The cake', media: `${sandbox.url}/media/samples/sunset.png` },
	{ type: 'picture', text: '', media: `${MEDIA}/cake.png` },
	{ type: 'picture', text: 'Gone', media: `${sandbox.url}/media/samples/none.png` },
	{ type: 'video', media: `${MEDIA}/a.mp4`, size: 4_200_000, duration: 83 },
	{ type: 'file', media: `${MEDIA}/a.pdf`, size: 62_000, file_name: 'menu.pdf' },
	{ type: 'contact', contact: { name: 'Ann Baker', phone_number: '+447700900001' } },
	{ type: 'location', location: { lat: 49.8419, lon: -24.0315 } },
	{ type: 'url', media: 'https://shop.example.com/orders/1042' },
	{ type: 'sticker', sticker_id: 46105 },
	{
		type: 'rich_media',
		min_api_version: 2,
		rich_media: {
			Type: 'rich_media',
			ButtonsGroupColumns: 6,
			ButtonsGroupRows: 5,
			Buttons: [...cardOf('plum'), ...cardOf('nut'), ...cardOf('lemon')],
		},
	},
];

async function newBot(
	sandbox: Sandbox,
	webhook: string,
	messages: object[],
	settings: object = {},
) {
	const bot = await sandbox.newBot({
		...AT_ONCE,
		messagesPerHourWithoutReply: null,
		...settings,
	});
	await call(bot, 'set_webhook', { url: webhook });
	const { id } = named(bot, 'Olena');
	for (const message of messages) {
		const common = { receiver: id, sender: { name: 'Café' } };
		const { body } = await call(bot, 'send_message', { ...common, ...message });
		if (body.status !== 0) throw new Error(body.status_message);
	}
	return { account: bot.id, person: id };
}

const shown = async (page: Page, selector: string) => await page.locator(selector).last().waitFor();
const press = async (page: Page, selector: string) => await page.locator(selector).click();

/** The states in which the page is looked at. */
export const SCENES: readonly Scene[] = [
	{
		name: 'an empty chat',
		prepare: async (sandbox, webhook) => await newBot(sandbox, webhook, []),
		show: async (page) => await shown(page, '#chat-empty'),
	},
	{
		name: 'a chat with every type of message',
		async prepare(sandbox, webhook) {
			const { account, person } = await newBot(sandbox, webhook, messagesOf(sandbox));
			const path = `/bots/${account}/people/${encodeURIComponent(person)}`;
			for (const type of ['text', 'picture', 'file', 'contact', 'location', 'sticker']) {
				await sandbox.control('POST', `${path}/messages`, { type, text: 'Thank you!' });
			}
			await sandbox.control('POST', `${path}/unsubscribe`, {});
			return { account, person };
		},
		show: async (page) => await shown(page, '.message.person .of-sticker'),
	},
	{
		name: 'a keyboard, read by hand',
		prepare: async (sandbox, webhook) =>
			await newBot(
				sandbox,
				webhook,
				[{ type: 'text', text: 'What next?', min_api_version: 3, keyboard: KEYBOARD }],
				{ seenAfterMs: null },
			),
		async show(page) {
			await shown(page, '#keyboard .key');
			await shown(page, '#unread');
		},
	},
	{
		name: 'the menu',
		prepare: async (sandbox, webhook) =>
			await newBot(sandbox, webhook, messagesOf(sandbox).slice(0, 2)),
		show: async (page) => await press(page, '#menu-button'),
	},
	{
		name: 'something else to send, and a refusal',
		prepare: async (sandbox, webhook) => await newBot(sandbox, webhook, []),
		async show(page) {
			await press(page, '#attach-button');
			await page.route('**/messages', async (route) => await route.abort());
			await page.locator('#attach-kinds button').last().click();
			await page.locator('#problem:not(:empty)').waitFor();
			await press(page, '#attach-button');
		},
	},
	{
		name: 'faults',
		prepare: async (sandbox, webhook) =>
			await newBot(sandbox, webhook, messagesOf(sandbox).slice(0, 1)),
		async show(page) {
			await press(page, '#faults summary');
			await page.locator('#fault-times').fill('2');
			await page.locator('#fault-slow').check();
			await page.locator('#fault-times').fill('');
			await page.locator('#fault-status').check();
			await shown(page, '#faults-mark');
			await page.locator('#fault-status-state:not(:empty)').waitFor();
		},
	},
	{
		name: 'a crowd',
		async prepare(sandbox, webhook) {
			const { account, person } = await newBot(sandbox, webhook, messagesOf(sandbox).slice(0, 1));
			await sandbox.control('POST', `/bots/${account}/people`, { count: 1000 });
			return { account, person };
		},
		show: async (page) => await shown(page, '#more-people:not(:empty)'),
	},
	{
		name: 'business messages, one of them by SMS',
		async prepare(sandbox) {
			const sender = await decisionTelecom.newSender(sandbox);
			const person = '380500000004';
			const image = `${sandbox.url}/media/samples/sunset.png`;
			const sms = { text_sms: 'Your code is 1234', validity_period: 40 };
			const local = { button_action: `${sandbox.url}/media/samples/paper.pdf` };
			for (const message of [
				decisionTelecom.pictureTo(person, { text: 'Sale', image, ...local }),
				decisionTelecom.pictureTo(person, { text: 'Sale elsewhere' }),
				decisionTelecom.textTo(person, { text: 'Your code is 1234', ...sms }),
			]) {
				await decisionTelecom.call(sender, 'send-viber', message);
			}
			return { account: sender.id, person };
		},
		show: async (page) => await shown(page, '.message.sms .mark.delivered'),
	},
	{
		name: 'business messages through another provider',
		async prepare(sandbox) {
			const { id, ...account } = await messaggio.newAccount(sandbox);
			const fields = messaggio.textTo(messaggio.OLENA, { txt: 'Your table is ready' });
			await messaggio.send({ id, ...account }, fields);
			return { account: id, person: messaggio.OLENA };
		},
		show: async (page) => await shown(page, '.message.bot'),
	},
	{
		name: 'no sandbox any more',
		prepare: async (sandbox, webhook) =>
			await newBot(sandbox, webhook, messagesOf(sandbox).slice(0, 1)),
		async show(page) {
			// What the browser tells the page when its connection breaks.
			await page.evaluate(`document.getElementById('offline').hidden = false`);
			await shown(page, '#offline');
		},
	},
];
