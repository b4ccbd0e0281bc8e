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
	named,
	pathOf,
	Receiver,
	textFor,
	tokenIn,
	until,
} from './support';

describe('faults', () => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let bot: SandboxBot;
	let olena: SandboxPerson;

	beforeAll(async () => {
		[sandbox, receiver] = await Promise.all([startSandbox(), Receiver.start()]);
	});

	beforeEach(async () => {
		receiver.got.length = 0;
		receiver.reply = () => ({ status: 200 });
		bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
		olena = named(bot, 'Olena');
		await call(bot, 'set_webhook', { url: receiver.url });
	});

	afterAll(async () => await Promise.all([sandbox?.stop(), receiver?.stop()]));

	const change = async (faults: unknown) =>
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, faults);
	const on = async () =>
		(await sandbox.control<{ faults: object }>('GET', `/bots/${bot.id}`)).faults;
	/** What comes of a message: a status, `HTTP n`, `page` or `reset`. */
	const send = async (text = 'Hi', method = 'send_message', signal?: AbortSignal) => {
		try {
			const body =
				method === 'send_message'
					? textFor(olena, { text })
					: { ...textFor(olena, { text, receiver: undefined }), broadcast_list: [olena.id] };
			const response = await fetch(`${bot.baseUrl}/${method}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'X-Viber-Auth-Token': bot.token },
				body: JSON.stringify(body),
				...(signal ? { signal } : {}),
			});
			if (response.status !== 200) return `HTTP ${response.status}`;
			const answer = await response.text();
			if (answer.startsWith('<')) return 'page';
			return (JSON.parse(answer) as { status: number }).status;
		} catch {
			return 'reset';
		}
	};
	const arrived = async () => {
		const now = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
		return named(now, 'Olena').messages.map(({ text }) => text);
	};
	const series = async (count: number) => {
		const results: unknown[] = [];
		for (let round = 1; round <= count; round++) results.push(await send(String(round)));
		return results;
	};

	const forms: Array<[object, unknown[], string[]]> = [
		[{ http500: 2 }, ['HTTP 500', 'HTTP 500', 0], ['3']],
		[{ resetBefore: 2 }, ['reset', 'reset', 0], ['3']],
		[{ resetAfter: 2 }, ['reset', 'reset', 0], ['1', '2', '3']],
		[{ halfAnswer: 1 }, ['reset', 0, 0], ['1', '2', '3']],
		[{ http429: 1 }, ['HTTP 429', 0, 0], ['2', '3']],
		[{ htmlAnswer: 1 }, ['page', 0, 0], ['2', '3']],
		[{ http500After: 2 }, ['HTTP 500', 'HTTP 500', 0], ['1', '2', '3']],
		[{ htmlAfter: 1 }, ['page', 0, 0], ['1', '2', '3']],
		[{ statusAfter: { status: 19, times: 1 } }, [19, 0, 0], ['1', '2', '3']],
		[{ http500: { from: 2, times: 1 } }, [0, 'HTTP 500', 0], ['1', '3']],
		[{ resetAfter: { from: 3 } }, [0, 0, 'reset'], ['1', '2', '3']],
		[{ http500After: { from: 1, times: 1 } }, ['HTTP 500', 0, 0], ['1', '2', '3']],
		[
			{
				status: [
					{ status: 7, times: 1, from: 3 },
					{ status: 19, times: 1 },
				],
			},
			[19, 0, 7],
			['2'],
		],
		[{ rateLimit: { from: 2, method: 'get_online' } }, [0, 0, 0], ['1', '2', '3']],
		[{ rateLimit: 1 }, [12, 0, 0], ['2', '3']],
		[{ status: { status: 23, times: 2 } }, [23, 23, 0], ['3']],
		[{ status: { status: 999, times: 1 } }, [999, 0, 0], ['2', '3']],
		[
			{
				status: [
					{ status: 7, times: 1 },
					{ status: 19, times: 1 },
				],
			},
			[7, 19, 0],
			['3'],
		],
		[{ rateLimit: true }, [12, 12, 12], []],
		[{ rateLimit: { method: 'get_online', times: 1 } }, [0, 0, 0], ['1', '2', '3']],
		[{ resetBefore: 1, http500: 1, rateLimit: 1 }, ['reset', 'HTTP 500', 12], []],
	];

	it.each(forms)('by %j: %j', async (faults, results, texts) => {
		await change(faults);
		expect(await series(3)).toEqual(results);
		expect(await arrived()).toEqual(texts);
	});

	const NAMES =
		'invalidUrl invalidAuthToken badData missingData receiverNotRegistered receiverNotSubscribed publicAccountBlocked publicAccountNotFound publicAccountSuspended webhookNotSet receiverNoSuitableDevice tooManyRequests apiVersionNotSupported incompatibleWithVersion publicAccountNotAuthorized inchatReplyMessageNotAllowed publicAccountIsNotInline noPublicChat cannotSendBroadcast broadcastNotAllowed unsupportedCountry paymentUnsupported freeMessagesExceeded noBalance generalError';

	it.each(NAMES.split(' ').map((name, index) => [index + 1, name] as const))(
		'answers with status %i as %s',
		async (status, name) => {
			await change({ status: { status, times: 1 } });
			const { body } = await call(bot, 'send_message', textFor(olena));
			expect(body).toMatchObject({ status, status_message: name });
			expect(await on()).toEqual({});
		},
	);

	it('count only calls of their method', async () => {
		await change({ status: { status: 19, times: 1, method: 'broadcast_message' } });
		expect(await send('a')).toBe(0);
		expect(await send('b', 'broadcast_message')).toBe(19);
		expect(await send('c', 'broadcast_message')).toBe(0);
	});

	it('count only calls of their method until they begin, and show how many they still let pass', async () => {
		const http500 = { from: 3, times: 1, method: 'send_message' };
		expect(await change({ http500 })).toEqual({ http500: [http500] });
		expect(await send('a', 'broadcast_message')).toBe(0);
		expect(await on()).toEqual({ http500: [http500] });
		expect(await send('b')).toBe(0);
		expect(await on()).toEqual({ http500: [{ ...http500, from: 2 }] });
		expect(await send('c')).toBe(0);
		expect(await on()).toEqual({ http500: [{ times: 1, method: 'send_message' }] });
		expect([await send('d'), await send('e')]).toEqual(['HTTP 500', 0]);
	});

	it('count what is no call as well until they begin', async () => {
		const marek = named(bot, 'Marek');
		await change({
			failNext: { times: 1, from: 2, person: olena.id },
			duplicates: { times: 1, from: 2 },
		});
		await call(bot, 'send_message', textFor(marek));
		expect([await send('one'), await send('two'), await send('three')]).toEqual([0, 0, 0]);
		await until(() => receiver.of('failed').length, 'failed');
		expect(await arrived()).toEqual(['one', 'three']);
		await until(() => receiver.of('delivered').length >= 3, 'three deliveries');
		await until(async () => Object.keys(await on()).length === 0, 'the end of all');
	});

	it('show how often they still happen, and are off at the end, by a call and by a reset', async () => {
		expect(await change({ http500: 2, slow: { ms: 1, method: 'get_online' } })).toEqual({
			http500: [{ times: 2 }],
			slow: [{ times: null, ms: 1, method: 'get_online' }],
		});
		await send();
		expect(await on()).toMatchObject({ http500: [{ times: 1 }] });
		await send();
		expect(Object.keys(await on())).toEqual(['slow']);
		expect(await change({ slow: false })).toEqual({});
		await change({ http500: true, outOfOrder: true });
		expect(await sandbox.control('DELETE', `/bots/${bot.id}/faults`)).toEqual({});
		await change({ http500: true });
		await sandbox.control('POST', `/bots/${bot.id}/reset`);
		expect(await on()).toEqual({});
	});

	it('change nothing when one of them does not fit', async () => {
		await expect(change({ http500: 1, slow: {} })).rejects.toThrow(/slow needs ms/);
		expect(await on()).toEqual({});
	});

	it('slow: the call is carried out at once and answered late', async () => {
		// So late that it must have arrived before the answer, however busy the machine is.
		await change({ slow: { ms: 600_000, times: 1 } });
		const impatience = new AbortController();
		let hasAnswer = false;
		const answer = send('slow', 'send_message', impatience.signal).then((outcome) => {
			hasAnswer = true;
			return outcome;
		});
		await until(async () => (await arrived()).length, 'the message');
		expect(hasAnswer).toBe(false);
		impatience.abort();
		expect(await answer).toBe('reset');
		await change({ slow: { ms: 200, times: 1 } });
		const start = performance.now();
		expect(await send('late')).toBe(0);
		expect(performance.now() - start).toBeGreaterThanOrEqual(195);
		expect(await send('quick')).toBe(0);
		expect(await arrived()).toEqual(['slow', 'late', 'quick']);
	});

	it('lateAcceptance: carried out once the client has given up', async () => {
		await change({ lateAcceptance: { ms: 300, times: 1 } });
		const start = Date.now();
		expect(await send('late', 'send_message', AbortSignal.timeout(20))).toBe('reset');
		expect(await send('next')).toBe(0);
		await until(async () => (await arrived()).includes('late'), 'the message');
		const [, late] = await acceptedBy(sandbox, bot);
		expect(late).toMatchObject({ text: 'late', to: olena.id });
		expect(late?.at).toBeGreaterThanOrEqual(start + 295);
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log`);
		expect(log).toContainEqual(
			expect.objectContaining({ status: 0, note: 'carried out late, on purpose: late' }),
		);
	});

	it('lateAcceptance: whoever has patience is answered', async () => {
		await change({ lateAcceptance: { ms: 100, times: 1 } });
		expect(await send('late')).toBe(0);
		expect(await arrived()).toEqual(['late']);
	});

	it('strike only what comes after they have begun, not what is under way', async () => {
		await change({ lateAcceptance: { ms: 300, times: 1 }, resetAfter: { from: 2 } });
		const held = send('held');
		await until(async () => !('lateAcceptance' in (await on())), 'the call');
		expect(await send('next')).toBe('reset');
		expect(await held).toBe(0);
	});

	it('duplicates: a callback comes once more, the same to the last byte', async () => {
		await change({ duplicates: 1 });
		for (const text of ['one', 'two']) {
			await sandbox.control('POST', `${pathOf(bot, olena)}/messages`, { text });
			await until(() => receiver.got.some(({ raw }) => raw.includes(`"${text}"`)), text);
		}
		await until(() => receiver.of('message').length === 3, 'three messages');
		await new Promise((resolve) => setTimeout(resolve, 50));
		const of = (text: string) => receiver.of('message').filter(({ raw }) => raw.includes(text));
		expect([of('one').length, of('two').length]).toEqual([2, 1]);
		expect(of('one')[0]?.raw.equals(of('one')[1]?.raw ?? Buffer.alloc(0))).toBe(true);
	});

	it('outOfOrder: of two callbacks the later one goes first', async () => {
		await change({ outOfOrder: 1 });
		for (const text of ['one', 'two', 'three']) {
			await sandbox.control('POST', `${pathOf(bot, olena)}/messages`, { text });
			if (text === 'two') await until(() => receiver.of('message').length === 2, 'a pair');
		}
		await until(() => receiver.of('message').length === 3, 'three messages');
		const texts = receiver.of('message').map(({ body }) => (body.message as { text: string }).text);
		expect(texts).toEqual(['two', 'one', 'three']);
	});

	it('outOfOrder: one without a second still goes out', async () => {
		await change({ outOfOrder: true });
		await sandbox.control('POST', `${pathOf(bot, olena)}/messages`, { text: 'alone' });
		await until(() => receiver.of('message').length === 1, 'the message');
	});

	it('expiredMedia: what is sent has expired already', async () => {
		await change({ expiredMedia: 1 });
		const write = async () => {
			const path = `${pathOf(bot, olena)}/messages`;
			const { media } = await sandbox.control<{ media: string }>('POST', path, { type: 'picture' });
			return (await fetch(media)).status;
		};
		expect(await write()).toBe(403);
		expect(await write()).toBe(200);
	});

	it('failNext: accepted, never shown, and told by a failed event', async () => {
		await change({ failNext: { times: 1, desc: 'no such picture' } });
		const { text, body } = await call(bot, 'send_message', textFor(olena));
		expect(body.status).toBe(0);
		await until(() => receiver.of('failed').length, 'failed');
		const { raw, body: failed } = receiver.of('failed')[0] ?? { raw: '', body: {} };
		expect(tokenIn(raw.toString())).toBe(tokenIn(text));
		expect(failed).toEqual({
			event: 'failed',
			timestamp: expect.any(Number) as number,
			chat_hostname: 'SN-CHAT-00_',
			message_token: expect.any(Number) as number,
			user_id: olena.id,
			desc: 'no such picture',
		});
		expect(await arrived()).toEqual([]);
		expect(await send('next')).toBe(0);
		await until(() => receiver.of('seen').length, 'seen');
		expect(receiver.of('delivered')).toHaveLength(1);
		expect(await arrived()).toEqual(['next']);
	});

	it('failNext: only for one person, if so wished', async () => {
		const marek = named(bot, 'Marek');
		await change({ failNext: { times: 1, person: marek.id } });
		const broadcast_list = [olena.id, marek.id];
		const body = { ...textFor(olena, { receiver: undefined }), broadcast_list };
		const answer = await call(bot, 'broadcast_message', body);
		expect(answer.body).toMatchObject({ status: 0, failed_list: [] });
		await until(() => receiver.of('failed').length, 'failed');
		expect(receiver.of('failed').map((one) => one.body.user_id)).toEqual([marek.id]);
		expect(await arrived()).toEqual(['Hi']);
	});

	it('are told of in the log', async () => {
		await change({ resetBefore: 1, http500: 1, http429: 1, htmlAnswer: 1 });
		await series(4);
		await change({ http500After: 1, htmlAfter: 1, statusAfter: { status: 19, times: 1 } });
		await series(3);
		await change({ resetAfter: 1 });
		await send('last');
		const log = await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${bot.id}/log`);
		const calls = log.filter(({ name }) => name === 'send_message');
		expect(calls.map(({ status, note }) => [status, note])).toEqual([
			[null, 'connection reset, on purpose; not carried out'],
			[null, 'HTTP 500, on purpose; not carried out'],
			[null, 'HTTP 429, on purpose; not carried out'],
			[null, 'a web page instead of an answer, on purpose; not carried out'],
			[0, 'HTTP 500 instead of an answer, on purpose: 1'],
			[0, 'a web page instead of an answer, on purpose: 2'],
			[0, 'an error instead of an answer, on purpose: 3'],
			[0, 'connection reset instead of an answer, on purpose: last'],
		]);
	});
});
