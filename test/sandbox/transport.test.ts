import { startSandbox, type Sandbox, type SandboxBot } from '../support/sandbox';
import { call, logLine } from './support';

describe('the door of the Viber API', () => {
	let sandbox: Sandbox;
	let bot: SandboxBot;

	beforeAll(async () => {
		sandbox = await startSandbox();
		bot = await sandbox.newBot();
	});

	afterAll(async () => await sandbox?.stop());

	it('takes the token from the header or from the body', async () => {
		expect((await call(bot, 'get_account_info')).body.status).toBe(0);
		const inBody = await call(bot, 'get_account_info', { auth_token: bot.token }, {});
		expect(inBody.body.status).toBe(0);
	});

	const strangers: Array<[string, unknown, Record<string, string>, string]> = [
		['no token', {}, {}, 'missing_auth_token'],
		['an empty token', { auth_token: '' }, {}, 'missing_auth_token'],
		['a wrong token', {}, { 'X-Viber-Auth-Token': 'wrong' }, 'invalidAuthToken'],
		['a wrong token in the body', { auth_token: 'wrong' }, {}, 'invalidAuthToken'],
		['a token that is no text', { auth_token: 5 }, {}, 'invalidAuthToken'],
		['a wrong token with broken JSON', '{', { 'X-Viber-Auth-Token': 'wrong' }, 'invalidAuthToken'],
	];

	it.each(strangers)('refuses %s with status 2', async (_what, body, headers, message) => {
		const answer = await call(bot, 'send_message', body, headers);
		expect(answer.http).toBe(200);
		expect(answer.body).toMatchObject({ status: 2, status_message: message });
	});

	it('shows a call with an unknown token in the log of the demo bot', async () => {
		await call(bot, 'get_account_info', {}, { 'X-Viber-Auth-Token': 'nobody knows this one' });
		const demo = { ...bot, id: 'demo' };
		const line = await logLine(sandbox, demo, (entry) => entry.note === 'invalidAuthToken');
		expect(line).toMatchObject({ direction: 'in', what: 'call', status: 2 });
		expect(JSON.stringify(line)).not.toContain('nobody knows this one');
	});

	const malformed: Array<[string, string]> = [
		['half an object', '{"receiver":'],
		['a list', '[]'],
		['a text', '"hello"'],
		['null', 'null'],
		['nothing', ''],
		['something after the object', '{} {}'],
		['a depth nobody needs', '['.repeat(20_000)],
	];

	it.each(malformed)('refuses %s with status 3', async (_what, body) => {
		const answer = await call(bot, 'send_message', body);
		expect(answer.http).toBe(200);
		expect(answer.body.status).toBe(3);
	});

	it('refuses bytes that are not UTF-8', async () => {
		const response = await fetch(`${bot.baseUrl}/get_account_info`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'X-Viber-Auth-Token': bot.token },
			body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
		});
		expect(await response.json()).toMatchObject({ status: 3 });
	});

	it.each(['text/plain', 'application/x-www-form-urlencoded'])(
		'refuses a body of type %s',
		async (type) => {
			const headers = { 'X-Viber-Auth-Token': bot.token, 'content-type': type };
			const { body } = await call(bot, 'get_account_info', '{}', headers);
			expect(body).toMatchObject({ status: 3 });
			expect(body.status_message).toContain('application/json');
		},
	);

	it('refuses more than 30 KB, and takes exactly 30 KB', async () => {
		const sized = (bytes: number) => `{"x":"${'x'.repeat(bytes - 8)}"}`;
		expect((await call(bot, 'get_account_info', sized(30 * 1024))).body.status).toBe(0);
		for (const bytes of [30 * 1024 + 1, 3 * 1024 * 1024]) {
			const answer = await call(bot, 'get_account_info', sized(bytes));
			expect(answer.http).toBe(200);
			expect(answer.body).toMatchObject({ status: 3 });
			expect(answer.body.status_message).toContain('30720');
		}
	});

	it('knows only its own URLs and only POST', async () => {
		expect((await call(bot, 'send_massage')).http).toBe(404);
		expect((await call(bot, 'toString')).http).toBe(404);
		expect((await call(bot, 'send_message/more')).http).toBe(404);
		const get = await fetch(`${bot.baseUrl}/get_account_info`);
		expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
		expect((await fetch(`${bot.baseUrl}/nothing`)).status).toBe(404);
	});

	it('answers only to this machine', async () => {
		const from = await fetch(`${sandbox.url}/control/bots`, {
			method: 'POST',
			headers: { origin: 'https://elsewhere.example' },
		});
		expect(from.status).toBe(403);
	});

	it('tells everything of the account', async () => {
		const { body } = await call(bot, 'get_account_info');
		expect(body).toMatchObject({
			status: 0,
			status_message: 'ok',
			chat_hostname: 'SN-CHAT-00_',
			name: bot.name,
			uri: bot.id,
			webhook: '',
			event_types: [],
			subscribers_count: 2,
			country: expect.stringMatching(/^[A-Z]{2}$/) as string,
			location: { lon: expect.any(Number) as number, lat: expect.any(Number) as number },
		});
		expect(body.id).toMatch(/^pa:\d{19}$/);
		for (const field of ['icon', 'background', 'category', 'subcategory']) {
			expect(typeof body[field]).toBe('string');
		}
		expect(body.members).toEqual([expect.objectContaining({ role: 'admin' })]);
	});
});
