import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxPerson,
} from '../support/sandbox';
import { AT_ONCE, call, named, pathOf, Receiver, textFor, until } from './support';

const SECOND_MS = 1000;
const HOUR_MS = 60 * 60 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** The first moment of a clock hour. */
const HOUR = Math.floor(1_700_000_000_000 / HOUR_MS) * HOUR_MS;

describe('limits of the Viber API and their clock', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;
	let olena: SandboxPerson;
	let marek: SandboxPerson;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	beforeEach(async () => await begin());

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	async function begin(settings: object = {}): Promise<void> {
		bot = await sandbox.newBot({ ...AT_ONCE, now: HOUR, ...settings });
		[olena, marek] = [named(bot, 'Olena'), named(bot, 'Marek')];
		receiver.got.length = 0;
		await call(bot, 'set_webhook', { url: receiver.url, event_types: [] });
	}

	/** Sets the clock. */
	const at = async (now: number | null) =>
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { now });
	const send = async (person = olena) => (await call(bot, 'send_message', textFor(person))).body;
	const broadcast = async (broadcast_list: string[]) => {
		const body = { ...textFor(olena, { receiver: undefined }), broadcast_list };
		return (await call(bot, 'broadcast_message', body)).body;
	};
	const details = async (person = olena) =>
		(await call(bot, 'get_user_details', { id: person.id })).body.status;
	const write = async () => {
		await sandbox.control('POST', `${pathOf(bot, olena)}/messages`, { text: 'Still here' });
		await until(() => receiver.of('message').length, 'the message');
	};
	/** Does something so many times. @returns the different outcomes */
	const outcomes = async <T>(count: number, act: () => Promise<T>): Promise<T[]> => {
		const found: T[] = [];
		for (let round = 0; round < count; round++) found.push(await act());
		return [...new Set(found)];
	};

	it('takes 100 messages to a person in a clock hour, and again in the next', async () => {
		await at(HOUR + 10 * SECOND_MS);
		expect(await outcomes(100, async () => (await send()).status)).toEqual([0]);
		expect(await send()).toMatchObject({
			status: 12,
			status_message: expect.stringMatching(/maximum of 100 messages in an hour/) as string,
		});
		expect(await send(marek)).toMatchObject({ status: 0 });
		expect(await broadcast([olena.id, marek.id])).toMatchObject({
			status: 0,
			failed_list: [{ receiver: olena.id, status: 12 }],
		});
		await at(HOUR + HOUR_MS - 1);
		expect(await send()).toMatchObject({ status: 12 });
		await at(HOUR + HOUR_MS);
		expect(await outcomes(100, async () => (await send()).status)).toEqual([0]);
		expect(await send()).toMatchObject({ status: 12 });
	});

	it('takes another 100 once the person has written', async () => {
		expect(await outcomes(100, async () => (await send()).status)).toEqual([0]);
		expect(await send()).toMatchObject({ status: 12 });
		await write();
		expect(await outcomes(100, async () => (await send()).status)).toEqual([0]);
		expect(await send()).toMatchObject({ status: 12 });
	});

	it('takes 500 broadcasts in ten seconds, and again as those are over', async () => {
		await begin({ messagesPerHourWithoutReply: null });
		const status = async () => (await broadcast([olena.id])).status;
		expect(await outcomes(200, status)).toEqual([0]);
		await at(HOUR + 4 * SECOND_MS);
		expect(await outcomes(300, status)).toEqual([0]);
		expect(await status()).toBe(12);
		await at(HOUR + 10 * SECOND_MS - 1);
		expect(await status()).toBe(12);
		await at(HOUR + 10 * SECOND_MS);
		expect(await outcomes(200, status)).toEqual([0]);
		expect(await status()).toBe(12);
		await at(HOUR + 14 * SECOND_MS);
		expect(await outcomes(300, status)).toEqual([0]);
		expect(await status()).toBe(12);
	});

	it('tells details of a person twice in twelve hours, and again when they are over', async () => {
		expect([await details(), await details(marek)]).toEqual([0, 0]);
		await at(HOUR + 5 * HOUR_MS);
		expect([await details(), await details()]).toEqual([0, 12]);
		await at(HOUR + 12 * HOUR_MS - 1);
		expect(await details()).toBe(12);
		await at(HOUR + 12 * HOUR_MS);
		expect([await details(), await details()]).toEqual([0, 12]);
		await at(HOUR + 17 * HOUR_MS);
		expect([await details(), await details()]).toEqual([0, 12]);
		expect([await details(marek), await details(marek), await details(marek)]).toEqual([0, 0, 12]);
	});

	it('has sessions of a day and 60 messages, which a message of the person begins', async () => {
		const billing = async () => (await send()).billing_status;
		expect(await billing()).toBe(3);
		await write();
		expect(await outcomes(60, billing)).toEqual([1]);
		expect(await billing()).toBe(3);
		await write();
		await at(HOUR + DAY_MS - 1);
		expect(await billing()).toBe(1);
		await at(HOUR + DAY_MS);
		expect(await billing()).toBe(3);
	});

	it('has free messages outside sessions as long as they last, and then 23', async () => {
		await begin({ freeMessages: 2 });
		expect(await send()).toMatchObject({ status: 0, billing_status: 3 });
		expect(await broadcast([marek.id, olena.id])).toMatchObject({
			status: 0,
			failed_list: [{ receiver: olena.id, status: 23, status_message: 'freeMessagesExceeded' }],
		});
		expect(await send()).toMatchObject({ status: 23, status_message: 'freeMessagesExceeded' });
		await write();
		expect(await send()).toMatchObject({ status: 0, billing_status: 1 });
		expect(await send(marek)).toMatchObject({ status: 23 });
	});

	it('pays for messages outside sessions as long as the balance lasts, and then 24', async () => {
		await begin({ balance: 1, freeMessages: 0 });
		expect(await send()).toMatchObject({ status: 0, billing_status: 5 });
		expect(await send()).toMatchObject({ status: 24, status_message: 'noBalance' });
		await write();
		expect(await send()).toMatchObject({ status: 0, billing_status: 2 });
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { balance: 2 });
		expect(await send(marek)).toMatchObject({ status: 0, billing_status: 5 });
		expect(await send(marek)).toMatchObject({ status: 24 });
	});

	it('goes by the time that it is unless told otherwise', async () => {
		await begin({ userDetailsPerTwelveHours: 1 });
		expect(await details()).toBe(0);
		await at(null);
		expect([await details(), await details()]).toEqual([0, 12]);
		await at(Date.now() + 12 * HOUR_MS);
		expect(await details()).toBe(0);
	});
});
