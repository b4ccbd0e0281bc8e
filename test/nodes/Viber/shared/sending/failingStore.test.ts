import fc from 'fast-check';

import type { Draft, Outcome, Report } from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Receipt, Wishes } from './support';
import { accept, KeyStore, planFor, repeat, setback } from './support';

/** What the store of the keys does at a call: it may also do as it was told, and fail afterwards. */
type Mood = 'works' | 'fails' | 'failsAfterwards';

/** A store that fails by a script; it works once the script is over. */
class FailingStore extends KeyStore {
	claims: Mood[] = [];
	releases: Mood[] = [];

	override async claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
		return await this.inMood(this.claims.shift(), async () => await super.claim(keys));
	}

	override async release(keys: readonly string[]): Promise<void> {
		await this.inMood(this.releases.shift(), async () => await super.release(keys));
	}

	private async inMood<T>(mood: Mood | undefined, work: () => Promise<T>): Promise<T> {
		if (mood === 'fails') throw new Error('no database');
		const result = await work();
		if (mood === 'failsAfterwards') throw new Error('connection lost');
		return result;
	}
}

async function runWith(
	wishes: Wishes,
	{ claims = [], releases = [] }: { claims?: Mood[]; releases?: Mood[] },
) {
	const { plan, clock, seen } = planFor(wishes);
	const store = new FailingStore(clock);
	store.claims = claims;
	store.releases = releases;
	const report = await clock.until(runItems({ ...plan, claims: store }));
	return { report, seen, store };
}

function endings({ results }: Report<Receipt>): string[] {
	return results.map((result) =>
		result.kind === 'invalid' ? result.failure.message : result.kind,
	);
}

const NOTED = 'The key of this message is noted as sent, although nothing was sent';
const NOT_KNOWN = 'It is not known whether this key was sent before';
const NOT_ASKED = 'n8n could not look up whether this key was sent before';

describe('a key that could not be given back', () => {
	it('calls nobody skipped who was never sent to, when a request is cut in halves', async () => {
		const { report, seen } = await runWith(
			{
				drafts: ['a', 'b', 'c', 'd'].map((to) => ({
					receivers: [to],
					receiversAtOnce: 10,
					content: 'same',
					groupKey: 'same',
					keys: [[`key of ${to}`]],
				})),
				answer: (content, receivers) =>
					receivers.includes('b') ? setback('refused', '-1') : accept(content, receivers),
			},
			{ releases: ['fails'] },
		);
		const sentTo = seen.slice(1).flatMap(({ receivers }) => receivers);
		for (const [index, ending] of endings(report).entries()) {
			if (!sentTo.includes('abcd'[index] ?? '')) expect(ending).toBe(NOTED);
		}
		expect(endings(report)[0]).toBe(NOTED);
		expect(report.stuckKeys).toContain('key of a');
		expect(report.results[0]).toMatchObject({ failure: { to: 'a', status: 'invalid' } });
	});

	it('calls a message not skipped that had to wait for a pause after its claim', async () => {
		const { plan, clock, seen } = planFor({
			drafts: [{ keys: [['a']] }, { keys: [['b']] }],
			latencyMs: 4,
			limits: { atOnce: 2 },
			answer: (content, receivers, nth) =>
				nth === 0 ? repeat({ afterMs: 5000, isRateLimit: true }) : accept(content, receivers),
		});
		const store = new FailingStore(clock);
		// The first is on the wire from 3 to 7 ms, the second claims from 6 to 9.
		const { prepare } = plan;
		plan.prepare = async (itemIndex) => {
			if (itemIndex === 1) await clock.sleep(6);
			return await prepare(itemIndex);
		};
		store.releases = ['works', 'fails'];
		const report = await clock.until(runItems({ ...plan, claims: store }));
		expect(seen.map(({ receivers }) => receivers)).toEqual([['p0'], ['p0']]);
		expect(endings(report)).toEqual(['accepted', NOTED]);
		expect(report.stuckKeys).toEqual(['b']);
	});

	it('calls a later message with that key not skipped', async () => {
		const { report } = await runWith(
			{ drafts: [{ keys: [['a']] }, { keys: [['a']] }], answer: () => setback('refused') },
			{ releases: ['fails'] },
		);
		expect(endings(report)).toEqual(['failed', NOTED]);
	});

	it('calls no key stuck whose message went out under another one', async () => {
		const { report } = await runWith(
			{
				drafts: [{ keys: [['a']] }, { keys: [['a', 'b']] }, { keys: [['a']] }],
				answer: (content, receivers, nth) =>
					nth === 0 ? setback('refused') : accept(content, receivers),
			},
			{ releases: ['fails'] },
		);
		expect(endings(report)).toEqual(['failed', 'accepted', 'skipped']);
		expect(report.stuckKeys).toEqual([]);
	});
});

describe('a key that may have been noted, as the store failed', () => {
	it.each<[Mood, string[]]>([
		['fails', ['accepted']],
		['failsAfterwards', [NOT_KNOWN]],
	])('%s: is told, unless the store says later that it was not', async (mood, later) => {
		const drafts = [{ keys: [['a']] }, { keys: [['b']] }];
		const one = await runWith({ drafts, limits: { atOnce: 1 } }, { claims: [mood] });
		expect(endings(one.report)).toEqual([NOT_ASKED, 'accepted']);
		expect(one.report.unsureKeys).toEqual(['a']);
		expect(one.report.stuckKeys).toEqual([]);
		const [first] = one.report.results;
		expect(first).toMatchObject({
			failure: { to: 'p0', description: expect.stringMatching(/give it another key/) as string },
		});
		const again = { drafts: [...drafts, { keys: [['a']] }], limits: { atOnce: 1 } };
		const two = await runWith(again, { claims: [mood] });
		expect(endings(two.report)).toEqual([NOT_ASKED, 'accepted', ...later]);
		expect(two.report.unsureKeys).toEqual(mood === 'fails' ? [] : ['a']);
	});
});

const ANSWERS: Record<string, Outcome<Receipt>> = {
	refuse: setback('refused', 'no'),
	notSent: setback('notSent', 'noConnection'),
	unknown: setback('unknown', 'noAnswer'),
	repeat: repeat(),
	limit: repeat({ isRateLimit: true, afterMs: 700 }),
};

const moods = fc.array(
	fc.constantFrom<Mood>('works', 'works', 'works', 'fails', 'failsAfterwards'),
	{ maxLength: 15 },
);

const script = fc.record({
	items: fc.array(
		fc.record({
			person: fc.integer({ min: 0, max: 6 }),
			keys: fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 2 }),
		}),
		{ minLength: 1, maxLength: 25 },
	),
	answers: fc.array(fc.constantFrom('accept', 'accept', 'accept', ...Object.keys(ANSWERS)), {
		maxLength: 40,
	}),
	claims: moods,
	releases: moods,
	held: fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { maxLength: 2 }),
	atOnce: fc.integer({ min: 1, max: 5 }),
	isGrouped: fc.boolean(),
	cancelAt: fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined, freq: 3 }),
});

it('however the store fails, only what was sent is called skipped, and no noted key goes untold', async () => {
	await fc.assert(
		fc.asyncProperty(script, async (given) => {
			const canceller = new AbortController();
			const drafts = given.items.map(
				({ person, keys }): Partial<Draft<string>> => ({
					receivers: [`p${person}`],
					receiversAtOnce: 4,
					keys: [keys.map((key) => `k${key}`)],
					...(given.isGrouped && { content: 'same', groupKey: 'same' }),
				}),
			);
			const { plan, clock, seen } = planFor({
				drafts,
				limits: { atOnce: given.atOnce },
				signal: canceller.signal,
				answer: (content, receivers, nth) =>
					ANSWERS[given.answers[nth] ?? ''] ?? accept(content, receivers),
			});
			const held = given.held.map((key) => `k${key}`);
			const store = new FailingStore(clock, held);
			store.claims = [...given.claims];
			store.releases = [...given.releases];
			if (given.cancelAt !== undefined) {
				void clock.sleep(given.cancelAt).then(() => canceller.abort());
			}
			const { results, stuckKeys, unsureKeys } = await clock.until(
				runItems({ ...plan, claims: store }),
			);
			expect(results).toHaveLength(given.items.length);
			// Messages with a key in common go out in the order of their items.
			const sent = new Set(held);
			for (const { kind, ...result } of results) {
				const keys = drafts[result.itemIndex]?.keys?.[0] ?? [];
				const isNoted = keys.every((key) => sent.has(key));
				if (kind === 'skipped') expect(isNoted).toBe(true);
				const mayBeSent =
					kind === 'accepted' || ('status' in result && result.status === 'unknown');
				if (!mayBeSent) continue;
				expect(isNoted).toBe(false);
				for (const key of keys) sent.add(key);
			}
			const accepted = results.filter(({ kind }) => kind === 'accepted').length;
			const taken = seen.filter((_, nth) => !ANSWERS[given.answers[nth] ?? '']);
			expect(taken.flatMap(({ receivers }) => receivers)).toHaveLength(accepted);
			const told = new Set([...sent, ...stuckKeys, ...unsureKeys]);
			for (const key of store.held) expect(told).toContain(key);
			for (const key of sent) expect(store.held).toContain(key);
			for (const key of stuckKeys) expect(sent).not.toContain(key);
		}),
		{ numRuns: 500 },
	);
}, 60_000);
