import fc from 'fast-check';

import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import { RETRIES } from '../../../../../nodes/Viber/shared/waits';
import type { Wishes } from './support';
import { accept, planFor, repeat } from './support';

const world = fc.record({
	/** How much the provider takes in any second, which the run does not know. */
	perSecond: fc.integer({ min: 1, max: 20 }),
	of: fc.constantFrom('requests' as const, 'messages' as const),
	tellsWhen: fc.boolean(),
	latencyMs: fc.integer({ min: 1, max: 300 }),
	atOnce: fc.integer({ min: 1, max: 50 }),
	items: fc.integer({ min: 1, max: 60 }),
	/** How many go out together. */
	group: fc.integer({ min: 1, max: 5 }),
	randoms: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
		minLength: 1,
		maxLength: 5,
	}),
});

/** A limit that is so many times lower than what goes side by side is met without anybody's tries used up. */
const TIMES = 5;

it('a provider with a limit of its own: everybody gets through, nobody twice, and else it is told', async () => {
	await fc.assert(
		fc.asyncProperty(world, async (given) => {
			const { perSecond, of, tellsWhen, latencyMs, atOnce, items, randoms } = given;
			const group = of === 'messages' ? Math.min(given.group, perSecond) : given.group;
			const requests = of === 'messages' ? Math.floor(perSecond / group) : perSecond;
			const taken: Array<{ at: number; weight: number }> = [];
			const got: string[] = [];
			let draws = 0;
			const answer: Wishes['answer'] = (content, receivers) => {
				const now = made.clock.now();
				const recent = taken.filter(({ at }) => at > now - 1000);
				const weight = of === 'requests' ? 1 : receivers.length;
				const used = recent.reduce((sum, one) => sum + one.weight, 0);
				if (used + weight > perSecond) {
					return repeat({ isRateLimit: true, ...(tellsWhen && { afterMs: 1000 }) });
				}
				taken.push({ at: now, weight });
				got.push(...receivers);
				return accept(content, receivers);
			};
			const made = planFor({
				drafts: Array.from({ length: items }, () => ({
					content: 'same',
					groupKey: 'same',
					receiversAtOnce: group,
				})),
				limits: { atOnce },
				retries: RETRIES,
				latencyMs,
				random() {
					draws += 1;
					return randoms[draws % randoms.length] ?? 0;
				},
				answer,
			});
			const { results } = await made.clock.until(runItems(made.plan));
			const accepted = results.flatMap((one) => (one.kind === 'accepted' ? [one.to] : []));
			expect([...got].sort()).toEqual([...accepted].sort());
			const others = results.filter(({ kind }) => kind !== 'accepted');
			for (const one of others) expect(one).toMatchObject({ kind: 'failed', status: 'refused' });
			if (atOnce <= TIMES * requests) expect(others).toEqual([]);
		}),
		{ numRuns: 400 },
	);
}, 60_000);
