import fc from 'fast-check';

import type { BroadcastOutcome } from '../../../../nodes/Viber/providers/provider';
import type { PlannedRequest } from '../../../../nodes/Viber/shared/broadcasts';
import {
	fullAccountOf,
	sendRequests,
	shortAccountOf,
} from '../../../../nodes/Viber/shared/broadcasts';

const refusal = { code: '6', name: 'receiverNotSubscribed', reason: 'No', cure: 'Do this.' };

function requestFor(names: string[], first: number): PlannedRequest {
	return {
		receivers: names.map((to, index) => ({ to, itemIndexes: [first + index] })),
		request: { method: 'POST', path: '/broadcast_message', headers: {}, body: '' },
		baseUrl: '',
	};
}

function accepted(...names: string[]): BroadcastOutcome {
	const failed = new Map(names.map((name) => [name, { refusal, answer: { status: 6 } }]));
	return { kind: 'accepted', messageId: '42', answer: { status: 0 }, failed };
}

describe('sendRequests', () => {
	it('keeps account of everybody once, whatever happens', async () => {
		const kind = fc.constantFrom('accepted', 'partly', 'refused', 'unknown', 'notSent');
		const script = fc.array(fc.record({ kind, people: fc.integer({ min: 1, max: 5 }) }));
		await fc.assert(
			fc.asyncProperty(script, fc.boolean(), fc.nat(12), async (steps, stops, cancelAt) => {
				let person = 0;
				const requests = steps.map(({ people }) => {
					const names = Array.from({ length: people }, (_, index) => `p${person + index}`);
					const request = requestFor(names, person);
					person += people;
					return request;
				});
				let sent = 0;
				const report = await sendRequests({
					requests,
					send: async (request) => {
						const step = steps[sent];
						sent += 1;
						if (step?.kind === 'accepted') return accepted();
						if (step?.kind === 'partly') return accepted(request.receivers[0]?.to ?? '');
						return { kind: step?.kind as 'refused' | 'unknown' | 'notSent', refusal };
					},
					stopOnFailure: stops,
					isCancelled: () => sent === cancelAt,
				});
				const all = [...report.results.map(({ receiver }) => receiver), ...report.notTried];
				expect(all.map(({ to }) => to)).toEqual(
					Array.from({ length: person }, (_, index) => `p${index}`),
				);
				const lists = Object.values(fullAccountOf(report)) as unknown[][];
				expect(lists.flat()).toHaveLength(person);
			}),
		);
	});

	it('stops at a request that fails as a whole, and says what was accepted before', async () => {
		const outcomes: BroadcastOutcome[] = [accepted('b'), { kind: 'unknown', refusal }];
		const report = await sendRequests({
			requests: [requestFor(['a', 'b'], 0), requestFor(['c'], 2), requestFor(['d', 'e'], 3)],
			send: async () => outcomes.shift() ?? accepted(),
			stopOnFailure: true,
			isCancelled: () => false,
		});
		expect(fullAccountOf(report)).toEqual({
			accepted: [{ item: 0, to: 'a', messageId: '42' }],
			refused: [{ item: 1, to: 'b', code: '6', name: 'receiverNotSubscribed' }],
			failed: [{ item: 2, to: 'c', code: '6', name: 'receiverNotSubscribed' }],
			notTried: [
				{ item: 3, to: 'd' },
				{ item: 4, to: 'e' },
			],
		});
		expect(shortAccountOf(report)).toBe(
			'Accepted before this request: 1 receiver (message 42). Refused one by one: 1 receiver. In this request: 1 receiver. Not tried: 2 receivers. All of them are listed in the data of this error.',
		);
	});

	it('says nothing of a single request', async () => {
		const report = await sendRequests({
			requests: [requestFor(['a', 'b'], 0)],
			send: async () => ({ kind: 'refused', refusal }),
			stopOnFailure: true,
			isCancelled: () => false,
		});
		expect(shortAccountOf(report)).toBe('');
	});
});
