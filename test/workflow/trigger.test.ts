import { createHmac } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import type { TestCredential } from '../support/engine';
import { startPeer } from '../support/peer';
import type { Sandbox, SandboxBot, SandboxLogEntry } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import type { HostedTrigger, TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { everythingIn } from './hostileAnswers';

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
	bot = await sandbox.newBot({ deliveredAfterMs: 5, seenAfterMs: 5, retryDelaysMs: [50] });
	credential = { authToken: bot.token, baseUrl: bot.baseUrl };
});

function live(events = ['message'], name = 'live'): HostedTrigger {
	return host.add(`${bot.id}-${name}`, 'trigger', credential, { events });
}

function test(events = ['message'], name = 'live'): HostedTrigger {
	return host.add(`${bot.id}-${name}`, 'manual', credential, { events });
}

async function account(): Promise<SandboxBot> {
	return await sandbox.control('GET', `/bots/${bot.id}`);
}

async function someoneWrites(text: string, name = 'Olena'): Promise<void> {
	const id = bot.people.find((person) => person.name === name)?.id ?? '';
	const path = `/bots/${bot.id}/people/${encodeURIComponent(id)}/messages`;
	await sandbox.control('POST', path, { text });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
	const end = Date.now() + 5_000;
	while (!(await condition())) {
		if (Date.now() > end) throw new Error('It did not happen within 5 seconds');
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

describe('activation', () => {
	it('registers this address with the chosen events, and answers the handshake', async () => {
		const trigger = live(['message', 'delivered', 'seen']);
		expect(await trigger.checkExists()).toBe(false);
		await trigger.activate();
		expect(await account()).toMatchObject({ webhook: trigger.url });
		expect((await account()).eventTypes).toEqual(expect.arrayContaining(['delivered', 'seen']));
		expect((await account()).eventTypes).not.toContain('failed');
		expect(trigger.started).toEqual([]);
		expect(await trigger.checkExists()).toBe(true);
	});

	it('registers again when the chosen events have changed', async () => {
		await live(['message']).activate();
		const changed = live(['message', 'seen']);
		expect(await changed.checkExists()).toBe(false);
		await changed.activate();
		expect((await account()).eventTypes).toContain('seen');
	});

	it('takes the webhook over from another address, and says so', async () => {
		await live(['message'], 'first').activate();
		const second = live(['message'], 'second');
		await second.activate();
		expect((await account()).webhook).toBe(second.url);
		expect(host.log.join()).toMatch(/takes over the webhook/);
	});

	it('says what a wrong token means', async () => {
		credential = { ...credential, authToken: 'dummy-token' };
		await expect(live().activate()).rejects.toThrow(/invalidAuthToken.*Viber Admin Panel/s);
	});

	it('keeps a token of an odd form out of Viber’s words', async () => {
		const peer = await startPeer();
		const authToken = 'odd token of nobody';
		const words = { status: 2, status_message: `"${authToken}" is not a token` };
		peer.answer = (_, response) => void response.writeHead(200).end(JSON.stringify(words));
		credential = { authToken, baseUrl: `${peer.origin}/pa` };
		const error = await live().activate().then(String, everythingIn);
		await peer.stop();
		expect(peer.seen[0]?.headers['x-viber-auth-token']).toBeDefined();
		expect(error).toMatch(/invalidAuthToken.*\*\*\*.* is not a token/s);
		expect(error).not.toContain(authToken);
	});

	it('says what n8n answered to Viber’s check', async () => {
		// The host answers 404 as long as the workflow is not active.
		await expect(live().takeWithoutAnswering()).rejects.toThrow(
			/Your n8n answered 404 to Viber’s check.*WEBHOOK_URL/s,
		);
		expect((await account()).webhook).toBe('');
	});

	it('refuses an address that Viber cannot call, before Viber is asked', async () => {
		// Nobody answers there, but the base URL is no longer on this machine.
		credential = { ...credential, baseUrl: 'http://viber.invalid/pa' };
		const trigger = live();
		await expect(trigger.activate()).rejects.toThrow(/127\.0\.0\.1.*WEBHOOK_URL/s);
		await expect(trigger.takeDirectly()).rejects.toThrow(/127\.0\.0\.1.*WEBHOOK_URL/s);
	});

	it('says that the provider cannot be reached', async () => {
		credential = { ...credential, baseUrl: 'http://127.0.0.1:9/pa' };
		await expect(live().activate()).rejects.toThrow(/could not be reached.*Base URL/s);
	});
});

describe('deactivation', () => {
	it('removes the webhook while it is still this one', async () => {
		const trigger = live();
		await trigger.activate();
		await trigger.deactivate();
		expect((await account()).webhook).toBe('');
	});

	it('leaves the webhook of somebody else alone', async () => {
		const first = live(['message'], 'first');
		const second = live(['message'], 'second');
		await first.activate();
		await second.activate();
		await first.deactivate();
		expect((await account()).webhook).toBe(second.url);
	});

	it('is not held up by a provider that cannot be reached', async () => {
		const trigger = live();
		await trigger.activate();
		credential.baseUrl = 'http://127.0.0.1:9/pa';
		expect(await trigger.deactivate()).toBe(false);
		expect(host.log.join()).toMatch(/could not put the webhook back/);
	});
});

describe('listening for a test event', () => {
	it.each([['with an event'], ['without an event']])(
		'hands the live webhook back afterwards, %s',
		async (how) => {
			const production = live(['message', 'seen']);
			await production.activate();
			const listening = test(['message', 'seen']);
			await listening.activate();
			expect((await account()).webhook).toBe(listening.url);
			if (how === 'with an event') {
				await someoneWrites('a test');
				await until(() => listening.started.length === 1);
			}
			await listening.deactivate();
			expect((await account()).webhook).toBe(production.url);
			expect((await account()).eventTypes).toContain('seen');
			await someoneWrites('for real');
			const texts = () => production.started.map(({ message }) => (message as IDataObject).text);
			// What came during the test was forwarded, so production has it as well.
			const expected = how === 'with an event' ? ['a test', 'for real'] : ['for real'];
			await until(() => texts().length === expected.length);
			expect(texts()).toEqual(expected);
		},
	);

	it('gives back also after listening was started twice', async () => {
		const production = live();
		await production.activate();
		const listening = test();
		await listening.activate();
		listening.forgetStaticData();
		await listening.activate();
		await listening.deactivate();
		expect((await account()).webhook).toBe(production.url);
	});

	it('gives back to the live webhook after two tests, whichever ends first', async () => {
		for (const order of ['first', 'second']) {
			const production = live(['message'], `live-${order}`);
			await production.activate();
			const one = test(['message'], `one-${order}`);
			const two = test(['message'], `two-${order}`);
			await one.activate();
			await two.activate();
			await (order === 'first' ? one : two).deactivate();
			await (order === 'first' ? two : one).deactivate();
			expect((await account()).webhook).toBe(production.url);
		}
	});

	it('asks for the live workflow’s events, too, so that it loses none meanwhile', async () => {
		const production = live(['message', 'seen']);
		await production.activate();
		const listening = test(['message']);
		await listening.activate();
		expect((await account()).eventTypes).toContain('seen');
		expect(await listening.checkExists()).toBe(true);
		await listening.deactivate();
		expect((await account()).eventTypes).toContain('seen');
		expect((await account()).eventTypes).not.toContain('delivered');
	});

	it.each([
		['once: it is given back all the same', 1],
		['for longer: it stays where it is, rather than with nobody', 2],
	])('when giving back fails %s', async (_, times) => {
		const production = live();
		await production.activate();
		const listening = test();
		await listening.activate();
		const http500 = { times, method: 'set_webhook' };
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, { http500 });
		expect(await listening.deactivate()).toBe(times === 1);
		expect((await account()).webhook).toBe(times === 1 ? production.url : listening.url);
		if (times > 1) expect(host.log.join()).toMatch(/could not put the webhook back/);
	});

	it('removes the webhook when there was none before', async () => {
		const listening = test();
		await listening.activate();
		await listening.deactivate();
		expect((await account()).webhook).toBe('');
	});

	it('leaves it with a workflow that was activated meanwhile', async () => {
		const listening = test();
		await listening.activate();
		const production = live();
		await production.activate();
		await listening.deactivate();
		expect((await account()).webhook).toBe(production.url);
	});

	it('removes the webhook, and warns, when the address from before no longer answers', async () => {
		const production = live();
		await production.activate();
		const listening = test();
		await listening.activate();
		await production.vanish();
		expect(await listening.deactivate()).toBe(false);
		expect(host.log.join()).toMatch(/answered 404/);
		expect((await account()).webhook).toBe('');
	});
});

describe('receiving', () => {
	it('starts the workflow with the exact id that the sandbox has logged', async () => {
		const trigger = live();
		await trigger.activate();
		await someoneWrites('Привіт 😀');
		await until(() => trigger.started.length === 1);
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log?since=0`);
		const sent = log.find(({ what, name }) => what === 'callback' && name === 'message');
		expect(trigger.started[0]).toMatchObject({
			event: 'message',
			messageId: sent?.token,
			user: { name: 'Olena' },
			message: { type: 'text', text: 'Привіт 😀' },
		});
		expect(BigInt(sent?.token ?? '0')).toBeGreaterThan(2n ** 53n);
	});

	it('starts nothing for events that were not chosen, but answers them', async () => {
		const trigger = live(['subscribed']);
		await trigger.activate();
		await someoneWrites('hello');
		const log = async () =>
			await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log?since=0`);
		await until(async () =>
			(await log()).some(({ name, status }) => name === 'message' && status === 200),
		);
		expect(trigger.started).toEqual([]);
	});

	it('gives Viber’s own words without Simplify', async () => {
		const trigger = host.add(`${bot.id}-raw`, 'trigger', credential, {
			events: ['message'],
			simplify: false,
		});
		await trigger.activate();
		await someoneWrites('hello');
		await until(() => trigger.started.length === 1);
		expect(trigger.started[0]).toMatchObject({
			event: 'message',
			message_token: expect.stringMatching(/^\d{17,}$/) as string,
			message: { text: 'hello' },
		});
	});

	it('takes the signature from the query, too', async () => {
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { signatureIn: 'query' });
		const trigger = live();
		await trigger.activate();
		await someoneWrites('hello');
		await until(() => trigger.started.length === 1);
	});

	it('starts nothing and stays alive when the raw bytes are gone, as after a multipart body', async () => {
		const trigger = live();
		await trigger.activate();
		const response = await fetch(trigger.url, {
			method: 'POST',
			headers: { 'x-viber-content-signature': '0'.repeat(64), 'x-test-spent-body': 'yes' },
			body: 'hello',
		});
		expect(response.status).toBe(403);
		expect(trigger.started).toEqual([]);
	});

	const genuine =
		'{"event":"message","message_token":5905337701873633687,"sender":{"id":"x"},"message":{"type":"text","text":"hi"}}';

	it.each<[string, (key: string) => { body: string; signature?: string }, number]>([
		['unsigned', () => ({ body: genuine }), 401],
		['forged', () => ({ body: genuine, signature: hmac(genuine, 'guess') }), 403],
		['truncated', (key) => ({ body: genuine.slice(0, 60), signature: hmac(genuine, key) }), 403],
		[
			'replayed with a changed body',
			(key) => ({ body: genuine.replace('hi', 'ho'), signature: hmac(genuine, key) }),
			403,
		],
		['not JSON', (key) => ({ body: 'hello', signature: hmac('hello', key) }), 400],
		['empty', () => ({ body: '' }), 401],
	])('refuses what is %s, and starts nothing', async (_, make, statusCode) => {
		const trigger = live();
		await trigger.activate();
		const { body, signature } = make(bot.token);
		const response = await fetch(trigger.url, {
			method: 'POST',
			body,
			headers: {
				// n8n itself refuses broken JSON that says of itself that it is JSON.
				'content-type': 'text/plain',
				...(signature === undefined ? {} : { 'x-viber-content-signature': signature }),
			},
		});
		expect(response.status).toBe(statusCode);
		expect(await response.text()).toBe('');
		expect(trigger.started).toEqual([]);
		expect(host.log.join()).toMatch(/refused a callback/);
		expect(host.log.join()).not.toContain(bot.token);
		await someoneWrites('still here');
		await until(() => trigger.started.length === 1);
	});

	function hmac(body: string, key: string): string {
		return createHmac('sha256', key).update(body).digest('hex');
	}
});
