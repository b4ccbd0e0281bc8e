import type { IDataObject } from 'n8n-workflow';

import type { TestCredential } from '../support/engine';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import type { HostedTrigger, TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { callBack, until } from '../support/viberCallbacks';

let host: TriggerHost;
let peer: Peer;
let trigger: HostedTrigger;

// Nothing is asked of Viber here, so nothing answers at the base URL; it says where Viber is.
const local: TestCredential = { authToken: 'dummy-token', baseUrl: 'http://127.0.0.1:9/pa' };
const remote: TestCredential = { ...local, baseUrl: 'https://viber.example/pa' };

const BYTES = Buffer.from(Array.from({ length: 2000 }, (_, index) => index % 256));

beforeAll(async () => {
	[host, peer] = await Promise.all([startTriggerHost(), startPeer()]);
});

afterAll(async () => {
	await Promise.all([host.stop(), peer.stop()]);
});

let count = 0;
function start(options: IDataObject = {}, credential = local, simplify = true): HostedTrigger {
	host.log.length = 0;
	peer.seen.length = 0;
	trigger = host.add(`media-${count++}`, 'trigger', credential, {
		events: ['message'],
		simplify,
		options: { downloadMedia: true, ...options } as never,
	});
	trigger.open();
	return trigger;
}

async function receive(message: IDataObject, credential = local) {
	const event = { event: 'message', message_token: `9${count++}`, sender: { id: 'x' }, message };
	const answer = await callBack(trigger.url, credential, event);
	await until(() => trigger.items.length === 1);
	return { answer, item: trigger.items[0] };
}

const picture = () => ({
	type: 'picture',
	media: `${peer.origin}/p.jpg?exp=1`,
	file_name: 'a/b.jpg',
});

function serve(bytes: Buffer, headers: Record<string, string> = {}): void {
	peer.answer = (_, response) => void response.writeHead(200, headers).end(bytes);
}

it.each(['picture', 'video', 'file'])('fetches a %s into the item', async (type) => {
	serve(BYTES, { 'content-type': 'image/png; charset=binary' });
	start();
	const { item } = await receive({ ...picture(), type });
	expect(item?.json).toMatchObject({ event: 'message', message: { type } });
	expect(item?.json).not.toHaveProperty('mediaError');
	expect(item?.binary?.data).toMatchObject({ fileName: 'b.jpg', mimeType: 'image/png' });
	expect(Buffer.from(item?.binary?.data?.data ?? '', 'base64')).toEqual(BYTES);
	expect(peer.seen).toHaveLength(1);
	// It is no request to Viber, so it must not carry the bot's token.
	expect(JSON.stringify(peer.seen[0]?.headers)).not.toContain(local.authToken);
});

it('puts it where the user wants it, also beside Viber’s own words', async () => {
	serve(BYTES);
	start({ mediaProperty: 'photo' }, local, false);
	const { item } = await receive({ type: 'picture', media: `${peer.origin}/%D1%84.png` });
	expect(item?.json).toMatchObject({ message: { type: 'picture' } });
	expect(item?.binary?.photo).toMatchObject({ fileName: 'ф.png', mimeType: 'image/png' });
});

it('answers Viber in time, however long the download takes', async () => {
	let send = () => {};
	peer.answer = (_, response) => {
		send = () => void response.writeHead(200).end(BYTES);
	};
	start();
	const event = { event: 'message', message_token: '5', sender: { id: 'x' }, message: picture() };
	const { status, ms } = await callBack(trigger.url, local, event);
	expect(status).toBe(200);
	expect(ms).toBeLessThan(5000);
	expect(trigger.items).toEqual([]);
	// A repeat in the meantime does not start it a second time.
	expect(await callBack(trigger.url, local, event)).toMatchObject({ status: 200 });
	send();
	await until(() => trigger.items.length === 1);
	expect(peer.seen).toHaveLength(1);
});

describe('the message is never lost', () => {
	const big = Buffer.alloc(1024 * 1024 + 1);

	it.each<[string, () => void, RegExp]>([
		['a dead link', () => (peer.answer = (_, r) => void r.writeHead(404).end()), /HTTP 404/],
		['a file that says it is too large', () => serve(big), /larger than the 1 MB/],
		[
			'a file that does not say how large it is',
			() => (peer.answer = (_, r) => void r.writeHead(200).write(big)),
			/larger than the 1 MB/,
		],
		[
			'a connection that breaks',
			() =>
				(peer.answer = (_, r) => {
					r.writeHead(200, { 'content-length': '5000' }).write(BYTES);
					setTimeout(() => r.destroy(), 20);
				}),
			/did not send the whole file/,
		],
		[
			'a server that hangs up',
			() => (peer.answer = (_, r) => void r.destroy()),
			/did not send the whole file/,
		],
		[
			'a redirect into the private network',
			() =>
				(peer.answer = (_, r) => void r.writeHead(302, { location: 'https://10.0.0.1/x' }).end()),
			/10\.0\.0\.1/,
		],
		[
			'a redirect to a public host without HTTPS',
			() => (peer.answer = (_, r) => void r.writeHead(302, { location: 'http://8.8.8.8/x' }).end()),
			/https/,
		],
		[
			'redirects without end',
			() => (peer.answer = (_, r) => void r.writeHead(302, { location: '/again' }).end()),
			/more than 3 times/,
		],
		[
			'a redirect to nowhere',
			() => (peer.answer = (_, r) => void r.writeHead(302, { location: 'http://' }).end()),
			/an invalid address/,
		],
		[
			'a redirect that does not say',
			() => (peer.answer = (_, r) => void r.writeHead(302).end()),
			/302/,
		],
	])('%s', async (_, arrange, why) => {
		arrange();
		start({ maxMediaSize: 1 });
		const { answer, item } = await receive(picture());
		expect(answer.status).toBe(200);
		expect(item?.json.mediaError).toMatch(why);
		expect(item?.json.message).toMatchObject({ type: 'picture' });
		expect(item).not.toHaveProperty('binary');
		expect(host.log.join()).toMatch(/could not download/);
		expect(host.log.join()).not.toContain('exp=1');
	});

	it('a size that the callback tells: nobody is asked', async () => {
		start({ maxMediaSize: 1 });
		const { item } = await receive({ ...picture(), size: 1024 * 1024 + 1 });
		expect(item?.json.mediaError).toMatch(/larger/);
		expect(peer.seen).toEqual([]);
	});

	it.each([
		'http://127.0.0.1:1/x.jpg',
		'https://10.0.0.1/x.jpg',
		'file:///etc/passwd',
		'nonsense',
		'',
	])('%j when Viber is on the internet: nobody is asked', async (media) => {
		start({}, remote);
		const { item } = await receive({ type: 'picture', media }, remote);
		expect(item?.json).toHaveProperty('mediaError');
		expect(item).not.toHaveProperty('binary');
	});
});

it('follows three redirects', async () => {
	peer.answer = ({ path }, response) => {
		const next = { '/p.jpg?exp=1': '/2', '/2': `${peer.origin}/3`, '/3': '/4' }[path];
		if (next) response.writeHead(302, { location: next }).end();
		else response.writeHead(200).end(BYTES);
	};
	start();
	const { item } = await receive(picture());
	expect(item?.binary?.data?.bytes ?? item?.binary?.data?.fileSize).toBeTruthy();
	expect(peer.seen).toHaveLength(4);
});

it('fetches a few at a time only', async () => {
	const held: Array<() => void> = [];
	peer.answer = (_, response) => {
		held.push(() => void response.writeHead(200).end(BYTES));
	};
	start();
	await Promise.all(
		Array.from({ length: 10 }, async (_, index) => {
			const sender = { id: 'x' };
			const event = { event: 'message', message_token: `7${index}`, sender, message: picture() };
			await callBack(trigger.url, local, event);
		}),
	);
	await until(() => held.length === 4);
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(held).toHaveLength(4);
	while (trigger.items.length < 10) {
		held.splice(0).forEach((send) => send());
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
});

it.each([
	['a text', { type: 'text', text: 'hi' }],
	['a link', { type: 'url', media: 'https://example.com/' }],
	['a picture without address', { type: 'picture' }],
])('fetches nothing for %s', async (_, message) => {
	start();
	const { item } = await receive(message);
	expect(item?.json).not.toHaveProperty('mediaError');
	expect(item).not.toHaveProperty('binary');
});

it('fetches nothing unless asked to', async () => {
	start({ downloadMedia: false });
	const { item } = await receive(picture());
	expect(item).not.toHaveProperty('binary');
	expect(peer.seen).toEqual([]);
});

describe('repeats', () => {
	const event = { event: 'seen', message_token: '5905337701873633687', user_id: 'x' };
	const add = (dropRepeats: boolean) => {
		const parameters = { events: ['all'], options: { dropRepeats } };
		const added = host.add(`repeats-${count++}`, 'trigger', local, parameters);
		added.open();
		return added;
	};

	it('are answered 200 and start nothing; another event does', async () => {
		const { url, started } = add(true);
		for (const token of ['5905337701873633687', '5905337701873633687', '5905337701873633686']) {
			const answer = await callBack(url, local, { ...event, message_token: token });
			expect(answer.status).toBe(200);
		}
		expect(started).toHaveLength(2);
	});

	it('start the workflow again when that is wanted, and each trigger has a memory of its own', async () => {
		const [keeps, drops] = [add(false), add(true)];
		for (const { url } of [keeps, keeps, drops]) await callBack(url, local, event);
		expect(keeps.started).toHaveLength(2);
		expect(drops.started).toHaveLength(1);
	});
});
