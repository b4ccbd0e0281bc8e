import type { ServerResponse } from 'node:http';

import type { NodeApiError } from 'n8n-workflow';

import type { DecisionTelecomPeer } from './decisionTelecomPeer';
import { asJson, startDecisionTelecom } from './decisionTelecomPeer';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

const HUGE = '18446744073709551615';

let telecom: DecisionTelecomPeer;

beforeAll(async () => {
	telecom = await startDecisionTelecom();
});

afterAll(async () => await telecom.peer.stop());

beforeEach(() => {
	telecom.peer.seen.length = 0;
});

const ask = { operation: 'getStatus', messageId: '={{ $json.id }}' };

/** The digits of the ID that a request asks for, which JSON.parse would round. */
function askedFor(index: number): string {
	return telecom.peer.seen[index]?.body.toString() ?? '';
}

describe('Get the status of a message', () => {
	it('gives one item per input with words beside the numbers', async () => {
		telecom.answer(({ message_id: id }, response) => {
			const answers: Record<string, string> = {
				1: '{"message_id":1,"status":1,}',
				2: '{"message_id":"2","status":4,"sms_message_id":200077,"sms_message_status":2}',
				3: '{"message_id":3,"status":17}',
				4: '{"message_id":4,"status":3}',
			};
			asJson(response, answers[String(id)] ?? '');
		});
		const { output } = await telecom.run([{ id: 1 }, { id: '2' }, { id: ' 3 ' }, { id: 4 }], ask);
		expect(telecom.peer.seen.map(({ path }) => path)).toEqual(
			Array.from({ length: 4 }, () => '/v1/api/receive-viber'),
		);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
		expect(output.map(({ json }) => json)).toMatchObject([
			{
				provider: 'decisionTelecom',
				event: 'delivered',
				messageId: '1',
				status: 'delivered',
				viber: { status: 'delivered', code: 1 },
			},
			{
				event: 'delivered',
				messageId: '2',
				channel: 'sms',
				viber: { status: 'undelivered', code: 4 },
				sms: { messageId: '200077', status: 'delivered', code: 2 },
			},
			{ event: 'unknown', status: 'unknown', viber: { status: 'unknown', code: 17 } },
			{ event: 'failed', status: 'rejected', error: { code: 'viber 3' } },
		]);
	});

	it('keeps ids exact both ways, and gives the raw answer on request', async () => {
		telecom.answer((_, response) =>
			asJson(response, `{"message_id":${HUGE},"status":0,"sms_message_id":${HUGE}}`),
		);
		const { output } = await telecom.run([{ id: HUGE }], { ...ask, simplify: false });
		expect(askedFor(0)).toBe(`{"message_id":${HUGE}}`);
		expect(output[0]?.json).toEqual({ message_id: HUGE, status: 0, sms_message_id: HUGE });
	});

	it('asks side by side within a limit, and keeps the order', async () => {
		const waiting: Array<() => void> = [];
		let most = 0;
		let answered = 0;
		const items = Array.from({ length: 12 }, (_, index) => ({ id: index + 1 }));
		const letGo = (): void => {
			// The last that came is answered first.
			answered += waiting.length;
			for (const go of waiting.splice(0).reverse()) go();
		};
		telecom.answer(({ message_id: id }, response: ServerResponse) => {
			waiting.push(() => asJson(response, `{"message_id":${String(id)},"status":1}`));
			most = Math.max(most, waiting.length);
			// Time enough for one more than allowed to come.
			if (waiting.length === Math.min(5, items.length - answered)) setTimeout(letGo, 50);
		});
		const { output } = await telecom.run(items, ask);
		expect(most).toBe(5);
		expect(output.map(({ json }) => json.messageId)).toEqual(items.map(({ id }) => String(id)));
	});

	it('gives each bad item its own error when told to go on', async () => {
		telecom.answer(({ message_id: id }, response) => {
			if (id === 1) asJson(response, '{"message_id":1,"status":6}');
			else if (id === 2) {
				asJson(response, '{"name":"Too Many Requests","message":"","code":0,"status":429}');
			} else if (id === 3) {
				asJson(
					response,
					'{"name":"Invalid Parameter: message_id","message":"","code":1,"status":400}',
					400,
				);
			} else if (id === 4) asJson(response, '{"message_id":999,"status":1}');
			else response.destroy();
		});
		const items = [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }, { id: '' }, { id: 1e20 }];
		const { output } = await telecom.run(items, ask, 'continueRegularOutput');
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(output.map(({ json }) => json.event ?? json.error)).toEqual([
			'seen',
			expect.objectContaining({ code: '0', status: 'refused' }),
			expect.objectContaining({
				code: '1',
				description: expect.stringContaining('5 days') as string,
			}),
			expect.objectContaining({ message: expect.stringMatching(/another message/) as string }),
			expect.objectContaining({ status: 'unknown' }),
			expect.objectContaining({ message: "'Message ID' is empty" }),
			expect.objectContaining({ message: expect.stringMatching(/lost its last digits/) as string }),
		]);
	});

	it('stops at a failure otherwise', async () => {
		telecom.answer((_, response) => asJson(response, '', 401));
		const items = Array.from({ length: 50 }, (_, index) => ({ id: index + 1 }));
		const { result } = await telecom.run(items, ask);
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toBe('DecisionTelecom does not accept the access key');
		expect(error.context.itemIndex).toBe(0);
		expect(telecom.peer.seen.length).toBeLessThanOrEqual(10);
	});

	it('is not offered by a bot', async () => {
		const { result } = await telecom.run([{ id: 1 }], { ...ask, provider: 'viberBot' });
		expect(result.data.resultData.error?.message).toMatch(/cannot carry out this operation/);
	});
});
