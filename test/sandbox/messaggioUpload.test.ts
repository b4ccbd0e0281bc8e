import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { startSandbox, type Sandbox } from '../support/sandbox';
import {
	newAccount,
	OLENA,
	send,
	textTo,
	upload,
	type MessaggioBot,
	type UploadDeviation,
} from './messaggioSupport';
import { inModule, logLine } from './support';

const MIB = 1024 * 1024;
const PNG = Buffer.from('\x89PNG\r\n\x1a\n and then something', 'latin1');
const JPG = Buffer.from('\xff\xd8\xff\xe0 and then something', 'latin1');
const GIF = Buffer.from('GIF89a and then something');

const refusal = (status: number, error: string) => `{"status": ${status}, error: "${error}"}`;

describe('Messaggio: upload', () => {
	let sandbox: Sandbox;
	let bot: MessaggioBot;

	beforeAll(async () => {
		sandbox = await startSandbox();
	});

	beforeEach(async () => {
		bot = await newAccount(sandbox);
	});

	afterAll(async () => await sandbox?.stop());

	const set = async (settings: object) =>
		await sandbox.control('PATCH', `/bots/${bot.id}/settings`, settings);
	const idIn = (text: string) => (JSON.parse(text) as { image_id: string }).image_id;
	const sendPicture = async (image_id: string) =>
		await send(bot, textTo(OLENA, { txt: undefined, image_id }));
	const shown = async () => {
		const { people } = await sandbox.control<MessaggioBot>('GET', `/bots/${bot.id}`);
		return people.find(({ id }) => id === OLENA)?.messages.at(-1)?.media ?? '';
	};

	it.each([
		['PNG', PNG, 'image/png', 'png'],
		['JPG', JPG, 'image/jpeg', 'jpg'],
		['GIF', GIF, 'image/gif', 'gif'],
		['old GIF', Buffer.from('GIF87a'), 'image/gif', 'gif'],
	])(
		'stores a %s, whatever its name, and shows it on the phone',
		async (_n, bytes, type, ending) => {
			const { http, text } = await upload(bot, bytes, { fileName: 'paper.pdf' });
			expect(http).toBe(200);
			expect(text).toMatch(/^\{"status":0,"image_id":"[A-Z2-7]{64}"\}$/);
			expect(await sendPicture(idIn(text))).toMatchObject({ code: 0 });
			const address = await shown();
			expect(address).toMatch(
				new RegExp(`^${sandbox.url}/media/${bot.id}/[0-9a-f]{32}/picture\\.`),
			);
			expect(address.endsWith(ending)).toBe(true);
			const response = await fetch(address);
			expect(response.headers.get('content-type')).toBe(type);
			expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
		},
	);

	it('gives each upload an id of its own, which may be used many times', async () => {
		const ids = [await upload(bot, PNG), await upload(bot, PNG)].map(({ text }) => idIn(text));
		expect(new Set(ids).size).toBe(2);
		for (const id of [...ids, ...ids]) expect(await sendPicture(id)).toMatchObject({ code: 0 });
	});

	const REFUSED: Array<[string, Buffer | null, UploadDeviation, string]> = [
		['no login', PNG, { login: null }, refusal(1, 'The data is not correct (login)')],
		['an empty login', PNG, { login: '' }, refusal(1, 'The data is not correct (login)')],
		['no signature', PNG, { sign: null }, refusal(1, 'The data is not correct (sign)')],
		['no image', null, {}, refusal(1, 'The data is not correct (image)')],
		['an empty image', Buffer.alloc(0), {}, refusal(1, 'The data is not correct (image)')],
		['an unknown login', PNG, { login: 'nobody' }, refusal(2, 'Invalid sign')],
		['a wrong signature', PNG, { sign: '0'.repeat(32) }, refusal(2, 'Invalid sign')],
		['the digest in upper case', PNG, { upper: true }, refusal(2, 'Invalid sign')],
		['a web page', Buffer.from('<html>'), {}, refusal(4, 'Invalid file format')],
		[
			'WebP',
			Buffer.from('RIFF\0\0\0\0WEBP'),
			{ fileName: 'a.jpg' },
			refusal(4, 'Invalid file format'),
		],
		['half a PNG head', PNG.subarray(0, 7), {}, refusal(4, 'Invalid file format')],
	];

	it.each(REFUSED)('refuses %s, in what is no JSON', async (_what, image, deviation, says) => {
		const { http, text } = await upload(bot, image, deviation);
		expect([http, text]).toEqual([200, says]);
		expect(() => JSON.parse(text) as unknown).toThrow();
	});

	it('looks at the signature first, then at the size, then at the format', async () => {
		const large = Buffer.alloc(20 * MIB + 1);
		expect((await upload(bot, large, { sign: 'x' })).text).toBe(refusal(2, 'Invalid sign'));
		expect((await upload(bot, large)).text).toBe(refusal(3, 'The size of image is too big'));
		const page = Buffer.from('<html>');
		expect((await upload(bot, page, { sign: 'x' })).text).toBe(refusal(2, 'Invalid sign'));
	});

	it('takes 20 MB and not a byte more; a sample stands for it on the phone', async () => {
		const image = Buffer.concat([JPG, randomBytes(20 * MIB - JPG.length)]);
		const { text } = await upload(bot, image);
		expect(await sendPicture(idIn(text))).toMatchObject({ code: 0 });
		expect(await shown()).toBe(`${sandbox.url}/media/samples/sunset.png`);
		const more = Buffer.concat([image, Buffer.from('.')]);
		expect((await upload(bot, more)).text).toBe(refusal(3, 'The size of image is too big'));
		const line = await logLine(sandbox, bot, ({ status }) => status === 3);
		expect(line).toMatchObject({ name: 'upload', note: 'The size of image is too big' });
	});

	it('takes the digest in upper case, if so set, and then no other', async () => {
		await set({ uploadInnerHex: 'upper' });
		expect((await upload(bot, PNG, { upper: true })).text).toContain('"status":0');
		expect((await upload(bot, PNG)).text).toBe(refusal(2, 'Invalid sign'));
	});

	it('refuses in JSON and with HTTP statuses, if so set', async () => {
		await set({ uploadErrors: 'json', errorHttpStatus: 'real' });
		const got = [
			await upload(bot, PNG, { sign: 'x' }),
			await upload(bot, Buffer.alloc(20 * MIB + 1)),
			await upload(bot, Buffer.from('<html>')),
		];
		expect(got.map(({ http, text }) => [http, JSON.parse(text) as unknown])).toEqual([
			[401, { status: 2, error: 'Invalid sign' }],
			[413, { status: 3, error: 'The size of image is too big' }],
			[415, { status: 4, error: 'Invalid file format' }],
		]);
	});

	const post = async (body: string, contentType?: string) => {
		const headers = new Headers();
		if (contentType !== undefined) headers.set('content-type', contentType);
		const bytes = Buffer.from(body, 'latin1');
		const response = await fetch(`${bot.baseUrl}/upload/`, {
			method: 'POST',
			headers,
			body: bytes,
		});
		return await response.text();
	};
	const part = (name: string, value: string, more = '') =>
		`--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
	const file = part('image', 'GIF89a', '; filename="a.gif"');
	const digest = createHash('md5').update('GIF89a').digest('hex');

	it('reads a form put together by hand', async () => {
		const { login } = bot.credential;
		const sign = createHash('md5').update(`${login}${digest}${bot.token}`).digest('hex');
		const fields = part('login', login) + part('unknown', '') + part('sign', sign);
		const multipart = 'multipart/form-data; boundary=x';
		expect(await post(`${file}${fields}--x--`, multipart)).toContain('"status":0');
		expect(await post(`${fields}${file}--x--\r\n`, multipart)).toContain('"status":0');
		expect(await post(`preamble\r\n${fields}${file}--x--after`, multipart)).toContain('"status":0');
		const quoted = 'Multipart/Form-Data; charset=utf-8; boundary="x"';
		expect(await post(`${fields}${file}--x--`, quoted)).toContain('"status":0');
		const asText = part('image', 'GIF89a');
		const twice: Array<[string, string]> = [
			[`${fields}${file}${file}`, 'image'],
			[`${fields}${part('sign', sign)}${file}`, 'sign is there twice'],
			[`${fields}${asText}`, 'image is not a file'],
		];
		for (const [body, why] of twice) {
			expect(await post(`${body}--x--`, multipart)).toBe(
				refusal(1, `The data is not correct (${why})`),
			);
		}
	});

	it.each([
		['no form', '{}', 'application/json', 'the request is no multipart/form-data'],
		['a urlencoded form', 'login=a', undefined, 'the request is no multipart/form-data'],
		['no boundary', 'x', 'multipart/form-data', 'the Content-Type names no boundary'],
		['nothing', '', 'multipart/form-data; boundary=x', 'the form is cut off'],
		['no end', part('a', 'b'), 'multipart/form-data; boundary=x', 'the form is cut off'],
		[
			'a part without a name',
			'--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--',
			'multipart/form-data; boundary=x',
			'a part has no Content-Disposition with a name',
		],
		[
			'something behind a boundary',
			'--xy\r\n\r\n--x--',
			'multipart/form-data; boundary=x',
			'a boundary is followed by something else than a new line',
		],
		[
			'endless headers',
			`--x\r\n${'a'.repeat(9000)}`,
			'multipart/form-data; boundary=x',
			'the headers of a part are too long',
		],
	])('refuses %s', async (_what, body, contentType, why) => {
		expect(await post(body, contentType)).toBe(refusal(1, `The data is not correct (${why})`));
	});

	it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('knows no %s', async (method) => {
		const response = await fetch(`${bot.baseUrl}/upload/`, { method });
		expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
	});

	it('survives somebody who hangs up in the middle', async () => {
		await new Promise<void>((resolve) => {
			const { hostname, port } = new URL(sandbox.url);
			const half = request({
				hostname,
				port,
				path: '/messaggio/upload/',
				method: 'POST',
				headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '5000' },
			});
			half.on('error', () => resolve());
			half.write(file);
			setTimeout(() => half.destroy(new Error('gone')), 50);
		});
		expect((await upload(bot, PNG)).text).toContain('"status":0');
	});

	it('reads a form alike in whatever pieces it comes', async () => {
		const script = `
			const form = new FormData();
			form.append('empty', '');
			form.append('phone', '1');
			form.append('phone', '2');
			const bytes = Buffer.alloc(5000, '\\r\\n--a\\r');
			form.append('image', new Blob([bytes]), 'Ї.png');
			const response = new Response(form);
			const type = response.headers.get('content-type');
			const whole = Buffer.from(await response.arrayBuffer());
			const results = new Set();
			for (const size of [1, 2, 3, 5, 8, 61, 1000, whole.length]) {
				async function* pieces() {
					for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
				}
				const parts = [];
				await module.readMultipart(pieces(), type, (part) => {
					const one = { ...part, bytes: [] };
					parts.push(one);
					return (piece) => one.bytes.push(piece);
				});
				results.add(JSON.stringify(parts.map(({ bytes: taken, ...part }) => {
					const all = Buffer.concat(taken);
					return [part, all.length > 10 ? all.equals(bytes) : all.toString()];
				})));
			}
			return [...results].map((text) => JSON.parse(text));`;
		expect(await inModule('providers/messaggio/multipart.mts', script)).toEqual([
			[
				[{ name: 'empty' }, ''],
				[{ name: 'phone' }, '1'],
				[{ name: 'phone' }, '2'],
				[{ name: 'image', fileName: 'Ї.png' }, true],
			],
		]);
	});
});
