import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import { call, Receiver } from './support';

describe('set_webhook', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	beforeEach(async () => {
		bot = await sandbox.newBot({ callbackTimeoutMs: 150 });
		receiver.got.length = 0;
		receiver.reply = () => ({ status: 200 });
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	const account = async () => (await call(bot, 'get_account_info')).body;

	it('asks the new address before it answers, and only then stores it', async () => {
		let duringHandshake: unknown;
		receiver.reply = async () => {
			duringHandshake = (await account()).webhook;
			return { status: 200, body: 'anything' };
		};
		const { body } = await call(bot, 'set_webhook', { url: receiver.url });
		expect(body).toEqual({
			status: 0,
			status_message: 'ok',
			chat_hostname: 'SN-CHAT-00_',
			event_types: ['delivered', 'seen', 'failed', 'conversation_started'],
		});
		expect(receiver.got.map((one) => one.event)).toEqual(['webhook']);
		expect(Object.keys(receiver.got[0]?.body ?? {})).toEqual([
			'event',
			'timestamp',
			'chat_hostname',
			'message_token',
		]);
		expect(await account()).toMatchObject({ webhook: receiver.url });
		expect(duringHandshake).toBe('');
	});

	const wanted: Array<[unknown, string[]]> = [
		[undefined, ['delivered', 'seen', 'failed', 'conversation_started']],
		[[], []],
		[['seen'], ['seen']],
		[
			['conversation_started', 'delivered', 'message', 'subscribed', 'webhook', 'client_status'],
			['delivered', 'conversation_started'],
		],
	];

	it.each(wanted)('with event_types %j stores %j', async (event_types, stored) => {
		const { body } = await call(bot, 'set_webhook', { url: receiver.url, event_types });
		expect(body.event_types).toEqual(stored);
		expect((await account()).event_types).toEqual(stored);
	});

	const malformed: Array<[Record<string, unknown>, number, RegExp]> = [
		[{}, 4, /^url is missing/],
		[{ url: null }, 3, /^url must be a string/],
		[{ url: 'https://a.example', event_types: 'seen' }, 3, /^event_types must be an array/],
		[{ url: 'https://a.example', event_types: ['read'] }, 3, /^event_types\[0\] must be one of/],
		[{ url: 'https://a.example', event_types: ['seen', 1] }, 3, /^event_types\[1\] must be a str/],
		[{ url: 'https://a.example', send_name: 'yes' }, 3, /^send_name must be a boolean/],
		[{ url: 'https://a.example', send_photo: 1 }, 3, /^send_photo must be a boolean/],
		[{ url: 'https://a.example', is_inline: null }, 3, /^is_inline must be a boolean/],
	];

	it.each(malformed)('refuses %j', async (body, status, says) => {
		const answer = await call(bot, 'set_webhook', body);
		expect(answer.body.status).toBe(status);
		expect(answer.body.status_message).toMatch(says);
	});

	it.each([
		'nonsense',
		'ftp://hooks.example/a',
		'http://hooks.example/a',
		'https://intranet/a',
		'https://printer.local/a',
		'https://10.0.0.5/a',
		'https://192.168.1.4/a',
		'https://172.16.0.1/a',
		'https://169.254.1.1/a',
		'https://100.64.0.1/a',
		'https://0.0.0.0/a',
		'https://[fd00::1]/a',
		'https://[fe80::1]/a',
		'https://[::ffff:10.0.0.5]/a',
		'https://0x0a000005/a',
		'http://192.168.1.4/a',
		'https://',
		' ',
	])('refuses the address %j', async (url) => {
		const { body } = await call(bot, 'set_webhook', { url });
		expect(body).toEqual({
			status: 1,
			status_message: 'URL not valid or not HTTPS',
			chat_hostname: 'SN-CHAT-00_',
		});
	});

	it.each([
		[404, 'Not Found'],
		[419, 'Custom'],
		[201, 'Created'],
		[204, 'No Content'],
		[302, 'Found'],
		[500, 'Internal Server Error'],
	])('counts HTTP %i as a failure and names it', async (status, reason) => {
		receiver.reply = () => ({ status, headers: { location: `${receiver.url}/else` } });
		const { body } = await call(bot, 'set_webhook', { url: `${receiver.url}?a=1` });
		expect(body.status).toBe(1);
		const text = reason === 'Custom' ? '[^\\]]+' : reason;
		expect(body.status_message).toMatch(
			new RegExp(
				'^Result\\[HttpRequest\\[POST /hook\\?a=1 HTTP/1\\.1\\]@[0-9a-f]+ > ' +
					`HttpResponse\\[HTTP/1\\.1 ${status} ${text}\\]@[0-9a-f]+\\] null$`,
			),
		);
		expect(receiver.got).toHaveLength(1);
	});

	it('says when nobody listens', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		server.close();
		await once(server, 'close');
		const { body } = await call(bot, 'set_webhook', { url: `http://localhost:${port}/` });
		expect(body).toMatchObject({
			status: 1,
			status_message: 'java.net.ConnectException: Connection refused',
		});
	});

	it('says when nobody answers in time', async () => {
		receiver.reply = () => 'hang';
		const { body } = await call(bot, 'set_webhook', { url: receiver.url });
		expect(body.status).toBe(1);
		expect(body.status_message).toMatch(/TimeoutException.*150 ms/);
	});

	it('says when a certificate is worth nothing', async () => {
		const { body } = await call(bot, 'set_webhook', {
			url: receiver.url.replace('http:', 'https:'),
		});
		expect(body.status).toBe(1);
		expect(body.status_message).toMatch(/^java/);
	});

	it('keeps the former webhook when the new one fails', async () => {
		await call(bot, 'set_webhook', { url: receiver.url, event_types: ['seen'] });
		receiver.reply = () => ({ status: 404 });
		await call(bot, 'set_webhook', { url: `${receiver.url}/new` });
		expect(await account()).toMatchObject({ webhook: receiver.url, event_types: ['seen'] });
	});

	it('removes the webhook without asking anybody', async () => {
		await call(bot, 'set_webhook', { url: receiver.url });
		const { body } = await call(bot, 'set_webhook', { url: '' });
		expect(body).toMatchObject({ status: 0, event_types: [] });
		expect(receiver.got).toHaveLength(1);
		expect(await account()).toMatchObject({ webhook: '', event_types: [] });
	});
});
