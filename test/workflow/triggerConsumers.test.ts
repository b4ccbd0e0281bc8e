import fc from 'fast-check';

import type { TestCredential } from '../support/engine';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import type { Sandbox, SandboxBot } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import type { HostedTrigger, TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { callBack, signatureOf, until } from '../support/viberCallbacks';

let sandbox: Sandbox;
let host: TriggerHost;
let peer: Peer;
let bot: SandboxBot;
let credential: TestCredential;

beforeAll(async () => {
	[sandbox, host, peer] = await Promise.all([startSandbox(), startTriggerHost(), startPeer()]);
});

afterAll(async () => {
	await Promise.all([sandbox.stop(), host.stop(), peer.stop()]);
});

beforeEach(async () => {
	peer.answer = (_, response) => void response.writeHead(200).end();
	await fresh();
});

async function fresh(): Promise<void> {
	host.log.length = 0;
	peer.seen.length = 0;
	bot = await sandbox.newBot({ deliveredAfterMs: 5, seenAfterMs: 5, retryDelaysMs: [] });
	credential = { authToken: bot.token, baseUrl: bot.baseUrl };
}

function live(name: string, existingWebhook = 'takeOver'): HostedTrigger {
	const parameters = { events: ['message'], options: { existingWebhook } };
	return host.add(`${bot.id}-${name}`, 'trigger', credential, parameters);
}

function listen(name: string): HostedTrigger {
	return host.add(`${bot.id}-${name}`, 'manual', credential, { events: ['message'] });
}

async function registered(): Promise<string> {
	return (await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`)).webhook;
}

/** Registers the peer, as another application with the same bot would. */
async function registerPeer(path = '/hook?key=example'): Promise<string> {
	const url = `${peer.origin}${path}`;
	await fetch(`${bot.baseUrl}/set_webhook`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-viber-auth-token': bot.token },
		body: JSON.stringify({ url, event_types: ['seen'] }),
	});
	expect(await registered()).toBe(url);
	peer.seen.length = 0;
	return url;
}

let token = 5905337701873633687n;
function message(text: string): Record<string, unknown> {
	token++;
	const sender = { id: 'x', name: 'Олена' };
	return { event: 'message', message_token: `${token}`, sender, message: { type: 'text', text } };
}

function textsOf({ started }: HostedTrigger): unknown[] {
	return started.map((json) => (json.message as { text?: string }).text);
}

describe('somebody else holds the webhook', () => {
	it('is left alone when the trigger is to refuse, and the error says who and what to do', async () => {
		const theirs = await registerPeer();
		const trigger = live('a', 'refuse');
		const error = await trigger.activate().then(
			() => undefined,
			(thrown: Error) => thrown,
		);
		expect(error?.message).toContain(new URL(theirs).host);
		expect(error?.message).toMatch(/Existing Webhook/);
		expect(JSON.stringify(error)).not.toContain('key=example');
		expect(await registered()).toBe(theirs);
	});

	it('refusing takes a webhook that is free, its own, or lent to a test of its own', async () => {
		const trigger = live('a', 'refuse');
		await trigger.activate();
		await trigger.takeDirectly();
		const listening = listen('a');
		await listening.activate();
		await trigger.activate();
		expect(await registered()).toBe(trigger.url);
	});

	it('is no longer called when it is taken over, and gets nothing back', async () => {
		await registerPeer();
		const trigger = live('a');
		await trigger.activate();
		await callBack(trigger.url, credential, message('hi'));
		await trigger.deactivate();
		expect(await registered()).toBe('');
		expect(peer.seen).toEqual([]);
	});

	it('still receives bytes and signature unchanged with forwarding, and gets the webhook back', async () => {
		const theirs = await registerPeer();
		const trigger = live('a', 'forward');
		await trigger.activate();
		expect(host.log.join()).toContain(`forwards callbacks to it`);
		const event = message('Привіт 😀');
		expect(await callBack(trigger.url, credential, event)).toMatchObject({ status: 200 });
		await until(() => peer.seen.length === 1);
		const [forwarded] = peer.seen;
		const body = JSON.stringify(event);
		expect(forwarded?.body.toString('utf8')).toBe(body);
		expect(forwarded?.path).toBe('/hook?key=example');
		expect(forwarded?.headers).toMatchObject({
			'content-type': 'application/json',
			'x-viber-content-signature': signatureOf(body, credential),
		});
		expect(textsOf(trigger)).toEqual(['Привіт 😀']);
		await trigger.deactivate();
		expect(await registered()).toBe(theirs);
		const { eventTypes } = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		expect(eventTypes).toContain('seen');
	});

	it('receives the signature in the query when Viber puts it there', async () => {
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { signatureIn: 'query' });
		await registerPeer();
		const trigger = live('a', 'forward');
		await trigger.activate();
		const id = encodeURIComponent(bot.people[0]?.id ?? '');
		await sandbox.control('POST', `/bots/${bot.id}/people/${id}/messages`, { text: 'hi' });
		await until(() => peer.seen.length === 1);
		const { path, body, headers } = peer.seen[0] ?? { path: '', body: Buffer.alloc(0) };
		const query = new URLSearchParams(path.split('?')[1]);
		expect(query.get('key')).toBe('example');
		expect(query.get('sig')).toBe(signatureOf(body.toString('utf8'), credential));
		expect(headers).not.toHaveProperty('x-viber-content-signature');
	});

	it('receives what the workflow does not want, but nothing that is forged', async () => {
		await registerPeer();
		const trigger = live('a', 'forward');
		await trigger.activate();
		const forger = { ...credential, authToken: 'dummy' };
		expect((await callBack(trigger.url, forger, message('forged'))).status).toBe(403);
		await callBack(trigger.url, credential, { event: 'subscribed', user: { id: 'x' } });
		await until(() => peer.seen.length > 0);
		expect(peer.seen.map(({ body }) => body.toString())).toEqual([
			expect.stringContaining('subscribed'),
		]);
		expect(trigger.started).toEqual([]);
	});

	it('does not delay the answer to Viber, and its failures are logged without the message', async () => {
		await registerPeer();
		const trigger = live('a', 'forward');
		await trigger.activate();
		let fail: (() => void) | undefined;
		peer.answer = (_, response) => {
			fail = () => response.writeHead(500).end('no');
		};
		const { status } = await callBack(trigger.url, credential, message('secret words'));
		expect(status).toBe(200);
		// The other one has not answered, and nobody has lost patience with it.
		expect(host.log.join()).not.toContain('could not forward');
		await until(() => fail !== undefined);
		fail?.();
		await until(() => host.log.join().includes('could not forward'));
		expect(host.log.join()).toMatch(/127\.0\.0\.1.*HTTP 500/);
		expect(host.log.join()).not.toMatch(/secret words|key=example/);
	});

	it('does not get the webhook back when it no longer answers: then there is none', async () => {
		await registerPeer();
		const trigger = live('a', 'forward');
		await trigger.activate();
		peer.answer = (_, response) => void response.writeHead(410).end();
		await trigger.deactivate();
		expect(await registered()).toBe('');
		expect(host.log.join()).toMatch(/answered 410/);
	});
});

describe('two workflows that have taken the webhook from each other', () => {
	it('both receive each event once, and none goes round in circles', async () => {
		// Without dropping repeats, which would hide a circle.
		const options = { existingWebhook: 'forward', dropRepeats: false };
		const add = (name: string) =>
			host.add(`${bot.id}-${name}`, 'trigger', credential, { events: ['message'], options });
		const [a, b] = [add('a'), add('b')];
		await a.activate();
		await b.activate();
		await a.takeDirectly();
		for (const [text, first] of [['one', a] as const, ['two', b] as const]) {
			await callBack(first.url, credential, message(text));
		}
		await until(() => a.started.length === 2 && b.started.length === 2);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(textsOf(a).sort()).toEqual(['one', 'two']);
		expect(textsOf(b).sort()).toEqual(['one', 'two']);
	});
});

describe('listening for a test event', () => {
	it('gives each event to the test and to the live workflow, also after starting twice', async () => {
		const [production, listening] = [live('a'), listen('a')];
		await production.activate();
		await listening.activate();
		listening.forgetStaticData();
		await listening.activate();
		await callBack(listening.url, credential, message('both'));
		await until(() => production.started.length === 1);
		expect(textsOf(production)).toEqual(['both']);
		expect(textsOf(listening)).toEqual(['both']);
		await listening.deactivate();
		expect(await registered()).toBe(production.url);
	});

	it('forwards to a stranger as well, and on to whom the live workflow forwards', async () => {
		await registerPeer();
		const [production, listening] = [live('a', 'forward'), listen('b')];
		await production.activate();
		await listening.activate();
		await callBack(listening.url, credential, message('all three'));
		await until(() => peer.seen.length === 1 && production.started.length === 1);
		await listening.deactivate();
		expect(await registered()).toBe(production.url);
	});

	it('forwards to nobody when nobody held the webhook', async () => {
		const listening = listen('a');
		await listening.activate();
		await callBack(listening.url, credential, message('alone'));
		expect(textsOf(listening)).toEqual(['alone']);
		expect(host.log.join()).not.toMatch(/forward/);
	});
});

// The rule is stated in nodes/Viber/trigger/holders.ts.
describe('every order of activating, deactivating and listening', () => {
	const NAMES = ['a', 'b'];
	type Step = `${'+' | '-'}${'live' | 'test'}-${string}`;

	/** Takes the steps that make sense, as n8n would, and ends all tests. */
	async function play(steps: readonly Step[], mode: string): Promise<void> {
		await fresh();
		const all = new Map<string, HostedTrigger>();
		for (const name of NAMES) {
			all.set(`live-${name}`, live(name, mode));
			all.set(`test-${name}`, listen(name));
		}
		const going = new Set<string>();
		const stop = async (name: string) => {
			if (!going.delete(name)) return;
			await all.get(name)?.deactivate();
		};
		for (const step of steps) {
			const name = step.slice(1);
			if (step.startsWith('-')) await stop(name);
			else if (!going.has(name)) {
				await all.get(name)?.activate();
				going.add(name);
			}
		}
		for (const name of NAMES) await stop(`test-${name}`);
		const active = [...going].map((name) => all.get(name)?.url ?? '');
		const holder = await registered();
		if (active.length === 0) expect(holder).toBe('');
		else expect(active).toContain(holder);
	}

	it.each<[string, Step[]]>([
		['the second leaves', ['+live-a', '+live-b', '-live-b']],
		['the first leaves', ['+live-a', '+live-b', '-live-a']],
		['both leave, last one first', ['+live-a', '+live-b', '-live-b', '-live-a']],
		['both leave, first one first', ['+live-a', '+live-b', '-live-a', '-live-b']],
		['the first comes back and leaves', ['+live-a', '+live-b', '-live-a', '+live-a', '-live-a']],
		[
			'the first comes back, the second leaves',
			['+live-a', '+live-b', '-live-a', '+live-a', '-live-b'],
		],
		['the owner leaves during a test', ['+live-a', '+test-a', '-live-a', '-test-a']],
		['the owner leaves during a test of the other', ['+live-a', '+live-b', '+test-a', '-live-b']],
		['one is activated during a test', ['+live-a', '+test-b', '+live-b', '-test-b', '-live-b']],
		['activated during its own test', ['+test-a', '+live-a', '-test-a']],
		['two tests crosswise', ['+live-a', '+test-a', '+test-b', '-test-a', '-test-b']],
	])('%s', async (_, steps) => {
		for (const mode of ['takeOver', 'forward']) await play(steps, mode);
	});

	it('ends with an active workflow if there is one, and with none if there is none', async () => {
		const step = fc
			.tuple(fc.constantFrom('+', '-'), fc.constantFrom('live', 'test'), fc.constantFrom(...NAMES))
			.map(([sign, kind, name]) => `${sign}${kind}-${name}` as Step);
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { minLength: 3, maxLength: 14 }),
				fc.constantFrom('takeOver', 'forward'),
				play,
			),
			{ numRuns: 60 },
		);
	}, 60_000);
});
