import { startSandbox, type Sandbox, type SandboxLogEntry } from '../support/sandbox';
import {
	call,
	idIn,
	newSender,
	pictureTo,
	textTo,
	type Answer,
	type SenderAccount,
} from './decisionTelecomSupport';
import { acceptedBy, until } from './support';

const OLENA = '380500000001';
const RAW = '0123456789abcdef0123456789abcdef';
const KEY_FORMS: Array<[string, string, number]> = [
	['B, the key alone', 'Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', 200],
	['A, with a colon', 'Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY6', 200],
	['B encoded twice', 'Basic TURFeU16UTFOamM0T1dGaVkyUmxaakF4TWpNME5UWTNPRGxoWW1Oa1pXWT0=', 401],
	['A encoded twice', 'Basic TURFeU16UTFOamM0T1dGaVkyUmxaakF4TWpNME5UWTNPRGxoWW1Oa1pXWT06', 401],
	['the raw key', `Basic ${RAW}`, 401],
	['a bearer', 'Bearer MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', 401],
	['another key', `Basic ${Buffer.from('f'.repeat(32)).toString('base64')}`, 401],
	['a password', `Basic ${Buffer.from(`${RAW}:x`).toString('base64')}`, 401],
	['no padding', 'Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY', 401],
	['nothing', '', 401],
];

describe('DecisionTelecom in the sandbox', () => {
	let sandbox: Sandbox;
	let account: SenderAccount;

	beforeAll(async () => {
		sandbox = await startSandbox();
		account = await newSender(sandbox);
	});

	afterAll(async () => await sandbox?.stop());

	const logOf = async (id: string) =>
		await sandbox.control<SandboxLogEntry[]>('GET', `/bots/${id}/log`);
	const invalid = (parameter: string) => ({
		name: `Invalid Parameter: ${parameter}`,
		message: 'Empty parameter or parameter validation error',
		code: 1,
		status: 400,
	});
	const outcomeOf = ({ http, body }: Answer) => [http, body.code ?? 'ok', body.name];

	it('has a demo account with numbers that stand for something', async () => {
		const demo = await sandbox.control<SenderAccount>('GET', '/bots/demo-dt');
		expect(demo).toMatchObject({
			name: 'Demo Shop',
			provider: 'decisionTelecom',
			token: RAW,
			credential: { encodedKey: 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
			baseUrl: `${sandbox.url}/decisiontelecom/v1/api`,
			webhook: null,
			abilities: { write: false, attach: false, subscribe: false },
		});
		expect(demo.people.map(({ id, phoneNumber }) => `+${id}` === phoneNumber)).not.toContain(false);
		expect(demo.people.map(({ note }) => note)).not.toContain(undefined);
		expect(demo.people.map(({ mayWrite }) => mayWrite)).not.toContain(true);
	});

	it.each(KEY_FORMS)('key: %s', async (_name, authorization, status) => {
		const demo = await sandbox.control<SenderAccount>('GET', '/bots/demo-dt');
		for (const [method, body] of [
			['send-viber', textTo(OLENA)],
			['receive-viber', { message_id: 1 }],
		] as const) {
			const answer = await call(demo, method, body, { authorization });
			expect(answer.http).toBe(status);
			if (status === 401) {
				expect(answer.body).toEqual({
					name: 'Unauthorized',
					message: 'The access key is missing or wrong',
					code: 0,
					status: 401,
				});
			}
		}
		expect(JSON.stringify(await logOf('demo-dt'))).not.toContain(RAW);
	});

	const url = 'https://hooks.example.com/dt';
	const accepted: Array<[string, object]> = [
		['a text', textTo(OLENA)],
		['a number instead of digits', textTo(OLENA, { destination_addr: 380500000001 })],
		['a number of 20 digits', textTo('1'.repeat(20))],
		['promotional text', textTo(OLENA, { source_type: 1 })],
		['206', textTo(OLENA, { message_type: 206, source_type: 1 })],
		['225', textTo(OLENA, { message_type: 225, source_type: 1 })],
		['108', pictureTo(OLENA)],
		['208', pictureTo(OLENA, { message_type: 208 })],
		['the shortest number', textTo('38050')],
		['the longest of all', pictureTo(OLENA, { ...longest(), callback_url: url })],
		['the shortest life', textTo(OLENA, { validity_period: 40 })],
		['160 Latin characters', textTo(OLENA, { text_sms: 'a'.repeat(160) })],
		['80 that take two places', textTo(OLENA, { text_sms: '€'.repeat(80) })],
		['70 Cyrillic characters', textTo(OLENA, { text_sms: 'ж'.repeat(70) })],
		['a field that nobody knows', textTo(OLENA, { ttl: 1 })],
	];

	function longest() {
		return {
			source_addr: 'x'.repeat(20),
			text: 'x'.repeat(1000),
			button_caption: 'x'.repeat(30),
			validity_period: 21_600,
		};
	}

	it.each(accepted)('takes %s', async (_name, body) => {
		const registeredSenders = `DemoShop,${'x'.repeat(20)}`;
		const sender = await newSender(sandbox, { registeredSenders });
		const answer = await call(sender, 'send-viber', body);
		expect([answer.http, answer.text]).toEqual([
			200,
			expect.stringMatching(/^\{"message_id":\d+\}$/),
		]);
	});

	const without = (name: string, body: Record<string, unknown>) => ({ ...body, [name]: undefined });
	const refused: Array<[string, string, unknown]> = [
		...['source_addr', 'destination_addr', 'message_type', 'text', 'source_type'].flatMap(
			(name): Array<[string, string, unknown]> => [
				[`${name} left out`, name, without(name, textTo(OLENA))],
				[`${name} null`, name, textTo(OLENA, { [name]: null })],
				[`${name} empty`, name, textTo(OLENA, { [name]: '' })],
				[`${name} a list`, name, textTo(OLENA, { [name]: ['1'] })],
			],
		),
		...['image', 'button_caption', 'button_action'].flatMap(
			(name): Array<[string, string, unknown]> => [
				[`${name} left out with 108`, name, without(name, pictureTo(OLENA))],
				[`${name} left out with 208`, name, without(name, pictureTo(OLENA, { message_type: 208 }))],
				[`${name} empty`, name, pictureTo(OLENA, { [name]: '' })],
				[`${name} with text`, name, textTo(OLENA, { [name]: 'https://a.example.com/1' })],
			],
		),
		['a long sender', 'source_addr', textTo(OLENA, { source_addr: 'x'.repeat(21) })],
		['a sender in another case', 'source_addr', textTo(OLENA, { source_addr: 'demoshop' })],
		['a sender with a blank', 'source_addr', textTo(OLENA, { source_addr: 'DemoShop ' })],
		['a sender not registered', 'source_addr', textTo(OLENA, { source_addr: 'OTHER' })],
		['a plus', 'destination_addr', textTo(`+${OLENA}`)],
		['a number from 0', 'destination_addr', textTo('0500000001')],
		['a number from 00', 'destination_addr', textTo(`00${OLENA}`)],
		['4 digits', 'destination_addr', textTo('3805')],
		['spaces', 'destination_addr', textTo('38 050 000 00 01')],
		['21 digits', 'destination_addr', textTo('1'.repeat(21))],
		['half a digit', 'destination_addr', textTo(OLENA, { destination_addr: 1.5 })],
		['an unknown type', 'message_type', textTo(OLENA, { message_type: 107 })],
		['a type as text', 'message_type', textTo(OLENA, { message_type: '106' })],
		['a long text', 'text', textTo(OLENA, { text: 'x'.repeat(1001) })],
		['a long text of emoji', 'text', textTo(OLENA, { text: '😀'.repeat(501) })],
		['a picture without host', 'image', pictureTo(OLENA, { image: 'a.png' })],
		['a picture by FTP', 'image', pictureTo(OLENA, { image: 'ftp://cdn.example.com/a.png' })],
		['a long caption', 'button_caption', pictureTo(OLENA, { button_caption: 'x'.repeat(31) })],
		['an action that is no URL', 'button_action', pictureTo(OLENA, { button_action: 'shop' })],
		['source_type 0', 'source_type', textTo(OLENA, { source_type: 0 })],
		['source_type 3', 'source_type', textTo(OLENA, { source_type: 3 })],
		['source_type as text', 'source_type', textTo(OLENA, { source_type: '2' })],
		['a transactional picture', 'source_type', pictureTo(OLENA, { source_type: 2 })],
		['a transactional 225', 'source_type', textTo(OLENA, { message_type: 225 })],
		['a callback that is no URL', 'callback_url', textTo(OLENA, { callback_url: 'hooks' })],
		['an empty callback', 'callback_url', textTo(OLENA, { callback_url: '' })],
		['39 seconds', 'validity_period', textTo(OLENA, { validity_period: 39 })],
		['21,601 seconds', 'validity_period', textTo(OLENA, { validity_period: 21_601 })],
		['half a second', 'validity_period', textTo(OLENA, { validity_period: 40.5 })],
		['seconds as text', 'validity_period', textTo(OLENA, { validity_period: '60' })],
		['161 Latin characters', 'text_sms', textTo(OLENA, { text_sms: 'a'.repeat(161) })],
		['81 that take two places', 'text_sms', textTo(OLENA, { text_sms: '€'.repeat(81) })],
		['71 Cyrillic characters', 'text_sms', textTo(OLENA, { text_sms: 'ж'.repeat(71) })],
		['71 with one Cyrillic', 'text_sms', textTo(OLENA, { text_sms: `${'a'.repeat(70)}ж` })],
		['an empty SMS', 'text_sms', textTo(OLENA, { text_sms: '' })],
		['an SMS after promotion', 'text_sms', textTo(OLENA, { source_type: 1, text_sms: 'x' })],
		['an SMS after a picture', 'text_sms', pictureTo(OLENA, { text_sms: 'x' })],
		['no JSON', 'source_addr', '{"source_addr":'],
		['a list', 'source_addr', '[]'],
		['nothing', 'source_addr', ''],
	];

	it.each(refused)('refuses %s: %s', async (_name, parameter, body) => {
		const answer = await call(account, 'send-viber', body);
		expect(answer).toMatchObject({ http: 200, body: invalid(parameter) });
		expect(Object.keys(answer.body)).toHaveLength(4);
	});

	it('reads JSON only', async () => {
		const form = { 'content-type': 'application/x-www-form-urlencoded' };
		const answer = await call(account, 'send-viber', textTo(OLENA), form);
		expect(answer.body).toEqual(invalid('source_addr'));
	});

	it('is at two addresses, by POST', async () => {
		const status = async (method: string, path: string) =>
			(await fetch(`${account.baseUrl}/${path}`, { method })).status;
		expect(await status('GET', 'send-viber')).toBe(405);
		expect(await status('PUT', 'receive-viber')).toBe(405);
		expect(await status('POST', 'send-sms')).toBe(404);
	});

	it.each([[1], ['100429'], [null], [1.5], [{}], [undefined]])(
		'refuses the status of %j',
		async (message_id) => {
			const answer = await call(account, 'receive-viber', { message_id });
			expect(answer).toMatchObject({ http: 200, body: invalid('message_id') });
		},
	);

	it('knows other senders, if so set', async () => {
		const other = await newSender(sandbox, { registeredSenders: 'Кафе,B' });
		const named = async (source_addr: string) =>
			(await call(other, 'send-viber', textTo(OLENA, { source_addr }))).body;
		expect(await named('Кафе')).toHaveProperty('message_id');
		expect(await named('DemoShop')).toEqual(invalid('source_addr'));
		const path = `/bots/${other.id}/settings`;
		await sandbox.control('PATCH', path, { registeredSenders: '*' });
		expect(await named('anybody')).toHaveProperty('message_id');
		expect(await named('x'.repeat(21))).toEqual(invalid('source_addr'));
	});

	it('takes longer lives and SMS after promotion where settings say so', async () => {
		const lenient = await newSender(sandbox, { maxValidity: 432_000, smsForAll: true });
		const body = pictureTo(OLENA, { validity_period: 432_000, text_sms: 'x' });
		expect(idIn(await call(lenient, 'send-viber', body))).not.toBe('');
	});

	it('gives errors their HTTP status where the setting says so', async () => {
		const strict = await newSender(sandbox, { errorHttpStatus: 'real', requestsPerSecond: 2 });
		const outcomes: unknown[] = [];
		for (const body of [{}, textTo('380500000402'), textTo(OLENA)]) {
			outcomes.push(outcomeOf(await call(strict, 'send-viber', body)));
		}
		expect(outcomes).toEqual([
			[400, 1, 'Invalid Parameter: source_addr'],
			[402, 3, 'Topup balance is required'],
			[429, 0, 'Too Many Requests'],
		]);
	});

	it('tells the status of a message for five days, or as long as is set', async () => {
		const now = 1_700_000_000_000;
		const DAY_MS = 24 * 60 * 60 * 1000;
		for (const [settings, keptMs] of [
			[{}, 5 * DAY_MS],
			[{ statusKeptMs: 1000 }, 1000],
		] as const) {
			const sender = await newSender(sandbox, { ...settings, now });
			const { text } = await call(sender, 'send-viber', textTo(OLENA));
			const at = async (moment: number) => {
				await sandbox.control('PATCH', `/bots/${sender.id}/settings`, { now: moment });
				return (await call(sender, 'receive-viber', text)).body;
			};
			expect(await at(now + keptMs - 1)).toHaveProperty('message_id');
			expect(await at(now + keptMs)).toEqual(invalid('message_id'));
		}
	});

	it('counts requests in a second, also those for a status', async () => {
		const now = 1_700_000_000_000;
		const slow = await newSender(sandbox, { requestsPerSecond: 1, now });
		const at = async (moment: number) =>
			await sandbox.control('PATCH', `/bots/${slow.id}/settings`, { now: moment });
		expect(idIn(await call(slow, 'send-viber', textTo(OLENA)))).not.toBe('');
		await at(now + 999);
		const answer = await call(slow, 'receive-viber', { message_id: 1 });
		expect(answer).toMatchObject({
			http: 200,
			body: { name: 'Too Many Requests', message: 'Rate limit exceeded', code: 0, status: 429 },
		});
		await at(now + 1000);
		expect(outcomeOf(await call(slow, 'receive-viber', { message_id: 1 }))[1]).toBe(1);
	});

	it('charges what gets through, and refuses once the balance is used up', async () => {
		const poor = await newSender(sandbox, { balance: 2 });
		const send = async (to: string) => await call(poor, 'send-viber', textTo(to));
		expect((await send(OLENA)).body.code).toBeUndefined();
		const rejected = await send('380500000003');
		await until(async () => {
			const { body } = await call(poor, 'receive-viber', rejected.text);
			return body.status === 3;
		}, 'the rejection');
		expect((await send(OLENA)).body.code).toBeUndefined();
		expect((await send(OLENA)).body.code).toBe(3);
	});

	const ids: Array<[object, RegExp]> = [
		[{}, /^\{"message_id":\d{6}\}$/],
		[{ idAs: 'text' }, /^\{"message_id":"\d{6}"\}$/],
		[{ idsBeyond53: true }, /^\{"message_id":\d{19}\}$/],
		[{ idsBeyond53: true, idAs: 'text' }, /^\{"message_id":"\d{19}"\}$/],
	];

	it.each(ids)('writes ids by %j', async (settings, shape) => {
		const sender = await newSender(sandbox, { ...settings });
		const answer = await call(sender, 'send-viber', textTo(OLENA));
		expect(answer.text).toMatch(shape);
		// The id goes back as it came: no digit may be lost on the way.
		const state = await call(sender, 'receive-viber', answer.text);
		expect(state.text).toContain(answer.text.slice(0, -1));
		expect(state.body.status).toEqual(expect.any(Number));
	});

	it('tells ids apart that are the same as JavaScript numbers', async () => {
		const sender = await newSender(sandbox, { idsBeyond53: true });
		const first = idIn(await call(sender, 'send-viber', textTo(OLENA)));
		const second = idIn(await call(sender, 'send-viber', textTo(OLENA)));
		expect(first).not.toBe(second);
		expect(Number(first)).toBe(Number(second));
	});

	it('writes the status with a comma too many where the setting says so', async () => {
		const sender = await newSender(sandbox, { trailingComma: true });
		const id = idIn(await call(sender, 'send-viber', textTo('380500000005')));
		const { text } = await call(sender, 'receive-viber', `{"message_id":${id}}`);
		expect(text).toBe(`{"message_id":${id},"status":5,}`);
	});

	it('forgets a message after a while', async () => {
		const sender = await newSender(sandbox, { statusKeptMs: 0 });
		const id = idIn(await call(sender, 'send-viber', textTo(OLENA)));
		const { body } = await call(sender, 'receive-viber', `{"message_id":${id}}`);
		expect(body).toEqual(invalid('message_id'));
		await sandbox.control('PATCH', `/bots/${sender.id}/settings`, { statusKeptMs: 432_000_000 });
		const later = await call(sender, 'receive-viber', `{"message_id":${id}}`);
		expect(later.body.message_id).toBe(Number(id));
	});

	const faults: Array<[string, object, unknown[]]> = [
		['rateLimit', { rateLimit: 1 }, [200, 0, 'Too Many Requests']],
		[
			'status 400',
			{ status: { status: 400, times: 1 } },
			[200, 1, 'Invalid Parameter: source_addr'],
		],
		['status 401', { status: { status: 401, times: 1 } }, [401, 0, 'Unauthorized']],
		['status 402', { status: { status: 402, times: 1 } }, [200, 3, 'Topup balance is required']],
		['status 429', { status: { status: 429, times: 1 } }, [200, 0, 'Too Many Requests']],
		['status 500', { status: { status: 500, times: 1 } }, [200, 2, 'Internal server error']],
		['status 451', { status: { status: 451, times: 1 } }, [200, 2, 'Error 451']],
		['http500', { http500: 1 }, [500, 'ok', undefined]],
		['htmlAnswer', { htmlAnswer: { times: 1, method: 'send-viber' } }, [200, 'ok', undefined]],
	];

	it.each(faults)('fault %s: refused once, nothing accepted', async (_name, wish, outcome) => {
		const sender = await newSender(sandbox);
		await sandbox.control('PATCH', `/bots/${sender.id}/faults`, wish);
		expect(outcomeOf(await call(sender, 'send-viber', textTo(OLENA)))).toEqual(outcome);
		const now = await sandbox.control<SenderAccount>('GET', `/bots/${sender.id}`);
		expect(now.people.flatMap(({ messages }) => messages)).toEqual([]);
		expect(idIn(await call(sender, 'send-viber', textTo(OLENA)))).not.toBe('');
	});

	const losses: Array<[string, object, number]> = [
		['resetBefore', { times: 1 }, 0],
		['resetAfter', { times: 1 }, 1],
		['halfAnswer', { times: 1 }, 1],
		['noAnswer', { times: 1 }, 1],
		['lateAcceptance', { times: 1, ms: 100 }, 1],
	];

	it.each(losses)(
		'fault %s: no answer, accepted all the same or not',
		async (fault, wish, count) => {
			const sender = await newSender(sandbox);
			await sandbox.control('PATCH', `/bots/${sender.id}/faults`, { [fault]: wish });
			const impatience = new AbortController();
			if (fault === 'lateAcceptance') setTimeout(() => impatience.abort(), 10);
			const asked = fetch(`${sender.baseUrl}/send-viber`, {
				method: 'POST',
				headers: {
					authorization: `Basic ${sender.credential.encodedKey}`,
					'content-type': 'application/json',
				},
				body: JSON.stringify(textTo(OLENA)),
				signal: impatience.signal,
			});
			const lost = expect(asked.then(async (response) => await response.text())).rejects.toThrow();
			const accepted = async () => (await acceptedBy(sandbox, sender)).length;
			if (count > 0) await until(accepted, 'the message');
			// Nothing ever comes where the connection stays open.
			if (fault === 'noAnswer') impatience.abort();
			await lost;
			expect(await accepted()).toBe(count);
			const now = await sandbox.control<SenderAccount>('GET', `/bots/${sender.id}`);
			expect(now.people.flatMap(({ messages }) => messages)).toHaveLength(count);
		},
	);

	const AFTER: Array<[string, object, object, unknown[]]> = [
		['http500After', { times: 1 }, {}, [500, 'ok', undefined]],
		['htmlAfter', { times: 1 }, {}, [200, 'ok', undefined]],
		['statusAfter', { times: 1, status: 500 }, {}, [200, 2, 'Internal server error']],
		[
			'statusAfter',
			{ times: 1, status: 500 },
			{ errorHttpStatus: 'real' },
			[500, 2, 'Internal server error'],
		],
	];

	it.each(AFTER)(
		'fault %s: %j with %j is an error, and the message is accepted',
		async (...row) => {
			const [fault, wish, settings, outcome] = row;
			const sender = await newSender(sandbox, { ...settings });
			await sandbox.control('PATCH', `/bots/${sender.id}/faults`, { [fault]: wish });
			const answer = await call(sender, 'send-viber', textTo(OLENA));
			expect(outcomeOf(answer)).toEqual(outcome);
			expect(idIn(answer)).toBe('');
			expect(await acceptedBy(sandbox, sender)).toMatchObject([{ to: OLENA, text: 'Hi' }]);
			const id = idIn(await call(sender, 'send-viber', textTo(OLENA)));
			expect((await acceptedBy(sandbox, sender)).map((one) => one.id)).toEqual([
				expect.not.stringMatching(id) as string,
				id,
			]);
		},
	);

	const settings: Array<[string, unknown]> = [
		['errorHttpStatus', 'maybe'],
		['requestsPerSecond', -1],
		['balance', 1.5],
		['registeredSenders', null],
		['badImage', 'later'],
		['idAs', 'word'],
		['idsBeyond53', 1],
		['trailingComma', 'yes'],
		['callbackForm', 'xml'],
		['maxValidity', null],
		['validitySecondMs', -1],
		['smsForAll', 0],
		['statusKeptMs', 'week'],
		['signatureIn', 'header'],
	];

	it.each(settings)('refuses the setting %s: %j', async (name, value) => {
		const change = sandbox.control('PATCH', `/bots/${account.id}/settings`, { [name]: value });
		await expect(change).rejects.toThrow(name);
	});

	it.each(['open', 'subscribe', 'unsubscribe', 'messages'])('lets nobody %s', async (what) => {
		const path = `/bots/${account.id}/people/380500000010/${what}`;
		await expect(sandbox.control('POST', path, { text: 'Hi' })).rejects.toThrow(
			/Nobody subscribes|takes an answer/,
		);
	});

	it('has each number once, and gives a crowd numbers of their own', async () => {
		const sender = await newSender(sandbox);
		const add = async (wish: object) =>
			await sandbox.control<SenderAccount>('POST', `/bots/${sender.id}/people`, wish);
		await expect(add({ name: 'Twin', phoneNumber: `+${OLENA}` })).rejects.toThrow(/already/);
		const { people } = await add({ count: 3, name: 'Guest', phoneNumber: '+447700900998' });
		expect(people.map(({ id }) => id)).toEqual(['447700900998', '447700900999', '447700901000']);
	});
});
