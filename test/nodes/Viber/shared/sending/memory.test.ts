import type { Memory, Verdict } from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Receipt, Wishes } from './support';
import { accept, planFor, setback } from './support';

/** A memory that lasts from one run to the next. */
function memory(): Memory<Receipt> {
	const kept = new Map<string, Verdict<Receipt>>();
	const items = new Set<number>();
	return {
		recall: (itemIndex, to) => kept.get(`${itemIndex} ${to}`),
		knows: (itemIndex) => items.has(itemIndex),
		keep(itemIndex, to, verdict) {
			kept.set(`${itemIndex} ${to}`, verdict);
			items.add(itemIndex);
		},
	};
}

async function run(wishes: Wishes) {
	const { plan, clock, seen } = planFor(wishes);
	const { results, stoppedBy } = await clock.until(runItems(plan));
	const kinds = results.map((one) => (one.kind === 'failed' ? one.status : one.kind));
	return { results, kinds, seen: seen.map(({ content }) => content), stoppedBy };
}

const drafts = Array.from({ length: 6 }, () => ({}));

describe('a run of the same items once more', () => {
	it('sends what was refused or not tried, and gives the IDs of all', async () => {
		const kept = memory();
		const first = await run({
			drafts,
			memory: kept,
			limits: { atOnce: 2 },
			stopOnFailure: true,
			answer: (content, receivers) =>
				content === 'text 2' ? setback('refused') : accept(content, receivers),
		});
		expect(first.kinds).toEqual([
			...['accepted', 'accepted', 'refused', 'accepted'],
			...['notTried', 'notTried'],
		]);
		const second = await run({ drafts, memory: kept, stopOnFailure: true });
		expect(second.seen).toEqual(['text 2', 'text 4', 'text 5']);
		expect(second.results[1]).toMatchObject({ receipt: { messageId: 'text 1>p1' } });
		expect(second.kinds).toEqual(Array(6).fill('accepted'));
	});

	it('never sends what may have arrived, and ends there again when failures end it', async () => {
		const kept = memory();
		const wishes: Wishes = { drafts, memory: kept, limits: { atOnce: 1 }, stopOnFailure: true };
		await run({
			...wishes,
			answer: (content, receivers) =>
				content === 'text 2' ? setback('unknown') : accept(content, receivers),
		});
		const again = await run(wishes);
		expect(again.seen).toEqual([]);
		expect(again.kinds.slice(0, 4)).toEqual(['accepted', 'accepted', 'unknown', 'notTried']);
		expect(again.stoppedBy).toMatchObject({ cause: 'failure', result: { itemIndex: 2 } });
		const { kinds, seen } = await run({ ...wishes, stopOnFailure: false });
		expect(kinds[2]).toBe('unknown');
		expect(seen).toEqual(['text 3', 'text 4', 'text 5']);
	});

	it.each(['unknown', 'account'])(
		'tells of all that was accepted before, also when it ends earlier: %s',
		async (why) => {
			const kept = memory();
			const wishes: Wishes = { drafts, memory: kept, stopOnFailure: true };
			// All are under way when the first is answered.
			await run({
				...wishes,
				answer: (content, receivers) => {
					if (content !== 'text 1') return accept(content, receivers);
					return setback(why === 'unknown' ? 'unknown' : 'refused');
				},
			});
			const again = await run({
				...wishes,
				limits: { atOnce: 1 },
				window: 1,
				answer: () => setback('refused', 'balance', { concernsAccount: true }),
			});
			expect(again.kinds).toEqual([
				'accepted',
				why === 'unknown' ? 'unknown' : 'refused',
				...Array<string>(4).fill('accepted'),
			]);
			expect(again.seen).toEqual(why === 'unknown' ? [] : ['text 1']);
		},
	);

	it('drafts nothing that it has neither sent before nor will now', async () => {
		const kept = memory();
		const wishes: Wishes = { drafts, memory: kept, limits: { atOnce: 1 }, stopOnFailure: true };
		const drafted: number[] = [];
		for (const window of [2, 2]) {
			const { plan, clock } = planFor({
				...wishes,
				window,
				answer: (content, receivers) =>
					content === 'text 2' ? setback('unknown') : accept(content, receivers),
			});
			const { prepare } = plan;
			plan.prepare = async (itemIndex) => {
				drafted.push(itemIndex);
				return await prepare(itemIndex);
			};
			await clock.until(runItems(plan));
		}
		expect(drafted).toEqual([0, 1, 2, 0, 1, 2]);
	});

	it('does not take one receiver of an item for another', async () => {
		const kept = memory();
		const both = [{ receivers: ['a', 'b'], receiversAtOnce: 2, content: 'same' }];
		await run({
			drafts: both,
			memory: kept,
			answer: () => ({
				kind: 'mixed',
				each: [{ kind: 'accepted', receipt: { messageId: '1' } }, setback('refused')],
			}),
		});
		const { plan, clock, seen } = planFor({ drafts: both, memory: kept });
		await clock.until(runItems(plan));
		expect(seen.map(({ receivers }) => receivers)).toEqual([['b']]);
	});
});
