import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Wishes } from './support';
import { accept, planFor, repeat, setback } from './support';

// A provider with a limit of its own, which the run knows nothing of.

async function run(wishes: Wishes) {
	const { plan, clock, seen } = planFor(wishes);
	const report = await clock.until(runItems(plan));
	return { report, seen, clock };
}

/** Takes so many in any second; more are refused with a limit of the account. */
function limited(perSecond: number, clockOf: () => { now(): number }): Wishes['answer'] {
	const taken: number[] = [];
	return (content, receivers) => {
		const now = clockOf().now();
		if (taken.filter((at) => at > now - 1000).length >= perSecond) {
			return repeat({ isRateLimit: true });
		}
		taken.push(now);
		return accept(content, receivers);
	};
}

it.each([
	[1, 5],
	[2, 10],
	[5, 10],
	[9, 10],
	[20, 50],
])('%i a second: everybody gets through with %i at once', async (perSecond, atOnce) => {
	const made = planFor({
		drafts: Array.from({ length: 60 }, () => ({})),
		limits: { atOnce },
		retries: { tries: 5, totalMs: 60_000, baseMs: 1000, capMs: 10_000 },
		answer: (...asked) => limits?.(...asked) ?? accept('', []),
	});
	const limits = limited(perSecond, () => made.clock);
	const { results } = await made.clock.until(runItems(made.plan));
	expect(results.filter(({ kind }) => kind !== 'accepted')).toEqual([]);
});

it('lets a repeat go before what has not been tried', async () => {
	const { seen } = await run({
		drafts: Array.from({ length: 6 }, () => ({})),
		limits: { atOnce: 2 },
		answer: (content, receivers, nth) =>
			nth === 0 ? repeat({ isRateLimit: true }) : accept(content, receivers),
	});
	expect(seen.map(({ content }) => content).slice(0, 4)).toEqual([
		'text 0',
		'text 1',
		'text 0',
		'text 2',
	]);
});

it('does not hold others back for a repeat whose time has not come', async () => {
	const { seen } = await run({
		drafts: Array.from({ length: 4 }, () => ({})),
		limits: { atOnce: 2 },
		answer: (content, receivers, nth) =>
			nth === 0 ? setback('notSent') : accept(content, receivers),
	});
	expect(seen.map(({ content, at }) => [content, at])).toEqual([
		['text 0', 0],
		['text 1', 0],
		['text 2', 50],
		['text 3', 100],
		['text 0', 800],
	]);
});

it('repeats nothing after its time, whatever it had to wait for', async () => {
	const { seen, report } = await run({
		drafts: Array.from({ length: 3 }, () => ({})),
		limits: { atOnce: 3, batching: { size: 1, intervalMs: 10_000 } },
		retries: { tries: 4, totalMs: 3000, baseMs: 1000, capMs: 1000 },
		answer: (content, receivers, nth) =>
			nth === 0 ? setback('notSent') : accept(content, receivers),
	});
	expect(seen.map(({ content }) => content)).toEqual(['text 0', 'text 1', 'text 2']);
	expect(report.results.map(({ kind }) => kind)).toEqual(['failed', 'accepted', 'accepted']);
});

it('repeats nothing after its time, also when it was the store of the keys that took so long', async () => {
	const { plan, clock, seen } = planFor({
		drafts: [{ keys: [['a']] }],
		retries: { tries: 4, totalMs: 3000, baseMs: 1000, capMs: 1000 },
		answer: () => setback('notSent'),
	});
	const held = new Set<string>();
	let claims = 0;
	plan.claims = {
		async claim(keys) {
			claims += 1;
			if (claims === 2) await clock.sleep(2500);
			for (const key of keys) held.add(key);
			return new Set(keys);
		},
		async release(keys) {
			for (const key of keys) held.delete(key);
		},
	};
	const { results } = await clock.until(runItems(plan));
	expect(seen.map(({ at }) => at)).toEqual([0]);
	expect(results).toMatchObject([{ kind: 'failed', status: 'notSent', tries: 1 }]);
	expect([...held]).toEqual([]);
});

it('looks at each message a few times only, however many wait for one receiver', async () => {
	const drafts = Array.from({ length: 20_000 }, () => ({ receivers: ['a'] }));
	const { plan, clock } = planFor({ drafts, window: drafts.length, latencyMs: 1 });
	let looks = 0;
	const { prepare } = plan;
	plan.prepare = async (itemIndex) => {
		const prepared = await prepare(itemIndex);
		if (!('draft' in prepared)) return prepared;
		const { receivers } = prepared.draft;
		const draft = Object.defineProperty({ ...prepared.draft }, 'groupKey', {
			get: () => {
				looks += 1;
				return undefined;
			},
		});
		return { draft: { ...draft, receivers } };
	};
	const report = await clock.until(runItems(plan));
	expect(report.results).toHaveLength(drafts.length);
	expect(looks).toBeLessThan(10 * drafts.length);
}, 60_000);

it('lets n8n do something else from time to time while it drafts what cannot go out yet', async () => {
	// All for one person, who gets one message after another.
	const drafts = Array.from({ length: 1000 }, () => ({ receivers: ['a'] }));
	const { plan, clock } = planFor({ drafts, window: drafts.length, latencyMs: 1_000_000 });
	let drafted = 0;
	let most = 0;
	let since = 0;
	const { sleep } = clock;
	clock.sleep = async (ms, signal) => {
		since = drafted;
		await sleep.call(clock, ms, signal);
	};
	const { prepare } = plan;
	plan.prepare = async (itemIndex) => {
		drafted += 1;
		most = Math.max(most, drafted - since);
		return await prepare(itemIndex);
	};
	await clock.until(runItems(plan));
	expect(drafted).toBe(1000);
	expect(most).toBeLessThanOrEqual(250);
});
