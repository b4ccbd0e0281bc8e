import { createHmac } from 'node:crypto';
import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxPerson,
} from '../support/sandbox';
import { acceptedBy, AT_ONCE, call, inModule, logLine, named, pathOf, Receiver } from './support';
import { textFor, tokenIn, until, type Received } from './support';

const hmac = (key: string, raw: Buffer) => createHmac('sha256', key).update(raw).digest('hex');

describe('callbacks', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;
	let olena: SandboxPerson;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	async function begin(settings: object = {}, webhook: object = {}): Promise<void> {
		bot = await sandbox.newBot({ ...AT_ONCE, ...settings });
		olena = named(bot, 'Olena');
		receiver.got.length = 0;
		receiver.reply = () => ({ status: 200 });
		await call(bot, 'set_webhook', { url: receiver.url, ...webhook });
	}

	const act = async (person: SandboxPerson, what: string, body?: unknown) =>
		await sandbox.control('POST', `${pathOf(bot, person)}/${what}`, body);
	const next = async (event: string, count = 1): Promise<Received> => {
		await until(() => receiver.of(event).length >= count, `${count} × ${event}`);
		return receiver.of(event)[count - 1] as Received;
	};

	it('are signed as the vectors say', async () => {
		const key = '0123456789abcdef-0123456789abcdef-0123456789abcdef';
		const bodies = [
			'{"event":"webhook","timestamp":1700000000123,"chat_hostname":"SN-CHAT-00_","message_token":5905337701873633686}',
			'{ "event" : "seen" }',
			'',
			'{"event":"message","timestamp":1700000000123,"chat_hostname":"SN-CHAT-00_","message_token":5905337701873633687,"sender":{"id":"AAECAwQFBgcICQoLDA0ODw==","name":"Олена 😀","language":"uk","country":"UA","api_version":10},"message":{"text":"Привіт \\/ hello","type":"text","tracking_data":"order-42"},"silent":false}',
		];
		const script = `return ${JSON.stringify(bodies)}.map((b) => module.signBody('${key}', b));`;
		expect(await inModule('providers/viberBot/signature.mts', script)).toEqual([
			'828e2cbfd33d345e3846d24cdf2fc675d2fd1045cec0ef998bec25e2d51d408e',
			'50c16144e03c73910a1149de795ed9aec57769e7ae3a8badeb9729bd2bcf9960',
			'903d7cb5be3340a077363d69c57a76f458fcf5bc135603dd55d2385432e73673',
			'27cc07445aa174431e73d98dd176566512901df8d4b7e4a7f9a525574a3a4582',
		]);
	});

	it.each(['header', 'query', 'both'])('carry the signature in: %s', async (signatureIn) => {
		await begin({ signatureIn });
		await act(olena, 'messages', { text: 'Привіт 😀' });
		for (const { raw, headers, url } of [await next('webhook'), await next('message')]) {
			const signature = hmac(bot.token, raw);
			const inHeader = headers['x-viber-content-signature'];
			expect(inHeader).toBe(signatureIn === 'query' ? undefined : signature);
			expect(url).toBe(signatureIn === 'header' ? '/hook' : `/hook?sig=${signature}`);
		}
	});

	it('add the signature to a query that is there already', async () => {
		await begin({ signatureIn: 'query' });
		await call(bot, 'set_webhook', { url: `${receiver.url}?a=%2F` });
		expect((await next('webhook', 2)).url).toMatch(/^\/hook\?a=%2F&sig=[0-9a-f]{64}$/);
	});

	it('tell of a message, then of delivered and seen, with the token of the answer', async () => {
		await begin();
		const { text } = await call(bot, 'send_message', textFor(olena));
		const token = tokenIn(text);
		for (const event of ['delivered', 'seen']) {
			const { raw, body } = await next(event);
			expect(tokenIn(raw.toString())).toBe(token);
			expect(body.user_id).toBe(olena.id);
		}
		await act(olena, 'messages', { text: 'Thanks' });
		const { body } = await next('message');
		expect(Object.keys(body)).toEqual([
			'event',
			'timestamp',
			'chat_hostname',
			'message_token',
			'sender',
			'message',
			'silent',
		]);
		expect(body).toMatchObject({
			sender: { id: olena.id, language: 'uk', country: 'UA', api_version: 10 },
			message: { text: 'Thanks', type: 'text', tracking_data: '' },
			silent: false,
		});
	});

	it('carry the tracking data of the last message until the person subscribes anew', async () => {
		await begin();
		await call(bot, 'send_message', textFor(olena, { tracking_data: 'order-42' }));
		await act(olena, 'messages', { text: 'one' });
		expect((await next('message')).body.message).toMatchObject({ tracking_data: 'order-42' });
		await act(olena, 'unsubscribe');
		await act(olena, 'subscribe');
		await act(olena, 'messages', { text: 'two' });
		expect((await next('message', 2)).body.message).toMatchObject({ tracking_data: '' });
	});

	it('give names and pictures only when asked to', async () => {
		await begin({}, { send_name: true, send_photo: true });
		await act(olena, 'messages', { text: 'Hi' });
		expect((await next('message')).body.sender).toMatchObject({
			name: 'Olena',
			avatar: olena.avatar,
		});
		await begin();
		await act(olena, 'messages', { text: 'Hi' });
		const { sender } = (await next('message')).body;
		expect(Object.keys(sender as object)).toEqual(['id', 'language', 'country', 'api_version']);
	});

	it('tell of subscriptions, but not of the one by a first message', async () => {
		await begin();
		const sofia = named(bot, 'Sofia');
		await act(sofia, 'messages', { text: 'Hello' });
		await next('message');
		expect((await call(bot, 'send_message', textFor(sofia))).body.status).toBe(0);
		await act(sofia, 'unsubscribe');
		expect((await next('unsubscribed')).body).toMatchObject({ user_id: sofia.id });
		await act(sofia, 'subscribe');
		expect((await next('subscribed')).body).toMatchObject({ user: { id: sofia.id } });
		expect(await act(sofia, 'subscribe')).toMatchObject({ subscribed: true, changed: false });
		expect(receiver.of('subscribed')).toHaveLength(1);
	});

	it('leave out optional events nobody asked for, never the mandatory ones', async () => {
		await begin({}, { event_types: ['seen'] });
		await call(bot, 'send_message', textFor(olena));
		await next('seen');
		await act(olena, 'open');
		await act(olena, 'messages', { text: 'Hi' });
		await act(olena, 'unsubscribe');
		await act(olena, 'subscribe');
		for (const event of ['message', 'unsubscribed', 'subscribed']) await next(event);
		expect(receiver.of('delivered').concat(receiver.of('conversation_started'))).toEqual([]);
	});

	it('tell of seen once, for the newest, and by hand only when so set', async () => {
		await begin({ seenAfterMs: null });
		await call(bot, 'send_message', textFor(olena));
		const { text } = await call(bot, 'send_message', textFor(olena));
		await next('delivered', 2);
		expect(await act(olena, 'read')).toEqual({ read: 2 });
		expect(tokenIn((await next('seen')).raw.toString())).toBe(tokenIn(text));
		expect(await act(olena, 'read')).toEqual({ read: 0 });
		expect(receiver.of('seen')).toHaveLength(1);
	});

	it('are repeated with the same bytes until HTTP 200', async () => {
		await begin({ retryDelaysMs: [10, 20, 30, 40], callbackTimeoutMs: 100 });
		receiver.reply = () => {
			const replies = ['hang', { status: 500 }, { status: 201 }] as const;
			return replies[receiver.of('message').length - 1] ?? { status: 200 };
		};
		await act(olena, 'messages', { text: 'Again?' });
		await next('message', 4);
		await new Promise((resolve) => setTimeout(resolve, 80));
		const got = receiver.of('message');
		expect(got).toHaveLength(4);
		expect(new Set(got.map(({ raw }) => raw.toString('hex'))).size).toBe(1);
		const signatures = got.map(({ headers }) => headers['x-viber-content-signature']);
		expect(new Set(signatures).size).toBe(1);
		const line = await logLine(sandbox, bot, ({ attempt }) => attempt === 4);
		expect(line).toMatchObject({ name: 'message', status: 200, note: 'Again?' });
		const first = await logLine(sandbox, bot, ({ name }) => name === 'message');
		expect(first).toMatchObject({ attempt: 1, status: null });
		expect(first.note).toBe('no answer within 100 ms; again in 10 ms');
	});

	it('are given up after the last repeat, and when the webhook is removed', async () => {
		await begin({ retryDelaysMs: [5, 5] });
		receiver.reply = () => ({ status: 503 });
		await act(olena, 'messages', { text: 'one' });
		const last = await logLine(sandbox, bot, ({ attempt }) => attempt === 3);
		expect(last.note).toBe('HTTP 503 Service Unavailable; given up');
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { retryDelaysMs: [60, 60] });
		await act(olena, 'messages', { text: 'two' });
		await next('message', 4);
		await call(bot, 'set_webhook', { url: '' });
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(receiver.of('message')).toHaveLength(4);
	});

	it('say in the log when there is no webhook', async () => {
		bot = await sandbox.newBot();
		await act(named(bot, 'Olena'), 'messages', { text: 'Hello?' });
		const line = await logLine(sandbox, bot, ({ name }) => name === 'message');
		expect(line).toMatchObject({ status: null, note: 'not sent: the bot has no webhook' });
	});

	describe('conversation_started', () => {
		const welcome = { type: 'text', text: 'Welcome!', sender: { name: 'Café' } };
		/** The same in so many bytes. */
		const sized = (bytes: number) => {
			const bare = Buffer.byteLength(JSON.stringify({ ...welcome, x: '' }));
			return JSON.stringify({ ...welcome, x: 'x'.repeat(bytes - bare) });
		};

		it('takes a welcome message of 30 KB', async () => {
			await begin();
			const body = sized(30 * 1024);
			expect(Buffer.byteLength(body)).toBe(30 * 1024);
			receiver.reply = () => ({ status: 200, body });
			await act(olena, 'open');
			const line = await logLine(sandbox, bot, ({ name }) => name === 'welcome message');
			expect(line).toMatchObject({ status: 0, note: 'Welcome!' });
			expect(await acceptedBy(sandbox, bot)).toEqual([]);
		});

		it('carries the context and takes a welcome message', async () => {
			await begin();
			const sofia = named(bot, 'Sofia');
			receiver.reply = ({ event }) => ({
				status: 200,
				body: event === 'conversation_started' ? JSON.stringify(welcome) : '',
			});
			await act(sofia, 'open', { context: 'promo-7' });
			const { body } = await next('conversation_started');
			expect(body).toMatchObject({ type: 'open', context: 'promo-7', subscribed: false });
			expect(body.user).toMatchObject({ id: sofia.id });
			const line = await logLine(sandbox, bot, ({ name }) => name === 'welcome message');
			expect(line).toMatchObject({ direction: 'in', status: 0, note: 'Welcome!' });
			expect(tokenIn((await next('delivered')).raw.toString())).toBe(line.token);
			expect((await call(bot, 'send_message', textFor(sofia))).body.status).toBe(6);
		});

		const refusals: Array<[string, string, number, string]> = [
			['no message', '{"started":true}', 4, 'type is missing'],
			['no name', JSON.stringify({ ...welcome, sender: {} }), 4, 'sender.name is missing'],
			['a text', 'Workflow started', 3, 'the answer is not a JSON object'],
			['a list', '[]', 3, 'the answer is not a JSON object'],
			[
				'a receiver',
				JSON.stringify({ ...welcome, receiver: 'x' }),
				3,
				'receiver must not be in a welcome message',
			],
			[
				'a level that no device supports',
				JSON.stringify({ ...welcome, min_api_version: 11 }),
				13,
				"min_api_version 11 is above what the receiver's devices support",
			],
			['a byte over 30 KB', sized(30 * 1024 + 1), 3, 'the request is larger than 30720 bytes'],
			['200 KB', sized(200 * 1024), 3, 'the request is larger than 30720 bytes'],
		];

		it.each(refusals)('shows nothing for an answer with %s', async (_what, answer, status, why) => {
			await begin();
			receiver.reply = () => ({ status: 200, body: answer });
			await act(olena, 'open');
			const line = await logLine(sandbox, bot, ({ name }) => name === 'welcome message');
			expect(line).toMatchObject({ status, note: `not shown: ${why}` });
			const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
			expect(named(now, 'Olena').messages).toEqual([]);
		});
	});
});
