import type { INodeParameters } from 'n8n-workflow';

import type { HostedTrigger, TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { callBack, until } from '../support/viberCallbacks';

// Between the arrival of a callback and its execution nobody but the provider knows of it.

let host: TriggerHost;
const credential = { authToken: 'dummy-token', baseUrl: 'http://127.0.0.1:9/pa' };

beforeAll(async () => {
	host = await startTriggerHost();
});

afterAll(async () => await host.stop());

let count = 0;
function start(parameters: INodeParameters = {}): HostedTrigger {
	const events = ['message', 'conversationStarted'];
	const trigger = host.add(`taking-${count++}`, 'trigger', credential, { events, ...parameters });
	trigger.open();
	return trigger;
}

const message = (text: string) => ({
	event: 'message',
	message_token: `8${count++}`,
	sender: { id: 'x' },
	message: { type: 'text', text },
});

/** Lets n8n take executions only when it is told how that ends. */
function hold(trigger: HostedTrigger): {
	taking: () => number;
	end(how: 'taken' | 'refused'): void;
} {
	const waiting: Array<(how: 'taken' | 'refused') => void> = [];
	trigger.takes = async () =>
		await new Promise((resolve, reject) => {
			waiting.push((how) => (how === 'taken' ? resolve() : reject(new Error('No database'))));
		});
	return {
		taking: () => waiting.length,
		end: (how) => waiting.splice(0).forEach((settle) => settle(how)),
	};
}

/** What has become of an answer by now. */
async function isPending(answer: Promise<unknown>): Promise<boolean> {
	const soon = new Promise((resolve) => setTimeout(resolve, 100, 'pending'));
	return (await Promise.race([answer, soon])) === 'pending';
}

describe('a callback', () => {
	it('is answered when n8n has taken it, and not before', async () => {
		const trigger = start();
		const n8n = hold(trigger);
		const answer = callBack(trigger.url, credential, message('hello'));
		await until(() => n8n.taking() === 1);
		expect(await isPending(answer)).toBe(true);
		n8n.end('taken');
		expect(await answer).toMatchObject({ status: 200, text: '' });
		expect(trigger.started).toMatchObject([{ message: { text: 'hello' } }]);
	});

	it('that n8n cannot take is answered with 503, and its repeat is news', async () => {
		const trigger = start();
		const event = message('hello');
		trigger.takes = async () => await Promise.reject(new Error('No database'));
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 503, text: '' });
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 503, text: '' });
		expect(trigger.started).toEqual([]);
		trigger.takes = async () => {};
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200, text: '' });
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200, text: '' });
		expect(trigger.started).toHaveLength(1);
	});

	it.each([
		['taken', 200, 1],
		['refused', 503, 0],
	] as const)(
		'and its repeats at the same moment: %s, all get %i',
		async (how, status, started) => {
			const trigger = start();
			const n8n = hold(trigger);
			const event = message('hello');
			const answers = [1, 2, 3].map(async () => await callBack(trigger.url, credential, event));
			await until(() => n8n.taking() === 1);
			expect(await isPending(Promise.race(answers))).toBe(true);
			n8n.end(how);
			const statuses = (await Promise.all(answers)).map((answer) => answer.status);
			expect(statuses).toEqual([status, status, status]);
			expect(trigger.started).toHaveLength(started);
		},
	);

	it('for which n8n takes long is answered in time, and its repeat starts nothing', async () => {
		const trigger = start();
		const n8n = hold(trigger);
		const event = message('hello');
		const { status, ms } = await callBack(trigger.url, credential, event);
		expect(status).toBe(200);
		expect(ms).toBeLessThan(5000);
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200 });
		expect(n8n.taking()).toBe(1);
		n8n.end('taken');
		await until(() => trigger.started.length === 1);
		expect(host.thrown).toEqual([]);
	});

	it('for which n8n takes long, only to refuse it, is mentioned in the log, and its repeat is news', async () => {
		const trigger = start();
		const n8n = hold(trigger);
		const event = message('hello');
		host.log.length = 0;
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200 });
		n8n.end('refused');
		await until(() => /lost a callback/.test(host.log.join()));
		trigger.takes = async () => {};
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200 });
		expect(trigger.started).toHaveLength(1);
	});

	it('that was not chosen waits for nothing', async () => {
		const trigger = start({ events: ['seen'] });
		const n8n = hold(trigger);
		expect(await callBack(trigger.url, credential, message('hello'))).toMatchObject({
			status: 200,
		});
		expect(n8n.taking()).toBe(0);
	});
});

describe('the opening of a chat', () => {
	const opened = () => ({
		event: 'conversation_started',
		message_token: `8${count++}`,
		type: 'open',
		user: { id: 'x', name: 'Olena' },
	});
	const greeting = { welcomeMode: 'message', welcome: { text: 'Hello {name}', from: 'Shop' } };

	it('gets its welcome message together with the 200', async () => {
		const trigger = start(greeting);
		const n8n = hold(trigger);
		const answer = callBack(trigger.url, credential, opened());
		await until(() => n8n.taking() === 1);
		expect(await isPending(answer)).toBe(true);
		n8n.end('taken');
		const { status, text, type } = await answer;
		expect({ status, type }).toEqual({ status: 200, type: 'application/json' });
		expect(JSON.parse(text)).toMatchObject({ text: 'Hello Olena' });
	});

	it('gets none with a 503, but when it is repeated', async () => {
		const trigger = start(greeting);
		const event = opened();
		trigger.takes = async () => await Promise.reject(new Error('No database'));
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 503, text: '' });
		trigger.takes = async () => {};
		const { status, text } = await callBack(trigger.url, credential, event);
		expect(status).toBe(200);
		expect(JSON.parse(text)).toMatchObject({ text: 'Hello Olena' });
	});

	it('from the last node: a message meanwhile is answered at once', async () => {
		const trigger = start({ welcomeMode: 'lastNode' });
		const n8n = hold(trigger);
		expect(await callBack(trigger.url, credential, message('hello'))).toMatchObject({
			status: 200,
		});
		n8n.end('taken');
		await until(() => trigger.started.length === 1);
	});
});
