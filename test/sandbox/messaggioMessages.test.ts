import { startSandbox, type Sandbox, type SandboxPerson } from '../support/sandbox';
import {
	MAREK,
	newAccount,
	OLENA,
	send,
	SOFIA,
	STAND_IN,
	textTo,
	uploadPicture,
	type MessaggioBot,
} from './messaggioSupport';
import { acceptedBy, logLine } from './support';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('Messaggio: messages and answers', () => {
	let sandbox: Sandbox;
	let bot: MessaggioBot;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(async () => {
		bot = await newAccount(sandbox);
	});

	afterAll(async () => await sandbox?.stop());

	const people = async () =>
		(await sandbox.control<{ people: SandboxPerson[] }>('GET', `/bots/${bot.id}`)).people;
	const chat = async (phone: string) =>
		(await people()).find(({ id }) => id === phone)?.messages ?? [];
	const set = async (settings: object) =>
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, settings);
	const allMessages = async () => (await people()).flatMap(({ messages }) => messages);

	const button = { button_text: 'Open', button_link: 'https://shop.example.com/1' };

	describe('kinds of messages', () => {
		let image: string;

		beforeEach(async () => {
			image = await uploadPicture(bot);
		});

		const shown = async (more: Record<string, string | undefined>) => {
			expect(await send(bot, textTo(OLENA, more))).toMatchObject({ code: 0 });
			return (await chat(OLENA)).at(-1);
		};

		it('text, and by SMS', async () => {
			expect(await shown({})).toMatchObject({
				text: 'Hello',
				channel: 'viber',
				senderName: 'DEMO',
			});
			expect(await shown({ sending_method: 'sms' })).toMatchObject({
				text: 'Hello',
				channel: 'sms',
			});
		});

		it('picture', async () => {
			const message = await shown({ txt: undefined, image_id: image });
			expect(message).toMatchObject({ type: 'picture', text: '' });
			const response = await fetch(message?.media ?? '');
			expect(response.headers.get('content-type')).toBe('image/gif');
			expect(await response.text()).toBe('GIF89a');
		});

		it('text with button, and with picture too', async () => {
			const look = { caption: 'Open', url: 'https://shop.example.com/1' };
			expect(await shown(button)).toMatchObject({ type: 'text', button: look });
			expect(await shown({ ...button, image_id: image })).toMatchObject({
				type: 'picture',
				text: 'Hello',
				button: look,
			});
		});

		it.each(['button_text', 'button_link'] as const)(
			'text alone when of a button there is only %s',
			async (half) => {
				const message = await shown({ [half]: button[half], image_id: image });
				expect(message).toMatchObject({ type: 'text', text: 'Hello' });
				expect(message).not.toHaveProperty('button');
				const line = await logLine(sandbox, bot, ({ name }) => name === 'send');
				expect(line.note).toBe(`Hello (left out: ${half}, image_id)`);
			},
		);

		it('text and picture without a button, if the account has that', async () => {
			await set({ textWithImage: 'show' });
			expect(await shown({ image_id: image })).toMatchObject({ type: 'picture', text: 'Hello' });
		});

		it('knows only images of the own account', async () => {
			const other = await newAccount(sandbox);
			const fields = textTo(OLENA, { txt: undefined, image_id: image });
			expect(await send(other, fields)).toMatchObject({ says: 'PARAM ERROR (image_id)' });
		});
	});

	describe('the answer', () => {
		it('has ids only with dlr, one for each phone', async () => {
			expect((await send(bot, textTo(OLENA))).ids).toEqual([]);
			const { ids } = await send(bot, textTo([OLENA, MAREK, SOFIA], { dlr: '1' }));
			expect(ids.map(({ phone }) => phone).sort()).toEqual([OLENA, MAREK, SOFIA]);
			expect(new Set(ids.map(({ id }) => id)).size).toBe(3);
			for (const { id } of ids) expect(id).toMatch(UUID);
		});

		it('changes the order of elements, ids and the declaration, also when it refuses', async () => {
			const shapes = new Set<string>();
			const orders = new Set<string>();
			for (let round = 0; round < 6; round++) {
				const answer = await send(bot, textTo([OLENA, MAREK, SOFIA], { dlr: '1' }));
				const names = [...answer.text.matchAll(/<(code|tech_message|msg_id)/g)].map(
					([, name]) => name,
				);
				const encoding = answer.text.includes('encoding="utf-8"');
				shapes.add([...new Set(names), encoding].join(' '));
				orders.add(answer.ids.map(({ phone }) => phone?.at(-1)).join(''));
			}
			expect([...shapes].sort()).toEqual([
				'code tech_message msg_id false',
				'code tech_message msg_id true',
				'msg_id tech_message code false',
				'msg_id tech_message code true',
				'tech_message code msg_id false',
				'tech_message code msg_id true',
			]);
			expect(orders.size).toBeGreaterThan(3);
			const refusals = await Promise.all(
				[1, 2, 3].map(async () => (await send(bot, textTo('x'))).text),
			);
			expect(new Set(refusals).size).toBe(3);
		});

		it.each([
			['plus', [`+${OLENA}`, `+${MAREK}`]],
			['absent', [undefined, undefined]],
		])('names phones another way: %s', async (idPhone, phones) => {
			await set({ idPhone });
			for (let round = 0; round < 3; round++) {
				const { ids } = await send(bot, textTo([OLENA, MAREK], { dlr: '1' }));
				expect(ids.map(({ phone }) => phone).sort()).toEqual([...phones].sort());
				if (idPhone !== 'absent') continue;
				const newest = [(await chat(OLENA)).at(-1), (await chat(MAREK)).at(-1)];
				expect(ids.map(({ id }) => id)).toEqual(newest.map((message) => message?.token));
			}
		});

		it('leaves out ids of phones that were not accepted', async () => {
			await set({ acceptedPhones: 1 });
			const answer = await send(bot, textTo([OLENA, MAREK], { dlr: '1' }));
			expect(answer).toMatchObject({ code: 0, says: 'OK' });
			expect(answer.ids.map(({ phone }) => phone)).toEqual([OLENA]);
			expect(await chat(MAREK)).toEqual([]);
		});
	});

	const CODES: Array<[string, number, string, number]> = [
		[STAND_IN.denied, -3, 'PROCESSING DENIED', 403],
		[STAND_IN.errorAtFirst, -4, 'TEMPORARY ERROR', 503],
		[STAND_IN.noBalance, -5, 'BALANCE EXHAUSTED', 402],
		[STAND_IN.tooFast, -6, 'BANDWIDTH LIMIT EXCEEDED', 429],
	];

	it.each(CODES)('refuses all of a request with %s: code %i', async (phone, code, says, status) => {
		expect(await send(bot, textTo([OLENA, phone]))).toMatchObject({ http: 200, code, says });
		expect(await allMessages()).toEqual([]);
		const real = await newAccount(sandbox, { errorHttpStatus: 'real' });
		expect((await send(real, textTo(phone))).http).toBe(status);
		expect((await send(real, textTo('x'))).http).toBe(400);
		expect((await send(real, textTo(OLENA), { sign: 'x' })).http).toBe(401);
	});

	it('gets over the temporary error', async () => {
		const codes = [];
		for (let round = 0; round < 3; round++) {
			codes.push((await send(bot, textTo(STAND_IN.errorAtFirst))).code);
		}
		expect(codes).toEqual([-4, 0, 0]);
	});

	it('counts the balance in messages', async () => {
		await set({ balance: 3 });
		expect(await send(bot, textTo([OLENA, MAREK]))).toMatchObject({ code: 0 });
		expect(await send(bot, textTo([OLENA, MAREK]))).toMatchObject({ code: -5 });
		expect(await send(bot, textTo(OLENA))).toMatchObject({ code: 0 });
		expect(await send(bot, textTo(OLENA))).toMatchObject({ code: -5 });
	});

	const NOW = 1_700_000_000_000;
	const codeOf = async (phones: string[]) => (await send(bot, textTo(phones))).code;

	it('keeps to its messages per second', async () => {
		await set({ messagesPerSecond: 2, now: NOW });
		expect([await codeOf([OLENA]), await codeOf([OLENA]), await codeOf([OLENA])]).toEqual([
			0, 0, -6,
		]);
		await set({ now: NOW + 999 });
		expect(await codeOf([OLENA])).toBe(-6);
		await set({ now: NOW + 1000 });
		expect([await codeOf([OLENA, MAREK]), await codeOf([OLENA])]).toEqual([0, -6]);
	});

	it('refuses a request that alone has more phones than that, however long nothing was sent', async () => {
		await set({ messagesPerSecond: 2, now: NOW });
		expect(await send(bot, textTo([OLENA, MAREK, SOFIA]))).toMatchObject({
			code: -6,
			says: 'BANDWIDTH LIMIT EXCEEDED',
		});
		await set({ now: NOW + 3_600_000 });
		expect(await codeOf([OLENA, MAREK, SOFIA])).toBe(-6);
		expect(await allMessages()).toEqual([]);
		// What is refused takes no room.
		expect(await codeOf([OLENA, MAREK])).toBe(0);
	});

	it('lets such a request pass in a burst, if so set, and then takes the time of its messages', async () => {
		await set({ messagesPerSecond: 2, burst: true, now: NOW });
		expect(await codeOf([OLENA, MAREK, SOFIA])).toBe(0);
		await set({ now: NOW + 1499 });
		expect(await codeOf([OLENA])).toBe(-6);
		await set({ now: NOW + 1500 });
		expect(await codeOf([OLENA])).toBe(0);
		expect(await codeOf([OLENA, MAREK, SOFIA])).toBe(-6);
	});

	it('takes ten messages a second unless told otherwise, from one request or from many', async () => {
		await set({ messagesPerSecond: 10, now: NOW });
		const { settings } = await sandbox.control<MessaggioBot>('GET', '/bots/demo-messaggio');
		expect(settings).toMatchObject({ messagesPerSecond: 10, burst: false, badPhone: 'refusesAll' });
		const phones = (count: number) =>
			Array.from({ length: count }, (_, at) => String(380671000001 + at));
		expect(await codeOf(phones(11))).toBe(-6);
		expect(await codeOf(phones(10))).toBe(0);
		expect(await codeOf(phones(1))).toBe(-6);
	});

	describe('a bad phone among good ones', () => {
		const BAD: Array<[string, string, number, string]> = [
			['no number at all', '+380500000009', -1, 'PARAM ERROR (phone)'],
			['a number that is none', STAND_IN.bad, -1, 'PARAM ERROR (phone)'],
			['a number that is denied', STAND_IN.denied, -3, 'PROCESSING DENIED'],
		];
		const phones = (bad: string) => [OLENA, bad, MAREK];
		const dlr = { dlr: '1' };
		const gotIt = async () =>
			(await acceptedBy(sandbox, bot)).map(({ id, to }) => ({ id, phone: to }));
		const byPhone = (ids: Array<{ phone: string | undefined; id: string }>) =>
			[...ids].sort((one, other) => String(one.phone).localeCompare(String(other.phone)));

		it.each(BAD)('%s: refuses all, if nothing else is set', async (_what, bad, code, says) => {
			expect(await send(bot, textTo(phones(bad), dlr))).toMatchObject({ code, says, ids: [] });
			expect(await gotIt()).toEqual([]);
		});

		it.each(BAD)('%s: the others get it, and the answer is yes', async (_what, bad) => {
			await set({ badPhone: 'takesTheRest' });
			const { code, says, ids } = await send(bot, textTo(phones(bad), dlr));
			expect([code, says]).toEqual([0, 'OK']);
			expect(byPhone(ids).map(({ phone }) => phone)).toEqual([OLENA, MAREK]);
			expect(byPhone(ids)).toEqual(await gotIt());
			expect([(await chat(OLENA)).length, (await chat(MAREK)).length]).toEqual([1, 1]);
			const line = await logLine(sandbox, bot, ({ name }) => name === 'send');
			expect(line).toMatchObject({ status: 0, note: '2 of 3 phones: Hello' });
		});

		it.each(BAD)('%s: the others get it, and the answer is no', async (_what, bad, code, says) => {
			await set({ badPhone: 'takesTheRestButRefuses' });
			const answer = await send(bot, textTo(phones(bad), dlr));
			expect(answer).toMatchObject({ http: 200, code, says });
			expect(byPhone(answer.ids).map(({ phone }) => phone)).toEqual([OLENA, MAREK]);
			expect(byPhone(answer.ids)).toEqual(await gotIt());
			const line = await logLine(sandbox, bot, ({ name }) => name === 'send');
			expect(line.status).toBe(code);
			expect(line.note).toMatch(/; 2 of 3 phones: Hello$/);
			// Without the wish for ids nothing tells that somebody got it.
			const silent = await send(bot, textTo(phones(bad)));
			expect(silent).toMatchObject({ code, ids: [] });
			expect(await gotIt()).toHaveLength(4);
		});

		it.each(['takesTheRest', 'takesTheRestButRefuses'])(
			'%s: good phones alone are as ever, and bad ones alone are refused',
			async (badPhone) => {
				await set({ badPhone });
				expect(await send(bot, textTo([OLENA, MAREK]))).toMatchObject({ code: 0, says: 'OK' });
				for (const [, bad, code, says] of BAD) {
					expect(await send(bot, textTo(bad, dlr))).toMatchObject({ code, says, ids: [] });
				}
				const both = await send(bot, textTo([STAND_IN.denied, OLENA, 'x']));
				expect(both.code).toBe(badPhone === 'takesTheRest' ? 0 : -1);
				const all = BAD.map(([, bad]) => bad);
				expect(await send(bot, textTo(all, dlr))).toMatchObject({ code: -1, ids: [] });
				expect(await gotIt()).toHaveLength(3);
			},
		);

		it('a refusal that is not about the number is one of the whole request', async () => {
			await set({ badPhone: 'takesTheRest' });
			for (const [phone, code] of [
				[STAND_IN.errorAtFirst, -4],
				[STAND_IN.noBalance, -5],
				[STAND_IN.tooFast, -6],
			] as const) {
				expect(await codeOf([OLENA, phone])).toBe(code);
			}
			await set({ balance: 1 });
			expect(await codeOf([OLENA, STAND_IN.bad, MAREK])).toBe(-5);
			expect(await codeOf([OLENA, STAND_IN.bad])).toBe(0);
			expect(await gotIt()).toHaveLength(1);
		});

		it('counts for the pace like a good one', async () => {
			await set({ badPhone: 'takesTheRest', messagesPerSecond: 2, now: NOW });
			expect(await codeOf([OLENA, STAND_IN.bad, 'x'])).toBe(-6);
			expect(await codeOf([OLENA, STAND_IN.bad])).toBe(0);
			expect(await codeOf([OLENA])).toBe(-6);
		});
	});

	it('counts bytes instead of characters, if so set', async () => {
		const fields = textTo(OLENA, { txt: 'ї'.repeat(1025) });
		expect(await send(bot, fields)).toMatchObject({ code: 0 });
		await set({ lengthsIn: 'bytes' });
		expect(await send(bot, fields)).toMatchObject({ code: -1, says: 'PARAM ERROR (txt)' });
	});

	it('knows other senders, if so set', async () => {
		await set({ approvedSenders: 'Кафе,B' });
		expect(await send(bot, textTo(OLENA, { from: 'Кафе' }))).toMatchObject({ code: 0 });
		expect(await send(bot, textTo(OLENA))).toMatchObject({ says: 'PARAM ERROR (from)' });
		await set({ approvedSenders: '*' });
		expect(await send(bot, textTo(OLENA, { from: 'x' }))).toMatchObject({ code: 0 });
	});

	it.each([
		{ callbackUrl: 'ftp://a.example' },
		{ callbackUrl: 5 },
		{ callbackMethod: 'PUT' },
		{ extendedReports: 1 },
		{ interimStatus: 'pending' },
		{ expiresAfterMs: -1 },
		{ approvedSenders: null },
		{ messagesPerSecond: 0 },
		{ burst: 1 },
		{ badPhone: 'ignored' },
		{ balance: -1 },
		{ idPhone: 'x' },
	])('refuses the setting %j', async (settings) => {
		await expect(set(settings)).rejects.toThrow(/must be/);
	});
});
