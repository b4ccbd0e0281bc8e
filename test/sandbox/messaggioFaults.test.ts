import { startSandbox, type Sandbox, type SandboxLogEntry } from '../support/sandbox';
import {
	newAccount,
	OLENA,
	send,
	signOf,
	textTo,
	upload,
	type MessaggioBot,
} from './messaggioSupport';
import { acceptedBy, until } from './support';

const GIF = Buffer.from('GIF89a');

describe('Messaggio: faults', () => {
	let sandbox: Sandbox;
	let bot: MessaggioBot;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(async () => {
		bot = await newAccount(sandbox);
	});

	afterAll(async () => await sandbox?.stop());

	const change = async (faults: unknown) =>
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, faults);
	const arrived = async () => {
		const { people } = await sandbox.control<MessaggioBot>('GET', `/bots/${bot.id}`);
		return people.find(({ id }) => id === OLENA)?.messages.map(({ text }) => text);
	};
	/** What comes of a message: a code, `HTTP n`, `page` or `broken`. */
	const sent = async (txt: string) => {
		try {
			const { http, code, contentType } = await send(bot, textTo(OLENA, { txt }));
			if (http !== 200) return `HTTP ${http}`;
			return contentType.startsWith('text/html') ? 'page' : code;
		} catch {
			return 'broken';
		}
	};

	const forms: Array<[object, unknown[], string[]]> = [
		[{ http500: 1 }, ['HTTP 500', 0], ['2']],
		[{ htmlAnswer: 1 }, ['page', 0], ['2']],
		[{ resetBefore: 1 }, ['broken', 0], ['2']],
		[{ http429: 1 }, ['HTTP 429', 0], ['2']],
		[{ resetAfter: 1 }, ['broken', 0], ['1', '2']],
		[{ http500After: 1 }, ['HTTP 500', 0], ['1', '2']],
		[{ htmlAfter: 1 }, ['page', 0], ['1', '2']],
		[{ htmlAfter: { from: 2 } }, [0, 'page'], ['1', '2']],
		[{ rateLimit: { from: 2, times: 1 } }, [0, -6], ['1']],
		[{ halfAnswer: 1 }, ['broken', 0], ['1', '2']],
		[{ rateLimit: 1 }, [-6, 0], ['2']],
		[{ status: { status: 4, times: 1 } }, [-4, 0], ['2']],
		[{ status: { status: 77, times: 1 } }, [-77, 0], ['2']],
		[{ status: { status: 4, times: 1, method: 'upload' } }, [0, 0], ['1', '2']],
	];

	it.each(forms)('by %j: %j', async (faults, results, texts) => {
		await change(faults);
		expect([await sent('1'), await sent('2')]).toEqual(results);
		expect(await arrived()).toEqual(texts);
	});

	it('no answer: the message is sent all the same', async () => {
		await change({ noAnswer: 1 });
		let outcome: unknown = 'silence';
		void sent('1').then((answer) => {
			outcome = answer;
		});
		await until(async () => (await arrived())?.length, 'the message');
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect(outcome).toBe('silence');
		expect(await arrived()).toEqual(['1']);
	});

	it('late acceptance: the message is sent once the client has given up', async () => {
		await change({ lateAcceptance: { ms: 100, times: 1 } });
		const fields = textTo(OLENA, { txt: 'late' });
		const signature = signOf(fields, bot.credential.login, bot.token);
		const form = [['user', bot.credential.login], ...fields, ['sign', signature]] as Array<
			[string, string]
		>;
		const asked = fetch(`${bot.baseUrl}/`, {
			method: 'POST',
			body: new URLSearchParams(form),
			signal: AbortSignal.timeout(10),
		});
		await expect(asked).rejects.toThrow();
		await until(async () => (await arrived())?.length, 'the message');
		expect(await acceptedBy(sandbox, bot)).toMatchObject([{ to: OLENA, text: 'late' }]);
	});

	it('slow: sent at once, answered late', async () => {
		await change({ slow: { ms: 150, times: 1 } });
		const start = Date.now();
		expect(await sent('1')).toBe(0);
		expect(Date.now() - start).toBeGreaterThanOrEqual(145);
	});

	it('of uploads', async () => {
		await change({ status: { status: 3, times: 1 }, slow: { ms: 1, method: 'upload' } });
		expect((await upload(bot, GIF)).text).toBe(
			'{"status": 3, error: "The size of image is too big"}',
		);
		await change({ http500: { times: 1, method: 'upload' } });
		expect((await upload(bot, GIF)).http).toBe(500);
		await change({ htmlAnswer: { times: 1, method: 'upload' } });
		expect((await upload(bot, GIF)).text).toContain('<h1>');
		for (const fault of ['resetBefore', 'resetAfter', 'halfAnswer']) {
			await change({ [fault]: { times: 1, method: 'upload' } });
			await expect(upload(bot, GIF)).rejects.toThrow();
		}
		for (const [fault, http, text] of [
			['http429', 429, 'Too Many Requests'],
			['http500After', 500, 'Internal Server Error'],
			['htmlAfter', 200, 'Under maintenance'],
		] as const) {
			await change({ [fault]: { times: 1, method: 'upload' } });
			expect(await upload(bot, GIF)).toEqual({ http, text: `<h1>${text}</h1>` });
		}
		// No answer to an upload says that there were too many.
		await change({ rateLimit: { from: 2, times: 1 } });
		expect((await upload(bot, GIF)).text).toContain('"status":0');
		expect([await sent('1'), await sent('2')]).toEqual([0, -6]);
	});

	it('strike only calls that are signed, and are told of in the log', async () => {
		await change({ http500: 1, resetAfter: 1 });
		expect(await send(bot, textTo(OLENA), { sign: 'x' })).toMatchObject({ code: -2 });
		await sent('1');
		await sent('2');
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log`);
		const calls = log.filter(({ name }) => name === 'send');
		expect(calls.map(({ status, note }) => [status, note])).toEqual([
			[-2, 'AUTH ERROR (sign)'],
			[null, 'HTTP 500, on purpose; not carried out'],
			[0, 'connection reset instead of an answer, on purpose: 2'],
		]);
	});
});
