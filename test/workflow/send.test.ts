import type { NodeApiError } from 'n8n-workflow';

import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { Sandbox, SandboxBot, SandboxLogEntry } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import type { TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

let sandbox: Sandbox;
let host: TriggerHost;
let bot: SandboxBot;

beforeAll(async () => {
	[sandbox, host] = await Promise.all([startSandbox(), startTriggerHost()]);
});

afterAll(async () => {
	await Promise.all([sandbox.stop(), host.stop()]);
});

beforeEach(async () => {
	bot = await sandbox.newBot({ deliveredAfterMs: 5, seenAfterMs: 5 });
	const credential = { authToken: bot.token, baseUrl: bot.baseUrl };
	await host.add(bot.id, 'trigger', credential, { events: ['delivered'] }).activate();
});

const PARAMETERS = {
	resource: 'message',
	operation: 'send',
	provider: 'viberBot',
	to: '={{ $json.to }}',
	from: 'Corner Café',
	text: '={{ $json.text }}',
};

async function send(
	items: Array<{ to?: string; text?: string }>,
	changes: Partial<TestRun> = {},
): ReturnType<typeof runViber> {
	return await runViber({
		items,
		parameters: PARAMETERS,
		credential: { authToken: bot.token, baseUrl: bot.baseUrl },
		...changes,
	});
}

function person(name: string) {
	const found = bot.people.find((one) => one.name === name);
	if (!found) throw new Error(`Nobody is called ${name}`);
	return found;
}

async function log(): Promise<SandboxLogEntry[]> {
	return await sandbox.control('GET', `/bots/${bot.id}/log?since=0`);
}

async function chatWith(name: string) {
	const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
	return people.find((one) => one.name === name)?.messages ?? [];
}

describe('Send a message', () => {
	it('sends each item, in order, linked to its input, with the exact id', async () => {
		const to = person('Olena').id;
		const texts = ['one', 'two 😀', 'three\nlines & <b>tags</b>'];
		const { output } = await send(texts.map((text) => ({ to, text })));
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		const chat = await chatWith('Olena');
		expect(chat.map(({ text }) => text)).toEqual(texts);
		expect(output.map(({ json }) => json)).toEqual(
			chat.map(({ token }) => ({ provider: 'viberBot', to, messageId: token, status: 'accepted' })),
		);
		for (const { json } of output) {
			expect(BigInt(json.messageId as string)).toBeGreaterThan(2n ** 53n);
			expect(String(Number(json.messageId))).not.toBe(json.messageId);
		}
		const calls = (await log()).filter(({ name }) => name === 'send_message');
		expect(calls.map(({ token }) => token)).toEqual(output.map(({ json }) => json.messageId));
	});

	it('carries sender, avatar, tracking data and API version over the wire', async () => {
		const to = person('Olena').id;
		await send([{ to, text: 'hi' }], {
			parameters: {
				...PARAMETERS,
				options: {
					avatar: 'https://www.example.com/a.png',
					trackingData: 'order-1042',
					minApiVersion: 2,
				},
			},
		});
		expect(await chatWith('Olena')).toMatchObject([
			{
				senderName: 'Corner Café',
				senderAvatar: 'https://www.example.com/a.png',
				trackingData: 'order-1042',
			},
		]);
	});

	it('gives the provider’s own answer without Simplify, ids still exact', async () => {
		const to = person('Olena').id;
		const { output } = await send([{ to, text: 'hi' }], {
			parameters: { ...PARAMETERS, simplify: false },
		});
		const [message] = await chatWith('Olena');
		expect(output[0]?.json).toMatchObject({
			status: 0,
			status_message: 'ok',
			message_token: message?.token,
		});
	});

	it('does nothing for no items', async () => {
		const { output, result } = await send([]);
		expect(output).toEqual([]);
		expect(result.data.resultData.error).toBeUndefined();
	});

	it('names invalidAuthToken and what to do when the token is wrong', async () => {
		const { result } = await send([{ to: person('Olena').id, text: 'hi' }], {
			credential: { authToken: 'dummy-token', baseUrl: bot.baseUrl },
		});
		const error = result.data.resultData.error as NodeApiError;
		expect(error.name).toBe('NodeApiError');
		expect(error.message).toMatch(/token.*invalidAuthToken, code 2/);
		expect(error.description).toMatch(/Viber Admin Panel/);
		expect(error.context.itemIndex).toBe(0);
	});

	it('says that somebody has not subscribed, and what was accepted before', async () => {
		const olena = person('Olena').id;
		const sofia = person('Sofia').id;
		const items = [
			{ to: olena, text: 'one' },
			{ to: olena, text: 'two' },
			{ to: sofia, text: 'three' },
			{ to: olena, text: 'four' },
		];
		const parameters = { ...PARAMETERS, options: { requestsAtOnce: 1 } };
		const { result } = await send(items, { parameters });
		const error = result.data.resultData.error as NodeApiError;
		const chat = await chatWith('Olena');
		expect(chat).toHaveLength(2);
		expect(error.message).toMatch(/not subscribed.*receiverNotSubscribed, code 6/);
		expect(error.description).toMatch(/write to the bot first/);
		expect(error.description).toContain(sofia);
		expect(error.description).toContain('begin with item 2');
		for (const { token } of chat) expect(error.description).toContain(token);
		expect(error.context.data).toMatchObject({
			items: 4,
			failed: [{ item: 2, to: sofia, code: '6' }],
			notTried: [{ item: 3 }],
			continueFrom: 2,
			leaveOut: [],
			accepted: chat.map(({ token }, item) => ({ item, to: olena, messageId: token })),
		});
	});

	it('goes on after a bad item, with an error item in its place', async () => {
		const olena = person('Olena').id;
		const sofia = person('Sofia').id;
		const { output } = await send(
			[
				{ to: olena, text: 'one' },
				{ to: sofia, text: 'two' },
				{ to: olena, text: '' },
				{ to: olena, text: 'four' },
			],
			{ onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json }) => json.status)).toEqual([
			'accepted',
			undefined,
			undefined,
			'accepted',
		]);
		expect(output[1]).toMatchObject({
			json: {
				error: {
					provider: 'viberBot',
					status: 'refused',
					to: sofia,
					code: '6',
					name: 'receiverNotSubscribed',
				},
			},
			pairedItem: { item: 1 },
		});
		expect(output[2]?.json.error).toMatchObject({ status: 'invalid', message: "'Text' is empty" });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});

	it('sends bad items to the error output', async () => {
		const { output, errorOutput } = await send(
			[
				{ to: person('Olena').id, text: 'one' },
				{ to: person('Sofia').id, text: 'two' },
			],
			{ onError: 'continueErrorOutput' },
		);
		expect(output.map(({ json }) => json.status)).toEqual(['accepted']);
		expect(errorOutput.map(({ json }) => json)).toMatchObject([
			// The input item's own fields come along.
			{ text: 'two', error: { code: '6', to: person('Sofia').id } },
		]);
	});

	it('loses no id when an expression in Simplify cannot be resolved', async () => {
		const to = person('Olena').id;
		const { output } = await send(
			[
				{ to, text: 'one' },
				{ to, text: 'two' },
			],
			{
				parameters: { ...PARAMETERS, simplify: '={{ $json.text === "one" ? true : $json.a.b.c }}' },
				onError: 'continueRegularOutput',
			},
		);
		const chat = await chatWith('Olena');
		expect(output).toHaveLength(2);
		expect(output[0]?.json.messageId).toBe(chat[0]?.token);
		const accepted = output.filter(({ json }) => json.error === undefined);
		expect(accepted).toHaveLength(chat.length);
	});

	it.each([
		['resource', 'constructor', /Choose/],
		['resource', 'spaceship', /Choose/],
		['operation', '__CUSTOM_API_CALL__', /Choose/],
		['provider', 'pigeonPost', /Choose .*"DecisionTelecom", "Messaggio", "Viber Bot"\.$/],
		['provider', 'none', /Choose .*"Viber Bot"\.$/],
	])('explains a leftover %s: %s', async (name, value, advice) => {
		const { result } = await send([{ to: person('Olena').id, text: 'hi' }], {
			parameters: { ...PARAMETERS, [name]: value },
		});
		const error = result.data.resultData.error as NodeApiError;
		expect(error.description).toMatch(advice);
		expect((await log()).filter(({ name: method }) => method === 'send_message')).toEqual([]);
	});

	it('never lets the token into output, error or execution data', async () => {
		const sofia = person('Sofia').id;
		const good = await send([{ to: person('Olena').id, text: 'hi' }]);
		const bad = await send([{ to: sofia, text: 'hi' }]);
		const worse = await send([{ to: sofia, text: 'hi' }], { onError: 'continueRegularOutput' });
		const dead = await send([{ to: sofia, text: 'hi' }], {
			credential: { authToken: bot.token, baseUrl: 'http://127.0.0.1:9' },
		});
		for (const { result } of [good, bad, worse, dead]) {
			expect(JSON.stringify(result.data, withErrors)).not.toContain(bot.token);
		}
	});
});

/** JSON.stringify sees nothing of an error unless it is told. */
function withErrors(_: string, value: unknown): unknown {
	return value instanceof Error
		? { ...value, message: value.message, stack: value.stack, cause: value.cause }
		: value;
}
