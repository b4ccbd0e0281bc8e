import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { n8nLogger, runViber } from '../support/engine';
import type { TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { callBack, until } from '../support/viberCallbacks';
import { CALLS, runCall } from './hostileAnswers';

// Shorter than usual; every question is asked twice.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	ANSWER_MS: 500,
	UPLOAD_MS: 700,
	FILE_SIZE_MS: 500,
	RETRIES: { tries: 2, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

const EVERY_MS = 50;
/** For a run whose deadline is half a second, on a busy machine. */
const WITHIN_MS = 5000;

/** What keeps coming, so that the connection is never idle. */
const HEADS = {
	'a head without end': { first: 'HTTP/1.1 200 OK\r\nX-Long: ', then: 'a' },
	'HTTP 102 again and again': { first: '', then: 'HTTP/1.1 102 Processing\r\n\r\n' },
};
const MODES = Object.keys(HEADS) as Array<keyof typeof HEADS>;

const server = createServer();
const open = new Set<Socket>();
let seen = 0;
let onRequest = () => {};
let origin = '';
let mode: keyof typeof HEADS;
let triggers: TriggerHost;

beforeAll(async () => {
	server.on('connection', (socket: Socket) => {
		open.add(socket);
		socket.on('error', () => socket.destroy());
		socket.once('data', () => {
			seen += 1;
			onRequest();
			const { first, then } = HEADS[mode];
			socket.write(first);
			const timer = setInterval(() => socket.write(then), EVERY_MS);
			socket.on('close', () => clearInterval(timer));
		});
		socket.on('close', () => open.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	triggers = await startTriggerHost();
});

afterAll(async () => {
	for (const socket of open) socket.destroy();
	server.close();
	await triggers.stop();
});

beforeEach(() => {
	seen = 0;
	onRequest = () => {};
});

/** Fails unless the run ends in time, and hangs up. */
async function ending<T>(run: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('It is still waiting')), WITHIN_MS);
	});
	try {
		const ended = await Promise.race([run, late]);
		await until(() => open.size === 0);
		return ended;
	} finally {
		clearTimeout(timer);
		for (const socket of open) socket.destroy();
	}
}

async function toViber(
	parameters: INodeParameters,
	changes: Partial<Parameters<typeof runViber>[0]> = {},
) {
	return await runViber({
		items: [{}],
		parameters: { resource: 'message', operation: 'send', provider: 'viberBot', ...parameters },
		credential: { authToken: 'dummy-token', baseUrl: origin },
		onError: 'continueRegularOutput',
		...changes,
	});
}

const TEXT = { to: 'somebody=', from: 'Corner Café', text: 'hi' };

describe.each(MODES)('%s', (ofThese) => {
	beforeEach(() => {
		mode = ofThese;
	});

	it.each(CALLS)('$name: nobody waits for ever', async (call) => {
		const { output } = await ending(runCall(origin, call, 1, 'continueRegularOutput'));
		expect(output[0]?.json.error).toMatchObject({ status: 'unknown', code: 'ETIMEDOUT' });
		expect(seen).toBe(call.isSend ? 1 : 2);
	});

	it('a message of a bot: the outcome is unknown', async () => {
		const { output } = await ending(toViber(TEXT));
		expect(output[0]?.json.error).toMatchObject({
			status: 'unknown',
			code: 'ETIMEDOUT',
			message: expect.stringMatching(/^Outcome unknown/) as string,
		});
		expect(seen).toBe(1);
	});

	it('the account of a bot', async () => {
		const { output } = await ending(toViber({ resource: 'account', operation: 'get' }));
		expect(output[0]?.json.error).toMatchObject({ status: 'unknown', code: 'ETIMEDOUT' });
	});

	it('the size of a file: nothing is sent', async () => {
		const video = { ...TEXT, messageType: 'video', videoUrl: `${origin}/a.mp4` };
		const { output } = await ending(toViber(video));
		expect(output[0]?.json.error).toMatchObject({
			status: 'invalid',
			message: expect.stringMatching(/its address does not answer/) as string,
		});
		expect(seen).toBe(1);
	});

	it('a download: the message arrives without its file', async () => {
		const credential = { authToken: 'dummy-token', baseUrl: origin };
		const trigger = triggers.add(`endless-${MODES.indexOf(ofThese)}`, 'trigger', credential, {
			events: ['message'],
			options: { downloadMedia: true },
		});
		trigger.open();
		await ending(
			(async () => {
				await callBack(trigger.url, credential, {
					event: 'message',
					message_token: '1',
					sender: { id: 'x' },
					message: { type: 'picture', media: `${origin}/p.jpg` },
				});
				await until(() => trigger.items.length === 1);
			})(),
		);
		expect(trigger.items[0]?.json.mediaError).toMatch(/did not send the whole file \(ETIMEDOUT\)/);
	});

	it('a cancelled execution ends, and says what may have been sent', async () => {
		const warned: string[] = [];
		const warn = jest
			.spyOn(n8nLogger(), 'warn')
			.mockImplementation((message) => void warned.push(message));
		let cancel = () => {};
		onRequest = () => cancel();
		const items: IDataObject[] = [{}, {}, {}];
		const started = (ofRun: () => void) => (cancel = ofRun);
		await toViber({ ...TEXT, options: { requestsAtOnce: 1 } }, { items, started });
		await ending(until(() => warned.some((message) => message.includes('cancelled'))));
		warn.mockRestore();
		expect(seen).toBe(1);
		expect(warned.join(' ')).toMatch(/Outcome unknown: 1 \(item 0\).*Not tried: 2 \(items 1–2\)/);
	});
});
