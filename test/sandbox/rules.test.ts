import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxPerson,
} from '../support/sandbox';
import { AT_ONCE, call, named, pathOf, Receiver, textFor } from './support';

const BUTTON = { ActionBody: 'yes', Text: 'Yes' };
const keyboard = (more: Record<string, unknown> = {}, ...buttons: unknown[]) => ({
	keyboard: { Type: 'keyboard', Buttons: buttons.length ? buttons : [BUTTON], ...more },
});

describe('what a bot may send', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;
	let olena: SandboxPerson;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
		bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
		olena = named(bot, 'Olena');
		await call(bot, 'set_webhook', { url: receiver.url });
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	const refusals: Array<
		[what: string, change: Record<string, unknown>, status: number, says: RegExp]
	> = [
		['no receiver', { receiver: undefined }, 4, /^receiver is missing/],
		['receiver null', { receiver: null }, 3, /^receiver must be a string/],
		['receiver a number', { receiver: 5 }, 3, /^receiver must be a string/],
		['receiver empty', { receiver: '' }, 3, /^receiver must not be empty/],
		['no type', { type: undefined }, 4, /^type is missing/],
		['type a number', { type: 1 }, 3, /^type must be a string/],
		['a type not played', { type: 'payment' }, 3, /does not play.*payment/],
		['a type of the prototype', { type: 'toString' }, 3, /does not play/],
		['no sender', { sender: undefined }, 4, /^sender is missing/],
		['sender a text', { sender: 'Café' }, 3, /^sender must be an object/],
		['no sender name', { sender: {} }, 4, /^sender\.name is missing/],
		['sender name empty', { sender: { name: '' } }, 3, /^sender\.name must not be empty/],
		['sender name of 29', { sender: { name: 'n'.repeat(29) } }, 3, /^sender\.name .*28/],
		['avatar no URL', { sender: { name: 'n', avatar: 'me' } }, 3, /^sender\.avatar must be a URL/],
		['no text', { text: undefined }, 4, /^text is missing/],
		['text null', { text: null }, 3, /^text must be a string/],
		['text a list', { text: ['Hi'] }, 3, /^text must be a string/],
		['text of 7001', { text: 'x'.repeat(7001) }, 3, /^text is longer than 7000/],
		['text of 7002 in emoji', { text: '😀'.repeat(3501) }, 3, /^text .*\(7002\)/],
		['tracking data null', { tracking_data: null }, 3, /^tracking_data must be a string/],
		['tracking data an object', { tracking_data: {} }, 3, /^tracking_data must be a string/],
		['tracking data of 4001', { tracking_data: 'x'.repeat(4001) }, 3, /^tracking_data .*4000/],
		['version a text', { min_api_version: '7' }, 3, /^min_api_version must be an integer/],
		['version with a fraction', { min_api_version: 1.5 }, 3, /^min_api_version must be an int/],
		['version 0', { min_api_version: 0 }, 3, /^min_api_version must be 1 or more/],
		['version 11', { min_api_version: 11 }, 13, /^min_api_version 11 is above what .* support/],
		['inline chat', { chat_id: '1' }, 17, /^chat_id/],
		['keyboard as text', { keyboard: '{}' }, 3, /^keyboard must be an object/],
		['keyboard null', { keyboard: null }, 3, /^keyboard must be an object/],
		['keyboard without type', keyboard({ Type: undefined }), 4, /^keyboard\.Type is missing/],
		['keyboard of another type', keyboard({ Type: 'rich_media' }), 3, /^keyboard\.Type must be/],
		['no buttons', keyboard({ Buttons: undefined }), 4, /^keyboard\.Buttons is missing/],
		['an empty keyboard', keyboard({ Buttons: [] }), 3, /^keyboard\.Buttons must hold/],
		['a button as text', keyboard({}, 'Yes'), 3, /^keyboard\.Buttons\[0\] must be an object/],
		['no action', keyboard({}, BUTTON, { Text: 'No' }), 4, /Buttons\[1\]\.ActionBody is missing/],
		['nothing to see', keyboard({}, { ActionBody: 'a' }), 3, /Buttons\[0\] must have Text/],
		['seven columns', keyboard({}, { ...BUTTON, Columns: 7 }), 3, /\.Columns must be from 1 to 6/],
		['three rows', keyboard({}, { ...BUTTON, Rows: 3 }), 3, /\.Rows must be from 1 to 2/],
		['a colour name', keyboard({ BgColor: 'red' }), 3, /^keyboard\.BgColor must be a colour/],
		['a wrong action', keyboard({}, { ...BUTTON, ActionType: 'go' }), 3, /ActionType must be one/],
		['button text of 251', keyboard({}, { ...BUTTON, Text: 'x'.repeat(251) }), 3, /\.Text .*250/],
		['25 rows', keyboard({}, ...Array<unknown>(25).fill(BUTTON)), 3, /^keyboard has 25 rows/],
		[
			'a level too low for a field',
			{ ...keyboard({ InputFieldState: 'hidden' }), min_api_version: 3 },
			14,
			/^keyboard\.InputFieldState needs min_api_version 4/,
		],
		[
			'a level too low for a value',
			keyboard({}, { ...BUTTON, ActionType: 'share-phone' }),
			14,
			/ActionType needs min_api_version 3/,
		],
	];

	it.each(refusals)('refuses %s', async (_what, change, status, says) => {
		const answer = await call(bot, 'send_message', textFor(olena, change));
		expect(answer.http).toBe(200);
		expect(answer.body.status).toBe(status);
		expect(answer.body.status_message).toMatch(says);
		expect(answer.body.chat_hostname).toBe('SN-CHAT-00_');
	});

	const allowances: Array<[what: string, change: Record<string, unknown>]> = [
		['a plain text', {}],
		['a sender name of 28', { sender: { name: 'n'.repeat(28) } }],
		['an avatar', { sender: { name: 'n', avatar: 'https://media.example.test/a.jpg' } }],
		['a text of 7000', { text: 'x'.repeat(7000) }],
		['empty tracking data', { tracking_data: '' }],
		['tracking data of 4000', { tracking_data: 'x'.repeat(4000) }],
		['version 1', { min_api_version: 1 }],
		['version 10', { min_api_version: 10 }],
		['a keyboard', keyboard({ BgColor: '#FFFFFF' }, { ...BUTTON, Columns: 3, Rows: 2 })],
		['a keyboard of 24 rows', keyboard({}, ...Array<unknown>(24).fill(BUTTON))],
		['two buttons in a row', keyboard({}, ...Array<unknown>(48).fill({ ...BUTTON, Columns: 3 }))],
		['a keyboard alone', { type: undefined, text: undefined, ...keyboard() }],
		['a high level', { ...keyboard({ InputFieldState: 'hidden' }), min_api_version: 4 }],
		['a field nobody knows', { something: { else: 1 } }],
	];

	it.each(allowances)('accepts %s', async (_what, change) => {
		const { body } = await call(bot, 'send_message', textFor(olena, change));
		expect(body).toMatchObject({ status: 0, status_message: 'ok', billing_status: 3 });
	});

	it('shows what it accepted on the phone, with the known fields of the keyboard only', async () => {
		const body = textFor(olena, {
			text: 'Seen?',
			tracking_data: 'order-42',
			sender: { name: 'Café', avatar: 'https://media.example.test/a.jpg' },
			...keyboard({ Unknown: 'a number beyond 2^53' }),
		});
		const text = JSON.stringify(body).replace('"a number beyond 2^53"', '9007199254740993');
		expect((await call(bot, 'send_message', text)).body.status).toBe(0);
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		expect(named(now, 'Olena').messages.at(-1)).toMatchObject({
			from: 'bot',
			type: 'text',
			text: 'Seen?',
			senderName: 'Café',
			senderAvatar: 'https://media.example.test/a.jpg',
			trackingData: 'order-42',
			keyboard: { Type: 'keyboard', Buttons: [BUTTON] },
		});
	});

	it('refuses whoever cannot be reached', async () => {
		const status = async (receiver: string, more: Record<string, unknown> = {}) =>
			(await call(bot, 'send_message', { ...textFor(olena, more), receiver })).body;
		expect(await status('AAECAwQFBgcICQoLDA0ODw==')).toMatchObject({ status: 5 });
		expect(await status(named(bot, 'Sofia').id)).toMatchObject({
			status: 6,
			status_message: 'notSubscribed',
		});
		await sandbox.control('POST', `${pathOf(bot, named(bot, 'Marek'))}/unsubscribe`);
		expect(await status(named(bot, 'Marek').id)).toMatchObject({ status: 6 });
		const wish = { name: 'Old phone', subscribed: true, apiVersion: 3 };
		const old = await sandbox.control<SandboxPerson>('POST', `/bots/${bot.id}/people`, wish);
		expect(await status(old.id, { min_api_version: 4 })).toMatchObject({ status: 13 });
		expect(await status(old.id, { min_api_version: 3 })).toMatchObject({ status: 0 });
		const other = await sandbox.newBot();
		expect(await status(named(other, 'Olena').id)).toMatchObject({ status: 5 });
	});

	it('refuses to send without a webhook', async () => {
		const bare = await sandbox.newBot();
		const { body } = await call(bare, 'send_message', textFor(named(bare, 'Olena')));
		expect(body).toMatchObject({ status: 10, status_message: 'webhookNotSet' });
	});

	it('counts unanswered messages in an hour, and a session once the person wrote', async () => {
		const limits = { messagesPerHourWithoutReply: 2, now: 1_700_000_000_000 };
		const strict = await sandbox.newBot({ ...AT_ONCE, ...limits });
		const person = named(strict, 'Olena');
		await call(strict, 'set_webhook', { url: receiver.url });
		const send = async () => (await call(strict, 'send_message', textFor(person))).body;
		expect(await send()).toMatchObject({ status: 0, billing_status: 3 });
		expect(await send()).toMatchObject({ status: 0 });
		expect(await send()).toMatchObject({ status: 12 });
		await sandbox.control('POST', `${pathOf(strict, person)}/messages`, { text: 'Still here' });
		expect(await send()).toMatchObject({ status: 0, billing_status: 1 });
	});
});
