import { Readable } from 'node:stream';

import fc from 'fast-check';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { readForm, writeForm } from '../../../../../nodes/Viber/shared/formFields';
import { sendMessage } from '../../../../../nodes/Viber/providers/messaggio/requests';
import { signRequest } from '../../../../../nodes/Viber/providers/messaggio/signedRequest';
import {
	decodeForm,
	LOGIN,
	md5,
	readMessage,
	readUpload,
	SECRET,
} from '../../../../support/messaggioPeer';
import { build } from './reader';

const CREDENTIAL = { login: ` ${LOGIN}\n`, secretKey: ` ${SECRET} ` };
const URL_ = 'https://bulk.example.com/';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

type Outgoing = Omit<IHttpRequestOptions, 'url' | 'body'> & {
	url?: string;
	uri?: string;
	body?: unknown;
	form?: unknown;
	formData?: unknown;
};

async function sign(options: Outgoing): Promise<Outgoing> {
	return (await signRequest(CREDENTIAL, {
		url: URL_,
		method: 'POST',
		...options,
	} as IHttpRequestOptions)) as Outgoing;
}

/** What a server sees of a signed message. */
function seen({ method = 'GET', url = '', headers = {}, body }: Outgoing) {
	return readMessage({
		method,
		path: url,
		headers: { 'content-type': String(headers['Content-Type']) },
		body: Buffer.from(typeof body === 'string' ? body : ''),
	});
}

const VALUES = {
	from: 'Café & Co',
	phone: ['380500000001', '380500000002'],
	txt: '100% + “так” 😀\n&=',
};
const ASKED = { user: LOGIN, from: VALUES.from, txt: VALUES.txt };
const WRITTEN = `from=Caf%C3%A9+%26+Co&phone=380500000001&phone=380500000002&txt=${encodeURIComponent(VALUES.txt)}`;

function multipartMessage(): FormData {
	const form = new FormData();
	form.append('from', VALUES.from);
	for (const phone of VALUES.phone) form.append('phone', phone);
	form.append('txt', VALUES.txt);
	return form;
}

describe('a message', () => {
	it.each<[string, () => Outgoing]>([
		['a written form', () => ({ body: WRITTEN, headers: FORM })],
		['its bytes', () => ({ body: Buffer.from(WRITTEN), headers: FORM })],
		['URLSearchParams', () => ({ body: new URLSearchParams(WRITTEN) })],
		['an object', () => ({ body: { ...VALUES } })],
		['an object in `form`', () => ({ form: { ...VALUES } })],
		['text in `form`', () => ({ form: WRITTEN })],
		['an object in `formData`', () => ({ formData: { ...VALUES } })],
		['FormData', () => ({ body: multipartMessage() })],
		[
			'fields in two places',
			() => ({ body: { from: VALUES.from }, form: { phone: VALUES.phone, txt: VALUES.txt } }),
		],
		['names with brackets', () => ({ body: WRITTEN.replaceAll('phone=', 'phone%5B%5D=') })],
		['numbers', () => ({ body: { ...VALUES, phone: VALUES.phone.map(Number), dlr: 1, x: null } })],
		['a login and a signature that are empty', () => ({ form: { user: '', sign: '', ...VALUES } })],
		['a signature that is old', () => ({ body: `sign=abc&${WRITTEN}` })],
	])('from %s', async (_, options) => {
		const signed = await sign(options());
		const message = seen(signed);
		expect(message.isSigned).toBe(true);
		expect(message.phones).toEqual(VALUES.phone);
		for (const [name, value] of Object.entries(ASKED)) expect(message.text(name)).toBe(value);
		expect(signed).not.toHaveProperty('form');
		expect(signed).not.toHaveProperty('formData');
		expect(Object.keys(signed.headers ?? {})).toEqual(['Content-Type']);
		// n8n signs once more after a 401.
		expect(await sign(signed)).toEqual(signed);
	});

	it.each<[string, Outgoing]>([
		['`qs`', { qs: { ...VALUES } }],
		['the address', { url: `${URL_}?${WRITTEN}#part` }],
		[
			'both',
			{
				url: `${URL_}?from=${encodeURIComponent(VALUES.from)}`,
				qs: { phone: VALUES.phone, txt: VALUES.txt },
			},
		],
		['`uri`', { url: undefined, uri: `${URL_}?${WRITTEN}` }],
	])('by GET, from %s', async (_, options) => {
		const signed = await sign({ method: 'GET', ...options });
		expect(signed.url?.startsWith(`${URL_}?`)).toBe(true);
		expect(signed.qs).toBeUndefined();
		const message = seen(signed);
		expect(message.isSigned).toBe(true);
		expect(message.phones).toEqual(VALUES.phone);
		for (const [name, value] of Object.entries(ASKED)) expect(message.text(name)).toBe(value);
		expect(await sign(signed)).toEqual(signed);
		if ('uri' in options) expect(signed.uri).toBe(signed.url);
	});

	it('keeps a login that is given, and signs with it', async () => {
		const { body } = await sign({ form: { ...VALUES, user: 'other' } });
		const fields = decodeForm(String(body));
		expect(fields.get('user')?.map(String)).toEqual(['other']);
		expect(String(fields.get('sign'))).toBe(
			md5('other', VALUES.from, ...VALUES.phone, VALUES.txt, SECRET),
		);
	});

	it('leaves the request that it was given as it is', async () => {
		const options: Outgoing = {
			form: { ...VALUES },
			headers: { 'content-TYPE': 'x', Accept: 'y' },
		};
		const before = structuredClone(options);
		const signed = await sign(options);
		expect(options).toEqual(before);
		expect(signed.headers).toEqual({ Accept: 'y', ...FORM });
	});

	it.each<[string, Outgoing]>([
		['a stream', { body: Readable.from(['a=b']) }],
		['JSON text', { body: '{"from":"A"}', headers: { 'content-type': 'application/json' } }],
		['an object inside', { form: { from: { a: 1 } } }],
	])('refuses %s, without the secret in its words', async (_, options) => {
		const error = await sign(options).catch((caught: Error) => caught);
		expect(error).toBeInstanceOf(Error);
		expect((error as Error).message).toMatch(/not a form/);
		expect((error as Error).message).not.toContain(SECRET);
	});

	it('is signed over the very bytes that a server decodes', async () => {
		const bytes = fc.uint8Array({ maxLength: 30 }).map((array) => Buffer.from(array));
		const phones = fc.array(fc.stringMatching(/^\d{5,15}$/), { minLength: 1, maxLength: 5 });
		await fc.assert(
			fc.asyncProperty(bytes, phones, bytes, bytes, async (from, numbers, txt, id) => {
				const field = (key: string, value: Buffer) => ({ key, value });
				const body = writeForm([
					field('p_transaction_id', id),
					field('txt', txt),
					...numbers.map((phone) => field('phone', Buffer.from(phone))),
					field('from', from),
				]);
				const signed = await sign({ body, headers: FORM });
				const fields = decodeForm(String(signed.body));
				const sum = md5(LOGIN, from, ...numbers, txt, SECRET);
				expect(String(fields.get('sign'))).toBe(sum);
				expect([fields.get('txt'), fields.get('from')]).toEqual([[txt], [from]]);
				expect(fields.get('p_transaction_id')).toEqual([id]);
				expect(await sign(signed)).toEqual(signed);
			}),
		);
	});

	it('of this node is signed for any text, sender and transaction ID in any charset', async () => {
		const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
		const cyrillic = fc.stringMatching(/^[А-яҐґЇїЄєІі&+%=\n !]{1,40}$/);
		const choice = fc.oneof(
			fc.record({ charset: fc.constantFrom('UTF-8', 'UCS-2'), txt: text }),
			fc.record({ charset: fc.constant('CP1251'), txt: cyrillic }),
		);
		const phones = fc.uniqueArray(fc.stringMatching(/^[1-9]\d{9,12}$/), {
			minLength: 1,
			maxLength: 5,
		});
		const method = fc.constantFrom('GET', 'POST');
		await fc.assert(
			fc.asyncProperty(
				choice,
				text,
				text,
				phones,
				method,
				async ({ charset, txt }, from, id, to, by) => {
					fc.pre([txt, from, id].every((value) => value.trim() !== '') && from.trim().length <= 11);
					const { draft } = build({
						to,
						text: txt,
						from,
						'options.transactionId': id,
						'options.charset': charset,
						'options.method': by,
					});
					const { path, body, method: m, headers } = sendMessage(draft.content, draft.receivers);
					const message = seen(await sign({ method: m, url: `${URL_}${path}`, body, headers }));
					expect(message.isSigned).toBe(true);
					expect(message.phones).toEqual(to);
					expect(message.text('p_transaction_id')).toBe(id);
				},
			),
		);
	});
});

describe('an upload', () => {
	const IMAGE = Buffer.from([...Buffer.from('GIF89a'), 0, 13, 10, 45, 45, 255, 128, 10, 13]);

	function form(fields: { login?: string; sign?: string } = {}): FormData {
		const data = new FormData();
		for (const [name, value] of Object.entries(fields)) data.append(name, value);
		data.append('image', new Blob([IMAGE], { type: 'image/gif' }), 'Знижки "1".gif');
		return data;
	}

	async function uploaded({ headers = {}, body }: Outgoing) {
		expect(Buffer.isBuffer(body)).toBe(true);
		return await readUpload({
			method: 'POST',
			path: '/',
			headers: { 'content-type': String(headers['Content-Type']) },
			body: body as Buffer,
		});
	}

	it('from FormData', async () => {
		for (const fields of [{}, { login: '', sign: 'old' }, { login: LOGIN }]) {
			const given = form(fields);
			const signed = await sign({ body: given, headers: { Accept: 'a', 'content-type': 'b' } });
			expect(await uploaded(signed)).toMatchObject({
				login: LOGIN,
				image: IMAGE,
				type: 'image/gif',
				isSigned: true,
			});
			expect(Object.keys(signed.headers ?? {})).toEqual(['Accept', 'Content-Type']);
			expect(given.get('sign')).toBe('sign' in fields ? 'old' : null);
		}
	});

	it('from a written multipart body', async () => {
		const text =
			'--b\r\nContent-Disposition: form-data; name="image"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\nGIF89a\r\n\0;\r\n--b--\r\n';
		const signed = await sign({
			body: text,
			headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
		});
		expect(await uploaded(signed)).toMatchObject({
			image: Buffer.from('GIF89a\r\n\0;'),
			fileName: 'a.gif',
			isSigned: true,
		});
	});

	it.each<[string, () => unknown]>([
		['bytes', () => IMAGE],
		['a stream', () => Readable.from([IMAGE.subarray(0, 5), IMAGE.subarray(5)])],
	])('from `formData` with %s', async (_, value) => {
		const options = { filename: 'a.gif', contentType: 'image/gif', knownLength: IMAGE.length };
		const signed = await sign({ formData: { image: { value: value(), options }, login: '' } });
		const expected = {
			image: { value: IMAGE, options },
			login: LOGIN,
			sign: md5(LOGIN, md5(IMAGE), SECRET),
		};
		expect(signed.formData).toEqual(expected);
		expect((await sign(signed)).formData).toEqual(expected);
	});

	it('has the same bytes when it is signed once more', async () => {
		const signed = await sign({ body: form() });
		const again = await sign(signed);
		expect(again.body).toBe(signed.body);
		expect(again.headers).toEqual(signed.headers);
	});
});

describe('fields in both query and body', () => {
	it.each<[string, Outgoing]>([
		['from', { url: `${URL_}?from=DEMO&phone=380500000001`, body: 'txt=Hello', headers: FORM }],
		['phone', { qs: { phone: ['380500000001'] }, body: { txt: 'Hello', from: 'DEMO' } }],
		['phone[0]', { uri: `${URL_}?phone[0]=1`, url: undefined, form: { txt: 'Hello' } }],
		['user', { url: `${URL_}?user=x#top`, body: multipartMessage() }],
	])('are refused with words: %s', async (name, request) => {
		await expect(sign(request)).rejects.toThrow(`the field "${name}" in the query`);
	});

	it('are signed when the query has others only, as a gateway may want', async () => {
		const signed = await sign({ url: `${URL_}?token=1`, body: WRITTEN, headers: FORM });
		expect(signed.url).toBe(`${URL_}?token=1`);
		expect(seen(signed)).toMatchObject({ isSigned: true });
	});
});

describe('forms', () => {
	it('read back as they were written', () => {
		const field = fc.record({
			key: fc.string({ unit: 'grapheme', minLength: 1 }),
			value: fc.uint8Array().map((array) => Buffer.from(array)),
		});
		fc.assert(
			fc.property(fc.array(field), (fields) => {
				const text = writeForm(fields);
				expect(text).toMatch(/^[\w.*%+=&-]*$/);
				expect(readForm(text)).toEqual(fields);
			}),
		);
	});

	it.each([
		[
			'a=100%&b',
			[
				['a', '100%'],
				['b', ''],
			],
		],
		[
			'a=%4&b=%zz&c=%41',
			[
				['a', '%4'],
				['b', '%zz'],
				['c', 'A'],
			],
		],
		['&&a==b=&', [['a', '=b=']]],
		['%D1%8F=я', [['я', 'я']]],
	])('%s', (text, expected) => {
		expect(readForm(text).map(({ key, value }) => [key, value.toString()])).toEqual(expected);
	});

	it('agree with the platform’s reader on text', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }))),
				(pairs) => {
					const fields = pairs.map(([key, value]) => ({ key, value: Buffer.from(value) }));
					expect([...new URLSearchParams(writeForm(fields))]).toEqual(pairs);
				},
			),
		);
	});
});
