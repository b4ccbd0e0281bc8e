import type { HostileCall, RawPeer } from './hostileAnswers';
import {
	CALLS,
	DECISION_TELECOM_SEND,
	GET_STATUS,
	httpAnswer,
	MESSAGGIO_SEND,
	runCall,
	secretsOf,
	startRawPeer,
} from './hostileAnswers';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

let peer: RawPeer;

beforeAll(async () => {
	peer = await startRawPeer();
});

afterAll(async () => await peer.stop());

/** An HTTP answer whose length nobody knows beforehand. */
function chunked(body: string): Buffer {
	const middle = Math.floor(body.length / 2);
	const chunks = [body.slice(0, middle), body.slice(middle), ''].map(
		(chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
	);
	return Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}`);
}

interface Way {
	/** What is counted when every byte of it is cut off in turn. */
	whole(body: string): Buffer;
	cutOff(body: string, cut: number): Buffer;
	/** Whether it breaks the rules of HTTP, so that no answer has come. */
	breaks: boolean;
}

const WAYS: ReadonlyArray<[string, Way]> = [
	// The length is that of the whole, but the connection ends before.
	[
		'a length',
		{
			whole: (body) => httpAnswer(body),
			cutOff: (body, cut) => httpAnswer(body).subarray(0, cut),
			breaks: true,
		},
	],
	[
		'chunks',
		{ whole: chunked, cutOff: (body, cut) => chunked(body).subarray(0, cut), breaks: true },
	],
	// By HTTP all is well: it is the provider that has written half an answer.
	[
		'a wrong length',
		{
			whole: (body) => Buffer.from(body),
			cutOff: (body, cut) => httpAnswer(Buffer.from(body).subarray(0, cut)),
			breaks: false,
		},
	],
	[
		'no length',
		{
			whole: (body) => Buffer.from(body),
			cutOff: (body, cut) => closing(body.slice(0, cut)),
			breaks: false,
		},
	],
];

function closing(body: string): Buffer {
	return Buffer.from(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body}`);
}

const CASES = CALLS.flatMap((call) =>
	WAYS.filter(([name]) => call.isSend || name !== 'chunks').map(
		([name, way]): [string, string, HostileCall, Way] => [call.name, name, call, way],
	),
);

it.each(CASES)(
	'%s with %s: no byte less than all of it',
	async (_, __, call, { whole: wholeOf, cutOff, breaks }) => {
		peer.seen.length = 0;
		// As long as that of any other item.
		const { length } = wholeOf(call.good(0));
		// What sends nothing may be asked again after a broken answer, which takes its time: the last
		// byte is the one to be missed.
		const isRepeated = !call.isSend && breaks;
		const cuts = isRepeated
			? [length - 1, length]
			: Array.from({ length: length + 1 }, (_, cut) => cut);
		// A run ends where nothing of the provider's comes any more, so every second answer is whole.
		const items = 2 * cuts.length - 1;
		const isCut = (item: number) => item % 2 === 0;
		peer.answer = (item) =>
			isCut(item)
				? cutOff(call.good(item), cuts[item / 2] ?? 0)
				: httpAnswer(Buffer.from(call.good(item)));
		const { output, everything } = await runCall(peer.origin, call, items, 'continueRegularOutput');
		const isWhole = (item: number) => !isCut(item) || item === items - 1;
		expect(output).toHaveLength(items);
		for (const [item, { json, pairedItem }] of output.entries()) {
			expect(pairedItem).toEqual({ item });
			expect([item, json.error === undefined]).toEqual([item, isWhole(item)]);
			if (isWhole(item)) expect(json).toMatchObject(call.goodItem(item));
		}
		for (const { json } of output.filter((_, item) => !isWhole(item))) {
			const { status } = json.error as { status: string };
			if (call.isSend) expect(status).toBe('unknown');
			else expect(status).toMatch(/refused|unknown/);
		}
		if (call.isSend) expect(peer.seen).toHaveLength(items);
		for (const secret of secretsOf(peer)) expect(everything.includes(secret)).toBe(false);
	},
	60_000,
);

it.each(
	[DECISION_TELECOM_SEND, MESSAGGIO_SEND, GET_STATUS].map((call): [string, HostileCall] => [
		call.name,
		call,
	]),
)(
	'%s: nobody knows after a connection that ends before a byte has come',
	async (_, call) => {
		peer.answer = () => '';
		const { output } = await runCall(peer.origin, call, 1, 'continueRegularOutput');
		expect(output[0]?.json.error).toMatchObject({ status: 'unknown' });
	},
	40_000,
);
