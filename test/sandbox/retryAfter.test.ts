import { startSandbox, type Sandbox } from '../support/sandbox';
import * as decisionTelecom from './decisionTelecomSupport';
import * as messaggio from './messaggioSupport';
import { AT_ONCE, call, named, Receiver, textFor } from './support';

const PHONE = '380500000001';

describe('Retry-After', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	/** A message of each provider, as its client sends it. */
	interface Sending {
		id: string;
		url: string;
		init: RequestInit;
	}

	const json = (headers: Record<string, string>, body: unknown): RequestInit => ({
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});

	const PROVIDERS: Record<string, (settings: object) => Promise<Sending>> = {
		async viberBot(settings) {
			const bot = await sandbox.newBot({ ...AT_ONCE, ...settings });
			await call(bot, 'set_webhook', { url: receiver.url });
			const headers = { 'X-Viber-Auth-Token': bot.token };
			const init = json(headers, textFor(named(bot, 'Olena')));
			return { id: bot.id, url: `${bot.baseUrl}/send_message`, init };
		},
		async decisionTelecom(settings) {
			const { id, baseUrl, credential } = await decisionTelecom.newSender(sandbox, { ...settings });
			const headers = { authorization: `Basic ${credential.encodedKey}` };
			const init = json(headers, decisionTelecom.textTo(PHONE));
			return { id, url: `${baseUrl}/send-viber`, init };
		},
		async messaggio(settings) {
			const bot = await messaggio.newAccount(sandbox, { ...settings });
			const { login } = bot.credential;
			const fields = messaggio.textTo(PHONE);
			const sign = messaggio.signOf(fields, login, bot.token);
			const form = [['user', login], ...fields, ['sign', sign]] as Array<[string, string]>;
			const init = { method: 'POST', body: new URLSearchParams(form) };
			return { id: bot.id, url: `${bot.baseUrl}/`, init };
		},
	};

	/** Limits of which the second message within a moment is one too many, with the time held still. */
	const LIMITS: Record<string, object> = {
		viberBot: { messagesPerHourWithoutReply: 1 },
		decisionTelecom: { requestsPerSecond: 1 },
		messaggio: { messagesPerSecond: 1 },
	};
	const NAMES = Object.keys(PROVIDERS);

	async function begin(provider: string, settings: object = {}): Promise<Sending> {
		const open = PROVIDERS[provider];
		if (!open) throw new Error(`There is no ${provider}.`);
		return await open({ now: 1_700_000_000_000, ...settings });
	}

	const change = async ({ id }: Sending, faults: object) =>
		await sandbox.control('PATCH', `/bots/${id}/faults`, faults);
	const ask = async ({ url, init }: Sending) => {
		const response = await fetch(url, init);
		return {
			http: response.status,
			retryAfter: response.headers.get('retry-after'),
			text: await response.text(),
		};
	};
	/** How many seconds a date is away, which is in whole seconds. */
	const secondsTo = (date: string | null) => (Date.parse(date ?? '') - Date.now()) / 1000;

	const REFUSED: Record<string, RegExp> = {
		viberBot: /"status":12,/,
		decisionTelecom: /"status":429/,
		messaggio: /<code>-6<\/code>/,
	};

	it.each(NAMES)('%s: of faults, in seconds, as a date and as it is', async (provider) => {
		const sending = await begin(provider);
		for (const [wish, says] of [
			[{ retryAfter: 7 }, '7'],
			[{ retryAfter: 0 }, '0'],
			[{ retryAfter: 'Wed, 21 Oct 2015 07:28:00 GMT' }, 'Wed, 21 Oct 2015 07:28:00 GMT'],
			[{ retryAfter: 'soon' }, 'soon'],
			[{}, null],
		] as const) {
			for (const name of ['rateLimit', 'http429']) {
				await change(sending, { [name]: { times: 1, ...wish } });
				const { http, retryAfter, text } = await ask(sending);
				expect([name, retryAfter]).toEqual([name, says]);
				expect(http).toBe(name === 'http429' ? 429 : 200);
				expect(text).toMatch(
					name === 'http429' ? /Too Many Requests/ : (REFUSED[provider] ?? /none/),
				);
			}
		}
		await change(sending, { rateLimit: { times: 1, retryAfter: 30, retryAfterAs: 'date' } });
		const begun = Date.now();
		const { retryAfter } = await ask(sending);
		expect(retryAfter).toBe(new Date(Date.parse(retryAfter ?? '')).toUTCString());
		// Rounded up, so that nobody who keeps to it comes too early.
		expect(Date.parse(retryAfter ?? '')).toBeGreaterThanOrEqual(begun + 30_000);
		expect(secondsTo(retryAfter)).toBeLessThanOrEqual(31);
		expect(await ask(sending)).toMatchObject({ http: 200, retryAfter: null });
	});

	it.each(NAMES)('%s: of limits, as settings have it', async (provider) => {
		const settings = { retryAfter: 20, ...LIMITS[provider] };
		const sending = await begin(provider, settings);
		expect((await ask(sending)).retryAfter).toBeNull();
		const refused = await ask(sending);
		expect(refused.text).toMatch(REFUSED[provider] ?? /none/);
		expect(refused.retryAfter).toBe('20');
		const set = async (more: object) =>
			await sandbox.control('PATCH', `/bots/${sending.id}/settings`, more);
		await set({ retryAfterAs: 'date' });
		expect(secondsTo((await ask(sending)).retryAfter)).toBeGreaterThan(15);
		await set({ retryAfter: null });
		expect((await ask(sending)).retryAfter).toBeNull();
	});

	it.each(NAMES)('%s: a fault says what it says, and other refusals nothing', async (provider) => {
		const sending = await begin(provider, { retryAfter: 20 });
		await change(sending, { rateLimit: { times: 1, retryAfter: 3 }, http429: { times: 1 } });
		expect(await ask(sending)).toMatchObject({ http: 429, retryAfter: '20' });
		expect(await ask(sending)).toMatchObject({ http: 200, retryAfter: '3' });
		const noRate = provider === 'decisionTelecom' ? 402 : 5;
		await change(sending, { status: { status: noRate, times: 1 }, http500: { from: 2, times: 1 } });
		expect(await ask(sending)).toMatchObject({ http: 200, retryAfter: null });
		expect(await ask(sending)).toMatchObject({ http: 500, retryAfter: null });
	});

	it('comes with HTTP 429 where DecisionTelecom’s errors have their HTTP status', async () => {
		const sending = await begin('decisionTelecom', { errorHttpStatus: 'real' });
		await change(sending, { rateLimit: { times: 1, retryAfter: 3 } });
		expect(await ask(sending)).toMatchObject({ http: 429, retryAfter: '3' });
	});
});
