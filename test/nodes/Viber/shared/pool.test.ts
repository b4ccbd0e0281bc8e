import fc from 'fast-check';

import { workSideBySide } from '../../../../nodes/Viber/shared/pool';

/** Lets a number of turns of the event loop pass, so that pieces end in any order. */
async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn++) await Promise.resolve();
}

describe('workSideBySide', () => {
	const delays = fc.array(fc.nat(12), { maxLength: 40 });

	it('does every piece once, in order, never more than allowed at once', async () => {
		await fc.assert(
			fc.asyncProperty(delays, fc.integer({ min: 1, max: 8 }), async (waits, atOnce) => {
				const begun: number[] = [];
				let running = 0;
				let most = 0;
				const results = await workSideBySide({
					pieces: waits.length,
					atOnce,
					work: async (index) => {
						begun.push(index);
						most = Math.max(most, ++running);
						await turns(waits[index] ?? 0);
						running -= 1;
						return `piece ${index}`;
					},
					endsWith: () => false,
					isCancelled: () => false,
				});
				expect(begun).toEqual(waits.map((_, index) => index));
				expect(results).toEqual(waits.map((_, index) => `piece ${index}`));
				expect(most).toBe(Math.min(atOnce, waits.length));
			}),
		);
	});

	it('begins nothing after a result that ends the work, and keeps what was under way', async () => {
		await fc.assert(
			fc.asyncProperty(
				delays,
				fc.integer({ min: 1, max: 8 }),
				fc.nat(39),
				async (waits, atOnce, bad) => {
					let isOver = false;
					const begun: number[] = [];
					const results = await workSideBySide({
						pieces: waits.length,
						atOnce,
						work: async (index) => {
							expect(isOver).toBe(false);
							begun.push(index);
							await turns(waits[index] ?? 0);
							return index;
						},
						endsWith: (index) => {
							isOver ||= index === bad;
							return index === bad;
						},
						isCancelled: () => false,
					});
					expect(results).toEqual(begun);
					if (bad < waits.length) expect(begun).toContain(bad);
					else expect(begun).toHaveLength(waits.length);
				},
			),
		);
	});

	it('begins nothing after a cancellation', async () => {
		let begun = 0;
		const results = await workSideBySide({
			pieces: 10,
			atOnce: 3,
			work: async (index) => {
				begun += 1;
				await turns(3);
				return index;
			},
			endsWith: () => false,
			isCancelled: () => begun === 4,
		});
		expect(results).toEqual([0, 1, 2, 3]);
	});

	it('waits for what is under way before it throws', async () => {
		const done: number[] = [];
		const working = workSideBySide({
			pieces: 9,
			atOnce: 3,
			work: async (index) => {
				if (index === 1) throw new Error('broken');
				await turns(20);
				done.push(index);
			},
			endsWith: () => false,
			isCancelled: () => false,
		});
		await expect(working).rejects.toThrow('broken');
		expect(done).toEqual([0, 2]);
	});
});
