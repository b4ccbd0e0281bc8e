import { startSandbox, type Sandbox, type SandboxPerson } from '../support/sandbox';
import {
	cp1251,
	MAREK,
	newAccount,
	OLENA,
	postForm,
	send,
	signOf,
	textTo,
	utf16be,
	type Deviation,
	type Fields,
	type MessaggioBot,
} from './messaggioSupport';
import { logLine } from './support';

describe('Messaggio: sending', () => {
	let sandbox: Sandbox;
	let bot: MessaggioBot;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(async () => {
		bot = await newAccount(sandbox);
	});

	afterAll(async () => await sandbox?.stop());

	const people = async () =>
		(await sandbox.control<{ people: SandboxPerson[] }>('GET', `/bots/${bot.id}`)).people;
	const chat = async (phone: string) =>
		(await people()).find(({ id }) => id === phone)?.messages ?? [];
	const allMessages = async () => (await people()).flatMap(({ messages }) => messages);

	it('has a demo account with the synthetic credential of messaggio.md', async () => {
		const demo = await sandbox.control<MessaggioBot>('GET', '/bots/demo-messaggio');
		expect(demo).toMatchObject({
			provider: 'messaggio',
			token: 's3cr3tKey',
			credential: { login: 'demoUser' },
			baseUrl: `${sandbox.url}/messaggio`,
			webhook: '',
		});
		const answer = await send(demo, textTo([OLENA, MAREK], { dlr: '1' }), {
			sign: '68b7613fb15ae97c2f1efab9ec6bfdf8',
		});
		expect(answer).toMatchObject({ code: 0, says: 'OK' });
	});

	it.each(['form', 'query', 'multipart'] as const)('is taken as %s', async (as) => {
		// Clients of multipart forms turn line ends round, which is a matter of its own.
		const txt = `Привіт & 100% + 1=2; 😀${as === 'multipart' ? ' ' : '\n'}Друга "лінія"`;
		const answer = await send(bot, textTo([OLENA, MAREK], { txt, dlr: '1' }), { as });
		expect(answer).toMatchObject({ http: 200, code: 0, says: 'OK' });
		expect(answer.contentType).toBe('text/xml; charset=utf-8');
		expect((await chat(OLENA)).map(({ text }) => text)).toEqual([txt]);
		expect(await chat(MAREK)).toHaveLength(1);
	});

	const CHARSETS: Array<[string | undefined, Buffer]> = [
		[undefined, Buffer.from('Привіт, Олено!')],
		['UTF8', Buffer.from('Привіт, Олено!')],
		['UTF-8', Buffer.from('Привіт, Олено!')],
		['CP1251', cp1251('Привіт, Олено!')],
		['UTF-16BE', utf16be('Привіт, Олено!')],
		['UCS-2', utf16be('Привіт, Олено!')],
	];

	it('takes a line end that a multipart form turned round for another text', async () => {
		const answer = await send(bot, textTo(OLENA, { txt: 'one\ntwo' }), { as: 'multipart' });
		expect(answer).toMatchObject({ code: -2 });
	});

	it.each(CHARSETS)('reads txt in charset %s, signed over its bytes', async (charset, bytes) => {
		const fields: Fields = [...textTo(OLENA, { txt: undefined, charset }), ['txt', bytes]];
		expect(await send(bot, fields)).toMatchObject({ code: 0 });
		expect((await chat(OLENA))[0]?.text).toBe('Привіт, Олено!');
	});

	const UNREADABLE: Array<[string, Buffer]> = [
		['UTF-8', Buffer.from([0x50, 0xcf])],
		['UTF-8', cp1251('Привіт')],
		['UTF-16BE', Buffer.from([0, 0x41, 0])],
		['UCS-2', Buffer.from([0xd8, 0x3d])],
		['CP1251', Buffer.from([0x98])],
	];

	it.each(UNREADABLE)('refuses bytes that are no text in %s', async (charset, bytes) => {
		const fields: Fields = [...textTo(OLENA, { txt: undefined, charset }), ['txt', bytes]];
		expect(await send(bot, fields)).toMatchObject({ code: -1, says: 'PARAM ERROR (txt)' });
	});

	const x = (count: number) => 'x'.repeat(count);
	const link = (length: number) => `https://a.example/${x(length)}`.slice(0, length);
	const picture = { txt: undefined, image_id: 'picture' };
	const button = { button_text: 'Open', button_link: 'https://shop.example.com/1' };

	const REFUSED: Array<[string, Fields, string]> = [
		['no method', textTo(OLENA, { sending_method: undefined }), 'PARAM ERROR (sending_method)'],
		['another method', textTo(OLENA, { sending_method: 'Viber' }), 'PARAM ERROR (sending_method)'],
		['no sender', textTo(OLENA, { from: undefined }), 'PARAM ERROR (from)'],
		['an empty sender', textTo(OLENA, { from: '' }), 'PARAM ERROR (from)'],
		['a sender in another case', textTo(OLENA, { from: 'Demo' }), 'PARAM ERROR (from)'],
		['a sender not approved', textTo(OLENA, { from: 'OTHER' }), 'PARAM ERROR (from)'],
		['a long sender', textTo(OLENA, { from: x(12) }), 'PARAM ERROR (from)'],
		['no phone', textTo([]), 'PARAM ERROR (phone)'],
		['an empty phone', textTo(''), 'PARAM ERROR (phone)'],
		['a phone with a plus', textTo('+380500000001'), 'PARAM ERROR (phone)'],
		['a phone with blanks', textTo('380 50 0000001'), 'PARAM ERROR (phone)'],
		['a phone from 0', textTo('0500000001'), 'PARAM ERROR (phone)'],
		['a short phone', textTo('3805'), 'PARAM ERROR (phone)'],
		['a long phone', textTo('3805000000011234'), 'PARAM ERROR (phone)'],
		['phones with commas', textTo(`${OLENA},${MAREK}`), 'PARAM ERROR (phone)'],
		['one bad phone of two', textTo([OLENA, 'x']), 'PARAM ERROR (phone)'],
		['a phone twice', textTo([OLENA, MAREK, OLENA]), 'PARAM ERROR (phone)'],
		['phone[]', [...textTo([]), ['phone[]', OLENA]], 'PARAM ERROR (phone)'],
		['phone[0]', [...textTo([]), ['phone[0]', OLENA]], 'PARAM ERROR (phone)'],
		['phone1', [...textTo(OLENA), ['phone1', MAREK]], 'PARAM ERROR (phone)'],
		['no text', textTo(OLENA, { txt: undefined }), 'PARAM ERROR (txt)'],
		['an empty text', textTo(OLENA, { txt: '' }), 'PARAM ERROR (txt)'],
		['a long text', textTo(OLENA, { txt: x(2049) }), 'PARAM ERROR (txt)'],
		['a text twice', [...textTo(OLENA), ['txt', 'Hello']], 'SYNTAX ERROR (txt)'],
		['a button without text', textTo(OLENA, { txt: '', ...button }), 'PARAM ERROR (txt)'],
		['a long image id', textTo(OLENA, { ...picture, image_id: x(65) }), 'PARAM ERROR (image_id)'],
		['an unknown image', textTo(OLENA, { ...picture, image_id: x(64) }), 'PARAM ERROR (image_id)'],
		[
			'a picture with a button alone',
			textTo(OLENA, { ...picture, ...button }),
			'PARAM ERROR (txt)',
		],
		[
			'text and picture without a button',
			textTo(OLENA, { image_id: 'picture' }),
			'PARAM ERROR (button_text)',
		],
		[
			'a long button',
			textTo(OLENA, { ...button, button_text: x(31) }),
			'PARAM ERROR (button_text)',
		],
		[
			'a long link',
			textTo(OLENA, { ...button, button_link: link(2049) }),
			'PARAM ERROR (button_link)',
		],
		[
			'a link that is none',
			textTo(OLENA, { ...button, button_link: 'shop.example.com' }),
			'PARAM ERROR (button_link)',
		],
		['another charset', textTo(OLENA, { charset: 'KOI8-R' }), 'PARAM ERROR (charset)'],
		['a charset in small letters', textTo(OLENA, { charset: 'utf-8' }), 'PARAM ERROR (charset)'],
		['dlr of 2', textTo(OLENA, { dlr: '2' }), 'PARAM ERROR (dlr)'],
		['dlr of true', textTo(OLENA, { dlr: 'true' }), 'PARAM ERROR (dlr)'],
		['59 seconds', textTo(OLENA, { dlr_timeout: '59' }), 'PARAM ERROR (dlr_timeout)'],
		['86401 seconds', textTo(OLENA, { dlr_timeout: '86401' }), 'PARAM ERROR (dlr_timeout)'],
		['half seconds', textTo(OLENA, { dlr_timeout: '60.5' }), 'PARAM ERROR (dlr_timeout)'],
		['dlr twice', [...textTo(OLENA), ['dlr', '1'], ['dlr', '1']], 'SYNTAX ERROR (dlr)'],
		[
			'an SMS with a button',
			textTo(OLENA, { sending_method: 'sms', ...button }),
			'PARAM ERROR (sending_method)',
		],
		[
			'an SMS with a picture',
			textTo(OLENA, { sending_method: 'sms', image_id: 'picture' }),
			'PARAM ERROR (sending_method)',
		],
	];

	it.each(REFUSED)('refuses %s', async (_what, fields, says) => {
		const answer = await send(bot, fields);
		expect(answer).toMatchObject({ http: 200, code: -1, says, ids: [] });
		expect(await allMessages()).toEqual([]);
	});

	it('refuses text after expiry in another encoding than UTF-8: charset is about txt alone', async () => {
		const fields: Fields = [
			...textTo(OLENA, { charset: 'CP1251' }),
			['expiry_txt', cp1251('Привіт')],
		];
		expect(await send(bot, fields)).toMatchObject({ code: -1, says: 'PARAM ERROR (expiry_txt)' });
	});

	const FITS: Array<[string, Record<string, string | undefined>]> = [
		['a text of 2048', { txt: x(2048) }],
		['a button of 30 and a link of 2048', { button_text: x(30), button_link: link(2048) }],
		['a sender of 11 with a blank', { from: 'Corner Cafe' }],
		['60 seconds', { dlr_timeout: '60' }],
		['86400 seconds', { dlr_timeout: '86400' }],
		['dlr of 0', { dlr: '0' }],
		['empty values', { dlr: '', dlr_timeout: '', charset: '', image_id: '', button_text: '' }],
		['fields that it does not know', { delay: '5', label: 'promotion' }],
	];

	it.each(FITS)('takes %s', async (_what, more) => {
		expect(await send(bot, textTo(OLENA, more))).toMatchObject({ code: 0 });
	});

	const STRANGERS: Array<[string, Deviation, number, string]> = [
		['a wrong signature', { sign: '0'.repeat(32) }, -2, 'AUTH ERROR (sign)'],
		['an unknown user', { user: 'nobody' }, -2, 'AUTH ERROR (sign)'],
		['no signature', { sign: null }, -1, 'SYNTAX ERROR (user/sign)'],
		['no user', { user: '' }, -1, 'SYNTAX ERROR (user/sign)'],
	];

	it.each(STRANGERS)('refuses %s', async (_what, deviation, code, says) => {
		const answer = await send(bot, textTo(OLENA), deviation);
		expect(answer).toMatchObject({ http: 200, code, says });
		expect(await allMessages()).toEqual([]);
	});

	it('refuses a signature in upper case, of other phones or in another order', async () => {
		const fields = textTo([OLENA, MAREK]);
		const right = signOf(fields, bot.credential.login, bot.token);
		const turned = signOf(textTo([MAREK, OLENA]), bot.credential.login, bot.token);
		const one = signOf(textTo(OLENA), bot.credential.login, bot.token);
		for (const sign of [right.toUpperCase(), turned, one, ` ${right}`]) {
			expect(await send(bot, fields, { sign })).toMatchObject({ code: -2 });
		}
		expect(await send(bot, fields, { sign: right })).toMatchObject({ code: 0 });
	});

	it('looks at the signature before the values, and shows no secret in the log', async () => {
		const bad = textTo('x', { from: 'OTHER' });
		expect(await send(bot, bad, { sign: '0'.repeat(32) })).toMatchObject({ code: -2 });
		expect(await send(bot, bad)).toMatchObject({ code: -1 });
		const fields = textTo(OLENA, { txt: `secret ${bot.token} of ${bot.credential.login}` });
		await send(bot, fields);
		const line = await logLine(sandbox, bot, ({ status }) => status === 0);
		expect(line).toMatchObject({
			name: 'send',
			person: OLENA,
			note: 'secret (token) of (login)',
		});
		const log = JSON.stringify(await sandbox.control('GET', `/bots/${bot.id}/log`));
		for (const secret of [bot.token, signOf(fields, bot.credential.login, bot.token)]) {
			expect(log).not.toContain(secret);
		}
	});

	it('shows a call of an unknown user in the log of the demo account', async () => {
		await send(bot, textTo(OLENA), { user: 'nobody' });
		const demo = { ...bot, id: 'demo-messaggio' };
		const line = await logLine(sandbox, demo, ({ note }) => note.includes('unknown user'));
		expect(line).toMatchObject({ direction: 'in', name: 'send', status: -2 });
	});

	it.each([
		['a percent sign alone', 'user=a&txt=100%', 'SYNTAX ERROR (encoding)'],
		['a broken percent sign', 'user=%zz', 'SYNTAX ERROR (encoding)'],
		['nothing', '', 'SYNTAX ERROR (user/sign)'],
		['too much', 'x'.repeat(1024 * 1024 + 1), 'SYNTAX ERROR (size)'],
	])('refuses a form with %s', async (_what, body, says) => {
		expect(await postForm(bot, body)).toMatchObject({ http: 200, code: -1, says });
	});

	it.each([
		['application/json', 'SYNTAX ERROR (Content-Type)'],
		['text/plain', 'SYNTAX ERROR (Content-Type)'],
		['multipart/form-data', 'SYNTAX ERROR (request)'],
		['multipart/form-data; boundary=x', 'SYNTAX ERROR (request)'],
	])('refuses the content type %s', async (contentType, says) => {
		expect(await postForm(bot, '{}', contentType)).toMatchObject({ code: -1, says });
	});

	it.each(['HEAD', 'PUT', 'PATCH', 'DELETE'])('knows no %s', async (method) => {
		const fields = textTo(OLENA);
		const sign = signOf(fields, bot.credential.login, bot.token);
		const query = new URLSearchParams([
			['user', bot.credential.login],
			...fields.map(([name, value]) => [name, value] as [string, string]),
			['sign', sign],
		]);
		const response = await fetch(`${bot.baseUrl}/?${query}`, { method });
		expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
		expect(await allMessages()).toEqual([]);
	});

	it('reads no query of a POST', async () => {
		const response = await fetch(`${bot.baseUrl}/?user=a&sign=b`, {
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: '',
		});
		expect(await response.text()).toContain('SYNTAX ERROR (user/sign)');
	});
});
