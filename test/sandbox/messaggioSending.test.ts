import { startSandbox, type Sandbox, type SandboxPerson } from '../support/sandbox';
import { inModule, logLine } from './support';
import {
	MAREK,
	newAccount,
	OLENA,
	postForm,
	send,
	signOf,
	SOFIA,
	STAND_IN,
	textTo,
	uploadPicture,
	type Deviation,
	type Fields,
	type MessaggioBot,
} from './messaggioSupport';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Encodes Cyrillic as CP1251 does: the alphabet lies in one row, four letters elsewhere. */
const cp1251 = (text: string) =>
	Buffer.from(
		[...text].map((sign) => {
			const code = sign.charCodeAt(0);
			if (sign === 'і') return 0xb3;
			return code < 0x80 ? code : code - 0x410 + 0xc0;
		}),
	);
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('Messaggio: signatures', () => {
	const cyrillic = 'Съешь еще этих французских булок';
	const greeting = 'Привіт, Олено!';
	const demo = { user: 'demoUser', from: 'DEMO', secret: 's3cr3tKey' };
	const vectors: Array<[object, string[], Buffer | null, string]> = [
		[
			{ user: 'onvUser', from: 'Sender', secret: '4Ab2ln4FEa32' },
			['79041231231'],
			Buffer.from('hello'),
			'ac748f3290de34c2bd7aec56f3100e29',
		],
		[
			{ user: 'hitfm', from: 'HitFM', secret: 'test_key' },
			['79031234567'],
			Buffer.from(cyrillic),
			'29def94e0f987855bbf4407e93b088d7',
		],
		[
			{ user: 'hitfm', from: 'HitFM', secret: 'test_key' },
			['79031234567'],
			cp1251(cyrillic),
			'51c0f9c085d774d1b8b472e989e9bb9c',
		],
		[
			{ user: 'login', from: 'FROM', secret: '5eCrET' },
			[],
			Buffer.from('hello'),
			'f4b447d259fb90514e16bebe2bf3dc7d',
		],
		[
			{ user: 'login', from: 'FROM', secret: '5eCrET' },
			['79031234567'],
			Buffer.from('hello'),
			'b5c0d2b33bb1293006d803bd7c6461f1',
		],
		[
			{ user: 'login', from: 'FROM', secret: '5eCrET' },
			['79031234567', '79165557755'],
			Buffer.from('hello'),
			'ac989b951e5e42a3cd48b83ac40d822f',
		],
		[demo, [OLENA], Buffer.from('Hello'), '9edb3147a1313d16e2076f5c5054210d'],
		[demo, [OLENA, MAREK], Buffer.from('Hello'), '68b7613fb15ae97c2f1efab9ec6bfdf8'],
		[demo, [MAREK, OLENA], Buffer.from('Hello'), 'a52ded4d067a7d1d5bcf320aa76812f9'],
		[demo, [OLENA], null, 'db89ee2b6a4b9e14b21bb246de1f26e2'],
		[demo, [OLENA], Buffer.alloc(0), 'db89ee2b6a4b9e14b21bb246de1f26e2'],
		[demo, [OLENA], Buffer.from(greeting), 'c0e233c3f730b2d2271819bfc0e4986d'],
		[demo, [OLENA], cp1251(greeting), 'a400449452741439f53092ea0f5861bf'],
		[demo, [OLENA], utf16be(greeting), '69a172e9bede89de6262265c25a3ac90'],
		[demo, [OLENA], Buffer.from('Line1\nLine2 & 100%'), '480d409d3476223de196e1c9e7eea998'],
	];

	it('of sendings are as the vectors say', async () => {
		const wire = vectors.map(([who, phones, txt]) => ({ who, phones, txt: txt?.toString('hex') }));
		const script = `return ${JSON.stringify(wire)}.map(({ who, phones, txt }) => module.signSending({
			user: Buffer.from(who.user),
			from: Buffer.from(who.from),
			phones: phones.map((phone) => Buffer.from(phone)),
			txt: txt === undefined ? undefined : Buffer.from(txt, 'hex'),
		}, who.secret));`;
		const signatures = await inModule('providers/messaggio/signature.mts', script);
		expect(signatures).toEqual(vectors.map(([, , , signature]) => signature));
	});

	it('of uploads are as the vectors say, in the case of the inner digest', async () => {
		const seed = ['onvUser', '03806EA9F48D2A9196C1CEAAED832EC6', '4GD2dh5FAa032'];
		const hello = ['demoUser', '5d41402abc4b2a76b9719d911017c592', 's3cr3tKey'];
		const script = `return ${JSON.stringify([seed, hello])}.flatMap(([login, digest, secret]) =>
			[digest.toLowerCase(), digest.toUpperCase()].map((one) =>
				module.signUpload(login, one, secret)));`;
		expect(await inModule('providers/messaggio/signature.mts', script)).toEqual([
			'e323d7b4514200415b89d71b8585b32f',
			'442565d4f64e01ad93543fe764c0b03f',
			'24835ed949d1b847dfbc1773d88aad67',
			'52cd2c335a68910b4b4b8750592b4bc2',
		]);
	});
});

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
	const set = async (settings: object) =>
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, settings);
	const allMessages = async () => (await people()).flatMap(({ messages }) => messages);

	it('has a demo account with the synthetic credential of the dossier', async () => {
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

	describe('kinds of messages', () => {
		let image: string;

		beforeEach(async () => {
			image = await uploadPicture(bot);
		});

		const shown = async (more: Record<string, string | undefined>) => {
			expect(await send(bot, textTo(OLENA, more))).toMatchObject({ code: 0 });
			return (await chat(OLENA)).at(-1);
		};

		it('text, and by SMS', async () => {
			expect(await shown({})).toMatchObject({
				text: 'Hello',
				channel: 'viber',
				senderName: 'DEMO',
			});
			expect(await shown({ sending_method: 'sms' })).toMatchObject({
				text: 'Hello',
				channel: 'sms',
			});
		});

		it('picture', async () => {
			const message = await shown({ txt: undefined, image_id: image });
			expect(message).toMatchObject({ type: 'picture', text: '' });
			const response = await fetch(message?.media ?? '');
			expect(response.headers.get('content-type')).toBe('image/gif');
			expect(await response.text()).toBe('GIF89a');
		});

		it('text with button, and with picture too', async () => {
			const look = { caption: 'Open', url: 'https://shop.example.com/1' };
			expect(await shown(button)).toMatchObject({ type: 'text', button: look });
			expect(await shown({ ...button, image_id: image })).toMatchObject({
				type: 'picture',
				text: 'Hello',
				button: look,
			});
		});

		it.each(['button_text', 'button_link'] as const)(
			'text alone when of a button there is only %s',
			async (half) => {
				const message = await shown({ [half]: button[half], image_id: image });
				expect(message).toMatchObject({ type: 'text', text: 'Hello' });
				expect(message).not.toHaveProperty('button');
				const line = await logLine(sandbox, bot, ({ name }) => name === 'send');
				expect(line.note).toBe(`Hello (left out: ${half}, image_id)`);
			},
		);

		it('text and picture without a button, if the account has that', async () => {
			await set({ textWithImage: 'show' });
			expect(await shown({ image_id: image })).toMatchObject({ type: 'picture', text: 'Hello' });
		});

		it('knows only images of the own account', async () => {
			const other = await newAccount(sandbox);
			const fields = textTo(OLENA, { txt: undefined, image_id: image });
			expect(await send(other, fields)).toMatchObject({ says: 'PARAM ERROR (image_id)' });
		});
	});

	describe('the answer', () => {
		it('has ids only with dlr, one for each phone', async () => {
			expect((await send(bot, textTo(OLENA))).ids).toEqual([]);
			const { ids } = await send(bot, textTo([OLENA, MAREK, SOFIA], { dlr: '1' }));
			expect(ids.map(({ phone }) => phone).sort()).toEqual([OLENA, MAREK, SOFIA]);
			expect(new Set(ids.map(({ id }) => id)).size).toBe(3);
			for (const { id } of ids) expect(id).toMatch(UUID);
		});

		it('changes the order of elements, ids and the declaration, also when it refuses', async () => {
			const shapes = new Set<string>();
			const orders = new Set<string>();
			for (let round = 0; round < 6; round++) {
				const answer = await send(bot, textTo([OLENA, MAREK, SOFIA], { dlr: '1' }));
				const names = [...answer.text.matchAll(/<(code|tech_message|msg_id)/g)].map(
					([, name]) => name,
				);
				const encoding = answer.text.includes('encoding="utf-8"');
				shapes.add([...new Set(names), encoding].join(' '));
				orders.add(answer.ids.map(({ phone }) => phone?.at(-1)).join(''));
			}
			expect([...shapes].sort()).toEqual([
				'code tech_message msg_id false',
				'code tech_message msg_id true',
				'msg_id tech_message code false',
				'msg_id tech_message code true',
				'tech_message code msg_id false',
				'tech_message code msg_id true',
			]);
			expect(orders.size).toBeGreaterThan(3);
			const refusals = await Promise.all(
				[1, 2, 3].map(async () => (await send(bot, textTo('x'))).text),
			);
			expect(new Set(refusals).size).toBe(3);
		});

		it.each([
			['plus', [`+${OLENA}`, `+${MAREK}`]],
			['absent', [undefined, undefined]],
		])('names phones another way: %s', async (idPhone, phones) => {
			await set({ idPhone });
			for (let round = 0; round < 3; round++) {
				const { ids } = await send(bot, textTo([OLENA, MAREK], { dlr: '1' }));
				expect(ids.map(({ phone }) => phone).sort()).toEqual([...phones].sort());
				if (idPhone !== 'absent') continue;
				const newest = [(await chat(OLENA)).at(-1), (await chat(MAREK)).at(-1)];
				expect(ids.map(({ id }) => id)).toEqual(newest.map((message) => message?.token));
			}
		});

		it('leaves out ids of phones that were not accepted', async () => {
			await set({ acceptedPhones: 1 });
			const answer = await send(bot, textTo([OLENA, MAREK], { dlr: '1' }));
			expect(answer).toMatchObject({ code: 0, says: 'OK' });
			expect(answer.ids.map(({ phone }) => phone)).toEqual([OLENA]);
			expect(await chat(MAREK)).toEqual([]);
		});
	});

	const CODES: Array<[string, number, string, number]> = [
		[STAND_IN.denied, -3, 'PROCESSING DENIED', 403],
		[STAND_IN.errorAtFirst, -4, 'TEMPORARY ERROR', 503],
		[STAND_IN.noBalance, -5, 'BALANCE EXHAUSTED', 402],
		[STAND_IN.tooFast, -6, 'BANDWIDTH LIMIT EXCEEDED', 429],
	];

	it.each(CODES)('refuses all of a request with %s: code %i', async (phone, code, says, status) => {
		expect(await send(bot, textTo([OLENA, phone]))).toMatchObject({ http: 200, code, says });
		expect(await allMessages()).toEqual([]);
		const real = await newAccount(sandbox, { errorHttpStatus: 'real' });
		expect((await send(real, textTo(phone))).http).toBe(status);
		expect((await send(real, textTo('x'))).http).toBe(400);
		expect((await send(real, textTo(OLENA), { sign: 'x' })).http).toBe(401);
	});

	it('gets over the temporary error', async () => {
		const codes = [];
		for (let round = 0; round < 3; round++) {
			codes.push((await send(bot, textTo(STAND_IN.errorAtFirst))).code);
		}
		expect(codes).toEqual([-4, 0, 0]);
	});

	it('counts the balance in messages', async () => {
		await set({ balance: 3 });
		expect(await send(bot, textTo([OLENA, MAREK]))).toMatchObject({ code: 0 });
		expect(await send(bot, textTo([OLENA, MAREK]))).toMatchObject({ code: -5 });
		expect(await send(bot, textTo(OLENA))).toMatchObject({ code: 0 });
		expect(await send(bot, textTo(OLENA))).toMatchObject({ code: -5 });
	});

	it('keeps to its messages per second', async () => {
		await set({ messagesPerSecond: 2 });
		const codes = [];
		for (let round = 0; round < 3; round++) codes.push((await send(bot, textTo(OLENA))).code);
		expect(codes).toEqual([0, 0, -6]);
		await new Promise((resolve) => setTimeout(resolve, 1050));
		expect(await send(bot, textTo([OLENA, MAREK, SOFIA]))).toMatchObject({ code: 0 });
		await new Promise((resolve) => setTimeout(resolve, 1050));
		expect(await send(bot, textTo(OLENA))).toMatchObject({ code: -6 });
	});

	it('counts bytes instead of characters, if so set', async () => {
		const fields = textTo(OLENA, { txt: 'ї'.repeat(1025) });
		expect(await send(bot, fields)).toMatchObject({ code: 0 });
		await set({ lengthsIn: 'bytes' });
		expect(await send(bot, fields)).toMatchObject({ code: -1, says: 'PARAM ERROR (txt)' });
	});

	it('knows other senders, if so set', async () => {
		await set({ approvedSenders: 'Кафе,B' });
		expect(await send(bot, textTo(OLENA, { from: 'Кафе' }))).toMatchObject({ code: 0 });
		expect(await send(bot, textTo(OLENA))).toMatchObject({ says: 'PARAM ERROR (from)' });
		await set({ approvedSenders: '*' });
		expect(await send(bot, textTo(OLENA, { from: 'x' }))).toMatchObject({ code: 0 });
	});

	it.each([
		{ callbackUrl: 'ftp://a.example' },
		{ callbackUrl: 5 },
		{ callbackMethod: 'PUT' },
		{ extendedReports: 1 },
		{ interimStatus: 'pending' },
		{ expiresAfterMs: -1 },
		{ approvedSenders: null },
		{ messagesPerSecond: 0 },
		{ balance: -1 },
		{ idPhone: 'x' },
	])('refuses the setting %j', async (settings) => {
		await expect(set(settings)).rejects.toThrow(/must be/);
	});
});
