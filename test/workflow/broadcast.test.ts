import type { NodeApiError } from 'n8n-workflow';

import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { Wire, WireRequest } from '../support/wire';
import { asViber, startWire } from '../support/wire';

let viber: Wire;

beforeAll(async () => {
	viber = await startWire();
});

afterAll(() => viber.stop());

// Refuses everybody whose name ends in "gone"; each request gets an ID of its own.
beforeEach(() => {
	viber.requests = [];
	viber.answer = (request, response) => {
		const failed = listOf(request)
			.filter((name) => name.endsWith('gone'))
			.map((receiver) => ({ receiver, status: 6, status_message: 'Not subscribed' }));
		asViber(
			response,
			`{"message_token":590533770187363369${viber.requests.length},"status":0,"status_message":"ok","failed_list":${JSON.stringify(failed)}}`,
		);
	};
});

const ID = '590533770187363369';

function listOf({ body }: WireRequest): string[] {
	return body.broadcast_list as string[];
}

async function broadcast(items: TestRun['items'], changes: Partial<TestRun> = {}) {
	return await runViber({
		items,
		credential: { authToken: 'dummy-token', baseUrl: viber.url },
		...changes,
		parameters: {
			resource: 'message',
			operation: 'broadcast',
			provider: 'viberBot',
			receivers: '={{ $json.list }}',
			from: 'Café',
			text: 'Hi replace_me_with_user_name',
			...changes.parameters,
		},
	});
}

const PER_ITEM = { receiversFrom: 'items', to: '={{ $json.to }}', text: '={{ $json.text }}' };

describe('Broadcast a message, from a list', () => {
	it('reaches 1,000 receivers in four requests, and says what became of each', async () => {
		const list = Array.from({ length: 1000 }, (_, i) => (i % 100 === 7 ? `${i}gone` : `${i}=`));
		const { output, result } = await broadcast([{ list }]);
		expect(result.data.resultData.error).toBeUndefined();
		expect(viber.requests.map((request) => listOf(request).length)).toEqual([300, 300, 300, 100]);
		expect(viber.requests.flatMap(listOf)).toEqual(list);
		const [{ path, body }] = viber.requests as [WireRequest];
		expect(path).toBe('/broadcast_message');
		expect(body).toEqual({
			broadcast_list: list.slice(0, 300),
			type: 'text',
			text: 'Hi replace_me_with_user_name',
			sender: { name: 'Café' },
		});
		expect(output.map(({ json }) => json.to)).toEqual(list);
		for (const [index, { json, pairedItem }] of output.entries()) {
			expect(pairedItem).toEqual({ item: 0 });
			if (index % 100 === 7) {
				expect(json).toMatchObject({
					status: 'refused',
					messageId: null,
					error: { code: '6', name: 'receiverNotSubscribed' },
				});
				expect((json.error as { description: string }).description).toMatch(/write to the bot/);
			} else {
				const messageId = `${ID}${Math.floor(index / 300) + 1}`;
				expect(json).toEqual({
					provider: 'viberBot',
					to: list[index],
					messageId,
					status: 'accepted',
				});
			}
		}
	});

	it.each([
		['commas', 'a=, b/, c+'],
		['lines', 'a=\nb/\nc+'],
		['JSON', '["a=","b/","c+"]'],
	])('reads a list with %s, and removes who is named twice', async (_, list) => {
		const { output } = await broadcast([{ list }, { list: 'a=,a=,d' }]);
		expect(viber.requests.map(listOf)).toEqual([
			['a=', 'b/', 'c+'],
			['a=', 'd'],
		]);
		expect(
			output.map(({ json, pairedItem }) => [json.to, json.duplicatesRemoved, pairedItem]),
		).toEqual([
			['a=', undefined, { item: 0 }],
			['b/', undefined, { item: 0 }],
			['c+', undefined, { item: 0 }],
			['a=', 1, { item: 1 }],
			['d', undefined, { item: 1 }],
		]);
	});

	it('gives what Viber says about each, without Simplify', async () => {
		const { output } = await broadcast([{ list: 'a,gone' }], {
			parameters: { simplify: false },
		});
		expect(output.map(({ json }) => json)).toEqual([
			{ receiver: 'a', message_token: `${ID}1`, status: 0, status_message: 'ok' },
			{ receiver: 'gone', status: 6, status_message: 'Not subscribed' },
		]);
	});

	it('makes smaller requests where a long message leaves less room', async () => {
		const list = Array.from({ length: 300 }, (_, i) => `${i}`.padStart(60, 'x'));
		const { output } = await broadcast([{ list }], { parameters: { text: '語'.repeat(6000) } });
		expect(output).toHaveLength(300);
		expect(viber.requests.flatMap(listOf)).toEqual(list);
		expect(viber.requests.length).toBe(2);
		for (const { headers } of viber.requests) {
			expect(Number(headers['content-length'])).toBeLessThanOrEqual(30 * 1024);
		}
	});

	it.each([
		['refused', '{"status":20}', /may not broadcast/, 'refused'],
		['of unknown outcome', '<html>', /^Outcome unknown/, 'unknown'],
		[
			'not readable in its list',
			'{"status":0,"message_token":1,"failed_list":"a"}',
			/^Outcome unknown/,
			'unknown',
		],
	])('a request that is %s ends the run with an account', async (_, answer, message, status) => {
		const list = Array.from({ length: 700 }, (_entry, i) => `${i}=`);
		const usual = viber.answer;
		viber.answer = (request, response) =>
			viber.requests.length === 2 ? asViber(response, answer) : usual(request, response);
		const { result } = await broadcast([{ list }]);
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toMatch(message);
		expect(error.description).toContain('Accepted before this request: 300 receivers');
		expect(error.description).toContain('Not tried: 100 receivers');
		const { accepted, failed, notTried } = error.context.data as Record<string, unknown[]>;
		expect([accepted?.length, failed?.length, notTried?.length]).toEqual([300, 300, 100]);
		expect(accepted?.[299]).toEqual({ item: 0, to: '299=', messageId: `${ID}1` });
		expect(viber.requests).toHaveLength(2);

		viber.requests = [];
		const { output } = await broadcast([{ list }], { onError: 'continueRegularOutput' });
		expect(viber.requests).toHaveLength(3);
		expect(output).toHaveLength(700);
		expect(output[300]?.json).toMatchObject({ error: { status, to: '300=' } });
		expect(output[699]?.json).toMatchObject({ to: '699=', status: 'accepted' });
	});

	it('sends refused receivers to the error output', async () => {
		const { output, errorOutput } = await broadcast([{ list: 'a,gone,b' }], {
			onError: 'continueErrorOutput',
		});
		expect(output.map(({ json }) => json.to)).toEqual(['a', 'b']);
		expect(errorOutput.map(({ json }) => json.error)).toMatchObject([
			{ to: 'gone', code: '6', name: 'receiverNotSubscribed', status: 'refused' },
		]);
	});

	it('sends to nobody when one item cannot be sent', async () => {
		const { result } = await broadcast([{ list: 'a' }, { list: '' }]);
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toBe("'Receiver IDs' is empty");
		expect(error.description).toMatch(/Nothing was sent to anybody/);
		expect(viber.requests).toEqual([]);
	});
});

describe('Broadcast a message, one per input item', () => {
	it('sends equal messages together, and pairs each receiver with its items', async () => {
		const { output } = await broadcast(
			[
				{ to: 'a', text: 'one' },
				{ to: 'b', text: 'two' },
				{ to: 'c', text: 'one' },
				{ to: 'a', text: 'one' },
				{ to: 'a', text: 'two' },
			],
			{ parameters: PER_ITEM },
		);
		expect(viber.requests.map(({ body }) => [body.text, body.broadcast_list])).toEqual([
			['one', ['a', 'c']],
			['two', ['b', 'a']],
		]);
		expect(output.map(({ json, pairedItem }) => [json.to, json.messageId, pairedItem])).toEqual([
			['a', `${ID}1`, [{ item: 0 }, { item: 3 }]],
			['b', `${ID}2`, { item: 1 }],
			['c', `${ID}1`, { item: 2 }],
			['a', `${ID}2`, { item: 4 }],
		]);
		expect(output[0]?.json.duplicatesRemoved).toBe(1);
	});

	it('goes on around items that cannot be sent', async () => {
		const { output } = await broadcast(
			[
				{ to: 'a', text: 'one' },
				{ to: '', text: 'one' },
				{ to: 'gone', text: 'one' },
			],
			{ parameters: PER_ITEM, onError: 'continueRegularOutput' },
		);
		expect(output.map(({ json, pairedItem }) => [json, pairedItem])).toMatchObject([
			[{ to: 'a', status: 'accepted' }, { item: 0 }],
			[{ error: { message: "'To' is empty" } }, { item: 1 }],
			[{ error: { to: 'gone', code: '6' } }, { item: 2 }],
		]);
	});
});
