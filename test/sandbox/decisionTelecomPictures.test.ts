import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type Sandbox } from '../support/sandbox';
import {
	call,
	idIn,
	Inbox,
	newSender,
	pictureTo,
	textTo,
	type SenderAccount,
} from './decisionTelecomSupport';
import { acceptedBy, until } from './support';

const OLENA = '380500000001';
const NOBODY = '380509999999';

/** The beginning of a PNG, which says how large it is. */
function png(width: number, height: number): Buffer {
	const size = Buffer.alloc(8);
	size.writeUInt32BE(width, 0);
	size.writeUInt32BE(height, 4);
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), size]);
}

/** The beginning of a JPEG: other segments before the one with the size, as cameras write them. */
function jpeg(width: number, height: number, frame = 0xc0): Buffer {
	const segment = (marker: number, content: Buffer) => {
		const head = Buffer.from([0xff, marker, 0, 0]);
		head.writeUInt16BE(content.length + 2, 2);
		return Buffer.concat([head, content]);
	};
	const size = Buffer.alloc(15);
	size.set([8], 0);
	size.writeUInt16BE(height, 1);
	size.writeUInt16BE(width, 3);
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe1, Buffer.alloc(3000, 0xff)),
		segment(0xc4, Buffer.alloc(20)),
		Buffer.from([0xff]),
		segment(frame, size),
	]);
}

describe('DecisionTelecom: pictures', () => {
	let sandbox: Sandbox;
	let account: SenderAccount;
	let shelf: Server;
	let url: string;
	let served: { contentType?: string; bytes: Buffer; status?: number };
	let asked: string[];

	beforeAll(async () => {
		sandbox = await startSandbox();
		account = await newSender(sandbox);
		shelf = createServer((request, response) => {
			asked.push(request.url ?? '');
			const { contentType, bytes, status = 200 } = served;
			const headers = contentType === undefined ? {} : { 'content-type': contentType };
			response.writeHead(status, { ...headers, location: '/elsewhere' }).end(bytes);
		}).listen(0, '127.0.0.1');
		await once(shelf, 'listening');
		url = `http://127.0.0.1:${(shelf.address() as AddressInfo).port}`;
	});

	beforeEach(() => {
		asked = [];
		served = { contentType: 'image/png', bytes: png(400, 400) };
	});

	afterAll(async () => {
		shelf?.close();
		await sandbox?.stop();
	});

	const send = async (image: string, sender = account, to = OLENA) =>
		await call(sender, 'send-viber', pictureTo(to, { image }));
	const INVALID = { name: 'Invalid Parameter: image', code: 1, status: 400 };
	const why = async () => {
		const log = await sandbox.control<Array<{ note: string }>>('GET', `/bots/${account.id}/log`);
		return log.at(-1)?.note;
	};

	it.each(['gif', 'GIF', 'webp', 'bmp', 'svg', 'pdf', 'jpg.exe', 'jpe'])(
		'with the extension .%s are refused, wherever they lie',
		async (extension) => {
			for (const host of ['https://cdn.example.com', url]) {
				const { http, body } = await send(`${host}/a.${extension}?name=a.png`);
				expect([http, body]).toMatchObject([200, INVALID]);
			}
			expect(await why()).toMatch(
				/^image ends with \.\w+, which is neither \.jpg, \.jpeg nor \.png$/,
			);
			expect(asked).toEqual([]);
		},
	);

	it.each(['a.jpg', 'a.jpeg', 'a.png', 'a.PNG', 'v1.2/image?id=5', 'image', ''])(
		'that lie elsewhere at /%s are taken without a look',
		async (path) => {
			expect(idIn(await send(`https://cdn.example.com/${path}`))).not.toBe('');
		},
	);

	const GOOD: Array<[string, string, Buffer]> = [
		['a PNG of 400 × 400', 'image/png', png(400, 400)],
		['a JPEG of 400 × 1', 'image/jpeg', jpeg(400, 1)],
		['a progressive JPEG', 'image/jpeg; charset=binary', jpeg(1, 400, 0xc2)],
	];

	it.each(GOOD)('on this machine: %s is taken', async (_what, contentType, bytes) => {
		served = { contentType, bytes };
		expect(idIn(await send(`${url}/picture`))).not.toBe('');
		expect(asked).toEqual(['/picture']);
	});

	const BAD: Array<[string, typeof served, RegExp]> = [
		['too wide', { contentType: 'image/png', bytes: png(401, 1) }, /401 × 1 pixels, more than/],
		['too high', { contentType: 'image/jpeg', bytes: jpeg(1, 401) }, /1 × 401 pixels, more than/],
		[
			'of another format than its name',
			{ contentType: 'image/png', bytes: Buffer.from('GIF89a') },
			/cannot be read as a JPEG or PNG/,
		],
		['a web page', { contentType: 'text/html', bytes: Buffer.from('<html>') }, /cannot be read/],
		['empty', { contentType: 'image/png', bytes: Buffer.alloc(0) }, /cannot be read/],
		['half a head', { contentType: 'image/png', bytes: png(1, 1).subarray(0, 20) }, /cannot be/],
		[
			'served as another format',
			{ contentType: 'image/gif', bytes: png(1, 1) },
			/is served as image\/gif, not as image\/png/,
		],
		['served as nothing', { bytes: png(1, 1) }, /is served as nothing in particular/],
	];

	it.each(BAD)('on this machine: %s is refused', async (_what, served_, says) => {
		served = served_;
		const { http, body } = await send(`${url}/a.png`);
		expect([http, body]).toMatchObject([200, INVALID]);
		expect(await why()).toMatch(says);
	});

	it.each([404, 302, 500])(
		'on this machine with HTTP %i cannot be read, and are taken',
		async (status) => {
			served = { status, bytes: Buffer.from('<html>'), contentType: 'text/html' };
			expect(idIn(await send(`${url}/a.png`))).not.toBe('');
			expect(asked).toEqual(['/a.png']);
		},
	);

	it('behind a closed port are taken as well, and texts are not looked at', async () => {
		expect(idIn(await send('http://127.0.0.1:9/a.png'))).not.toBe('');
		const text = textTo(OLENA, { text: `${url}/a.gif`, callback_url: `${url}/a.gif` });
		expect(idIn(await call(account, 'send-viber', text))).not.toBe('');
	});

	it('that the sandbox has itself are taken', async () => {
		expect(idIn(await send(`${sandbox.url}/media/samples/sunset.png`))).not.toBe('');
		const { body } = await send(`${sandbox.url}/media/samples/paper.pdf`);
		expect(body).toMatchObject(INVALID);
	});

	it.each([
		['error', 2],
		['rejected', 3],
	])(
		'by the setting badImage %s are accepted, and then come to status %i',
		async (badImage, status) => {
			const later = await newSender(sandbox, { badImage });
			const inbox = await Inbox.start();
			served = { contentType: 'image/png', bytes: png(1000, 1000) };
			for (const [image, to] of [
				[`${url}/a.png`, OLENA],
				['https://cdn.example.com/a.gif', NOBODY],
			] as const) {
				const message = pictureTo(to, { image, callback_url: inbox.url });
				const answer = await call(later, 'send-viber', message);
				expect(idIn(answer)).not.toBe('');
				const told = await until(
					() => inbox.bodies.find((body) => String(body.message_id) === idIn(answer)),
					'the status',
				);
				expect(told).toMatchObject({ status });
				expect((await call(later, 'receive-viber', answer.text)).body).toMatchObject({ status });
			}
			const fine = await call(later, 'send-viber', pictureTo(OLENA, { callback_url: inbox.url }));
			await until(
				() =>
					inbox.bodies.find((body) => String(body.message_id) === idIn(fine) && body.status === 1),
				'a delivery',
			);
			await inbox.stop();
			expect(await acceptedBy(sandbox, later)).toHaveLength(3);
			const { people } = await sandbox.control<SenderAccount>('GET', `/bots/${later.id}`);
			const [bad] = people.find(({ id }) => id === OLENA)?.messages ?? [];
			expect(bad).toMatchObject({ delivered: false });
			expect(bad?.failure).toMatch(/^its picture has 1000 × 1000 pixels, .* \([23]\)$/);
		},
	);
});
