import type { Report } from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Receipt, Wishes } from './support';
import { accept, KeyStore, planFor, repeat, setback } from './support';

function same(count: number, more = {}): Wishes['drafts'] {
	return Array.from({ length: count }, () => ({
		content: 'same',
		groupKey: 'same',
		receiversAtOnce: 100,
		...more,
	}));
}

function different(count: number): Wishes['drafts'] {
	return Array.from({ length: count }, () => ({}));
}

async function run(wishes: Wishes) {
	const { plan, clock, seen } = planFor(wishes);
	const report = await clock.until(runItems(plan));
	return { report, seen, took: clock.now(), clock };
}

function kinds({ results }: Report<Receipt>): string[] {
	return results.map((result) => (result.kind === 'failed' ? result.status : result.kind));
}

describe('side by side', () => {
	it('keeps to the limit, and gives results in the order of the items', async () => {
		const { report, seen, took } = await run({ drafts: different(100), limits: { atOnce: 10 } });
		// Ten times 50 ms, and 1 ms in which others have their turn.
		expect(took).toBe(501);
		expect(seen).toHaveLength(100);
		expect(
			report.results.map((result) => result.kind === 'accepted' && result.receipt.messageId),
		).toEqual(Array.from({ length: 100 }, (_, index) => `text ${index}>p${index}`));
	});

	it.each([0, -1, Number.NaN])('goes one at a time with a limit of %p', async (atOnce) => {
		expect((await run({ drafts: different(3), limits: { atOnce } })).took).toBe(150);
	});

	it('sends to one receiver in order, each after the answer to the one before', async () => {
		const drafts = [
			{ receivers: ['a'] },
			{ receivers: ['a'] },
			{ receivers: ['b'] },
			{ receivers: ['a'] },
		];
		const { seen } = await run({ drafts });
		expect(seen.map(({ content, at }) => [content, at])).toEqual([
			['text 0', 0],
			['text 2', 0],
			['text 1', 50],
			['text 3', 100],
		]);
	});

	it('lets no later message overtake one that is being repeated', async () => {
		const { seen } = await run({
			drafts: [{ receivers: ['a'] }, { receivers: ['a'] }],
			answer: (content, receivers, nth) =>
				nth === 0 ? setback('notSent') : accept(content, receivers),
		});
		expect(seen.map(({ content }) => content)).toEqual(['text 0', 'text 0', 'text 1']);
	});
});

describe('drafting', () => {
	it('drafts each item once, in order, and no earlier than needed', async () => {
		const { plan, clock, seen } = planFor({ drafts: different(50), limits: { atOnce: 5 } });
		const drafted: number[] = [];
		const { prepare } = plan;
		let aheadMost = 0;
		plan.prepare = async (itemIndex) => {
			drafted.push(itemIndex);
			aheadMost = Math.max(aheadMost, drafted.length - seen.length);
			return await prepare(itemIndex);
		};
		await clock.until(runItems(plan));
		expect(drafted).toEqual(Array.from({ length: 50 }, (_, index) => index));
		expect(aheadMost).toBeLessThanOrEqual(2);
	});

	it('looks no farther ahead than the window while it waits for one receiver', async () => {
		const drafts = Array.from({ length: 50 }, () => ({ receivers: ['a'] }));
		const { plan, clock, seen } = planFor({ drafts, window: 7 });
		const { prepare } = plan;
		let aheadMost = 0;
		plan.prepare = async (itemIndex) => {
			aheadMost = Math.max(aheadMost, itemIndex + 1 - seen.length);
			return await prepare(itemIndex);
		};
		expect(kinds(await clock.until(runItems(plan)))).toHaveLength(50);
		// One of them is just about to begin.
		expect(aheadMost).toBe(8);
	});

	it('reports an item that cannot be drafted, and goes on', async () => {
		const { report, seen } = await run({ drafts: [{}, 'no text', {}] });
		expect(kinds(report)).toEqual(['accepted', 'invalid', 'accepted']);
		expect(seen).toHaveLength(2);
	});

	it('takes an error of `prepare` for an item that cannot be drafted', async () => {
		const { plan, clock } = planFor({ drafts: different(2) });
		const { prepare } = plan;
		plan.prepare = async (itemIndex) => {
			if (itemIndex === 0) throw new Error('broken');
			return await prepare(itemIndex);
		};
		const report = await clock.until(runItems(plan));
		expect(report.results[0]).toMatchObject({ kind: 'invalid', failure: { message: 'broken' } });
		expect(kinds(report)).toEqual(['invalid', 'accepted']);
	});
});

describe('groups', () => {
	it('puts equal messages together, and gives each item its own result', async () => {
		const { report, seen } = await run({ drafts: same(250) });
		expect(seen.map(({ receivers }) => receivers.length)).toEqual([100, 100, 50]);
		expect(report.results[249]).toMatchObject({
			itemIndex: 249,
			receipt: { messageId: 'same>p249' },
		});
	});

	it('puts nothing together when told not to', async () => {
		expect((await run({ drafts: same(20), groups: false })).seen).toHaveLength(20);
	});

	it('puts nothing together without a group key, or with another one', async () => {
		const drafts = [...same(2, { groupKey: undefined }), ...same(1), ...same(2, { groupKey: 'b' })];
		const { seen } = await run({ drafts });
		expect(seen.map(({ receivers }) => receivers)).toEqual([['p0'], ['p1'], ['p2'], ['p3', 'p4']]);
	});

	it('sends the same message to the same person as often as there are items', async () => {
		const { report, seen } = await run({
			drafts: same(3, { receivers: ['a'] }).concat(same(1, { receivers: ['b'] })),
		});
		expect(seen.map(({ receivers }) => receivers)).toEqual([['a', 'b'], ['a'], ['a']]);
		expect(kinds(report)).toEqual(Array(4).fill('accepted'));
	});

	it('cuts the receivers of one item as the provider demands', async () => {
		const receivers = ['a', 'b', 'c', 'd', 'e'];
		const { report, seen } = await run({
			drafts: [{ receivers, receiversAtOnce: 2 }],
			groups: false,
		});
		expect(seen.map((request) => request.receivers)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
		expect(report.results.map((result) => 'to' in result && result.to)).toEqual(receivers);
	});

	it('finds those who are the reason for a refusal, so that the others get theirs', async () => {
		const { report, seen } = await run({
			drafts: same(100),
			answer: (content, receivers) =>
				receivers.includes('p37') ? setback('refused', '-1') : accept(content, receivers),
		});
		expect(kinds(report).filter((kind) => kind === 'accepted')).toHaveLength(99);
		expect(kinds(report)[37]).toBe('refused');
		expect(seen.length).toBeLessThan(20);
	});

	it('finds them, too, when the first failure ends the run, and begins nothing else', async () => {
		const { report, seen } = await run({
			drafts: [...same(8), ...different(20)],
			limits: { atOnce: 1 },
			stopOnFailure: true,
			answer: (content, receivers) =>
				receivers.includes('p0') ? setback('refused', '-1') : accept(content, receivers),
		});
		expect(kinds(report)).toEqual([
			'refused',
			...Array(7).fill('accepted'),
			...Array(20).fill('notTried'),
		]);
		expect(seen.every(({ content }) => content === 'same')).toBe(true);
		expect(report.stoppedBy).toMatchObject({ cause: 'failure', result: { itemIndex: 0 } });
	});

	it.each([
		['the account', setback('refused', '-5', { concernsAccount: true })],
		['a pause that is too long', repeat({ isRateLimit: true, afterMs: 1e9 })],
	])('looks for them no further when %s ends the run', async (_, end) => {
		const { report, seen } = await run({
			drafts: same(8),
			stopOnFailure: true,
			answer: (_content, _receivers, nth) => (nth < 4 ? setback('refused', '-1') : end),
		});
		// All of them, halves, quarters and one, and then the next one.
		expect(seen.map(({ receivers }) => receivers.length)).toEqual([8, 4, 2, 1, 1]);
		expect(kinds(report)).toEqual(['refused', 'refused', ...Array(6).fill('notTried')]);
	});

	it('looks for them no further when the execution is cancelled', async () => {
		const canceller = new AbortController();
		const { report, seen } = await run({
			drafts: same(8),
			signal: canceller.signal,
			answer: (_, __, nth) => {
				if (nth === 1) canceller.abort();
				return setback('refused', '-1');
			},
		});
		expect(seen).toHaveLength(2);
		expect(kinds(report)).toEqual(Array(8).fill('notTried'));
	});

	it('leaves a refused request whole when told to', async () => {
		const { report, seen } = await run({
			drafts: same(5),
			splitsRefused: false,
			answer: () => setback('refused'),
		});
		expect(seen).toHaveLength(1);
		expect(kinds(report)).toEqual(Array(5).fill('refused'));
	});

	it('does not ask for fewer when none of them is the reason', async () => {
		const { report, seen } = await run({
			drafts: same(5),
			answer: () => setback('refused', '-77', { concernsRequest: true }),
		});
		expect(seen).toHaveLength(1);
		expect(kinds(report)).toEqual(Array(5).fill('refused'));
	});

	it('repeats only those to whom the refusal applies', async () => {
		const { report, seen } = await run({
			drafts: same(3),
			answer: (content, receivers, nth) =>
				nth > 0
					? accept(content, receivers)
					: {
							kind: 'mixed',
							each: [
								{ kind: 'accepted', receipt: { messageId: 'first' } },
								repeat(),
								setback('refused', '5'),
							],
						},
		});
		expect(seen.map(({ receivers }) => receivers)).toEqual([['p0', 'p1', 'p2'], ['p1']]);
		expect(kinds(report)).toEqual(['accepted', 'accepted', 'refused']);
	});

	it('never calls somebody accepted of whom the answer says nothing', async () => {
		const { report } = await run({
			drafts: same(3),
			answer: () => ({ kind: 'accepted', receipts: [{ messageId: 'only one' }] }),
		});
		expect(kinds(report)).toEqual(['accepted', 'unknown', 'unknown']);
	});
});

describe('pace', () => {
	it('keeps to requests within a sliding window', async () => {
		const { seen, took } = await run({
			drafts: different(25),
			limits: { pace: { count: 10, perMs: 1000, of: 'requests' } },
		});
		expect(seen.filter(({ at }) => at < 1000)).toHaveLength(10);
		expect(took).toBe(2050);
	});

	it('counts messages when told to, and cuts groups so that they fit', async () => {
		const { seen } = await run({
			drafts: same(25),
			limits: { pace: { count: 10, perMs: 1000, of: 'messages' } },
		});
		expect(seen.map(({ receivers, at }) => [receivers.length, at])).toEqual([
			[10, 0],
			[10, 1000],
			[5, 2000],
		]);
	});

	it('lets no small request overtake a large one that waits for its room', async () => {
		const { seen } = await run({
			drafts: [{}, { receivers: ['a', 'b', 'c', 'd'], receiversAtOnce: 4 }, ...different(6)],
			limits: { pace: { count: 4, perMs: 1000, of: 'messages' } },
		});
		expect(seen.map(({ receivers, at }) => [receivers[0], at]).slice(0, 3)).toEqual([
			['p0', 0],
			['a', 1000],
			['p2', 2000],
		]);
	});

	it('pauses between batches as the HTTP Request node does', async () => {
		const { seen } = await run({
			drafts: different(5),
			limits: { batching: { size: 2, intervalMs: 700 } },
		});
		expect(seen.map(({ at }) => at)).toEqual([0, 0, 700, 700, 1400]);
	});

	it('lets all requests wait when the provider asks for a pause', async () => {
		const { report, seen } = await run({
			drafts: different(6),
			limits: { atOnce: 2 },
			answer: (content, receivers, nth) =>
				nth === 0 ? repeat({ afterMs: 5000, isRateLimit: true }) : accept(content, receivers),
		});
		expect(seen.map(({ at }) => at)).toEqual([0, 0, 5050, 5050, 5100, 5100, 5150]);
		expect(kinds(report)).toEqual(Array(6).fill('accepted'));
	});
});

describe('repeating', () => {
	it.each([
		['not sent', setback('notSent')],
		['refused, may be repeated', repeat()],
	])('%s: repeats with growing waits, then gives up', async (_, bad) => {
		const { report, seen } = await run({ drafts: different(1), answer: () => bad });
		// Three quarters of 1, 2 and 4 s, and 50 ms for each answer.
		expect(seen.map(({ at }) => at)).toEqual([0, 800, 2350, 5400]);
		expect(report.results[0]).toMatchObject({ kind: 'failed', status: bad.kind, tries: 4 });
	});

	it.each([
		['unknown', setback('unknown')],
		['unknown, even when it is said to be repeatable', setback('unknown', '1', { repeat: {} })],
		['refused', setback('refused')],
	])('%s: never repeats', async (_, bad) => {
		const { report, seen } = await run({ drafts: different(1), answer: () => bad });
		expect(seen).toHaveLength(1);
		expect(kinds(report)).toEqual([bad.kind]);
	});

	it('takes an error of `send` for an unknown outcome', async () => {
		const { report, seen } = await run({
			drafts: different(1),
			answer: () => {
				throw new Error('broken');
			},
		});
		expect(seen).toHaveLength(1);
		expect(kinds(report)).toEqual(['unknown']);
	});

	it('gives up when the time is over, however many tries are left', async () => {
		const { seen } = await run({
			drafts: different(1),
			answer: () => setback('notSent'),
			retries: { tries: 100, totalMs: 3000, baseMs: 1000, capMs: 1000 },
		});
		expect(seen.map(({ at }) => at)).toEqual([0, 800, 1600, 2400]);
	});
});

describe('what ends a run', () => {
	it('begins nothing after a failure that concerns the account, and waits for the rest', async () => {
		const { report, seen } = await run({
			drafts: different(20),
			limits: { atOnce: 3 },
			answer: (content, receivers, nth) =>
				nth === 3
					? setback('refused', '24', { concernsAccount: true })
					: accept(content, receivers),
		});
		expect(seen).toHaveLength(6);
		expect(kinds(report)).toEqual([
			...Array(3).fill('accepted'),
			'refused',
			'accepted',
			'accepted',
			...Array(14).fill('notTried'),
		]);
		expect(report.stoppedBy).toMatchObject({ cause: 'account', result: { itemIndex: 3 } });
	});

	it('ends when the provider asks for a pause that is longer than the retries may take', async () => {
		const { report, seen, took } = await run({
			drafts: different(20),
			limits: { atOnce: 1 },
			answer: () => repeat({ afterMs: 3_600_000, isRateLimit: true }),
		});
		expect(seen).toHaveLength(1);
		expect(took).toBe(50);
		expect(report.stoppedBy).toMatchObject({ cause: 'rateLimit' });
	});

	it('goes on after a failure, unless told to stop', async () => {
		const answer: Wishes['answer'] = (content, receivers, nth) =>
			nth === 2 ? setback('refused') : accept(content, receivers);
		const wishes = { drafts: different(6), limits: { atOnce: 2 }, answer };
		const accepted = ['accepted', 'accepted'];
		expect(kinds((await run(wishes)).report)).toEqual([
			...accepted,
			'refused',
			...Array(3).fill('accepted'),
		]);
		const { report } = await run({ ...wishes, stopOnFailure: true });
		expect(kinds(report)).toEqual([...accepted, 'refused', 'accepted', 'notTried', 'notTried']);
		expect(report.stoppedBy).toMatchObject({ cause: 'failure', result: { itemIndex: 2 } });
	});

	it('stops for an item that cannot be drafted, too', async () => {
		const { report } = await run({ drafts: [{}, 'no', {}], stopOnFailure: true });
		expect(kinds(report)).toEqual(['accepted', 'invalid', 'notTried']);
		expect(report.stoppedBy).toMatchObject({ cause: 'failure', result: { itemIndex: 1 } });
	});

	it('sends what comes before an item that cannot be drafted, also when drafted ahead', async () => {
		const { report, seen } = await run({
			drafts: [...same(3), 'no', ...same(3)],
			stopOnFailure: true,
		});
		expect(seen.map(({ receivers }) => receivers)).toEqual([['p0', 'p1', 'p2']]);
		expect(kinds(report).slice(2)).toEqual(['accepted', 'invalid', ...Array(3).fill('notTried')]);
	});

	it('ends at once when cancelled, whatever it is waiting for', async () => {
		const canceller = new AbortController();
		const { plan, clock, seen } = planFor({
			drafts: different(5),
			limits: { pace: { count: 1, perMs: 1_000_000, of: 'requests' } },
			signal: canceller.signal,
		});
		const running = runItems(plan);
		void clock.sleep(70).then(() => canceller.abort());
		const report = await clock.until(running);
		expect(clock.now()).toBe(70);
		expect(seen).toHaveLength(1);
		expect(kinds(report)).toEqual(['accepted', ...Array(4).fill('notTried')]);
		expect(report.stoppedBy).toEqual({ cause: 'cancelled' });
	});

	it('waits for what is under way when cancelled, and for no repeat of it', async () => {
		const canceller = new AbortController();
		const { plan, clock } = planFor({
			drafts: different(3),
			signal: canceller.signal,
			answer: (content, receivers, nth) => {
				canceller.abort();
				return nth === 0 ? setback('notSent') : accept(content, receivers);
			},
		});
		const report = await clock.until(runItems(plan));
		expect(kinds(report)).toEqual(['notSent', 'accepted', 'accepted']);
		expect(clock.now()).toBe(50);
	});

	it('begins nothing any more, at whatever moment it is cancelled', async () => {
		for (let moment = 0; moment < 60; moment++) {
			const canceller = new AbortController();
			const { plan, clock, seen } = planFor({ drafts: different(3), signal: canceller.signal });
			const running = runItems(plan);
			for (let turn = 0; turn < moment; turn++) await Promise.resolve();
			canceller.abort();
			const begun = seen.length;
			await clock.until(running);
			expect(seen).toHaveLength(begun);
		}
	});

	it('begins nothing when it was cancelled before', async () => {
		const { report, seen } = await run({ drafts: different(3), signal: AbortSignal.abort() });
		expect(seen).toHaveLength(0);
		expect(kinds(report)).toEqual(Array(3).fill('notTried'));
	});
});

describe('keys', () => {
	function keyed(...keys: string[]): Wishes['drafts'] {
		return keys.map((key) => ({ keys: [[key]] }));
	}

	async function runKeyed(wishes: Wishes, held: string[] = []) {
		const { plan, clock, seen } = planFor(wishes);
		const store = new KeyStore(clock, held);
		const report = await clock.until(runItems({ ...plan, claims: store }));
		return { report, seen, store };
	}

	it('skips what was sent before, in an earlier run and in this one', async () => {
		const { report, store } = await runKeyed({ drafts: keyed('a', 'b', 'a', 'c') }, ['b']);
		expect(kinds(report)).toEqual(['accepted', 'skipped', 'skipped', 'accepted']);
		expect([...store.held].sort()).toEqual(['a', 'b', 'c']);
	});

	it('gives a key back when nothing was sent for certain, and only then', async () => {
		const endings: Wishes['answer'] = (content, receivers) => {
			if (content === 'text 0') return setback('refused');
			if (content === 'text 1') return setback('notSent');
			if (content === 'text 2') return setback('unknown');
			return accept(content, receivers);
		};
		const { report, store } = await runKeyed({
			drafts: keyed('a', 'b', 'c', 'd'),
			answer: endings,
		});
		expect(kinds(report)).toEqual(['refused', 'notSent', 'unknown', 'accepted']);
		expect([...store.held].sort()).toEqual(['c', 'd']);
	});

	it('sends with a key that was given back, in the same run', async () => {
		const { report } = await runKeyed({
			drafts: keyed('a', 'a'),
			answer: (content, receivers, nth) =>
				nth === 0 ? setback('refused') : accept(content, receivers),
		});
		expect(kinds(report)).toEqual(['refused', 'accepted']);
	});

	it('claims no key of what still waits for its turn', async () => {
		const { plan, clock, seen } = planFor({
			drafts: keyed('a', 'b', 'c', 'd'),
			limits: { pace: { count: 2, perMs: 10_000, of: 'requests' } },
		});
		const store = new KeyStore(clock);
		const running = runItems({ ...plan, claims: store });
		let early: string[] = [];
		void clock.sleep(5000).then(() => (early = [...store.held]));
		await clock.until(running);
		expect(early).toEqual(['a', 'b']);
		// A claim takes 3 ms, and the pace is that of the requests.
		expect(seen.map(({ at }) => at)).toEqual([3, 6, 10_006, 10_009]);
	});

	it.each([
		['the pace', { pace: { count: 2, perMs: 10_000, of: 'messages' as const } }],
		['the batch', { batching: { size: 2, intervalMs: 10_000 } }],
	])('gives the room of skipped messages in %s to others', async (_, limits) => {
		const keys = Array.from({ length: 40 }, (__, index) => `k${index}`);
		const { plan, clock, seen } = planFor({ drafts: keyed(...keys), limits });
		const store = new KeyStore(clock, keys.slice(0, 38));
		const report = await clock.until(runItems({ ...plan, claims: store }));
		expect(kinds(report).slice(37)).toEqual(['skipped', 'accepted', 'accepted']);
		expect(Math.max(...seen.map(({ at }) => at))).toBeLessThan(200);
	});

	it('gives the room of the skipped part of a request to others', async () => {
		const drafts = [0, 1, 2, 3].map((item) => ({
			content: 'same',
			groupKey: 'same',
			receiversAtOnce: 2,
			keys: [[`k${item}`]],
		}));
		const { plan, clock, seen } = planFor({
			drafts,
			limits: { pace: { count: 3, perMs: 10_000, of: 'messages' } },
		});
		const store = new KeyStore(clock, ['k0']);
		await clock.until(runItems({ ...plan, claims: store }));
		expect(seen.map(({ receivers, at }) => [receivers.length, at < 100])).toEqual([
			[1, true],
			[2, true],
		]);
	});

	it('gives the key back while a message waits to be repeated, and claims it anew', async () => {
		const { plan, clock } = planFor({
			drafts: keyed('a'),
			answer: (content, receivers, nth) =>
				nth === 0 ? setback('notSent') : accept(content, receivers),
		});
		const store = new KeyStore(clock);
		const running = runItems({ ...plan, claims: store });
		let meanwhile: string[] = ['?'];
		void clock.sleep(400).then(() => (meanwhile = [...store.held]));
		expect(kinds(await clock.until(running))).toEqual(['accepted']);
		expect(meanwhile).toEqual([]);
		expect([...store.held]).toEqual(['a']);
	});

	it('does not call a message sent whose key it could not give back for its repeat', async () => {
		const { plan, clock, seen } = planFor({
			drafts: keyed('a'),
			answer: () => setback('notSent'),
		});
		const store = new KeyStore(clock);
		store.release = async () => {
			throw new Error('no database');
		};
		const report = await clock.until(runItems({ ...plan, claims: store }));
		expect(seen).toHaveLength(1);
		expect(kinds(report)).toEqual(['notSent']);
		expect(report.stuckKeys).toEqual(['a']);
	});

	it('calls no key stuck that the store had forgotten although it failed', async () => {
		const { plan, clock } = planFor({
			drafts: keyed('a'),
			answer: (content, receivers, nth) =>
				nth === 0 ? setback('notSent') : accept(content, receivers),
		});
		const store = new KeyStore(clock);
		store.release = async (keys) => {
			for (const key of keys) store.held.delete(key);
			throw new Error('connection lost');
		};
		const report = await clock.until(runItems({ ...plan, claims: store }));
		expect(kinds(report)).toEqual(['accepted']);
		expect(report.stuckKeys).toEqual([]);
	});

	it('begins nothing in a pause that came while it claimed', async () => {
		const { plan, clock, seen } = planFor({
			drafts: keyed('a', 'b'),
			latencyMs: 4,
			limits: { atOnce: 2 },
			answer: (content, receivers, nth) =>
				nth === 0 ? repeat({ afterMs: 5000, isRateLimit: true }) : accept(content, receivers),
		});
		const store = new KeyStore(clock);
		// The first is on the wire from 3 to 7 ms, the second claims from 6 to 9.
		const { prepare } = plan;
		plan.prepare = async (itemIndex) => {
			if (itemIndex === 1) await clock.sleep(6);
			return await prepare(itemIndex);
		};
		await clock.until(runItems({ ...plan, claims: store }));
		expect(seen.map(({ at }) => at >= 5000)).toEqual([false, true, true]);
		expect([...store.held].sort()).toEqual(['a', 'b']);
	});

	it('notes all keys of a message, and sends it unless all of them are noted', async () => {
		const drafts = [{ keys: [['a', 'b']] }, { keys: [['b', 'c']] }, { keys: [['a', 'c']] }];
		const { report, store } = await runKeyed({ drafts });
		expect(kinds(report)).toEqual(['accepted', 'accepted', 'skipped']);
		expect([...store.held].sort()).toEqual(['a', 'b', 'c']);
	});

	it('forgets after a refusal only those keys that it noted itself', async () => {
		const { store } = await runKeyed(
			{ drafts: [{ keys: [['a', 'b']] }], answer: () => setback('refused') },
			['a'],
		);
		expect([...store.held]).toEqual(['a']);
	});

	it('gives back keys that were claimed, but not used when the run stopped', async () => {
		const { report, store } = await runKeyed({
			drafts: keyed('a', 'b', 'c'),
			stopOnFailure: true,
			limits: { pace: { count: 1, perMs: 10_000, of: 'requests' } },
			answer: () => setback('unknown'),
		});
		expect(kinds(report)).toEqual(['unknown', 'notTried', 'notTried']);
		expect([...store.held]).toEqual(['a']);
	});

	it('asks the store in few calls', async () => {
		const keys = Array.from({ length: 1000 }, (_, index) => `k${index}`);
		const { store } = await runKeyed({ drafts: keyed(...keys), limits: { atOnce: 50 } });
		expect(store.calls).toBeLessThan(250);
	});

	it('sends nothing when the store fails, and says which keys it did not give back', async () => {
		const { plan, clock, seen } = planFor({
			drafts: keyed('a', 'b'),
			answer: () => setback('refused'),
		});
		const failing = async () => {
			throw new Error('no database');
		};
		const claim = async (wanted: readonly string[]) => new Set(wanted);
		const unsure = await clock.until(
			runItems({ ...plan, claims: { claim: failing, release: failing } }),
		);
		expect(seen).toHaveLength(0);
		expect(kinds(unsure)).toEqual(['invalid', 'invalid']);
		const stuck = await clock.until(runItems({ ...plan, claims: { claim, release: failing } }));
		expect(stuck.stuckKeys).toEqual(['a', 'b']);
	});
});
