import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { HostedTrigger, TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { HOSTILE_BODIES } from '../support/callbackRequests';

const SECRET = 'a long & random + secret/ґ';
const ID = '11111111-2222-4333-8444-555555555501';
const SEEN = `type=seen&msg_id=${ID}&p_transaction_id=order-1001`;
const FORM = 'application/x-www-form-urlencoded';

let host: TriggerHost;
let count = 0;

beforeAll(async () => {
	host = await startTriggerHost();
});

afterAll(async () => await host.stop());

beforeEach(() => {
	host.log.length = 0;
	host.thrown.length = 0;
});

// Whatever comes, a webhook must not throw: n8n would start an execution for it.
afterEach(() => expect(host.thrown).toEqual([]));

async function listen(
	provider: 'messaggio' | 'decisionTelecom',
	parameters: INodeParameters = {},
	data: IDataObject | undefined = { callbackSecret: SECRET },
): Promise<HostedTrigger> {
	const trigger = host.add(`business-${count++}`, 'trigger', { type: `${provider}Api`, data }, {
		provider,
		events: ['all'],
		...parameters,
	} as Parameters<TriggerHost['add']>[3]);
	trigger.open();
	return trigger;
}

function addressOf({ url }: HostedTrigger, secret: string = SECRET): string {
	return `${url}?secret=${encodeURIComponent(secret)}`;
}

async function post(url: string, body: RequestInit['body'], type?: string): Promise<Response> {
	const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
	return await fetch(url, { method: 'POST', body, headers });
}

function multipart(fields: Record<string, string>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	return form;
}

describe('a callback of Messaggio', () => {
	it.each<[string, (address: string) => Promise<Response>]>([
		['GET', async (address) => await fetch(`${address}&${SEEN}`)],
		['a form', async (address) => await post(address, SEEN, FORM)],
		['a form in UTF-8', async (address) => await post(address, SEEN, `${FORM}; charset=UTF-8`)],
		['a form without type', async (address) => await post(address, Buffer.from(SEEN))],
		['POST with a query', async (address) => await post(`${address}&${SEEN}`, '')],
		[
			'JSON',
			async (address) =>
				await post(
					address,
					`{"type":"seen","msg_id":"${ID}","p_transaction_id":"order-1001"}`,
					'application/json',
				),
		],
		[
			'multipart',
			async (address) =>
				await post(
					address,
					multipart({ type: 'seen', msg_id: ID, p_transaction_id: 'order-1001' }),
				),
		],
	])('starts the workflow, by %s', async (_, call) => {
		const trigger = await listen('messaggio');
		const response = await call(addressOf(trigger));
		expect(response.status).toBe(200);
		expect(await response.text()).toBe('');
		expect(trigger.started).toEqual([
			{
				provider: 'messaggio',
				event: 'seen',
				eventId: `messaggio:seen:${ID}`,
				messageId: ID,
				transactionId: 'order-1001',
				status: 'seen',
			},
		]);
	});

	it('comes whole, whatever its letters', async () => {
		const trigger = await listen('messaggio');
		const text = 'Дякую & 100% + 😀 "ok"\n=?';
		const body = new URLSearchParams({ type: 'reply', msg_id: ID, text });
		await post(addressOf(trigger), body);
		await fetch(`${addressOf(trigger)}&${body.toString()}`);
		expect(trigger.started.map(({ message }) => message)).toEqual([
			{ type: 'text', text },
			{ type: 'text', text },
		]);
	});

	it.each<[string, (address: string, query: string) => Promise<Response>]>([
		['a form', async (address, form) => await post(address, form, FORM)],
		['a query', async (address, query) => await fetch(`${address}&${query}`)],
	])('comes whole in Windows Cyrillic, too, and without the secret: %s', async (_, call) => {
		const trigger = await listen('messaggio');
		const full = await listen('messaggio', { simplify: false });
		const words = `type=reply&msg_id=${ID}&text=%C4%E0`;
		await call(addressOf(trigger), words);
		await call(addressOf(full), words);
		expect(trigger.started).toMatchObject([
			{ event: 'message', message: { text: 'Да' }, repliesTo: ID, charset: 'windows-1251' },
		]);
		expect(full.started).toEqual([{ type: 'reply', msg_id: ID, text: 'Да' }]);
	});

	it('gives its own words without Simplify, and not the secret', async () => {
		const trigger = await listen('messaggio', { simplify: false });
		await fetch(`${addressOf(trigger)}&${SEEN}`);
		await fetch(`${addressOf(trigger)}&odd=1`);
		await post(addressOf(trigger), 'something else', 'text/plain');
		expect(trigger.started).toEqual([
			{ type: 'seen', msg_id: ID, p_transaction_id: 'order-1001' },
			{ odd: '1' },
			{ body: 'something else' },
		]);
	});

	it('starts nothing for events that were not chosen', async () => {
		const trigger = await listen('messaggio', { events: ['message'] });
		expect((await post(addressOf(trigger), SEEN, FORM)).status).toBe(200);
		expect(trigger.started).toEqual([]);
		expect(host.log).toEqual([]);
	});

	it('that cannot be read is mentioned in the log when nobody asked for it', async () => {
		const trigger = await listen('messaggio', { events: ['message'] });
		expect((await post(addressOf(trigger), 'type=private', FORM)).status).toBe(200);
		expect(trigger.started).toEqual([]);
		expect(host.log.join()).toMatch(/cannot read.*'Any Event'/);
		expect(host.log.join()).not.toContain('private');
	});
});

describe('a callback of DecisionTelecom', () => {
	const reply =
		'{"message_token":5905337701873633687,"phone_number":"380500000001","time":1700000000,"message":{"text":"Так","tracking_data":"tracking_id:100429"}}';

	it.each(['application/json', FORM, 'text/plain'])('starts the workflow, as %s', async (type) => {
		const trigger = await listen('decisionTelecom');
		expect((await post(`${addressOf(trigger)}&order=1001`, reply, type)).status).toBe(200);
		expect(trigger.started).toMatchObject([
			{
				event: 'message',
				messageId: '5905337701873633687',
				user: { phone: '380500000001' },
				repliesTo: '100429',
				query: { order: '1001' },
			},
		]);
		expect(JSON.stringify(trigger.started)).not.toContain('secret');
	});

	it.each<[string, (address: string) => Promise<Response>]>([
		['GET', async (address) => await fetch(`${address}&message_id=7&status=1`)],
		['a form', async (address) => await post(address, 'message_id=7&status=1', FORM)],
		[
			'multipart',
			async (address) => await post(address, multipart({ message_id: '7', status: '1' })),
		],
	])('is a status by %s', async (_, call) => {
		const trigger = await listen('decisionTelecom');
		expect((await call(addressOf(trigger))).status).toBe(200);
		expect(trigger.started).toMatchObject([{ event: 'delivered', messageId: '7' }]);
	});

	it('that holds several makes an item of each', async () => {
		const trigger = await listen('decisionTelecom');
		const body = '[{"message_id":1,"status":1},{"message_id":2,"status":6}]';
		await post(addressOf(trigger), body, 'application/json');
		expect(trigger.started.map(({ event }) => event)).toEqual(['delivered', 'seen']);
	});

	it('that is empty is answered, and starts nothing', async () => {
		const trigger = await listen('decisionTelecom');
		expect((await fetch(addressOf(trigger))).status).toBe(200);
		expect((await post(addressOf(trigger), '')).status).toBe(200);
		expect(trigger.started).toEqual([]);
	});
});

describe('the secret in the address', () => {
	it.each<[string, (url: string) => string]>([
		['missing', (url) => url],
		['empty', (url) => `${url}?secret=`],
		['wrong', (url) => `${url}?secret=guess`],
		['cut', (url) => `${url}?secret=${encodeURIComponent(SECRET.slice(0, -1))}`],
		['given twice', (url) => `${url}?secret=guess&secret=${encodeURIComponent(SECRET)}`],
		['an object', (url) => `${url}?secret[a]=${encodeURIComponent(SECRET)}`],
	])('that is %s starts nothing', async (_, addressed) => {
		const trigger = await listen('messaggio');
		const address = addressed(trigger.url);
		const glue = address.includes('?') ? '&' : '?';
		const answers = [
			await post(address, SEEN, FORM),
			await fetch(`${address}${glue}${SEEN}`),
			await post(address, `secret=${encodeURIComponent(SECRET)}&${SEEN}`, FORM),
		];
		expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
		expect(trigger.started).toEqual([]);
		expect(host.log.join()).toMatch(
			/secret in the address is wrong or missing; .* Callback Secret/,
		);
		expect(host.log.join()).not.toMatch(/order-1001|guess|random/);
	});

	it('is not asked for when the credential has none; the log says so on activation', async () => {
		const trigger = await listen('messaggio', {}, { callbackSecret: '' });
		await trigger.activate();
		expect(host.log.join()).toMatch(/warn: .*no callback secret.*'Callback Secret'/);
		await post(trigger.url, SEEN, FORM);
		expect(trigger.started).toHaveLength(1);
	});

	it('makes activation silent when there is one', async () => {
		const trigger = await listen('decisionTelecom');
		await trigger.activate();
		expect(await trigger.checkExists()).toBe(true);
		expect(await trigger.deactivate()).toBe(true);
		expect(host.log).toEqual([]);
	});
});

describe('a call that this n8n cannot take', () => {
	it('is answered with 503 when the credential cannot be read', async () => {
		const trigger = host.add(
			`business-${count++}`,
			'trigger',
			{ type: 'messaggioApi' },
			{ provider: 'messaggio', events: ['all'] },
		);
		trigger.open();
		const answers = [await post(addressOf(trigger), SEEN, FORM), await fetch(trigger.url)];
		expect(answers.map(({ status }) => status)).toEqual([503, 503]);
		expect(trigger.started).toEqual([]);
		expect(host.log.join()).toMatch(/cannot be taken now.*cannot be read/);
		expect(host.log.join()).not.toContain('order-1001');
	});

	it('is answered with 503 when its body cannot be read', async () => {
		const trigger = await listen('messaggio');
		const response = await fetch(addressOf(trigger), {
			method: 'POST',
			body: SEEN,
			headers: { 'x-test-spent-body': 'yes', 'content-type': 'text/plain' },
		});
		expect(response.status).toBe(503);
		expect(trigger.started).toEqual([]);
	});

	it('is answered with 503 when a field of the trigger is broken, and is news when repeated', async () => {
		const path = `business-${count++}`;
		const credential = { type: 'messaggioApi', data: { callbackSecret: SECRET } };
		const at = (parameters: INodeParameters): HostedTrigger => {
			const trigger = host.add(path, 'trigger', credential, {
				provider: 'messaggio',
				...parameters,
			});
			trigger.open();
			return trigger;
		};
		const broken = at({ events: '={{ nothing.like.this }}' });
		expect((await post(addressOf(broken), SEEN, FORM)).status).toBe(503);
		expect(broken.started).toEqual([]);
		const mended = at({ events: ['seen'] });
		expect((await post(addressOf(mended), SEEN, FORM)).status).toBe(200);
		expect(mended.started).toHaveLength(1);
	});

	it('is answered with 503 when the trigger has no provider', async () => {
		const credential = { type: 'messaggioApi', data: {} };
		const trigger = host.add(`business-${count++}`, 'trigger', credential, { provider: 'nobody' });
		trigger.open();
		expect((await post(trigger.url, SEEN, FORM)).status).toBe(503);
		expect(trigger.started).toEqual([]);
	});

	it.each(['PUT', 'DELETE', 'HEAD'])('by %s is n8n’s own matter', async (method) => {
		const trigger = await listen('messaggio');
		expect((await fetch(addressOf(trigger), { method })).status).toBe(404);
	});

	it('by GET is answered with 405 where the provider calls by POST only', async () => {
		const credential = { authToken: 'token', baseUrl: 'http://127.0.0.1:9/pa' };
		const trigger = host.add(`business-${count++}`, 'trigger', credential, { events: ['all'] });
		trigger.open();
		const response = await fetch(`${trigger.url}?sig=0`);
		expect(response.status).toBe(405);
		expect(response.headers.get('allow')).toBe('POST');
		expect(trigger.started).toEqual([]);
	});
});

describe('repeats', () => {
	it('are dropped by GET and POST alike, but replies are not', async () => {
		const trigger = await listen('messaggio');
		for (let times = 0; times < 2; times++) {
			await post(addressOf(trigger), SEEN, FORM);
			await fetch(`${addressOf(trigger)}&${SEEN}`);
			await post(addressOf(trigger), `type=reply&msg_id=${ID}&text=yes`, FORM);
		}
		expect(trigger.started.map(({ event }) => event)).toEqual(['seen', 'message', 'message']);
	});

	it('of a reply with a token are dropped', async () => {
		const trigger = await listen('decisionTelecom');
		const body = '{"message_token":5905337701873633687,"phone_number":"1","message":{"text":"a"}}';
		for (let times = 0; times < 3; times++) await post(addressOf(trigger), body);
		await post(addressOf(trigger), body.replace('687', '688'));
		expect(trigger.started).toHaveLength(2);
	});

	it('are all there when the option is off', async () => {
		const trigger = await listen('messaggio', { options: { dropRepeats: false } });
		for (let times = 0; times < 3; times++) await post(addressOf(trigger), SEEN, FORM);
		expect(trigger.started).toHaveLength(3);
	});
});

describe('hostile bodies', () => {
	it.each(HOSTILE_BODIES)('stay without a secret outside: %s', async (_, body) => {
		const trigger = await listen('decisionTelecom');
		expect((await post(trigger.url, body, 'text/plain')).status).toBe(403);
		expect(trigger.started).toEqual([]);
	});

	it.each(HOSTILE_BODIES)('do no harm with it: %s', async (_, body) => {
		for (const provider of ['messaggio', 'decisionTelecom'] as const) {
			const trigger = await listen(provider);
			expect((await post(addressOf(trigger), body, 'text/plain')).status).toBe(200);
			expect((await post(addressOf(trigger), body, FORM)).status).toBe(200);
			expect((await post(addressOf(trigger), SEEN, FORM)).status).toBe(200);
			expect(trigger.started.length).toBeGreaterThan(1);
			expect(({} as { polluted?: number }).polluted).toBeUndefined();
		}
	});

	it('do no harm in the address', async () => {
		const trigger = await listen('messaggio');
		const hostile = '&type=seen&msg_id=%E0%A4%A&a[b]=%ZZ&__proto__=1&__proto__[x]=2&constructor=3';
		expect((await fetch(addressOf(trigger) + hostile)).status).toBe(200);
		expect(trigger.started).toMatchObject([{ event: 'seen' }]);
	});
});
