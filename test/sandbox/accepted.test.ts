import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import * as decisionTelecom from './decisionTelecomSupport';
import * as messaggio from './messaggioSupport';
import { acceptedBy, AT_ONCE, call, inModule, named, Receiver, textFor, tokenIn } from './support';

describe('what was accepted', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	const newBot = async (): Promise<SandboxBot> => {
		const bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
		await call(bot, 'set_webhook', { url: receiver.url, event_types: [] });
		return bot;
	};

	it('by Viber: in order, with ids to the last digit, and nothing that was refused', async () => {
		const bot = await newBot();
		const [olena, marek, sofia] = [named(bot, 'Olena'), named(bot, 'Marek'), named(bot, 'Sofia')];
		const one = await call(bot, 'send_message', textFor(olena));
		await call(bot, 'send_message', textFor(sofia));
		await call(bot, 'get_account_info');
		const broadcast_list = [marek.id, sofia.id, olena.id];
		const text = 'To replace_me_with_user_name';
		const two = await call(bot, 'broadcast_message', {
			...textFor(olena, { text, receiver: undefined }),
			broadcast_list,
		});
		const sticker = { type: 'sticker', sticker_id: 5, text: undefined };
		const three = await call(bot, 'send_message', textFor(marek, sticker));
		const common = { at: expect.any(Number) as number, from: 'Café' };
		const list = await acceptedBy(sandbox, bot);
		expect(list).toEqual([
			{
				...common,
				seq: 1,
				id: tokenIn(one.text),
				to: olena.id,
				text: 'Hi',
				type: 'text',
				method: 'send_message',
			},
			...[marek, olena].map((person, index) => ({
				...common,
				seq: 2 + index,
				id: tokenIn(two.text),
				to: person.id,
				text: `To ${person.name}`,
				type: 'text',
				method: 'broadcast_message',
			})),
			{
				...common,
				seq: 4,
				id: tokenIn(three.text),
				to: marek.id,
				text: '',
				type: 'sticker',
				method: 'send_message',
			},
		]);
		const later = await sandbox.control('GET', `/bots/${bot.id}/accepted?since=3`);
		expect(later).toEqual(list.slice(3));
	});

	it('by Viber: also what fails later and what nobody heard of', async () => {
		const bot = await newBot();
		const olena = named(bot, 'Olena');
		const faults = { failNext: 1, http500After: { from: 2, times: 1 }, resetBefore: { from: 3 } };
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, faults);
		for (const text of ['one', 'two', 'three']) {
			await call(bot, 'send_message', textFor(olena, { text })).catch(() => undefined);
		}
		const list = await acceptedBy(sandbox, bot);
		expect(list.map(({ text }) => text)).toEqual(['one', 'two']);
	});

	it('by Viber: more than a chat keeps', async () => {
		const bot = await newBot();
		const olena = named(bot, 'Olena');
		const count = 2100;
		for (let sent = 0; sent < count; sent += 300) {
			const size = Math.min(300, count - sent);
			const broadcast_list = Array<string>(size).fill(olena.id);
			const body = { ...textFor(olena, { receiver: undefined }), broadcast_list };
			expect((await call(bot, 'broadcast_message', body)).body.status).toBe(0);
		}
		const list = await acceptedBy(sandbox, bot);
		expect(list.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, at) => at + 1));
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		expect(named(now, 'Olena').messages).toHaveLength(2000);
	});

	it('by DecisionTelecom: also for a number that nobody has', async () => {
		const sender = await decisionTelecom.newSender(sandbox, { idsBeyond53: true });
		const { call: post, idIn, pictureTo, textTo } = decisionTelecom;
		const one = await post(sender, 'send-viber', textTo('380509999999', { text: 'Nobody' }));
		await post(sender, 'send-viber', textTo('380500000402'));
		const two = await post(sender, 'send-viber', pictureTo('380500000001', { text: 'Sale' }));
		const shared = { from: 'DemoShop', method: 'send-viber' };
		expect(await acceptedBy(sandbox, sender)).toMatchObject([
			{ ...shared, seq: 1, id: idIn(one), to: '380509999999', text: 'Nobody' },
			{ ...shared, seq: 2, id: idIn(two), to: '380500000001', type: 'picture' },
		]);
	});

	it('by Messaggio: each phone with its id, asked for or not, and nobody twice for an SMS', async () => {
		const bot = await messaggio.newAccount(sandbox);
		const { MAREK, OLENA, send, STAND_IN, textTo } = messaggio;
		const phones = [OLENA, '380509999999', STAND_IN.noViber];
		const { ids } = await send(bot, textTo(phones, { dlr: '1' }));
		await send(bot, textTo([OLENA, STAND_IN.denied]));
		await send(bot, textTo(MAREK, { txt: 'Without ids' }));
		const list = await acceptedBy(sandbox, bot);
		expect(list.map(({ to, text, from, type, method }) => [to, text, from, type, method])).toEqual([
			...phones.map((phone) => [phone, 'Hello', 'DEMO', 'text', 'send']),
			[MAREK, 'Without ids', 'DEMO', 'text', 'send'],
		]);
		expect(list.slice(0, 3).map(({ id }) => id)).toEqual(
			phones.map((phone) => ids.find((one) => one.phone === phone)?.id),
		);
	});

	it('is not given out once there is more of it than is kept', async () => {
		const script = `
			const list = new module.Acceptances();
			const one = { id: '1', to: '2', text: '', type: 'text', from: 'a', method: 'send' };
			for (let count = 0; count < 1_000_000; count++) list.add(one);
			const last = list.after(999_999).map(({ seq }) => seq);
			list.add(one);
			try {
				return [last, list.after(0).length];
			} catch (error) {
				return [last, error.statusCode, error.message];
			}`;
		expect(await inModule('world/acceptances.mts', script)).toEqual([
			[1_000_000],
			400,
			'More than 1,000,000 messages were accepted: the list has gaps.',
		]);
	});
});
