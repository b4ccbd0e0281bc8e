import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxPerson,
} from '../support/sandbox';
import { AT_ONCE, call, logLine, named, pathOf, Receiver, tokenIn, until } from './support';

interface Failed {
	receiver: string;
	status: number;
	status_message: string;
}

describe('broadcast_message', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	beforeEach(async () => {
		await begin();
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	async function begin(settings: object = {}): Promise<void> {
		bot = await sandbox.newBot({ ...AT_ONCE, ...settings });
		receiver.got.length = 0;
		await call(bot, 'set_webhook', { url: receiver.url });
	}

	const broadcast = async (broadcast_list: unknown, more: Record<string, unknown> = {}) =>
		await call(bot, 'broadcast_message', {
			broadcast_list,
			type: 'text',
			text: 'News',
			sender: { name: 'Café' },
			...more,
		});
	const crowd = async (wish: Record<string, unknown>) =>
		(await sandbox.control<{ people: SandboxPerson[] }>('POST', `/bots/${bot.id}/people`, wish))
			.people;
	const now = async () => await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);

	it('reaches each under one token, with deliveries and receipts of their own', async () => {
		const ids = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		const { text, body } = await broadcast(ids);
		expect(body).toEqual({
			status: 0,
			status_message: 'ok',
			chat_hostname: 'SN-CHAT-00_',
			message_token: expect.any(Number) as number,
			failed_list: [],
		});
		const token = tokenIn(text);
		for (const event of ['delivered', 'seen']) {
			await until(() => receiver.of(event).length === 2, event);
			expect(receiver.of(event).map((one) => tokenIn(one.raw.toString()))).toEqual([token, token]);
			expect(receiver.of(event).map((one) => one.body.user_id)).toEqual(ids);
		}
	});

	it('names whom it did not reach, and why', async () => {
		const old = { name: 'Old phone', subscribed: true, apiVersion: 3 };
		const path = `/bots/${bot.id}/people`;
		const { id: oldId } = await sandbox.control<SandboxPerson>('POST', path, old);
		const nobody = 'AAECAwQFBgcICQoLDA0ODw==';
		const [olena, marek, sofia] = ['Olena', 'Marek', 'Sofia'].map((name) => named(bot, name).id);
		const settings = { messagesPerHourWithoutReply: 1, now: 1_700_000_000_000 };
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, settings);
		await broadcast([marek]);
		const { body } = await broadcast([olena, nobody, sofia, oldId, marek], { min_api_version: 4 });
		expect(body.status).toBe(0);
		expect(body.failed_list).toEqual([
			{ receiver: nobody, status: 5, status_message: 'Not found' },
			{ receiver: sofia, status: 6, status_message: 'Not subscribed' },
			{ receiver: oldId, status: 13, status_message: expect.any(String) as string },
			{ receiver: marek, status: 12, status_message: expect.any(String) as string },
		]);
		expect(named(await now(), 'Olena').messages).toHaveLength(1);
	});

	it('brings it twice to whoever is listed twice', async () => {
		const [olena, sofia] = ['Olena', 'Sofia'].map((name) => named(bot, name).id);
		const { body } = await broadcast([olena, sofia, olena, sofia]);
		expect(body).toMatchObject({
			status: 0,
			failed_list: [
				{ receiver: sofia, status: 6 },
				{ receiver: sofia, status: 6 },
			],
		});
		expect(named(await now(), 'Olena').messages).toHaveLength(2);
		const line = await logLine(sandbox, bot, ({ name }) => name === 'broadcast_message');
		expect(line.note).toBe('2 of 4 reached: News');
	});

	it('reaches nobody with a level that no device supports', async () => {
		const ids = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		const { body } = await broadcast(ids, { min_api_version: 11 });
		expect(body).toMatchObject({ status: 0, failed_list: ids.map(() => ({ status: 13 })) });
	});

	it('replaces the placeholders for each, in every part of the message', async () => {
		const all =
			'replace_me_with_user_name|replace_me_with_receiver_id|replace_me_with_url_encoded_receiver_id';
		const people = ['Olena', 'Marek'].map((name) => named(bot, name));
		const { body } = await broadcast(
			people.map(({ id }) => id),
			{
				text: `${all} replace_me_with_love`,
				tracking_data: all,
				keyboard: { Type: 'keyboard', Buttons: [{ Text: all, ActionBody: all }] },
			},
		);
		expect(body.status).toBe(0);
		const after = await now();
		for (const { name, id } of people) {
			const filled = `${name}|${id}|${encodeURIComponent(id)}`;
			const message = named(after, name).messages[0];
			expect(message).toMatchObject({
				text: `${filled} replace_me_with_love`,
				trackingData: filled,
				keyboard: { Buttons: [{ Text: filled, ActionBody: filled }] },
			});
			await sandbox.control('POST', `${pathOf(bot, named(bot, name))}/messages`, { text: 'Hi' });
			await until(
				() =>
					receiver
						.of('message')
						.some(
							({ body: got }) =>
								(got.message as { tracking_data: string }).tracking_data === filled,
						),
				`the tracking data of ${name}`,
			);
		}
	});

	it('leaves placeholders alone in a message to one person', async () => {
		const olena = named(bot, 'Olena');
		const text = 'Hello replace_me_with_user_name';
		const message = { receiver: olena.id, type: 'text', text, sender: { name: 'Café' } };
		expect((await call(bot, 'send_message', message)).body.status).toBe(0);
		expect(named(await now(), 'Olena').messages[0]?.text).toBe(text);
	});

	const refusals: Array<[string, unknown, Record<string, unknown>, number, RegExp]> = [
		['no list', undefined, {}, 4, /^broadcast_list is missing/],
		['a text', 'abc', {}, 3, /^broadcast_list must be an array/],
		['an empty list', [], {}, 3, /^broadcast_list must hold 1 to 300 items, not 0/],
		['301 ids', Array<string>(301).fill('a'), {}, 3, /must hold 1 to 300 items, not 301/],
		['a number among the ids', ['a', 5], {}, 3, /^broadcast_list\[1\] must be a string/],
		['an empty id', [''], {}, 3, /^broadcast_list\[0\] must not be empty/],
		['a bad message', ['a'], { text: undefined }, 4, /^text is missing/],
	];

	it.each(refusals)('refuses %s', async (_what, list, more, status, says) => {
		const { body } = await broadcast(list, more);
		expect(body.status).toBe(status);
		expect(body.status_message).toMatch(says);
	});

	it('needs a webhook and the permission', async () => {
		const bare = await sandbox.newBot();
		const body = { broadcast_list: ['a'], type: 'text', text: 'Hi', sender: { name: 'Café' } };
		expect((await call(bare, 'broadcast_message', body)).body.status).toBe(10);
		await begin({ broadcastAllowed: false });
		expect((await broadcast([named(bot, 'Olena').id])).body).toMatchObject({
			status: 20,
			status_message: 'broadcastNotAllowed',
		});
		expect(named(await now(), 'Olena').messages).toEqual([]);
	});

	it('is refused with 12 beyond so many calls in ten seconds', async () => {
		const limits = { broadcastsPerTenSeconds: 3, messagesPerHourWithoutReply: null };
		await begin({ ...limits, now: 1_700_000_000_000 });
		const statuses: number[] = [];
		for (let round = 0; round < 5; round++) {
			statuses.push((await broadcast([named(bot, 'Olena').id])).body.status);
		}
		expect(statuses).toEqual([0, 0, 0, 12, 12]);
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { broadcastsPerTenSeconds: null });
		expect((await broadcast([named(bot, 'Olena').id])).body.status).toBe(0);
		expect(named(await now(), 'Olena').messages).toHaveLength(4);
	});

	it('allows 500 calls in ten seconds unless told otherwise', async () => {
		const { settings } = await now();
		expect(settings).toMatchObject({ broadcastsPerTenSeconds: 500, broadcastAllowed: true });
	});

	it('plays a thousand receivers with a share of them not subscribed', async () => {
		const people = await crowd({ count: 1000, subscribed: 0.9 });
		expect(people.filter(({ subscribed }) => subscribed)).toHaveLength(900);
		expect(new Set(people.map(({ id }) => id)).size).toBe(1000);
		const failed: Failed[] = [];
		for (let start = 0; start < 1000; start += 250) {
			const { body } = await broadcast(people.slice(start, start + 250).map(({ id }) => id));
			failed.push(...(body.failed_list as Failed[]));
		}
		expect(failed.map(({ receiver: id }) => id)).toEqual(
			people.filter(({ subscribed }) => !subscribed).map(({ id }) => id),
		);
		expect(new Set(failed.map(({ status }) => status))).toEqual(new Set([6]));
		const users = () => new Set(receiver.of('delivered').map(({ body }) => body.user_id));
		const deadline = Date.now() + 15_000;
		while (users().size < 900 && Date.now() < deadline) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		expect(users().size).toBe(900);
	});

	it('makes a crowd by a list as well', async () => {
		const people = await crowd({ count: 3, name: 'Guest', subscribed: [true, false, true] });
		expect(people.map(({ name, subscribed }) => [name, subscribed])).toEqual([
			['Guest 1', true],
			['Guest 2', false],
			['Guest 3', true],
		]);
	});

	it.each([
		[{ count: 0 }, /^.*count must/],
		[{ count: 10_001 }, /count must/],
		[{ count: 2, subscribed: 1.5 }, /subscribed must/],
		[{ count: 2, subscribed: [true] }, /subscribed must/],
		[{ count: 2, subscribed: [true, 1] }, /subscribed must/],
	])('refuses a crowd of %j', async (wish, says) => {
		await expect(crowd(wish)).rejects.toThrow(says);
	});
});
