import type { INodeParameters } from 'n8n-workflow';

import * as deadlines from '../../nodes/Viber/shared/deadlines';
import type { TestCredential } from '../support/engine';
import type { Sandbox, SandboxBot, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import type { HostedTrigger, TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { callBack, until } from '../support/viberCallbacks';

let sandbox: Sandbox;
let host: TriggerHost;
let bot: SandboxBot;
let credential: TestCredential;

beforeAll(async () => {
	[sandbox, host] = await Promise.all([startSandbox(), startTriggerHost()]);
});

afterAll(async () => {
	await Promise.all([sandbox.stop(), host.stop()]);
});

beforeEach(async () => {
	host.log.length = 0;
	bot = await sandbox.newBot({ deliveredAfterMs: 5, seenAfterMs: 5, retryDelaysMs: [] });
	credential = { authToken: bot.token, baseUrl: bot.baseUrl };
});

type LastNode = () => Promise<{ statusCode: number; body: unknown }>;

async function greeter(
	welcomeMode: string,
	welcome: INodeParameters = {},
	lastNode?: LastNode,
): Promise<HostedTrigger> {
	const parameters = { events: ['conversationStarted', 'message'], welcomeMode, welcome };
	const trigger = host.add(`${bot.id}-w`, 'trigger', credential, parameters, lastNode);
	await trigger.activate();
	return trigger;
}

let token = 5905337701873633687n;
function opened(name = 'Olena'): Record<string, unknown> {
	token++;
	const user = { id: 'x', name };
	return { event: 'conversation_started', message_token: `${token}`, type: 'open', user };
}

const written = { event: 'message', sender: { id: 'x' }, message: { type: 'text', text: 'hi' } };

describe('a welcome message from the fields', () => {
	it('reaches the phone of somebody who opens the chat', async () => {
		const person = bot.people[0] as SandboxPerson;
		const trigger = await greeter('message', { text: 'Hello {name}!', from: 'Shop' });
		const path = `/bots/${bot.id}/people/${encodeURIComponent(person.id)}`;
		await sandbox.control('POST', `${path}/open`, { context: 'promo-7' });
		const shown = async () => {
			const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
			return people.find(({ id }) => id === person.id)?.messages ?? [];
		};
		await until(async () => (await shown()).some(({ from }) => from === 'bot'));
		expect(await shown()).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ text: `Hello ${person.name}!`, senderName: 'Shop' }),
			]),
		);
		expect(trigger.started).toMatchObject([{ event: 'conversationStarted', context: 'promo-7' }]);
	});

	it('goes to a repeat as well, which starts nothing', async () => {
		const trigger = await greeter('message', { text: 'Hello' });
		const event = opened();
		const first = await callBack(trigger.url, credential, event);
		expect(first).toMatchObject({ status: 200, type: 'application/json' });
		expect(JSON.parse(first.text)).toEqual({ type: 'text', text: 'Hello' });
		expect((await callBack(trigger.url, credential, event)).text).toBe(first.text);
		expect(trigger.started).toHaveLength(1);
	});

	it.each<[string, INodeParameters]>([
		['too long', { text: 'x'.repeat(7001) }],
		['empty', {}],
		['with a broken keyboard', { text: 'Hello', keyboard: '{"Buttons":[' }],
		['with an expression that fails', { text: '={{ $json.nowhere.at.all }}' }],
	])('%s: Viber gets its 200, the workflow starts, and the log says why', async (_, welcome) => {
		const trigger = await greeter('message', welcome);
		const answer = await callBack(trigger.url, credential, opened());
		expect(answer).toMatchObject({ status: 200, text: '' });
		expect(trigger.started).toHaveLength(1);
		expect(host.log.join()).toMatch(/no welcome message/);
	});

	it('is given to nothing but the opening of a chat', async () => {
		const trigger = await greeter('message', { text: 'Hello' });
		expect(await callBack(trigger.url, credential, written)).toMatchObject({ text: '' });
	});
});

describe('a welcome message from the last node', () => {
	const gives =
		(body: unknown, statusCode = 200): LastNode =>
		async () => ({ statusCode, body });

	it('is what the last node gives, as fields', async () => {
		const trigger = await greeter('lastNode', { from: 'Shop' }, gives({ text: 'Hi {name}' }));
		const { status, text, type } = await callBack(trigger.url, credential, opened());
		expect({ status, type }).toEqual({ status: 200, type: 'application/json' });
		expect(JSON.parse(text)).toEqual({ type: 'text', text: 'Hi Olena', sender: { name: 'Shop' } });
		expect(trigger.started).toHaveLength(1);
	});

	it.each<[string, LastNode]>([
		['a failed workflow', gives({ message: 'Error in workflow' }, 500)],
		['no data', gives({ message: 'Workflow executed successfully but no data was returned' })],
		['a type that is none', gives({ type: 'open', event: 'conversationStarted' })],
		['a list', gives([1, 2])],
		['a text that is too long', gives({ text: 'x'.repeat(7001) })],
	])('%s: Viber gets an empty 200', async (_, lastNode) => {
		const trigger = await greeter('lastNode', {}, lastNode);
		const answer = await callBack(trigger.url, credential, opened());
		expect(answer).toMatchObject({ status: 200, text: '', type: null });
		expect(host.log.join()).toMatch(/no welcome message/);
	});

	it('a slow workflow: Viber gets an empty 200 in time, and what comes later hurts nobody', async () => {
		let finish = () => {};
		const slow = new Promise<void>((resolve) => (finish = resolve));
		const trigger = await greeter('lastNode', {}, async () => {
			await slow;
			return { statusCode: 200, body: { text: 'too late' } };
		});
		const deadline = jest.spyOn(deadlines, 'startDeadline');
		const { status, text, ms } = await callBack(trigger.url, credential, opened());
		expect({ status, text }).toEqual({ status: 200, text: '' });
		expect(ms).toBeGreaterThan(3_500);
		// Viber waits for 5 seconds, the way there and back included.
		const waits = deadline.mock.calls.map(([longest]) => longest).filter((one) => one < 5_000);
		expect(waits).toEqual([4_000]);
		finish();
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(await callBack(trigger.url, credential, written)).toMatchObject({ status: 200 });
	}, 15_000);

	it('other events, and repeats, are answered at once', async () => {
		const trigger = await greeter('lastNode', {}, gives({ text: 'Hi' }));
		expect(await callBack(trigger.url, credential, written)).toMatchObject({ text: '' });
		const event = opened();
		expect((await callBack(trigger.url, credential, event)).text).not.toBe('');
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200, text: '' });
		expect(trigger.started).toHaveLength(2);
	});
});
