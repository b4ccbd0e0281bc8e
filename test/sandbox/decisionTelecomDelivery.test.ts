import { startSandbox, type Sandbox, type SandboxLogEntry } from '../support/sandbox';
import {
	AT_ONCE,
	call,
	idIn,
	Inbox,
	newSender,
	pictureTo,
	textTo,
	type Bubble,
	type SenderAccount,
} from './decisionTelecomSupport';
import { until } from './support';

const OLENA = '380500000001';
const NOBODY = '380509999999';
const SMS = { text_sms: 'By SMS', validity_period: 40 };

describe('what DecisionTelecom delivers in the sandbox', () => {
	let sandbox: Sandbox;
	let inbox: Inbox;

	beforeAll(async () => {
		[sandbox, inbox] = await Promise.all([startSandbox(), Inbox.start()]);
	});

	beforeEach(() => {
		inbox.got.length = 0;
		inbox.reply = () => 200;
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), inbox?.stop()]));

	const stateOf = async (sender: SenderAccount, id: string) =>
		(await call(sender, 'receive-viber', `{"message_id":${id}}`)).body;
	const chatOf = async (sender: SenderAccount, number: string): Promise<Bubble[]> => {
		const { people } = await sandbox.control<SenderAccount>('GET', `/bots/${sender.id}`);
		return people.find(({ id }) => id === number)?.messages ?? [];
	};
	const write = async (sender: SenderAccount, number: string, text: string) =>
		await sandbox.control<Bubble>('POST', `/bots/${sender.id}/people/${number}/messages`, { text });
	const settle = async () => await new Promise((resolve) => setTimeout(resolve, 120));

	// Number, what is sent, the states told one after the other, and the bubbles in the end.
	const fates: Array<[string, string, object, object[], string[]]> = [
		['is seen', OLENA, {}, [{ status: 1 }, { status: 6 }], ['viber: seen']],
		['is not seen', '380500000010', {}, [{ status: 1 }], ['viber: delivered']],
		['meets an error', '380500000002', SMS, [{ status: 2 }], ['viber: an error (2)']],
		['is rejected', '380500000003', SMS, [{ status: 3 }], ['viber: the sender is blocked (3)']],
		['finds no Viber', '380500000004', {}, [{ status: 4 }], ['viber: no Viber there (4)']],
		[
			'finds no Viber, then SMS',
			'380500000004',
			SMS,
			[
				{ status: 4, sms_message_status: 6 },
				{ status: 4, sms_message_status: 2 },
			],
			['viber: no Viber there (4)', 'sms: seen'],
		],
		[
			'finds no Viber, and the SMS expires',
			'380500000043',
			SMS,
			[
				{ status: 4, sms_message_status: 6 },
				{ status: 4, sms_message_status: 3 },
			],
			['viber: no Viber there (4)', 'sms: the SMS expired (3)'],
		],
		[
			'finds no Viber, and no SMS gets there',
			'380500000045',
			SMS,
			[
				{ status: 4, sms_message_status: 6 },
				{ status: 4, sms_message_status: 5 },
			],
			['viber: no Viber there (4)', 'sms: no SMS gets there (5)'],
		],
		['is pending for ever', '380500000005', SMS, [], ['viber: sent']],
		[
			'expires, then SMS',
			'380500000007',
			SMS,
			[
				{ status: 4, sms_message_status: 6 },
				{ status: 4, sms_message_status: 2 },
			],
			['viber: the validity period is over (4)', 'sms: seen'],
		],
		[
			'is unknown',
			'380500000020',
			{},
			[{ status: 20 }],
			['viber: nobody knows whether it arrived (20)'],
		],
		['goes to nobody', NOBODY, {}, [{ status: 4 }], []],
		[
			'goes to nobody, and so does the SMS',
			NOBODY,
			SMS,
			[
				{ status: 4, sms_message_status: 6 },
				{ status: 4, sms_message_status: 5 },
			],
			[],
		],
	];

	it.each(fates)('a message that %s (%s)', async (_name, number, more, states, bubbles) => {
		const sender = await newSender(sandbox);
		const body = textTo(number, { ...more, callback_url: inbox.url });
		const id = idIn(await call(sender, 'send-viber', body));
		await until(() => inbox.got.length >= states.length, 'all callbacks');
		await settle();
		expect(inbox.bodies).toHaveLength(states.length);
		expect(inbox.bodies).toMatchObject(
			states.map((state) => ({ message_id: Number(id), ...state })),
		);
		// What the last callback says is what the status call says.
		const last = inbox.bodies.at(-1) ?? { message_id: Number(id), status: 5 };
		expect(await stateOf(sender, id)).toEqual(last);
		const chat = await chatOf(sender, number);
		expect(
			chat.map(({ channel = 'viber', failure, seen, delivered }) => {
				const mark = seen ? 'seen' : delivered ? 'delivered' : 'sent';
				return `${channel}: ${failure ?? mark}`;
			}),
		).toEqual(bubbles);
	});

	const refusals: Array<[string, number, number]> = [
		['380500000402', 3, 402],
		['380500000429', 0, 429],
		['380500000500', 2, 500],
	];

	it.each(refusals)('refuses what goes to %s with code %i', async (number, code, status) => {
		const sender = await newSender(sandbox);
		expect((await call(sender, 'send-viber', textTo(number))).body).toMatchObject({ code, status });
		expect(await chatOf(sender, number)).toEqual([]);
	});

	it('goes from pending to sent, delivered and seen', async () => {
		const sender = await newSender(sandbox, { deliveredAfterMs: 160, seenAfterMs: null });
		const id = idIn(await call(sender, 'send-viber', textTo(OLENA)));
		expect((await stateOf(sender, id)).status).toBe(5);
		for (const status of [0, 1]) {
			await until(async () => (await stateOf(sender, id)).status === status, `status ${status}`);
		}
		await sandbox.control('POST', `/bots/${sender.id}/people/${OLENA}/read`);
		expect((await stateOf(sender, id)).status).toBe(6);
	});

	it('tells of each message that is seen at one look', async () => {
		const sender = await newSender(sandbox, { seenAfterMs: null });
		const body = textTo(OLENA, { callback_url: inbox.url });
		const ids = [
			idIn(await call(sender, 'send-viber', body)),
			idIn(await call(sender, 'send-viber', body)),
		];
		await until(() => inbox.got.length === 2, 'two deliveries');
		await sandbox.control('POST', `/bots/${sender.id}/people/${OLENA}/read`);
		await until(() => inbox.got.length === 4, 'two more');
		const seen = inbox.bodies.filter(({ status }) => status === 6);
		expect(seen.map(({ message_id }) => String(message_id)).sort()).toEqual(ids);
	});

	it('tells nothing of an SMS being read', async () => {
		const sender = await newSender(sandbox, { seenAfterMs: null });
		const body = textTo('380500000004', { ...SMS, callback_url: inbox.url });
		await call(sender, 'send-viber', body);
		await until(() => inbox.got.length === 2, 'the SMS');
		await sandbox.control('POST', `/bots/${sender.id}/people/380500000004/read`);
		await settle();
		expect(inbox.got).toHaveLength(2);
	});

	it('shows sender, picture and button on the phone', async () => {
		const sender = await newSender(sandbox);
		await call(sender, 'send-viber', pictureTo(OLENA));
		expect(await chatOf(sender, OLENA)).toMatchObject([
			{
				type: 'picture',
				text: 'Hi',
				senderName: 'DemoShop',
				media: 'https://cdn.example.com/a.png',
				button: { caption: 'Open', url: 'https://shop.example.com/sale' },
			},
		]);
	});

	it('calls nobody without a callback_url', async () => {
		const sender = await newSender(sandbox);
		await call(sender, 'send-viber', textTo(OLENA));
		await settle();
		expect(inbox.got).toEqual([]);
	});

	const forms: Array<[string, string, string, string, object]> = [
		['json', 'POST', 'application/json', '{"message_id":ID,"status":1}', {}],
		['form', 'POST', 'application/x-www-form-urlencoded', 'message_id=ID&status=1', {}],
		['get', 'GET', '', '', { message_id: 'ID', status: '1' }],
	];

	it.each(forms)('tells the status by %s', async (callbackForm, method, type, text, query) => {
		const sender = await newSender(sandbox, { callbackForm, seenAfterMs: null });
		const body = textTo(OLENA, { callback_url: inbox.url });
		const id = idIn(await call(sender, 'send-viber', body));
		const parcel = await until(() => inbox.got[0], 'the callback');
		const fill = (one: string) => one.replaceAll('ID', id);
		expect([parcel.method, parcel.contentType, parcel.text]).toEqual([method, type, fill(text)]);
		expect(Object.fromEntries(parcel.url.searchParams)).toEqual({
			secret: 's3cret',
			order: '1',
			...(JSON.parse(fill(JSON.stringify(query))) as object),
		});
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${sender.id}/log`);
		expect(log.at(-1)).toMatchObject({
			name: 'status',
			token: id,
			status: 200,
			note: '1 delivered',
		});
		expect(JSON.stringify(log)).not.toContain('s3cret');
	});

	it('writes ids into callbacks as into answers, with every digit', async () => {
		const sender = await newSender(sandbox, { idsBeyond53: true, seenAfterMs: null });
		const body = textTo('380500000004', { ...SMS, callback_url: inbox.url });
		const id = idIn(await call(sender, 'send-viber', body));
		await until(() => inbox.got.length === 2, 'the SMS');
		expect(inbox.got[1]?.text).toMatch(
			new RegExp(
				`^\\{"message_id":${id},"status":4,"sms_message_id":\\d{19},"sms_message_status":2\\}$`,
			),
		);
	});

	it('repeats a callback until it is answered with 200', async () => {
		const sender = await newSender(sandbox, { retryDelaysMs: [20, 20], seenAfterMs: null });
		const answers = [503, 404, 200];
		inbox.reply = () => answers[inbox.got.length - 1] ?? 200;
		await call(sender, 'send-viber', textTo(OLENA, { callback_url: inbox.url }));
		await until(() => inbox.got.length === 3, 'three attempts');
		expect(new Set(inbox.got.map(({ text }) => text)).size).toBe(1);
	});

	it('sends a callback twice, and two in the wrong order, where faults say so', async () => {
		const sender = await newSender(sandbox);
		await sandbox.control('PATCH', `/bots/${sender.id}/faults`, { duplicates: 1 });
		await call(sender, 'send-viber', textTo('380500000010', { callback_url: inbox.url }));
		await until(() => inbox.got.length === 2, 'the same again');
		expect(inbox.got[0]?.text).toBe(inbox.got[1]?.text);
		inbox.got.length = 0;
		await sandbox.control('PATCH', `/bots/${sender.id}/faults`, { outOfOrder: 1 });
		await call(sender, 'send-viber', textTo(OLENA, { callback_url: inbox.url }));
		await until(() => inbox.got.length === 2, 'both');
		expect(inbox.bodies.map(({ status }) => status)).toEqual([6, 1]);
	});

	it('fails the next message where a fault says so', async () => {
		const sender = await newSender(sandbox);
		await sandbox.control('PATCH', `/bots/${sender.id}/faults`, {
			failNext: { times: 1, desc: 'the picture is gone' },
		});
		await call(sender, 'send-viber', textTo(OLENA, { callback_url: inbox.url }));
		await until(() => inbox.got.length, 'the error');
		expect(inbox.bodies).toMatchObject([{ status: 2 }]);
		expect((await chatOf(sender, OLENA))[0]?.failure).toBe('the picture is gone');
	});

	describe('two-way', () => {
		const question = (more: object = {}) =>
			textTo(OLENA, { message_type: 206, source_type: 1, callback_url: inbox.url, ...more });
		const delivered = async (sender: SenderAccount, body: object) => {
			const before = (await chatOf(sender, OLENA)).length;
			const id = idIn(await call(sender, 'send-viber', body));
			await until(async () => (await chatOf(sender, OLENA))[before]?.delivered, 'delivery');
			return id;
		};
		const replies = () => inbox.got.filter(({ text }) => text.includes('message_token'));

		it('passes an answer on as the documents have it', async () => {
			const sender = await newSender(sandbox, { seenAfterMs: null });
			const id = await delivered(sender, question());
			const from = Math.floor(Date.now() / 1000);
			const { token } = await write(sender, OLENA, 'Так, підтверджую 😀');
			const reply = await until(() => replies()[0], 'the answer');
			expect(reply.url.searchParams.get('secret')).toBe('s3cret');
			expect(token).toMatch(/^\d{19}$/);
			expect(reply.text).toContain(`{"message_token":${token},`);
			const body = JSON.parse(reply.text) as { time: number };
			expect(body).toEqual({
				message_token: Number(token),
				phone_number: OLENA,
				time: expect.any(Number) as number,
				message: { text: 'Так, підтверджую 😀', tracking_data: `tracking_id:${id}` },
			});
			expect(body.time - from).toBeGreaterThanOrEqual(0);
			expect(body.time - from).toBeLessThan(5);
			await until(async () => (await chatOf(sender, OLENA)).at(-1)?.delivered, 'the tick');
		});

		it('goes by the last message that arrived', async () => {
			const sender = await newSender(sandbox, { seenAfterMs: null });
			await delivered(sender, question());
			const second = await delivered(sender, question({ callback_url: `${inbox.url}&second=1` }));
			await write(sender, OLENA, 'Yes');
			const reply = await until(() => replies()[0], 'the answer');
			expect(reply.url.searchParams.get('second')).toBe('1');
			expect(reply.text).toContain(`tracking_id:${second}`);
		});

		const closings: Array<[string, (body: object) => object]> = [
			['a one-way message', (body) => ({ ...body, message_type: 106 })],
			['a message without callback_url', (body) => ({ ...body, callback_url: undefined })],
		];

		it.each(closings)('ends with %s', async (_name, change) => {
			const sender = await newSender(sandbox, { seenAfterMs: null });
			await delivered(sender, question());
			await write(sender, OLENA, 'One');
			await delivered(sender, change(question()));
			await expect(write(sender, OLENA, 'Two')).rejects.toThrow(/takes an answer/);
		});

		it('passes on only text', async () => {
			const sender = await newSender(sandbox, { seenAfterMs: null });
			await delivered(sender, question());
			const path = `/bots/${sender.id}/people/${OLENA}/messages`;
			await expect(sandbox.control('POST', path, { type: 'sticker' })).rejects.toThrow(/only text/);
		});

		it.each(['form', 'get'])('passes an answer on by %s', async (callbackForm) => {
			const sender = await newSender(sandbox, { seenAfterMs: null, callbackForm });
			const id = await delivered(sender, question());
			await write(sender, OLENA, 'a&b=c');
			const parcel = await until(() => inbox.got[1], 'the answer');
			const fields =
				callbackForm === 'get' ? parcel.url.searchParams : new URLSearchParams(parcel.text);
			expect(fields.get('message_token')).toMatch(/^\d{19}$/);
			expect(fields.get('message[text]')).toBe('a&b=c');
			expect(fields.get('message[tracking_data]')).toBe(`tracking_id:${id}`);
		});
	});

	it('sends a callback put together by hand to the address of the last one', async () => {
		const sender = await newSender(sandbox, { seenAfterMs: null });
		const raise = async () =>
			await sandbox.control('POST', `/bots/${sender.id}/callbacks`, {
				event: 'odd',
				fields: { anything: 1 },
			});
		await raise();
		await call(sender, 'send-viber', textTo(OLENA, { callback_url: inbox.url }));
		await until(() => inbox.got.length === 1, 'the delivery');
		await raise();
		await until(() => inbox.got.length === 2, 'the odd one');
		expect(inbox.bodies[1]).toEqual({ anything: 1 });
	});

	it('ends everything under way when the account starts afresh', async () => {
		const sender = await newSender(sandbox, { ...AT_ONCE, deliveredAfterMs: 60 });
		const body = textTo(OLENA, { callback_url: inbox.url });
		const id = idIn(await call(sender, 'send-viber', body));
		await sandbox.control('POST', `/bots/${sender.id}/reset`);
		await settle();
		expect(inbox.got).toEqual([]);
		expect((await stateOf(sender, id)).name).toBe('Invalid Parameter: message_id');
	});
});
