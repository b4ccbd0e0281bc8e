import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import type { HostileCall, RawPeer } from './hostileAnswers';
import { CALLS, httpAnswer, runCall, secretsOf, startRawPeer } from './hostileAnswers';
import type { HostileContent } from './hostileContents';
import { notAnswers } from './hostileContents';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

const READ_BY_NOBODY = 'the-content-of-a-file-that-nobody-reads';

let peer: RawPeer;
let elsewhere: Peer;
let folder: string;
let all: HostileContent[];

beforeAll(async () => {
	peer = await startRawPeer();
	elsewhere = await startPeer();
	folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-hostile-'));
	writeFileSync(join(folder, 'file'), READ_BY_NOBODY);
	all = notAnswers(elsewhere.origin, join(folder, 'file'));
});

afterAll(async () => {
	await peer.stop();
	await elsewhere.stop();
	rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
	peer.seen.length = 0;
});

afterEach(() => {
	expect(elsewhere.seen).toEqual([]);
	expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

interface ErrorItem {
	status?: string;
	message?: string;
	description?: string;
}

/** What sends nothing may be asked again after a large answer, which takes its time: one will do. */
function contentsFor({ isSend }: HostileCall): HostileContent[] {
	const [large] = all.filter(({ isLarge }) => isLarge);
	return all.filter((one) => isSend || !one.isLarge || one === large);
}

function expectClear({ message, description }: ErrorItem): void {
	expect(message).toMatch(/DecisionTelecom|Messaggio|address/);
	expect(description).toMatch(/check|wait|look|ask|try|upload/i);
	expect(`${message} ${description}`.length).toBeLessThan(1000);
}

function expectNoSecrets(everything: string): void {
	for (const secret of secretsOf(peer)) expect(everything.includes(secret)).toBe(false);
	expect(everything.includes(READ_BY_NOBODY)).toBe(false);
}

const FAILED_SEND: Array<[number, string]> = [
	[200, 'unknown'],
	[201, 'unknown'],
	[204, 'unknown'],
	[301, 'unknown'],
	[302, 'unknown'],
	[307, 'unknown'],
	[400, 'refused'],
	[401, 'refused'],
	[403, 'refused'],
	[404, 'refused'],
	[429, 'refused'],
	[500, 'unknown'],
	[502, 'unknown'],
	[503, 'unknown'],
	[999, 'unknown'],
];

describe.each(CALLS.map((call): [string, HostileCall] => [call.name, call]))('%s', (_, call) => {
	it('takes a good answer for what it is', async () => {
		peer.answer = (item) => httpAnswer(call.good(item));
		const { output } = await runCall(peer.origin, call, 3);
		expect(output.map(({ json }) => json)).toMatchObject([0, 1, 2].map(call.goodItem));
	});

	it('gives an error item for each hostile answer, goes on, and shows no secret', async () => {
		const contents = contentsFor(call);
		// A run ends where nothing of the provider's comes any more, so every second answer is a good one.
		peer.answer = (item) => {
			const { body = '', headers } = contents[item / 2] ?? {};
			return item % 2 === 1 ? httpAnswer(call.good(item)) : httpAnswer(body, 200, headers);
		};
		const begin = Date.now();
		const { output, everything } = await runCall(
			peer.origin,
			call,
			2 * contents.length,
			'continueRegularOutput',
		);
		expect(Date.now() - begin).toBeLessThan(25_000);
		const hostile = output.filter((_, item) => item % 2 === 0);
		const found = hostile.map(({ json, pairedItem }, index) => [
			contents[index]?.name,
			pairedItem,
			(json.error as ErrorItem | undefined)?.status,
		]);
		const failed = contents.map(({ name }, index) => [
			name,
			{ item: 2 * index },
			call.isSend ? 'unknown' : (expect.stringMatching(/refused|unknown/) as string),
		]);
		expect(found).toEqual(failed);
		for (const { json } of hostile) expectClear(json.error as ErrorItem);
		for (const [index] of contents.entries()) {
			const item = 2 * index + 1;
			expect(output[item]?.json).toMatchObject(call.goodItem(item));
		}
		expectNoSecrets(everything);
		if (call.isSend) expect(peer.seen).toHaveLength(2 * contents.length);
	}, 40_000);

	it('stops at a hostile answer unless it is told to go on', async () => {
		for (const { body, headers, isLarge } of contentsFor(call)) {
			peer.seen.length = 0;
			peer.answer = () => httpAnswer(body, 200, headers);
			const { output, result, everything } = await runCall(peer.origin, call, 1);
			const error = result.data.resultData.error as NodeApiError | NodeOperationError;
			expect(output).toEqual([]);
			expectClear({ message: error.message, description: error.description ?? '' });
			expect(error.context.itemIndex).toBe(0);
			expectNoSecrets(everything);
			if (!isLarge) expect(peer.seen).toHaveLength(1);
		}
	}, 60_000);

	// One of those after which it may be asked again is enough, as for a large answer.
	it.each(FAILED_SEND.filter(([code]) => call.isSend || code <= 500))(
		'HTTP %i with pages, with nothing and with odd types',
		async (code, status) => {
			const types = ['text/html', 'application/json', 'text/xml; charset=utf-16', 'image/png', ''];
			const bodies = ['<html><h1>Sorry</h1></html>', '', '{"error":"x"}', '<a/>', 'null'];
			const whole = types.flatMap((type) =>
				bodies.map((body) =>
					httpAnswer(code === 204 ? '' : body, code, {
						'Content-Type': type,
						Location: `${elsewhere.origin}/elsewhere`,
					}),
				),
			);
			// What sends nothing may be asked again, which takes its time; and a run may end at a wrong key
			// or address.
			const isRepeated = !call.isSend && (code === 429 || code >= 500);
			const isLast = [401, 403, 404].includes(code) || (code >= 300 && code < 400);
			const answers = isRepeated || isLast ? whole.slice(0, 1) : whole;
			peer.answer = (item) =>
				item % 2 === 1 ? httpAnswer(call.good(item)) : (answers[item / 2] ?? '');
			const { output, everything } = await runCall(
				peer.origin,
				call,
				2 * answers.length - 1,
				'continueRegularOutput',
			);
			for (const { json } of output.filter((_, item) => item % 2 === 0)) {
				expect((json.error as ErrorItem).status).toBe(call.isSend ? status : 'refused');
				expectClear(json.error as ErrorItem);
			}
			expect(output).toHaveLength(2 * answers.length - 1);
			// Of these, only 429 asks for the same message again.
			if (call.isSend && code !== 429) expect(peer.seen).toHaveLength(2 * answers.length - 1);
			expectNoSecrets(everything);
		},
		40_000,
	);

	it('is misled by no content type', async () => {
		const types = ['application/json', 'text/xml', 'text/html', 'image/png', 'nonsense', ''];
		peer.answer = (item) => httpAnswer(call.good(item), 200, { 'Content-Type': types[item] ?? '' });
		const { output } = await runCall(peer.origin, call, types.length);
		expect(output.map(({ json }) => json)).toMatchObject(
			types.map((_, item) => call.goodItem(item)),
		);
	});

	it('shows nothing of a page that repeats the request', async () => {
		peer.answer = () => httpAnswer(`<html><pre>${peer.seen.at(-1)}</pre></html>`, 403);
		for (const onError of [undefined, 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const { everything } = await runCall(peer.origin, call, 1, onError);
			expectNoSecrets(everything);
			expect(everything).toMatch(/403/);
		}
	});
});
