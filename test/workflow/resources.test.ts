import type { IDataObject, INodeParameters, NodeApiError } from 'n8n-workflow';

import { AT_ONCE, call, named, pathOf, Receiver, until } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { Sandbox, SandboxBot, SandboxLogEntry, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

let sandbox: Sandbox;
let receiver: Receiver;
let bot: SandboxBot;

beforeAll(async () => {
	[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
});

afterAll(async () => {
	await Promise.all([sandbox?.stop(), receiver?.stop()]);
});

beforeEach(async () => {
	bot = await sandbox.newBot(AT_ONCE);
	receiver.got.length = 0;
	receiver.reply = () => ({ status: 200 });
});

async function run(
	operation: string,
	fields: IDataObject = {},
	items: IDataObject[] = [{}],
	changes: Partial<TestRun> = {},
) {
	const [resource, name] = operation.split('.');
	return await runViber({
		items,
		parameters: {
			resource,
			operation: name,
			provider: 'viberBot',
			...fields,
		} as INodeParameters,
		credential: { authToken: bot.token, baseUrl: bot.baseUrl },
		...changes,
	});
}

type Run = Awaited<ReturnType<typeof run>>;

function errorOf({ result }: Run): NodeApiError {
	const { error } = result.data.resultData;
	if (!error) throw new Error('Nothing failed');
	return error as NodeApiError;
}

async function callsOf(name: string): Promise<SandboxLogEntry[]> {
	const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log?since=0`);
	return log.filter((entry) => entry.what === 'call' && entry.name === name);
}

async function now(): Promise<SandboxBot> {
	return await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
}

describe('Simplify', () => {
	const calls = ['account.get', 'webhook.get', 'webhook.remove'];

	it.each(calls)('of %s takes what an expression gives for on', async (name) => {
		const { output } = await run(name, { simplify: '={{ "TRUE" }}' });
		expect(output[0]?.json).toHaveProperty('provider', 'viberBot');
	});

	it.each(calls)(
		'of %s refuses what is neither on nor off, before anything is asked',
		async (name) => {
			const { message } = errorOf(await run(name, { simplify: '={{ "perhaps" }}' }));
			expect(message).toBe("'Simplify' is neither on nor off");
			expect(await sandbox.control('GET', `/bots/${bot.id}/log?since=0`)).toEqual([]);
		},
	);
});

const WITH_REGULAR_OUTPUT = { onError: 'continueRegularOutput' as const };

describe('Get the bot account', () => {
	it('gives the few fields that most workflows need', async () => {
		await call(bot, 'set_webhook', { url: receiver.url, event_types: ['seen', 'delivered'] });
		const { output } = await run('account.get', {}, [{}, {}]);
		const account = {
			provider: 'viberBot',
			id: expect.stringMatching(/^pa:\d{19}$/) as string,
			name: bot.name,
			uri: bot.id,
			category: 'Food and drink',
			subcategory: 'Café',
			country: 'UA',
			webhook: receiver.url,
			eventTypes: ['delivered', 'seen'],
			subscribersCount: 2,
		};
		expect(output.map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual([
			{ json: account, pairedItem: { item: 0 } },
			{ json: account, pairedItem: { item: 1 } },
		]);
	});

	it('gives all of them without Simplify', async () => {
		const { output } = await run('account.get', { simplify: false });
		const { body } = await call(bot, 'get_account_info');
		expect(body).toMatchObject({ status: 0, members: [{ role: 'admin' }], webhook: '' });
		expect(output[0]?.json).toEqual(body);
	});
});

describe('Get a user', () => {
	it('tells twice about a person, and the third time why not', async () => {
		const olena = named(bot, 'Olena').id;
		const { output } = await run('user.get', { userId: '={{ $json.id }}' }, [
			{ id: olena },
			{ id: ` ${olena}\n` },
		]);
		const user = {
			provider: 'viberBot',
			id: olena,
			name: 'Olena',
			avatar: 'https://media.example.test/olena.jpg',
			country: 'UA',
			language: 'uk',
			deviceType: 'Sandbox Phone',
			operatingSystem: 'Android 14',
			viberVersion: '22.4.0',
			apiVersion: 10,
		};
		expect(output.map(({ json }) => json)).toEqual([user, user]);

		const error = errorOf(await run('user.get', { userId: olena }));
		expect(error.name).toBe('NodeApiError');
		expect(error.message).toBe(
			'Viber tells about the same person only twice in 12 hours (tooManyRequests, code 12)',
		);
		expect(error.description).toMatch(/^Keep what you get.*ask again later\./);
		expect(error.description).not.toMatch(/Requests at Once/);
		expect(error.context.itemIndex).toBe(0);
		expect((await callsOf('get_user_details')).map(({ status }) => status)).toEqual([0, 0, 12]);

		// The others are not concerned.
		const marek = named(bot, 'Marek').id;
		expect((await run('user.get', { userId: marek })).output[0]?.json.name).toBe('Marek');
	});

	it('gives Viber’s own answer without Simplify, its id exact', async () => {
		const olena = named(bot, 'Olena').id;
		const { output } = await run('user.get', { userId: olena, simplify: false });
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log?since=0`);
		expect(output[0]?.json).toMatchObject({
			status: 0,
			status_message: 'ok',
			message_token: log.find(({ name }) => name === 'get_user_details')?.token,
			user: { id: olena, name: 'Olena', mcc: 255, mnc: 1 },
		});
		expect(output[0]?.json.message_token).toMatch(/^\d{16,}$/);
	});

	it('goes on after people that nothing is told of', async () => {
		const ids = [named(bot, 'Sofia').id, 'nobody', '', named(bot, 'Marek').id];
		const { output } = await run(
			'user.get',
			{ userId: '={{ $json.id }}' },
			ids.map((id) => ({ id })),
			WITH_REGULAR_OUTPUT,
		);
		expect(output).toMatchObject([
			{
				json: {
					error: {
						provider: 'viberBot',
						status: 'refused',
						code: '6',
						name: 'receiverNotSubscribed',
						message: expect.stringMatching(/not subscribed/) as string,
					},
				},
				pairedItem: { item: 0 },
			},
			{ json: { error: { code: '5', name: 'receiverNotRegistered' } }, pairedItem: { item: 1 } },
			{
				json: { error: { status: 'invalid', message: "'User ID' is empty" } },
				pairedItem: { item: 2 },
			},
			{ json: { name: 'Marek' }, pairedItem: { item: 3 } },
		]);
		expect(await callsOf('get_user_details')).toHaveLength(3);
	});

	it('sends those to the error output if so wished', async () => {
		const { output, errorOutput } = await run(
			'user.get',
			{ userId: '={{ $json.id }}' },
			[{ id: 'nobody', mine: 1 }, { id: named(bot, 'Marek').id }],
			{ onError: 'continueErrorOutput' },
		);
		expect(output.map(({ json }) => json.name)).toEqual(['Marek']);
		expect(errorOutput).toMatchObject([{ json: { mine: 1, error: { code: '5' } } }]);
	});
});

describe('Get online status', () => {
	async function crowd(count: number, more: IDataObject = {}): Promise<string[]> {
		const { people } = await sandbox.control<{ people: SandboxPerson[] }>(
			'POST',
			`/bots/${bot.id}/people`,
			{ count, ...more },
		);
		return people.map(({ id }) => id);
	}

	it('asks a hundred at a time, keeps the order, and says what is not known', async () => {
		const lastOnline = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
		const groups = {
			online: await crowd(100),
			offline: await crowd(60, { presence: 'offline', lastOnline }),
			undisclosed: await crowd(40, { presence: 'undisclosed' }),
			tryLater: await crowd(20, { presence: 'tryLater' }),
			unavailable: await crowd(20, { subscribed: false }),
		};
		const unknown = Array.from({ length: 10 }, (_, index) => `nobody-${index}`);
		const all = [...Object.values(groups).flat(), ...unknown];
		// Mixed, so that each request has some of all: 77 and 250 have no common divisor.
		const ids = all.map((_, index) => all[(index * 77) % all.length] ?? '');
		expect(new Set(ids).size).toBe(250);

		const { output } = await run('user.getOnlineStatus', { userIds: ids.join('\n') });
		expect((await callsOf('get_online')).map(({ status, note }) => [status, note])).toEqual([
			[0, '100 people'],
			[0, '100 people'],
			[0, '50 people'],
		]);
		const codes: Record<string, number> = {
			online: 0,
			offline: 1,
			undisclosed: 2,
			tryLater: 3,
			unavailable: 4,
		};
		const statusOf = (id: string) =>
			Object.entries(groups).find(([, members]) => members.includes(id))?.[0] ?? 'unavailable';
		expect(output.map(({ json }) => json)).toEqual(
			ids.map((id) => ({
				provider: 'viberBot',
				id,
				onlineStatus: statusOf(id),
				onlineStatusCode: codes[statusOf(id)],
				...(statusOf(id) === 'offline' ? { lastOnline: '2026-01-02T03:04:05.006Z' } : {}),
			})),
		);
		expect(output.filter(({ json }) => json.onlineStatus === 'unavailable')).toHaveLength(30);
		expect(output.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(
			true,
		);
	});

	it('gives Viber’s own words without Simplify', async () => {
		const userIds = [named(bot, 'Olena').id, 'nobody'];
		const { output } = await run(
			'user.getOnlineStatus',
			{ userIds: '={{ $json.ids }}', simplify: false },
			[{ ids: userIds }],
		);
		expect(output.map(({ json }) => json)).toEqual([
			{ id: userIds[0], online_status: 0, online_status_message: 'online' },
			{ id: 'nobody', online_status: 4, online_status_message: 'unavailable' },
		]);
	});

	it('goes on after an item of which one request fails, without half of its people', async () => {
		const ids = await crowd(150);
		const [first = ''] = ids;
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, {
			status: { status: 7, times: 1, method: 'get_online' },
		});
		const { output } = await run(
			'user.getOnlineStatus',
			{ userIds: '={{ $json.ids }}' },
			[{ ids }, { ids: [first] }, { ids: '' }],
			WITH_REGULAR_OUTPUT,
		);
		expect(output).toMatchObject([
			{ json: { error: { status: 'refused', code: '7' } }, pairedItem: { item: 0 } },
			{ json: { id: first, onlineStatus: 'online' }, pairedItem: { item: 1 } },
			{ json: { error: { status: 'invalid' } }, pairedItem: { item: 2 } },
		]);
		expect(output).toHaveLength(3);
	});
});

describe('the webhook', () => {
	const set = async (fields: IDataObject = {}) =>
		await run('webhook.set', { webhookUrl: receiver.url, ...fields });

	it('is set, told, and removed', async () => {
		const all = ['delivered', 'seen', 'failed', 'conversation_started'];
		expect((await set()).output).toMatchObject([
			{ json: { provider: 'viberBot', url: receiver.url, eventTypes: all, isSet: true } },
		]);
		expect(receiver.got.map(({ event }) => event)).toEqual(['webhook']);
		expect(await now()).toMatchObject({ webhook: receiver.url, eventTypes: all });

		const told = { provider: 'viberBot', url: receiver.url, eventTypes: all, isSet: true };
		expect((await run('webhook.get')).output.map(({ json }) => json)).toEqual([told]);

		expect((await run('webhook.remove')).output.map(({ json }) => json)).toEqual([
			{ provider: 'viberBot', deleted: true },
		]);
		expect(await now()).toMatchObject({ webhook: '', eventTypes: [] });
		expect((await run('webhook.get')).output.map(({ json }) => json)).toEqual([
			{ provider: 'viberBot', url: '', eventTypes: [], isSet: false },
		]);
	});

	it('is set, told and removed in Viber’s own words without Simplify', async () => {
		const head = { status: 0, status_message: 'ok', chat_hostname: 'SN-CHAT-00_' };
		const simplify = false;
		const { output } = await set({ simplify, webhookEvents: ['failed'] });
		expect(output.map(({ json }) => json)).toEqual([{ ...head, event_types: ['failed'] }]);
		expect((await run('webhook.get', { simplify })).output).toMatchObject([
			{ json: { ...head, webhook: receiver.url, event_types: ['failed'], members: [{}] } },
		]);
		expect((await run('webhook.remove', { simplify })).output.map(({ json }) => json)).toEqual([
			{ ...head, event_types: [] },
		]);
		expect((await now()).webhook).toBe('');
	});

	it('delivers only the chosen events, also when none is chosen', async () => {
		const { output } = await set({ webhookEvents: ['conversationStarted', 'seen'] });
		expect(output[0]?.json.eventTypes).toEqual(['seen', 'conversation_started']);
		expect((await now()).eventTypes).toEqual(['seen', 'conversation_started']);
		// By an expression: n8n does not start a workflow whose list of events was left empty.
		const none = await set({ webhookEvents: '={{ [] }}' });
		expect(none.output[0]?.json).toMatchObject({ eventTypes: [], isSet: true });
		expect((await now()).eventTypes).toEqual([]);
	});

	it.each([
		[{}, ['id', 'name', 'avatar']],
		[{ sendName: false }, ['id', 'avatar']],
		[{ sendPhoto: false }, ['id', 'name']],
	])('with the options %j tells of people: %j', async (options, keys) => {
		await set({ options });
		await sandbox.control('POST', `${pathOf(bot, named(bot, 'Olena'))}/messages`, { text: 'Hi' });
		await until(() => receiver.of('message').length, 'the message');
		const sender = receiver.of('message')[0]?.body.sender as IDataObject;
		expect(Object.keys(sender).filter((key) => ['id', 'name', 'avatar'].includes(key))).toEqual(
			keys,
		);
	});

	it('is refused when its address answers 404, and the old one stays', async () => {
		await set();
		receiver.reply = () => ({ status: 404 });
		const webhookUrl = `${receiver.url}/elsewhere`;
		const failed = await set({ webhookUrl });
		const error = errorOf(failed);
		expect(error.name).toBe('NodeApiError');
		expect(error.message).toBe('Your n8n answered 404 to Viber’s check (invalidUrl, code 1)');
		expect(error.description).toMatch(/^Something else answers at this address.*WEBHOOK_URL/);
		expect(error.description).toMatch(/Viber Bot says: Result\[HttpRequest\[POST .* 404/);
		expect(receiver.got.at(-1)).toMatchObject({ url: '/hook/elsewhere', event: 'webhook' });
		expect((await now()).webhook).toBe(receiver.url);
	});

	it('is refused when nothing answers there', async () => {
		const gone = await Receiver.start();
		const webhookUrl = gone.url;
		await gone.stop();
		const error = errorOf(await set({ webhookUrl }));
		expect(error.message).toMatch(/^Nothing answered at the webhook address.*code 1\)$/);
		expect((await now()).webhook).toBe('');
	});

	it('goes on after addresses that cannot be set', async () => {
		receiver.reply = ({ url }) => ({ status: url === '/hook' ? 200 : 404 });
		const { output } = await run(
			'webhook.set',
			{ webhookUrl: '={{ $json.url }}' },
			[`${receiver.url}/wrong`, '', receiver.url].map((url) => ({ url })),
			WITH_REGULAR_OUTPUT,
		);
		expect(output).toMatchObject([
			{
				json: { error: { status: 'refused', code: '1', name: 'invalidUrl' } },
				pairedItem: { item: 0 },
			},
			{
				json: { error: { status: 'invalid', message: "'Webhook URL' is empty" } },
				pairedItem: { item: 1 },
			},
			{ json: { url: receiver.url, isSet: true }, pairedItem: { item: 2 } },
		]);
		expect((await now()).webhook).toBe(receiver.url);
	});
});

describe('a wrong token', () => {
	const OPERATIONS: Array<[string, IDataObject]> = [
		['account.get', {}],
		['user.get', { userId: 'somebody' }],
		['user.getOnlineStatus', { userIds: 'somebody' }],
		['webhook.get', {}],
		['webhook.remove', {}],
		['webhook.set', { webhookUrl: 'https://www.example.com/viber' }],
	];
	const wrong = () => ({ credential: { authToken: 'dummy-token', baseUrl: bot.baseUrl } });

	it.each(OPERATIONS)('%s: says so, and what to do', async (operation, fields) => {
		await call(bot, 'set_webhook', { url: receiver.url });
		const failed = await run(operation, fields, [{}], wrong());
		const error = errorOf(failed);
		expect(failed.output).toEqual([]);
		expect(error.name).toBe('NodeApiError');
		expect(error.message).toBe('Viber does not know this token (invalidAuthToken, code 2)');
		expect(error.description).toMatch(/Viber Admin Panel/);
		expect(`${error.message} ${error.description}`).not.toContain('dummy-token');
		expect((await now()).webhook).toBe(receiver.url);
	});

	it.each(OPERATIONS)(
		'%s: gives an item for each when the node goes on',
		async (operation, fields) => {
			const { output, result } = await run(operation, fields, [{}, {}], {
				...wrong(),
				...WITH_REGULAR_OUTPUT,
			});
			expect(result.data.resultData.error).toBeUndefined();
			const error = {
				provider: 'viberBot',
				status: 'refused',
				code: '2',
				name: 'invalidAuthToken',
			};
			// The token is wrong for all: who was not under way yet is not even tried.
			const isUser = operation.startsWith('user.');
			const other = isUser ? error : { provider: 'viberBot', status: 'notTried' };
			expect(output).toMatchObject([
				{ json: { error }, pairedItem: { item: 0 } },
				{ json: { error: other }, pairedItem: { item: 1 } },
			]);
		},
	);
});
