import type { HostileCall, RawPeer } from './hostileAnswers';
import { CALLS, httpAnswer, runCall, secretsOf, startRawPeer } from './hostileAnswers';

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

const WAYS: ReadonlyArray<
	[string, (body: string) => Buffer, (body: string, cut: number) => Buffer]
> = [
	// The length is that of the whole, but the connection ends before.
	['a length', (body) => httpAnswer(body), (body, cut) => httpAnswer(body).subarray(0, cut)],
	['chunks', chunked, (body, cut) => chunked(body).subarray(0, cut)],
	// By HTTP all is well: it is the provider that has written half an answer.
	[
		'a wrong length',
		(body) => Buffer.from(body),
		(body, cut) => httpAnswer(Buffer.from(body).subarray(0, cut)),
	],
	['no length', (body) => Buffer.from(body), (body, cut) => closing(body.slice(0, cut))],
];

function closing(body: string): Buffer {
	return Buffer.from(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${body}`);
}

const CASES = CALLS.flatMap((call) =>
	WAYS.map(([way, whole, cutOff]): [string, string, HostileCall, typeof whole, typeof cutOff] => [
		call.name,
		way,
		call,
		whole,
		cutOff,
	]),
);

it.each(CASES)(
	'%s with %s: no byte less than all of it',
	async (_, __, call, whole, cutOff) => {
		peer.seen.length = 0;
		// As long as that of any other item.
		const { length } = whole(call.good(0));
		peer.answer = (item) => cutOff(call.good(item), item);
		const { output, everything } = await runCall(
			peer.origin,
			call,
			length + 1,
			'continueRegularOutput',
		);
		const came = output.filter(({ json }) => json.error === undefined);
		// The last bytes of a chunked answer say nothing any more, and those of a length are the body's.
		expect(came.map(({ pairedItem }) => pairedItem)).toEqual([{ item: length }]);
		expect(came.map(({ json }) => json)).toMatchObject([call.goodItem(length)]);
		for (const { json } of output.slice(0, -1)) {
			const { status } = json.error as { status: string };
			if (call.isSend) expect(status).toBe('unknown');
			else expect(status).toMatch(/refused|unknown/);
		}
		expect(peer.seen).toHaveLength(length + 1);
		for (const secret of secretsOf(peer)) expect(everything.includes(secret)).toBe(false);
	},
	60_000,
);

it('a connection that ends before a byte came leaves a message unknown', async () => {
	peer.answer = () => '';
	for (const call of CALLS) {
		const { output } = await runCall(peer.origin, call, 2, 'continueRegularOutput');
		expect(output.map(({ json }) => (json.error as { status: string }).status)).toEqual([
			'unknown',
			'unknown',
		]);
	}
});
