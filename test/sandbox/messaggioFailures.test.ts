import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import {
	MAREK,
	newAccount,
	OLENA,
	ReportScript,
	send,
	STAND_IN,
	textTo,
	uploadPicture,
	type MessaggioBot,
} from './messaggioSupport';
import { until } from './support';

const DOCUMENTED = [
	['380500000101', 'VIBER_USER_NOT_FOUND', -1],
	['380500000102', 'VIBER_BLOCKED_BY_USER', -1],
	['380500000103', 'VIBER_EXPIRED', -2],
	['380500000104', 'VIBER_NO_DEVICE', -1],
	['380500000105', 'VIBER_UNKNOWN_ERROR', -1],
	['380500000106', 'PHONE_BLACKLISTED', -3],
	['380500000107', 'SPAM_DETECTED', -3],
	['380500000108', 'BAD_WORDS_FOUND', -3],
	['380500000109', 'OPERATOR_NOT_ALLOWED', -3],
	['380500000110', 'FROM_NOT_ALLOWED', -3],
	['380500000111', 'INVALID_SESSION', -3],
	['380500000112', 'PHONE_INCORRECT', -3],
] as const;

const quiet = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

describe('Messaggio: reports of what Viber does not deliver', () => {
	let sandbox: Sandbox;
	let script: ReportScript;
	let bot: MessaggioBot;

	beforeAll(async () => {
		[sandbox, script] = await Promise.all([startSandbox(), ReportScript.start()]);
	});

	beforeEach(async () => await begin());

	afterAll(async () => await Promise.all([sandbox?.stop(), script?.stop()]));

	async function begin(settings: object = {}): Promise<void> {
		script.begin();
		bot = await newAccount(sandbox, { callbackUrl: script.url, ...settings });
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
	const chat = async (phone: string) => {
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		return now.people.find(({ id }) => id === phone)?.messages ?? [];
	};

	describe('of failures', () => {
		it.each(DOCUMENTED)('%s stands for %s', async (phone, reason) => {
			await begin({ smsFallback: false });
			const [id] = await deliver(phone);
			expect(await next('delivery')).toEqual({
				type: 'delivery',
				msg_id: id,
				p_transaction_id: '',
				status: 'undelivered',
				status_extended: reason,
			});
			await quiet(20);
			expect(script.got).toHaveLength(1);
			expect(await chat(phone)).toMatchObject([{ delivered: false, seen: false, failure: reason }]);
			const now = await sandbox.control<{ people: Array<{ id: string; note?: string }> }>(
				'GET',
				`/bots/${bot.id}`,
			);
			expect(now.people.find((one) => one.id === phone)?.note).toContain(reason);
		});

		it.each(DOCUMENTED)('%s has its number without the extended mode', async (phone, _, status) => {
			await begin({ extendedReports: false, smsFallback: false });
			const [id] = await deliver(phone);
			expect(await next('')).toEqual({
				msg_id: id,
				p_transaction_id: '',
				status: String(status),
			});
		});

		it('have no reason where the account has no such reports', async () => {
			await begin({ failureReasons: false });
			await deliver('380500000104');
			expect(await next('delivery')).not.toHaveProperty('status_extended');
		});

		it('go for a number that nobody has, and for somebody who blocks the sender', async () => {
			await deliver('380509999999');
			expect(await next('delivery')).toMatchObject({ status_extended: 'VIBER_USER_NOT_FOUND' });
			// The SMS reaches nobody, and so it must not be reported as delivered.
			expect(await next('')).toMatchObject({ status: '-1' });
			const blocker = { name: 'Taras', phoneNumber: '+380500000301', blocked: true };
			await sandbox.control('POST', `/bots/${bot.id}/people`, blocker);
			await deliver('380500000301');
			const report = await next('delivery', 2);
			expect(report).toMatchObject({ status_extended: 'VIBER_BLOCKED_BY_USER' });
		});

		it('can be had for anybody by a fault', async () => {
			const failNext = { times: 1, person: OLENA, desc: 'SPAM_DETECTED' };
			await sandbox.control('PATCH', `/bots/${bot.id}/faults`, { failNext });
			await deliver([OLENA, MAREK]);
			await next('delivery', 2);
			expect(
				script.of('delivery').map((fields) => fields.status_extended ?? fields.status),
			).toEqual(expect.arrayContaining(['SPAM_DETECTED', 'delivered']));
		});

		it('come once dlr_timeout is over, in whole minutes, if nothing is shortened', async () => {
			await begin({ expiresAfterMs: null });
			await deliver(STAND_IN.expired, { dlr_timeout: '60' });
			await quiet(60);
			expect(script.got).toEqual([]);
		});
	});

	describe('of SMS', () => {
		const twice: Array<[string, string]> = [
			[STAND_IN.noViber, 'VIBER_USER_NOT_FOUND'],
			[STAND_IN.expired, 'VIBER_EXPIRED'],
		];

		it.each(twice)('to %s: after %s the fallback takes over', async (phone, reason) => {
			const [id = ''] = await deliver(phone, { p_transaction_id: 'order-1001' });
			await next('');
			expect(script.got.map(({ fields }) => fields)).toEqual([
				{
					type: 'delivery',
					msg_id: id,
					p_transaction_id: 'order-1001',
					status: 'undelivered',
					status_extended: reason,
				},
				{ msg_id: id, p_transaction_id: 'order-1001', status: '0' },
			]);
			expect(await chat(phone)).toMatchObject([
				{ channel: 'viber', text: 'Hello', failure: reason, delivered: false },
				{ channel: 'sms', text: 'Hello', delivered: true },
			]);
			await quiet(30);
			expect(script.of('seen')).toEqual([]);
		});

		it('have the text after expiry, if there is one', async () => {
			await deliver(STAND_IN.noViber, { expiry_txt: 'Short' });
			await next('');
			expect(await chat(STAND_IN.noViber)).toMatchObject([
				{ text: 'Hello', expiryText: 'Short' },
				{ text: 'Short', channel: 'sms' },
			]);
		});

		it('are not sent for a picture without any text, but with the text after expiry', async () => {
			const image_id = await uploadPicture(bot);
			const picture = { txt: '', image_id };
			await deliver(STAND_IN.noViber, picture);
			await next('delivery');
			await quiet(30);
			expect(script.of('')).toEqual([]);
			await deliver(STAND_IN.noViber, { ...picture, expiry_txt: 'Short' });
			expect(await next('')).toMatchObject({ status: '0' });
		});

		it('take over for no other failure', async () => {
			await deliver(DOCUMENTED.map(([phone]) => phone));
			await next('delivery', DOCUMENTED.length);
			await next('', 2);
			await quiet(30);
			expect(script.of('')).toHaveLength(2);
		});

		it('are numbers for messages that go by SMS from the start', async () => {
			const sms = { sending_method: 'sms' };
			const phones = [OLENA, STAND_IN.noViber, STAND_IN.spam, '380509999999'];
			const ids = await deliver(phones, sms);
			await next('', 4);
			const statuses = ids.map(
				(id) => script.of('').find((fields) => fields.msg_id === id)?.status,
			);
			expect(statuses).toEqual(['0', '0', '-3', '-1']);
			expect(script.got).toHaveLength(4);
		});
	});
});
