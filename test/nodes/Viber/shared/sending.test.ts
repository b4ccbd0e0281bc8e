import fc from 'fast-check';

import type { ItemResult } from '../../../../nodes/Viber/shared/sending';
import { acceptedSoFar, accountOf, sendItems } from '../../../../nodes/Viber/shared/sending';

function accepted(itemIndex: number): ItemResult {
	return {
		kind: 'accepted',
		itemIndex,
		receipt: { to: `person ${itemIndex}`, messageId: `id ${itemIndex}`, answer: {} },
		simplify: true,
	};
}

function failed(itemIndex: number): ItemResult {
	return {
		kind: 'failed',
		failure: { itemIndex, status: 'refused', message: 'no', description: 'do this' },
	};
}

describe('sendItems', () => {
	it('sends each item once and in order, and stops at the first failure when told to', async () => {
		const script = fc.array(fc.boolean(), { maxLength: 30 });
		await fc.assert(
			fc.asyncProperty(script, fc.boolean(), async (goods, stopOnFailure) => {
				const sent: number[] = [];
				const { results, stoppedBy } = await sendItems({
					items: goods.length,
					send: async (index) => {
						sent.push(index);
						return [goods[index] ? accepted(index) : failed(index)];
					},
					stopOnFailure,
					isCancelled: () => false,
				});
				const firstBad = goods.indexOf(false);
				const stops = stopOnFailure && firstBad >= 0;
				const expected = stops ? firstBad + 1 : goods.length;
				expect(sent).toEqual(Array.from({ length: expected }, (_, index) => index));
				expect(results).toHaveLength(expected);
				expect(stoppedBy?.itemIndex).toBe(stops ? firstBad : undefined);
				expect(acceptedSoFar(results).map(({ item }) => item)).toEqual(
					sent.filter((index) => goods[index]),
				);
			}),
		);
	});

	it('begins nothing after the execution was stopped', async () => {
		let sent = 0;
		const { results } = await sendItems({
			items: 5,
			send: async (index) => {
				sent += 1;
				return [accepted(index)];
			},
			stopOnFailure: true,
			isCancelled: () => sent === 2,
		});
		expect(sent).toBe(2);
		expect(results).toHaveLength(2);
	});
});

describe('accountOf', () => {
	const two = acceptedSoFar([accepted(0), accepted(1)]);

	it.each([
		[
			two,
			{ itemIndex: 2, items: 4, isUncertain: false },
			/2 \(item 0: id 0, item 1: id 1\).*begin with item 2/,
		],
		[
			two,
			{ itemIndex: 2, items: 4, isUncertain: true },
			/whether item 2 was sent, then go on after it/,
		],
		[[], { itemIndex: 0, items: 4, isUncertain: false }, /^No message was accepted before/],
	])('%j', (list, stopped, expected) => {
		expect(accountOf(list, stopped)).toMatch(expected);
	});

	it('stays short after thousands of messages', () => {
		const many = acceptedSoFar(Array.from({ length: 10_000 }, (_, index) => accepted(index)));
		const words = accountOf(many, { itemIndex: 10_000, items: 10_001, isUncertain: false });
		expect(words).toMatch(/Accepted before this: 10000 .*and 9950 more/);
		expect(words.length).toBeLessThan(2_000);
	});

	it('says nothing of a run of one item', () => {
		expect(accountOf([], { itemIndex: 0, items: 1, isUncertain: true })).toBe('');
	});
});
