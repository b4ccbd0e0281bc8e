import {
	startSandbox,
	type Sandbox,
	type SandboxBot,
	type SandboxLogEntry,
	type SandboxPerson,
} from '../support/sandbox';
import {
	acceptedBy,
	AT_ONCE,
	call,
	logLine,
	named,
	pathOf,
	Receiver,
	textFor,
	until,
} from './support';

describe('the control API', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	beforeEach(() => {
		receiver.got.length = 0;
		receiver.reply = () => ({ status: 200 });
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	const logOf = async (bot: SandboxBot, since = 0) =>
		await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log?since=${since}`);

	it('has the demo bot with its three people', async () => {
		expect(await sandbox.control('GET', '/health')).toEqual({ ok: true });
		expect(await sandbox.control('GET', '/bots')).toContainEqual({
			id: 'demo',
			name: 'Corner Café',
			provider: 'Viber Bot',
		});
		const demo = await sandbox.control<SandboxBot>('GET', '/bots/demo');
		expect(demo).toMatchObject({
			token: 'sandbox0example0-sandbox0example0-sandbox0example0',
			baseUrl: `${sandbox.url}/viber/pa`,
			webhook: '',
			eventTypes: [],
			settings: {
				deliveredAfterMs: 400,
				seenAfterMs: 900,
				callbackTimeoutMs: 5000,
				signatureIn: 'header',
				retryDelaysMs: [10, 60, 300, 600, 900, 900, 900, 900, 900, 900].map((s) => s * 1000),
			},
		});
		expect(
			demo.people.map(({ name, language, country, subscribed, blocked, messages }) =>
				[name, language, country, subscribed, blocked, messages.length].join(' '),
			),
		).toEqual([
			'Olena uk UA true false 0',
			'Marek pl PL true false 0',
			'Sofia en GB false false 0',
		]);
		expect(named(demo, 'Olena').id).toMatch(/[/+]/);
	});

	it('makes bots that know nothing of each other', async () => {
		const wish = { id: 'kiosk', name: 'Kiosk', settings: { seenAfterMs: null } };
		const one = await sandbox.control<SandboxBot>('POST', '/bots', wish);
		const two = await sandbox.newBot();
		expect(one).toMatchObject({ id: 'kiosk', name: 'Kiosk', settings: { seenAfterMs: null } });
		expect(one.token).toMatch(/^[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{16}$/);
		expect(one.token).not.toBe(two.token);
		const ids = [...one.people, ...two.people].map(({ id }) => id);
		expect(new Set(ids).size).toBe(6);
	});

	const refusals: Array<[string, string, unknown, number, RegExp]> = [
		['GET', '/nothing', undefined, 404, /There is no GET/],
		['GET', '/bots/nobody', undefined, 404, /no bot "nobody"/],
		['POST', '/bots', { id: 'demo' }, 400, /already a bot/],
		['POST', '/bots', { id: 'a b' }, 400, /^id must/],
		['POST', '/bots', { name: '' }, 400, /^name must/],
		['POST', '/bots', { provider: 'pigeon' }, 400, /no provider "pigeon"/],
		['POST', '/bots', { settings: { speed: 1 } }, 400, /no setting "speed"/],
		['POST', '/bots', [], 400, /JSON object/],
		['POST', '/bots', '{', 400, /./],
		['PATCH', '/bots/demo/settings', { deliveredAfterMs: -1 }, 400, /^deliveredAfterMs must/],
		['PATCH', '/bots/demo/settings', { seenAfterMs: '1' }, 400, /^seenAfterMs must/],
		['PATCH', '/bots/demo/settings', { retryDelaysMs: [1.5] }, 400, /^retryDelaysMs must/],
		['PATCH', '/bots/demo/settings', { retryDelaysMs: Array(11).fill(1) }, 400, /at most ten/],
		['PATCH', '/bots/demo/settings', { callbackTimeoutMs: 0 }, 400, /^callbackTimeoutMs must/],
		['PATCH', '/bots/demo/settings', { signatureIn: 'body' }, 400, /^signatureIn must/],
		['GET', '/bots/demo/log?since=x', undefined, 400, /^since must/],
		['POST', '/bots/demo/people', {}, 400, /^name must/],
		['POST', '/bots/demo/people', { name: 'A', subscribed: 1 }, 400, /^subscribed must/],
		['POST', '/bots/demo/people', { name: 'A', apiVersion: 0 }, 400, /^apiVersion must/],
		['POST', '/bots/demo/people', { name: 'A', phoneNumber: '123' }, 400, /^phoneNumber must/],
		['POST', '/bots/demo/people/nobody/open', undefined, 404, /knows nobody/],
		['PATCH', '/bots/demo/faults', { fire: 1 }, 400, /no fault "fire"/],
		['PATCH', '/bots/demo/faults', { http500: -1 }, 400, /^http500\.times must/],
		['PATCH', '/bots/demo/faults', { http500: 'x' }, 400, /^http500\.times must/],
		['PATCH', '/bots/demo/faults', { http500: { times: 1, ms: 5 } }, 400, /http500 knows no "ms"/],
		['PATCH', '/bots/demo/faults', { slow: 3 }, 400, /^slow needs ms/],
		['PATCH', '/bots/demo/faults', { slow: { ms: -1 } }, 400, /^slow\.ms does not fit/],
		['PATCH', '/bots/demo/faults', { status: { times: 1 } }, 400, /^status needs status/],
		['PATCH', '/bots/demo/faults', { status: { status: 0 } }, 400, /^status\.status does not fit/],
		['PATCH', '/bots/demo/faults', { http500: { method: '../' } }, 400, /method does not fit/],
		['PATCH', '/bots/demo/faults', { http500: { from: 0 } }, 400, /^http500\.from must/],
		['PATCH', '/bots/demo/faults', { http500: { from: 1.5 } }, 400, /^http500\.from must/],
		['PATCH', '/bots/demo/faults', { lateAcceptance: 1 }, 400, /^lateAcceptance needs ms/],
		['PATCH', '/bots/demo/faults', { statusAfter: 1 }, 400, /^statusAfter needs status/],
		['PATCH', '/bots/demo/faults', { rateLimit: { retryAfter: -1 } }, 400, /retryAfter does not/],
		['PATCH', '/bots/demo/faults', { rateLimit: { retryAfter: 'a\nb' } }, 400, /retryAfter does/],
		['PATCH', '/bots/demo/faults', { rateLimit: { retryAfterAs: 'date' } }, 400, /goes with sec/],
		['PATCH', '/bots/demo/faults', { http500: { retryAfter: 1 } }, 400, /knows no "retryAfter"/],
		[
			'PATCH',
			'/bots/demo/faults',
			{ http500: { method: 'upload' } },
			400,
			/^http500 strikes no calls of "upload" at Viber Bot, only of: send_message, /,
		],
		[
			'PATCH',
			'/bots/demo-dt/faults',
			{ expiredMedia: 1 },
			400,
			/^There is no fault "expiredMedia" at DecisionTelecom\. Faults are: slow, http500, /,
		],
		[
			'PATCH',
			'/bots/demo-messaggio/faults',
			{ statusAfter: { status: 4 } },
			400,
			/no fault "statusAfter" at Messaggio/,
		],
		[
			'PATCH',
			'/bots/demo-messaggio/faults',
			{ rateLimit: { method: 'upload' } },
			400,
			/^rateLimit strikes no calls of "upload" at Messaggio, only of: send\.$/,
		],
		['PATCH', '/bots/demo/settings', { now: -1 }, 400, /^now must/],
		['PATCH', '/bots/demo/settings', { retryAfter: 1.5 }, 400, /^retryAfter must/],
		['PATCH', '/bots/demo/settings', { retryAfterAs: 'hours' }, 400, /^retryAfterAs must/],
		['GET', '/bots/demo/accepted?since=-1', undefined, 400, /^since must/],
		['GET', '/bots/nobody/accepted', undefined, 404, /no bot "nobody"/],
		['POST', '/bots/demo/callbacks', {}, 400, /^event must/],
		['POST', '/bots/demo/callbacks', { event: 'a', fields: [] }, 400, /JSON object/],
		['POST', '/bots/demo/callbacks', { event: 'a', person: 'x' }, 404, /knows nobody/],
	];

	it.each(refusals)('refuses %s %s %j', async (method, path, body, status, says) => {
		const response = await fetch(`${sandbox.url}/control${path}`, {
			method,
			headers: body === undefined ? {} : { 'content-type': 'application/json' },
			body: typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body),
		});
		expect(response.status).toBe(status);
		expect(await response.json()).toEqual({ error: expect.stringMatching(says) as string });
	});

	it('keeps a log in order that holds ids exactly, and never the token or a signature', async () => {
		const bot = await sandbox.newBot(AT_ONCE);
		const olena = named(bot, 'Olena');
		await call(bot, 'set_webhook', { url: receiver.url });
		await call(bot, 'send_message', textFor(olena));
		await call(bot, 'send_message', textFor(named(bot, 'Sofia')));
		await sandbox.control('POST', `${pathOf(bot, olena)}/messages`, {
			text: `my token is ${bot.token}`,
		});
		await logLine(sandbox, bot, ({ name }) => name === 'seen');
		await logLine(sandbox, bot, ({ name }) => name === 'message');
		const log = await logOf(bot);
		expect(log.map(({ seq }) => seq)).toEqual(log.map((_entry, index) => index + 1));
		expect(log.slice(0, 3).map(({ name, direction, status }) => [name, direction, status])).toEqual(
			[
				['webhook', 'out', 200],
				['set_webhook', 'in', 0],
				['send_message', 'in', 0],
			],
		);
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		const [sent] = named(now, 'Olena').messages;
		const lines = log.filter(({ token }) => token === sent?.token);
		expect(lines.map(({ name }) => name)).toEqual(['send_message', 'delivered', 'seen']);
		expect(sent).toMatchObject({ delivered: true, seen: true });
		const whole = JSON.stringify(log);
		expect(whole).toContain('my token is (token)');
		expect(whole).not.toContain(bot.token);
		for (const { headers } of receiver.got) {
			expect(whole).not.toContain(headers['x-viber-content-signature']);
		}
		expect(await logOf(bot, log.length - 1)).toEqual(log.slice(-1));
	});

	it('bounds the log', async () => {
		const bot = await sandbox.newBot();
		for (let round = 0; round < 52; round++) {
			await Promise.all(
				Array.from({ length: 120 }, async () => await call(bot, 'get_account_info')),
			);
		}
		const log = await logOf(bot);
		expect(log).toHaveLength(5000);
		expect(log.at(-1)?.seq).toBe(52 * 120);
	});

	it.each(['demo', 'demo-dt', 'demo-messaggio'])(
		'plays all faults that %s is said to have',
		async (id) => {
			interface Able {
				abilities: { faults: string[]; methods: string[]; faultMethods?: Record<string, string[]> };
			}
			const { abilities } = await sandbox.control<Able>('GET', `/bots/${id}`);
			const details = { ms: 1, status: 7 };
			const path = `/bots/${id}/faults`;
			for (const name of abilities.faults) {
				const needs = ['slow', 'lateAcceptance'].includes(name) ? ['ms'] : [];
				if (name.startsWith('status')) needs.push('status');
				const chosen = Object.entries(details).filter(([detail]) => needs.includes(detail));
				const wish = { times: 1, from: 2, ...Object.fromEntries(chosen) };
				expect(await sandbox.control('PATCH', path, { [name]: wish })).toMatchObject({
					[name]: [wish],
				});
			}
			await sandbox.control('DELETE', path);
		},
	);

	it('takes a bot back to its beginning', async () => {
		const bot = await sandbox.newBot({ ...AT_ONCE, deliveredAfterMs: 60 });
		await call(bot, 'set_webhook', { url: receiver.url });
		await sandbox.control('POST', `/bots/${bot.id}/people`, { name: 'Guest' });
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, { seenAfterMs: null });
		await sandbox.control('POST', `${pathOf(bot, named(bot, 'Marek'))}/unsubscribe`);
		await call(bot, 'send_message', textFor(named(bot, 'Olena')));
		const lastSeq = (await logOf(bot)).at(-1)?.seq ?? 0;
		expect(await sandbox.control('POST', `/bots/${bot.id}/reset`)).toEqual(bot);
		await new Promise((resolve) => setTimeout(resolve, 120));
		expect(receiver.of('delivered')).toEqual([]);
		expect(await logOf(bot)).toEqual([]);
		expect(await acceptedBy(sandbox, bot)).toEqual([]);
		await call(bot, 'get_account_info');
		expect((await logOf(bot))[0]?.seq).toBeGreaterThan(lastSeq);
	});

	it('lets people tap the buttons of the keyboard that is shown', async () => {
		const bot = await sandbox.newBot(AT_ONCE);
		const olena = named(bot, 'Olena');
		const tap = async (index: unknown, messageToken?: string) =>
			await sandbox.control<{ message: { text: string } | null }>(
				'POST',
				`${pathOf(bot, olena)}/tap`,
				{ index, messageToken },
			);
		await call(bot, 'set_webhook', { url: receiver.url });
		await expect(tap(0)).rejects.toThrow(/shows no keyboard/);
		const Buttons = [
			{ ActionBody: 'yes please', Text: 'Yes' },
			{ ActionBody: 'https://a.example/1', ActionType: 'open-url', Text: 'Open' },
			{ ActionBody: 'https://a.example/2', ActionType: 'open-url', Text: 'Quiet', Silent: true },
			{ ActionBody: 'nothing', ActionType: 'none', Text: 'None' },
			{ ActionBody: 'quiet', Text: 'Quiet', Silent: true },
			{ ActionBody: 'phone', ActionType: 'share-phone', Text: 'Phone' },
		];
		const keyboard = { Type: 'keyboard', Buttons };
		await call(bot, 'send_message', textFor(olena, { keyboard, min_api_version: 3 }));
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		const shown = named(now, 'Olena').messages[0]?.token;
		expect((await tap(0, shown)).message).toMatchObject({ text: 'yes please' });
		expect((await tap(1)).message).toMatchObject({ text: 'https://a.example/1' });
		expect((await tap(2)).message).toBeNull();
		expect((await tap(3)).message).toBeNull();
		expect((await tap(4)).message).toMatchObject({ text: 'quiet' });
		await until(() => receiver.of('message').length === 3, 'three messages');
		const silent = receiver.of('message').filter(({ body }) => body.silent === true);
		expect(silent.map(({ body }) => body.message)).toMatchObject([{ text: 'quiet' }]);
		expect((await tap(5)).message).toMatchObject({
			type: 'contact',
			contact: { name: 'Olena', phoneNumber: '+380670000101' },
		});
		for (const wrong of [6, -1, '0', 0.5]) await expect(tap(wrong)).rejects.toThrow();
		await expect(tap(0, '1')).rejects.toThrow(/no longer shown/);
		await call(bot, 'send_message', textFor(olena));
		await expect(tap(0)).rejects.toThrow(/shows no keyboard/);
	});

	it.each([{ text: '' }, { text: ' \n' }, { text: 5 }, {}, { text: 'x'.repeat(7001) }])(
		'refuses to write %j',
		async (body) => {
			const bot = await sandbox.newBot();
			const path = `${pathOf(bot, named(bot, 'Olena'))}/messages`;
			await expect(sandbox.control('POST', path, body)).rejects.toThrow(/text must/);
		},
	);

	it('streams everything first, then each change', async () => {
		const bot = await sandbox.newBot(AT_ONCE);
		const olena = named(bot, 'Olena');
		const end = new AbortController();
		const response = await fetch(`${sandbox.url}/control/bots/${bot.id}/stream`, {
			signal: end.signal,
		});
		expect(response.headers.get('content-type')).toContain('text/event-stream');
		let heard = '';
		const listening = (async () => {
			const decoder = new TextDecoder();
			for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
				heard += decoder.decode(chunk, { stream: true });
			}
		})().catch(() => undefined);
		const frames = () =>
			heard
				.split('\n\n')
				.slice(0, -1)
				.map((frame) => {
					const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? [];
					return { event, data: JSON.parse(data) as Record<string, unknown> };
				});
		const hear = async (event: string) =>
			await until(() => frames().find((frame) => frame.event === event), event);
		expect((await hear('snapshot')).data).toEqual({ bot, log: [] });
		await call(bot, 'set_webhook', { url: receiver.url });
		expect((await hear('facts')).data).toMatchObject({ webhook: receiver.url });
		await sandbox.control('POST', `${pathOf(bot, olena)}/unsubscribe`);
		expect((await hear('person')).data).toMatchObject({ id: olena.id, blocked: true });
		await sandbox.control('POST', `${pathOf(bot, olena)}/messages`, { text: 'a\n\nb' });
		expect((await hear('message')).data).toMatchObject({
			person: olena.id,
			message: { text: 'a\n\nb' },
		});
		expect((await hear('log')).data).toMatchObject({ name: 'webhook', status: 200 });
		const guest = { name: 'Guest', subscribed: true };
		await sandbox.control<SandboxPerson>('POST', `/bots/${bot.id}/people`, guest);
		await until(() => heard.includes('"name":"Guest"'), 'the guest');
		await sandbox.control('POST', `/bots/${bot.id}/reset`);
		await until(() => frames().filter(({ event }) => event === 'snapshot').length === 2, 'reset');
		end.abort();
		await listening;
	});
});
