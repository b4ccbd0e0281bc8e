import fc from 'fast-check';

import { draftMessage, sendMessage } from '../../../../../nodes/Viber/providers/messaggio/requests';
import { build, catchInvalid, CREDENTIAL, reader } from './reader';

const BASE = { sending_method: 'viber', from: 'DEMO', dlr: '1', phone: '380500000001' };
const BUTTON = { buttonText: 'Track it', buttonUrl: 'https://shop.example.com/1' };
const WIRE_BUTTON = { button_text: 'Track it', button_link: 'https://shop.example.com/1' };

// messaggio.md §2
describe('what each type of message sends', () => {
	it.each<[string, Record<string, unknown>, Record<string, string>]>([
		['text', {}, { ...BASE, txt: 'Hello' }],
		['SMS', { channel: 'sms' }, { ...BASE, sending_method: 'sms', txt: 'Hello' }],
		['image', { messageType: 'image', imageId: ' I1 ' }, { ...BASE, image_id: 'I1' }],
		[
			'textButton',
			{ messageType: 'textButton', ...BUTTON },
			{ ...BASE, txt: 'Hello', ...WIRE_BUTTON },
		],
		[
			'textImageButton',
			{ messageType: 'textImageButton', imageId: 'I1', ...BUTTON },
			{ ...BASE, txt: 'Hello', image_id: 'I1', ...WIRE_BUTTON },
		],
	])('%s', (_, changes, expected) => {
		expect(build(changes).texts).toEqual(expected);
	});

	it('leaves fields of other types out, whatever is left over in them', () => {
		const all = { channel: 'sms', imageId: 'I1', ...BUTTON };
		expect(build({ ...all, messageType: 'image' }).texts).toEqual({ ...BASE, image_id: 'I1' });
		expect(build({ ...all, channel: 'viber' }).texts).toEqual({ ...BASE, txt: 'Hello' });
		expect(build({ ...all, messageType: 'textButton' }).texts.sending_method).toBe('viber');
	});

	it.each(['', 'picture', 'richMedia'])('refuses the type %j', (messageType) => {
		expect(catchInvalid(() => build({ messageType })).cure).toContain("'Message Type'");
	});

	it('refuses another channel', () => {
		expect(catchInvalid(() => build({ channel: 'telegram' })).message).toContain("'Channel'");
	});
});

describe('half of a button', () => {
	it.each([
		['textButton', 'buttonText', "'Button URL' is empty"],
		['textButton', 'buttonUrl', "'Button Text' is empty"],
		['textImageButton', 'buttonText', "'Button URL' is empty"],
		['textImageButton', 'buttonUrl', "'Button Text' is empty"],
	])('%s with %s alone: names the other half', (messageType, half, message) => {
		const changes = { messageType, imageId: 'I1', [half]: 'https://shop.example.com/1' };
		const error = catchInvalid(() => build(changes));
		expect(error.message).toBe(message);
		expect(error.cure).toContain('without any');
	});
});

describe('limits', () => {
	it.each<[string, Record<string, unknown>, string, number]>([
		['from', {}, 'Sender Name', 11],
		['text', {}, 'Text', 2048],
		['imageId', { messageType: 'image' }, 'Image ID', 64],
		['buttonText', { messageType: 'textButton', ...BUTTON }, 'Button Text', 30],
	])('%s', (name, changes, label, max) => {
		expect(() => build({ ...changes, [name]: 'x'.repeat(max) })).not.toThrow();
		const { message } = catchInvalid(() => build({ ...changes, [name]: 'x'.repeat(max + 1) }));
		expect(message).toBe(
			`'${label}' has ${(max + 1).toLocaleString('en-US')} characters, the limit is ${max.toLocaleString('en-US')}`,
		);
		expect(catchInvalid(() => build({ ...changes, [name]: '  ' })).message).toBe(
			`'${label}' is empty`,
		);
	});

	it('buttonUrl', () => {
		const url = (length: number) => 'https://shop.example.com/'.padEnd(length, 'x');
		const changes = { messageType: 'textButton', ...BUTTON };
		expect(() => build({ ...changes, buttonUrl: url(2048) })).not.toThrow();
		expect(catchInvalid(() => build({ ...changes, buttonUrl: url(2049) })).message).toContain(
			"'Button URL' has 2,049 characters",
		);
		expect(catchInvalid(() => build({ ...changes, buttonUrl: 'shop.example.com' })).message).toBe(
			"'Button URL' is not a web address",
		);
	});

	it.each<[string, string, unknown[], unknown[]]>([
		[
			'deliveryTimeout',
			'Delivery Timeout in Seconds',
			[60, '3600', 86_400],
			[59, 86_401, 60.5, 'x'],
		],
		['recipientsPerRequest', 'Recipients per Request', [1, 1000], [0, 1001, 1.5]],
	])('%s', (name, label, good, bad) => {
		for (const value of good) {
			expect(() => build({ [`options.${name}`]: value })).not.toThrow();
		}
		for (const value of bad) {
			expect(catchInvalid(() => build({ [`options.${name}`]: value })).message).toContain(
				`'${label}'`,
			);
		}
	});

	it('takes the sender as it is written, but for blanks around it', () => {
		expect(build({ from: ' Demo Shop ' }).texts.from).toBe('Demo Shop');
	});
});

describe('options', () => {
	it.each<[string, unknown, Record<string, string>]>([
		['deliveryTimeout', 119, { dlr_timeout: '119' }],
		['expiryText', 'Later', { expiry_txt: 'Later' }],
		['transactionId', 'order-1042', { p_transaction_id: 'order-1042' }],
		[
			'extraFields',
			'{"delay":10,"label":"promo","x":"","y":null}',
			{ delay: '10', label: 'promo' },
		],
		['extraFields', { group_id: 7, pref: true }, { group_id: '7', pref: 'true' }],
		['charset', 'UTF-8', {}],
		['charset', 'CP1251', { charset: 'CP1251' }],
		['expiryText', ' ', {}],
		['transactionId', '', {}],
	])('%s = %j', (name, value, expected) => {
		expect(build({ [`options.${name}`]: value }).texts).toEqual({
			...BASE,
			txt: 'Hello',
			...expected,
		});
	});

	it('asks for a report unless told not to', () => {
		expect(build({ 'options.deliveryReport': false }).texts).not.toHaveProperty('dlr');
	});

	it('sends by POST unless told otherwise; GET has the same fields in the address', () => {
		const post = build();
		expect(post.request).toMatchObject({ method: 'POST', path: '' });
		expect(post.request.headers['Content-Type']).toBe('application/x-www-form-urlencoded');
		const get = build({ 'options.method': 'GET' });
		expect(get.request).toMatchObject({ method: 'GET' });
		expect(get.request.body).toBeUndefined();
		expect(get.request.path).toMatch(/^\?/);
		expect(get.texts).toEqual(post.texts);
	});

	it.each<[unknown, boolean]>([
		['FALSE', false],
		[0, false],
		['true', true],
		['', true],
		[null, true],
	])('Delivery Report given as %j', (deliveryReport, isAsked) => {
		const { texts } = build({ 'options.deliveryReport': deliveryReport });
		expect('dlr' in texts).toBe(isAsked);
	});

	it('refuses a switch that is neither on nor off', () => {
		const options = { 'options.deliveryReport': 'maybe' };
		expect(catchInvalid(() => build(options)).message).toBe(
			"'Delivery Report' is neither on nor off",
		);
	});

	it('have a charset for a picture, too, as the documents list it', () => {
		const changes = { messageType: 'image', imageId: 'I1', 'options.charset': 'UCS-2' };
		expect(build(changes).texts).toEqual({ ...BASE, image_id: 'I1', charset: 'UCS-2' });
	});

	it('gives an example of its own for additional fields', () => {
		const { cure } = catchInvalid(() => build({ 'options.extraFields': '[1]' }));
		expect(cure).toContain('{ "delay": 10 }');
	});

	it.each(['sign', 'user', 'from', 'phone', 'txt', 'login', 'charset', 'dlr', 'Phone', 'image_id'])(
		'extra fields may not set %s',
		(name) => {
			const { message } = catchInvalid(() => build({ 'options.extraFields': { [name]: 'x' } }));
			expect(message).toContain(`"${name}"`);
		},
	);

	it.each<[unknown]>([[{ 'phone[]': '1' }], [{ a: [1] }], ['[]'], ['{'], [{ 'a&b': 1 }]])(
		'extra fields may not be %j',
		(extraFields) => {
			expect(catchInvalid(() => build({ 'options.extraFields': extraFields })).message).toMatch(
				/Additional Fields JSON/,
			);
		},
	);

	it.each(['method', 'charset'])('refuses an unknown %s', (name) => {
		expect(() => build({ [`options.${name}`]: 'PUT' })).toThrow(/has an unknown value/);
	});
});

describe('charsets', () => {
	it.each<[string, string]>([
		['UTF-8', Buffer.from('Привіт').toString('hex')],
		['CP1251', 'cff0e8e2b3f2'],
		['UCS-2', '041f0440043804320456 0442'.replace(' ', '')],
	])('%s encodes the text itself', (charset, hex) => {
		const { fields } = build({ text: 'Привіт', 'options.charset': charset });
		expect(fields.get('txt')?.[0]?.toString('hex')).toBe(hex);
	});

	it('leaves the expiry text in UTF-8, as the documents have it, unless told otherwise', () => {
		const options = { 'options.charset': 'CP1251', 'options.expiryText': 'Привіт' };
		expect(build(options).fields.get('expiry_txt')?.[0]?.toString()).toBe('Привіт');
		const encoded = build({ ...options, 'options.encodeExpiryText': true });
		expect(encoded.fields.get('expiry_txt')?.[0]?.toString('hex')).toBe('cff0e8e2b3f2');
	});

	it('refuses what the charset lacks before anything is sent, naming the field', () => {
		const { message } = catchInvalid(() => build({ text: '😀', 'options.charset': 'CP1251' }));
		expect(message).toContain("'Text' has characters that CP1251 lacks");
		const late = { 'options.expiryText': '😀', 'options.encodeExpiryText': true };
		expect(catchInvalid(() => build({ ...late, 'options.charset': 'CP1251' })).message).toContain(
			"'Expiry Text'",
		);
	});
});

describe('recipients', () => {
	it.each<[unknown, string[]]>([
		['380500000001', ['380500000001']],
		[380500000001, ['380500000001']],
		['+38 (050) 000-00-01', ['380500000001']],
		['00380500000001', ['380500000001']],
		['380500000002, +380500000001;\n380500000002', ['380500000002', '380500000001']],
		['["380500000001", "+38 050 000 00 02"]', ['380500000001', '380500000002']],
		[[380500000001, '38-050-000-00-01', ''], ['380500000001']],
		['38\u00a0050\u2011000\u201100\u201101', ['380500000001']],
	])('%j', (to, expected) => {
		expect(build({ to }).draft.receivers).toEqual(expected);
	});

	it.each<[unknown, RegExp]>([
		['', /'To' is empty/],
		[[], /'To' is empty/],
		['Olena', /not a phone number/],
		['380500000001a', /not a phone number/],
		['1234', /has 4 digits/],
		['1234567890123456', /has 16 digits/],
		['0500000001', /has no country code/],
		['[1', /not a list/],
		[[{}], /^Entry 1 of 'To' is not a phone number/],
		[[true], /^Entry 1 of 'To' is not a phone number/],
		['380500000001.0', /^'To' is a decimal number/],
	])('refuses %j', (to, message) => {
		expect(catchInvalid(() => build({ to })).message).toMatch(message);
	});

	it.each([[['380500000001', '0500000001']], ['380500000001, 380500000002.0']])(
		'says which number of %j is wrong',
		(to) => {
			expect(catchInvalid(() => build({ to })).message).toMatch(/^Number 2 of 2 in 'To' /);
		},
	);

	it('go out under one repeated key, in order, ten at a time unless told otherwise', () => {
		const { fields, draft, request } = build({ to: '380500000002,380500000001' });
		expect(fields.get('phone')?.map(String)).toEqual(['380500000002', '380500000001']);
		expect(String(request.body)).toContain('phone=380500000002&phone=380500000001');
		expect(draft.receiversAtOnce).toBe(10);
		expect(build({ 'options.recipientsPerRequest': 3 }).draft.receiversAtOnce).toBe(3);
	});
});

describe('GET', () => {
	const get = { 'options.method': 'GET' };

	it('is refused for what no server takes in an address', () => {
		const { message, cure } = catchInvalid(() => build({ ...get, text: 'я'.repeat(2048) }));
		expect(message).toMatch(/^The message is too long for GET: its address has 12,\d{3} char/);
		expect(cure).toContain('POST');
		expect(() => build({ text: 'я'.repeat(2048) })).not.toThrow();
		expect(() => build({ ...get, text: 'я'.repeat(1000) })).not.toThrow();
	});

	it.each([
		['Hello', 337],
		['я'.repeat(1000), 65],
		['я'.repeat(1234), 1],
	])('names no more recipients in one request than there is room for (%#)', (text, room) => {
		const wishes = { text, 'options.recipientsPerRequest': 1000 };
		const { receiversAtOnce, content } = build({ ...get, ...wishes }).draft;
		expect(receiversAtOnce).toBe(room);
		const longest = Array.from({ length: room }, (_, index) => String(100000000000000 + index));
		const { path } = sendMessage(content, longest);
		expect(CREDENTIAL.baseUrl.length + path.length).toBeLessThanOrEqual(7500);
		expect(build(wishes).draft.receiversAtOnce).toBe(1000);
	});

	it('has the same room for equal messages, whoever they are for', () => {
		const rooms = ['10000', '100000000000000'].map(
			(to) => build({ ...get, to, 'options.recipientsPerRequest': 1000 }).draft.receiversAtOnce,
		);
		expect(rooms[0]).toBe(rooms[1]);
	});
});

it.each([true, false])('takes no %j for an image', (imageId) => {
	const { message } = catchInvalid(() => build({ messageType: 'image', imageId }));
	expect(message).toBe(`'Image ID' holds ${imageId} instead of an ID`);
});

describe('the credential', () => {
	it.each(['htps://bulk.example.com/', 'localhost:4010/', ''])(
		'must have a web address: %j',
		(baseUrl) => {
			const credential = { ...CREDENTIAL, baseUrl };
			expect(catchInvalid(() => draftMessage(reader(), { credential })).message).toBe(
				"'Base URL' in the credential is not a web address",
			);
		},
	);

	it.each([
		['login', 'Login'],
		['secretKey', 'Secret Key'],
	])('must have a %s', (name, label) => {
		const credential = { ...CREDENTIAL, [name]: ' ' };
		const { message } = catchInvalid(() => draftMessage(reader(), { credential }));
		expect(message).toBe(`The credential for Messaggio has no ${label}`);
	});

	it('does not go with GET when its address has a query', () => {
		const credential = { ...CREDENTIAL, baseUrl: 'https://bulk.example.com/?a=1' };
		expect(() => draftMessage(reader(), { credential })).not.toThrow();
		const get = reader({ 'options.method': 'GET' });
		expect(catchInvalid(() => draftMessage(get, { credential })).cure).toContain('POST');
	});

	// It could not be signed, and nobody could say then that nothing was sent.
	it.each(['user', 'from', 'phone[0]', 'txt', 'sign'])('has no %s in its address', (name) => {
		const credential = { ...CREDENTIAL, baseUrl: `https://bulk.example.com/?a=1&${name}=x` };
		const { message, cure } = catchInvalid(() => draftMessage(reader(), { credential }));
		expect(message).toContain(`'${name}'`);
		expect(cure).toContain('Base URL');
	});
});

it('sends any text, sender and transaction ID unchanged', () => {
	const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
	const blank = (value: string) => value.trim() === '';
	fc.assert(
		fc.property(text, text, text, (txt, name, id) => {
			fc.pre(![txt, name, id].some(blank) && name.trim().length <= 11);
			const { texts } = build({ text: txt, from: name, 'options.transactionId': id });
			expect(texts).toMatchObject({ txt, from: name.trim(), p_transaction_id: id });
		}),
	);
});

it('is built alike each time', () => {
	const { draft } = build({ 'options.charset': 'UCS-2' });
	expect(sendMessage(draft.content, ['1', '2'])).toEqual(sendMessage(draft.content, ['1', '2']));
});
