import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import {
	MAREK,
	newAccount,
	OLENA,
	ReportScript,
	send,
	STAND_IN,
	textTo,
	type MessaggioBot,
	type Report,
} from './messaggioSupport';
import { logLine, until, type Reply } from './support';

const quiet = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Messaggio: reports', () => {
	let sandbox: Sandbox;
	let script: ReportScript;
	let bot: MessaggioBot;

	beforeAll(async () => {
		[sandbox, script] = await Promise.all([startSandbox(), ReportScript.start()]);
	});

	beforeEach(async () => await begin());

	afterAll(async () => await Promise.all([sandbox?.stop(), script?.stop()]));

	async function begin(settings: object = {}, query = ''): Promise<void> {
		script.begin();
		bot = await newAccount(sandbox, { callbackUrl: script.url + query, ...settings });
	}

	/** Sends with the wish for reports. @returns the ids in the order of the phones */
	const deliver = async (phones: string | string[], more: Record<string, string> = {}) => {
		const answer = await send(bot, textTo(phones, { dlr: '1', ...more }));
		expect(answer.code).toBe(0);
		return [phones].flat().map((one) => answer.ids.find(({ phone }) => phone === one)?.id ?? '');
	};
	const next = async (type: string, count = 1) => {
		await until(() => script.of(type).length >= count, `${count} × ${type || 'standard'}`);
		return script.of(type)[count - 1] ?? {};
	};
	const reports = async (count: number): Promise<Report[]> => {
		await until(() => script.got.length >= count, `${count} reports`);
		return script.got;
	};
	const chat = async (phone: string) => {
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		return now.people.find(({ id }) => id === phone)?.messages ?? [];
	};
	const answerAs = async (phone: string, text: string) =>
		await sandbox.control('POST', `/bots/${bot.id}/people/${phone}/messages`, { text });

	it('tell of delivered and seen, as posted forms without phone and signature', async () => {
		const [id = ''] = await deliver(OLENA, { p_transaction_id: 'order 1001 & Ї' });
		const [first] = await reports(2);
		expect(first).toMatchObject({
			method: 'POST',
			url: script.path,
			contentType: 'application/x-www-form-urlencoded',
			raw: `type=delivery&msg_id=${id}&p_transaction_id=order+1001+%26+%D0%87&status=delivered`,
		});
		expect(await next('seen')).toEqual({
			type: 'seen',
			msg_id: id,
			p_transaction_id: 'order 1001 & Ї',
		});
		await quiet(30);
		expect(script.got).toHaveLength(2);
	});

	it('go by GET to an address that has a query already', async () => {
		await begin({ callbackMethod: 'GET' }, '?key=a%2Fb');
		const [id = ''] = await deliver(OLENA);
		const [first] = await reports(1);
		expect(first).toMatchObject({
			method: 'GET',
			url: `${script.path}?key=a%2Fb&type=delivery&msg_id=${id}&p_transaction_id=&status=delivered`,
			raw: '',
		});
	});

	it('tell of what people answer', async () => {
		const [id = ''] = await deliver(OLENA, { p_transaction_id: 'order-1001' });
		await next('delivery');
		await answerAs(OLENA, 'Дякую 😀 & +1');
		expect(await next('reply')).toEqual({
			type: 'reply',
			msg_id: id,
			p_transaction_id: 'order-1001',
			text: 'Дякую 😀 & +1',
		});
		const isTaken = async () => (await chat(OLENA)).at(-1)?.delivered;
		expect(await until(isTaken, 'the answer to be taken')).toBe(true);
	});

	it('let people answer only the latest message that asked for reports', async () => {
		await expect(answerAs(OLENA, 'Hello?')).rejects.toThrow(/no message that takes an answer/);
		await deliver(OLENA);
		const [second] = await deliver(OLENA);
		await next('delivery', 2);
		await answerAs(OLENA, 'Thanks');
		expect(await next('reply')).toMatchObject({ msg_id: second });
		await send(bot, textTo(OLENA));
		await until(async () => (await chat(OLENA)).at(-1)?.delivered, 'the message without reports');
		await expect(answerAs(OLENA, 'And now?')).rejects.toThrow(/no message that takes an answer/);
		await expect(
			sandbox.control('POST', `/bots/${bot.id}/people/${OLENA}/subscribe`),
		).rejects.toThrow(/subscribes/);
	});

	it('are sent for each of several phones, seen for each of several messages', async () => {
		await begin({ seenAfterMs: null });
		const ids = await deliver([OLENA, MAREK]);
		const [third = ''] = await deliver(OLENA);
		await next('delivery', 3);
		const told = script.of('delivery').map((fields) => fields.msg_id);
		expect(told.sort()).toEqual([...ids, third].sort());
		await sandbox.control('POST', `/bots/${bot.id}/people/${OLENA}/read`);
		await next('seen', 2);
		const seen = script.of('seen').map((fields) => fields.msg_id);
		expect(seen.sort()).toEqual([ids[0], third].sort());
	});

	it('are not sent without dlr, and say so in the log without an address', async () => {
		await send(bot, textTo([OLENA, STAND_IN.noViber]));
		await until(async () => (await chat(STAND_IN.noViber)).length === 2, 'the SMS');
		await quiet(30);
		expect(script.got).toEqual([]);
		await begin({ callbackUrl: '' });
		await deliver(OLENA);
		const line = await logLine(sandbox, bot, ({ name }) => name === 'delivery');
		expect(line).toMatchObject({
			direction: 'out',
			person: OLENA,
			status: null,
			note: 'not sent: the account has no callback address',
		});
	});

	it('begin with an interim one, if the account has that, by either of its names', async () => {
		await begin({ interimReports: true, deliveredAfterMs: 30 });
		await deliver(OLENA);
		await next('delivery', 2);
		expect(script.of('delivery').map(({ status }) => status)).toEqual(['in process', 'delivered']);
		await begin({ interimReports: true, interimStatus: 'buffered', deliveredAfterMs: 30 });
		await deliver(OLENA);
		expect(await next('delivery')).toMatchObject({ status: 'buffered' });
	});

	it('leave out an empty p_transaction_id, if so set', async () => {
		await begin({ emptyTransactionId: 'absent' });
		await deliver(OLENA);
		expect(await next('delivery')).not.toHaveProperty('p_transaction_id');
	});

	it('are numbers for Viber too without the extended mode, and nothing is told of seen', async () => {
		await begin({ extendedReports: false, interimReports: true, deliveredAfterMs: 30 });
		await deliver(OLENA);
		await next('', 2);
		await quiet(30);
		expect(script.got.map(({ fields }) => fields.status)).toEqual(['4', '0']);
		await expect(answerAs(OLENA, 'Hello?')).rejects.toThrow(/no message that takes an answer/);
	});

	describe('are repeated', () => {
		const retryDelaysMs = [10, 20, 30];
		const settling: Array<[string, Reply, boolean]> = [
			['HTTP 200', { status: 200 }, true],
			['HTTP 400', { status: 400 }, true],
			['HTTP 404', { status: 404 }, true],
			['HTTP 201', { status: 201 }, false],
			['HTTP 204', { status: 204 }, false],
			['HTTP 302', { status: 302 }, false],
			['HTTP 401', { status: 401 }, false],
			['HTTP 403', { status: 403 }, false],
			['HTTP 410', { status: 410 }, false],
			['HTTP 500', { status: 500 }, false],
			['HTTP 503', { status: 503 }, false],
			['no answer in time', 'hang', false],
		];

		it.each(settling)('after %s: %j', async (_what, reply, settles) => {
			await begin({ retryDelaysMs, callbackTimeoutMs: 60, seenAfterMs: null });
			script.reply = () => reply;
			await deliver(OLENA, { p_transaction_id: 'order-1001' });
			await reports(settles ? 1 : 4);
			await quiet(120);
			expect(script.got).toHaveLength(settles ? 1 : 4);
			expect(new Set(script.got.map(({ raw }) => raw)).size).toBe(1);
			const last = await logLine(sandbox, bot, ({ attempt }) => attempt === (settles ? 1 : 4));
			expect(last.status).toBe(reply === 'hang' ? null : reply.status);
		});

		it('until one is settled, by GET as well', async () => {
			await begin({ retryDelaysMs, callbackMethod: 'GET', seenAfterMs: null });
			script.reply = () => ({ status: script.got.length < 3 ? 503 : 200 });
			await deliver(OLENA);
			await reports(3);
			await quiet(60);
			expect(script.got).toHaveLength(3);
			expect(new Set(script.got.map(({ url }) => url)).size).toBe(1);
		});

		it('to the address of that moment, and no more once there is none', async () => {
			await begin({ retryDelaysMs: [60, 60], seenAfterMs: null });
			script.reply = () => ({ status: 503 });
			await deliver(OLENA);
			await reports(1);
			const settings = `/bots/${bot.id}/settings`;
			await sandbox.control('PATCH', settings, { callbackUrl: `${script.url}moved` });
			expect((await reports(2))[1]?.url).toBe(`${script.path}moved`);
			await sandbox.control('PATCH', settings, { callbackUrl: '' });
			await quiet(120);
			expect(script.got).toHaveLength(2);
		});

		it('as the documents have it, unless the settings shorten that', async () => {
			const { settings } = await sandbox.control<SandboxBot>('GET', '/bots/demo-messaggio');
			const minutes = (settings.retryDelaysMs as number[]).map((ms) => ms / 60_000);
			expect(minutes).toEqual([5, 5, 5, 15, 15, 15, 15, 15, 15, 15]);
		});
	});

	it('come twice or in another order by faults', async () => {
		await begin({ seenAfterMs: null });
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, { duplicates: 1 });
		await deliver(OLENA);
		const [first, second] = await reports(2);
		expect(second?.raw).toBe(first?.raw);
		await begin({ seenAfterMs: 20 });
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, { outOfOrder: 1 });
		await deliver(OLENA);
		await reports(2);
		expect(script.got.map(({ fields }) => fields.type)).toEqual(['seen', 'delivery']);
	});

	it('can be sent by hand, with or without a type', async () => {
		const raise = async (event: string, fields: object) =>
			await sandbox.control('POST', `/bots/${bot.id}/callbacks`, { event, fields });
		await raise('delivery', { msg_id: 'x', status: 'read' });
		await raise('report', { msg_id: 'x', status: -12 });
		expect(await next('delivery')).toEqual({ type: 'delivery', msg_id: 'x', status: 'read' });
		expect(await next('')).toEqual({ msg_id: 'x', status: '-12' });
	});

	it('end with a reset, which takes back people, ids and what was spent', async () => {
		await begin({ deliveredAfterMs: 50, balance: 1 });
		await deliver(OLENA);
		await sandbox.control('POST', `/bots/${bot.id}/reset`);
		await quiet(90);
		expect(script.got).toEqual([]);
		expect(await chat(OLENA)).toEqual([]);
		await deliver(OLENA);
	});
});
