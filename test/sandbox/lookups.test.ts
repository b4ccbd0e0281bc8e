import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxPerson,
} from '../support/sandbox';
import { call, named, pathOf, tokenIn } from './support';

const NOBODY = 'AAECAwQFBgcICQoLDA0ODw==';

describe('what a bot may ask about people', () => {
	let sandbox: Sandbox;
	let bot: SandboxBot;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(async () => {
		bot = await sandbox.newBot();
	});

	afterAll(async () => await sandbox?.stop());

	const change = async (person: SandboxPerson, changes: unknown) =>
		await sandbox.control<SandboxPerson>('PATCH', pathOf(bot, person), changes);

	describe('get_online', () => {
		const ask = async (ids: unknown) => (await call(bot, 'get_online', { ids })).body;

		it.each([
			[{ presence: 'online' }, { online_status: 0, online_status_message: 'online' }],
			[
				{ presence: 'offline', lastOnline: 1_700_000_000_123 },
				{
					online_status: 1,
					online_status_message: 'offline',
					last_online: 1_700_000_000_123,
				},
			],
			[{ presence: 'offline' }, { online_status: 1, online_status_message: 'offline' }],
			[{ presence: 'undisclosed' }, { online_status: 2, online_status_message: 'undisclosed' }],
			[{ presence: 'tryLater' }, { online_status: 3, online_status_message: 'tryLater' }],
		])('tells of somebody who is %j', async (changes, state) => {
			const olena = named(bot, 'Olena');
			expect(await change(olena, changes)).toMatchObject(changes);
			expect(await ask([olena.id])).toEqual({
				status: 0,
				status_message: 'ok',
				chat_hostname: 'SN-CHAT-00_',
				users: [{ id: olena.id, ...state }],
			});
		});

		it('says 4 of strangers and of those who are not subscribed, in the order asked', async () => {
			const [olena, marek, sofia] = ['Olena', 'Marek', 'Sofia'].map((name) => named(bot, name));
			await sandbox.control('POST', `${pathOf(bot, marek as SandboxPerson)}/unsubscribe`);
			const ids = [NOBODY, olena?.id, marek?.id, sofia?.id];
			expect((await ask(ids)).users).toEqual(
				[4, 0, 4, 4].map((online_status, index) => ({
					id: ids[index],
					online_status,
					online_status_message: online_status === 4 ? 'unavailable' : 'online',
				})),
			);
		});

		it.each([
			[undefined, 4, /^ids is missing/],
			['a', 3, /^ids must be an array/],
			[[], 3, /^ids must hold 1 to 100 items, not 0/],
			[Array<string>(101).fill('a'), 3, /^ids must hold 1 to 100 items, not 101/],
			[[1], 3, /^ids\[0\] must be a string/],
		])('refuses %j', async (ids, status, says) => {
			const body = await ask(ids);
			expect(body.status).toBe(status);
			expect(body.status_message).toMatch(says);
		});

		it('takes a hundred', async () => {
			const { users } = await ask(Array<string>(100).fill(NOBODY));
			expect(users).toHaveLength(100);
		});
	});

	describe('get_user_details', () => {
		const ask = async (id: unknown) => await call(bot, 'get_user_details', { id });

		it('tells all of a person', async () => {
			const olena = named(bot, 'Olena');
			const { text, body } = await ask(olena.id);
			expect(tokenIn(text)).toMatch(/^\d{19}$/);
			expect(body).toMatchObject({ status: 0, status_message: 'ok' });
			expect(body.user).toEqual({
				id: olena.id,
				name: 'Olena',
				avatar: olena.avatar,
				country: 'UA',
				language: 'uk',
				primary_device_os: expect.any(String) as string,
				api_version: 10,
				viber_version: expect.any(String) as string,
				mcc: 255,
				mnc: 1,
				device_type: expect.any(String) as string,
			});
		});

		it('answers twice in twelve hours for each person, then 12', async () => {
			const statuses: number[] = [];
			for (const name of ['Olena', 'Olena', 'Olena', 'Marek', 'Marek', 'Marek']) {
				statuses.push((await ask(named(bot, name).id)).body.status);
			}
			expect(statuses).toEqual([0, 0, 12, 0, 0, 12]);
			const settings = { userDetailsPerTwelveHours: null };
			await sandbox.control('PATCH', `/bots/${bot.id}/settings`, settings);
			expect((await ask(named(bot, 'Olena').id)).body.status).toBe(0);
		});

		it('refuses strangers, those not subscribed and nonsense', async () => {
			expect((await ask(NOBODY)).body).toMatchObject({
				status: 5,
				status_message: 'receiverNotRegistered',
			});
			expect((await ask(named(bot, 'Sofia').id)).body).toMatchObject({
				status: 6,
				status_message: 'notSubscribed',
			});
			expect((await ask(undefined)).body).toMatchObject({ status: 4 });
			expect((await ask(5)).body).toMatchObject({ status: 3 });
			expect((await ask('')).body).toMatchObject({ status: 3 });
		});
	});

	it.each([
		[{ presence: 'asleep' }, /presence must/],
		[{ lastOnline: -1 }, /lastOnline must/],
		[{ lastOnline: 'now' }, /lastOnline must/],
	])('refuses to change a person by %j', async (changes, says) => {
		await expect(change(named(bot, 'Olena'), changes)).rejects.toThrow(says);
	});
});
