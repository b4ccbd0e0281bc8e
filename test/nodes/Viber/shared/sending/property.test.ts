import fc from 'fast-check';

import type {
	Draft,
	Limits,
	Outcome,
	Plan,
	Report,
	Setback,
	Verdict,
} from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import { FakeClock, KeyStore, repeat, setback } from './support';

/** What the provider does with a request; `each` is an ending for one receiver. */
const ENDINGS = {
	refuse: setback('refused', 'no'),
	notSent: setback('notSent', 'noConnection'),
	unknown: setback('unknown', 'noAnswer'),
	repeat: repeat(),
	limit: repeat({ isRateLimit: true }),
	limitTold: repeat({ isRateLimit: true, afterMs: 700 }),
	limitLong: repeat({ isRateLimit: true, afterMs: 1e9 }),
	account: setback('refused', 'balance', { concernsAccount: true }),
} satisfies Record<string, Setback>;

type Ending = 'accept' | 'mixed' | 'short' | 'throw' | keyof typeof ENDINGS;

interface Receipt {
	messageId: string;
}

interface Step {
	ending: Ending;
	latencyMs: number;
	/** Endings for the receivers of a mixed answer, used in turn. */
	each: Array<'accept' | 'refuse' | 'unknown' | 'repeat' | 'limitTold'>;
}

interface Script {
	drafts: Array<Draft<string> | undefined>;
	steps: Step[];
	limits: Limits;
	groups: boolean;
	splitsRefused: boolean;
	stopOnFailure: boolean;
	tries: number;
	cancelAt: number | undefined;
	window: number;
	held: string[];
	drafting: number;
}

const people = fc.integer({ min: 0, max: 9 }).map((number) => `p${number}`);

const draft = fc.oneof(
	{ weight: 1, arbitrary: fc.constant(undefined) },
	{
		weight: 14,
		arbitrary: fc
			.record({
				text: fc.integer({ min: 0, max: 2 }),
				receivers: fc.uniqueArray(people, { minLength: 1, maxLength: 4 }),
				isGrouped: fc.boolean(),
				key: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
				second: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
			})
			.map(
				({ text, receivers, isGrouped, key, second }): Draft<string> => ({
					receivers,
					receiversAtOnce: 1 + text * 2,
					content: `text ${text}`,
					...(isGrouped && { groupKey: `text ${text}` }),
					...(key !== undefined && {
						keys: receivers.map((_, index) => [
							`k${key}.${index}`,
							...(second === undefined || second === key ? [] : [`k${second}.${index}`]),
						]),
					}),
				}),
			),
	},
);

const endings = fc.oneof(
	{ weight: 12, arbitrary: fc.constant<Ending>('accept') },
	{
		weight: 8,
		arbitrary: fc.constantFrom<Ending>(
			'refuse',
			'notSent',
			'unknown',
			'repeat',
			'limit',
			'limitTold',
			'mixed',
			'short',
		),
	},
	{ weight: 1, arbitrary: fc.constantFrom<Ending>('throw', 'account', 'limitLong') },
);

const script: fc.Arbitrary<Script> = fc.record({
	drafts: fc.array(draft, { maxLength: 40 }),
	steps: fc.array(
		fc.record({
			ending: endings,
			latencyMs: fc.integer({ min: 1, max: 300 }),
			each: fc.array(
				fc.constantFrom('accept', 'refuse', 'unknown', 'repeat', 'limitTold') as fc.Arbitrary<
					Step['each'][number]
				>,
				{ minLength: 1, maxLength: 5 },
			),
		}),
		{ maxLength: 80 },
	),
	limits: fc.record(
		{
			atOnce: fc.integer({ min: 1, max: 6 }),
			pace: fc.record({
				count: fc.integer({ min: 1, max: 5 }),
				perMs: fc.integer({ min: 1, max: 1500 }),
				of: fc.constantFrom('requests' as const, 'messages' as const),
			}),
			batching: fc.record({
				size: fc.integer({ min: 1, max: 6 }),
				intervalMs: fc.integer({ min: 0, max: 900 }),
			}),
		},
		{ requiredKeys: ['atOnce'] },
	),
	groups: fc.boolean(),
	splitsRefused: fc.boolean(),
	stopOnFailure: fc.boolean(),
	tries: fc.integer({ min: 1, max: 4 }),
	cancelAt: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined, freq: 3 }),
	window: fc.integer({ min: 1, max: 20 }),
	held: fc.array(
		fc.integer({ min: 0, max: 12 }).map((key) => `k${key}.0`),
		{ maxLength: 3 },
	),
	drafting: fc.integer({ min: 0, max: 20 }),
});

/** One request, as the provider has it in its books. */
interface Entry {
	content: string;
	receivers: string[];
	at: number;
	end: number;
	/** How many were under way when it began, itself included. */
	underway: number;
	/** Of each receiver, how it ended; the id when accepted. */
	verdicts: string[];
	/** The answer was one for all of them. */
	isWhole: boolean;
	/** How long the provider asked everybody to pause afterwards, in ms. */
	pauseMs: number;
}

/** Runs a script, and keeps the books of the provider's side. */
async function play(given: Script) {
	const clock = new FakeClock();
	const store = new KeyStore(clock, given.held);
	const canceller = new AbortController();
	const books: Entry[] = [];
	const drafted: number[] = [];
	let underway = 0;
	let ids = 0;
	let stopsAt = Infinity;

	const accept = (): Verdict<Receipt> => {
		ids += 1;
		return { kind: 'accepted', receipt: { messageId: `id ${ids}` } };
	};
	const judge = (step: Step, count: number): { outcome: Outcome<Receipt>; verdicts: string[] } => {
		const write = (verdict: Verdict<Receipt>) =>
			verdict.kind === 'accepted'
				? verdict.receipt.messageId
				: `${verdict.kind} ${verdict.refusal.code}`;
		if (step.ending === 'throw') {
			return { outcome: setback('unknown'), verdicts: Array<string>(count).fill('unknown throw') };
		}
		if (step.ending === 'accept' || step.ending === 'short') {
			const all = Array.from({ length: step.ending === 'short' ? count - 1 : count }, accept);
			const receipts = all.flatMap((one) => (one.kind === 'accepted' ? one.receipt : []));
			const verdicts = all.map(write);
			while (verdicts.length < count) verdicts.push('unknown short');
			return { outcome: { kind: 'accepted', receipts }, verdicts };
		}
		if (step.ending === 'mixed') {
			const each = Array.from({ length: count }, (_, index) => {
				const ending = step.each[index % step.each.length] ?? 'accept';
				return ending === 'accept' ? accept() : ENDINGS[ending];
			});
			return { outcome: { kind: 'mixed', each }, verdicts: each.map(write) };
		}
		const outcome = ENDINGS[step.ending];
		return { outcome, verdicts: Array<string>(count).fill(write(outcome)) };
	};

	const plan: Plan<string, Receipt> = {
		items: given.drafts.length,
		async prepare(itemIndex) {
			drafted.push(itemIndex);
			if (given.drafting > 0) await clock.sleep(given.drafting);
			const one = given.drafts[itemIndex];
			return one
				? { draft: one }
				: { failure: { status: 'invalid', message: 'No', description: '' } };
		},
		async send(content, receivers) {
			const step = given.steps[books.length] ?? { ending: 'accept', latencyMs: 10, each: [] };
			underway += 1;
			const entry: Entry = {
				content,
				receivers: [...receivers],
				at: clock.now(),
				end: Infinity,
				underway,
				verdicts: [],
				isWhole: step.ending !== 'mixed',
				pauseMs: 0,
			};
			books.push(entry);
			await clock.sleep(step.latencyMs);
			const { outcome, verdicts } = judge(step, receivers.length);
			entry.verdicts = verdicts;
			entry.end = clock.now();
			underway -= 1;
			const told = outcome.kind === 'mixed' ? outcome.each : [outcome];
			for (const one of told) {
				if (!('refusal' in one)) continue;
				const { repeat: said, concernsAccount } = one.refusal;
				if (said?.isRateLimit) entry.pauseMs = Math.max(entry.pauseMs, said.afterMs ?? 0);
				if (concernsAccount) stopsAt = Math.min(stopsAt, entry.end);
			}
			if (step.ending === 'throw') throw new Error('broken');
			return outcome;
		},
		limits: given.limits,
		retries: { tries: given.tries, totalMs: 20_000, baseMs: 200, capMs: 1000 },
		groups: given.groups,
		splitsRefused: given.splitsRefused,
		repeatsUnknown: false,
		stopOnFailure: given.stopOnFailure,
		signal: canceller.signal,
		claims: store,
		clock,
		random: () => 0.6,
		window: given.window,
	};
	if (given.cancelAt !== undefined) {
		void clock.sleep(given.cancelAt).then(() => canceller.abort());
		if (given.cancelAt === 0) canceller.abort();
		stopsAt = given.cancelAt;
	}
	const report = await clock.until(runItems(plan));
	return { report, books, drafted, store, stopsAt };
}

function oneResultEach({ drafts }: Script, { results }: Report<Receipt>): void {
	const got = results.map((result) => [result.itemIndex, 'to' in result ? result.to : undefined]);
	const isDrafted = (item: number) =>
		results.some((one) => one.itemIndex === item && 'to' in one && one.to !== undefined);
	const expected = drafts.flatMap<Array<number | string | undefined>>((one, item) =>
		one && isDrafted(item) ? one.receivers.map((to) => [item, to]) : [[item, undefined]],
	);
	expect(got).toEqual(expected);
	for (const { kind, itemIndex } of results) {
		if (kind !== 'invalid') continue;
		expect(drafts[itemIndex]).toBeUndefined();
	}
}

function nothingTwiceNothingForgotten({ drafts }: Script, report: Report<Receipt>, books: Entry[]) {
	// Every id that was given out is in the report once, with the text and the receiver it was for.
	const given = books.flatMap(({ content, receivers, verdicts }) =>
		verdicts.flatMap((verdict, index) =>
			verdict.startsWith('id') ? [`${verdict} ${content} ${receivers[index] ?? ''}`] : [],
		),
	);
	const reported = report.results.flatMap((result) =>
		result.kind === 'accepted'
			? [`${result.receipt.messageId} ${drafts[result.itemIndex]?.content ?? ''} ${result.to}`]
			: [],
	);
	expect([...reported].sort()).toEqual([...given].sort());
	// As many results as the provider has counted, so that nothing uncertain went out again.
	const uncertain = books.flatMap(({ content, receivers, verdicts }) =>
		verdicts.flatMap((verdict, index) =>
			verdict.startsWith('unknown') ? [`${content} ${receivers[index] ?? ''}`] : [],
		),
	);
	const saidUncertain = report.results.flatMap((result) =>
		result.kind === 'failed' && result.status === 'unknown'
			? [`${drafts[result.itemIndex]?.content ?? ''} ${result.to}`]
			: [],
	);
	expect([...saidUncertain].sort()).toEqual([...uncertain].sort());
}

/**
 * A refusal is final, unless its request was cut in halves to find whom it is about; that ends only
 * where everybody was refused until then, ten of them one by one.
 */
function refusalsAreFinal(given: Script, report: Report<Receipt>, books: Entry[]): void {
	const mayBeCut = ({ receivers, isWhole }: Entry) =>
		given.splitsRefused && isWhole && receivers.length > 1;
	const linesOf = (entries: Entry[]) =>
		entries.flatMap(({ content, receivers, verdicts }) =>
			receivers.flatMap((to, index) =>
				verdicts[index] === 'refused no' ? [`${content} ${to}`] : [],
			),
		);
	const reported = (areTogether: boolean) =>
		report.results.flatMap((result) =>
			result.kind === 'failed' &&
			result.refusal.code === 'no' &&
			result.refusal.cure.includes('in one request with others') === areTogether
				? [`${given.drafts[result.itemIndex]?.content ?? ''} ${result.to}`]
				: [],
		);
	const final = linesOf(books.filter((entry) => !mayBeCut(entry)));
	expect(reported(false).sort()).toEqual(final.sort());
	const untilFirst = books.filter(({ verdicts }) => verdicts.some((one) => one.startsWith('id')));
	const firstAt = Math.min(...untilFirst.map(({ end }) => end));
	const together = linesOf(books.filter((entry) => mayBeCut(entry) && entry.end <= firstAt));
	expect(together).toEqual(expect.arrayContaining(reported(true)));
	const alone = books.filter(({ receivers }) => receivers.length === 1);
	if (reported(true).length > 0) expect(linesOf(alone).length).toBeGreaterThanOrEqual(10);
}

function chatsInOrder(report: Report<Receipt>, books: Entry[]): void {
	const receivers = new Set(books.flatMap((entry) => entry.receivers));
	for (const to of receivers) {
		const own = books.filter((entry) => entry.receivers.includes(to));
		for (const [index, entry] of own.entries()) {
			expect(entry.at).toBeGreaterThanOrEqual(own[index - 1]?.end ?? 0);
		}
		const inBooks = own.flatMap((entry) => entry.verdicts[entry.receivers.indexOf(to)] ?? []);
		const ids = inBooks.filter((verdict) => verdict.startsWith('id'));
		const inReport = report.results.flatMap((result) =>
			result.kind === 'accepted' && result.to === to ? [result.receipt.messageId] : [],
		);
		expect(inReport).toEqual(ids);
	}
}

function requestsAreAllowed({ limits, drafts, groups }: Script, books: Entry[]): void {
	for (const { content, receivers, underway } of books) {
		expect(underway).toBeLessThanOrEqual(limits.atOnce);
		expect(new Set(receivers).size).toBe(receivers.length);
		const own = drafts.filter((one) => one?.content === content);
		expect(receivers.length).toBeLessThanOrEqual(own[0]?.receiversAtOnce ?? 0);
		const fitsOne = own.some((one) => receivers.every((to) => one?.receivers.includes(to)));
		if (fitsOne) continue;
		expect(groups).toBe(true);
		const together = own.filter((one) => one?.groupKey !== undefined);
		expect(receivers.every((to) => together.some((one) => one?.receivers.includes(to)))).toBe(true);
	}
}

function paceIsKept({ limits: { pace, batching } }: Script, books: Entry[]): void {
	if (pace) {
		for (const { at } of books) {
			const window = books.filter((other) => other.at > at - pace.perMs && other.at <= at);
			const weights = window.map(({ receivers }) =>
				pace.of === 'requests' ? 1 : receivers.length,
			);
			expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(pace.count);
		}
	}
	if (batching && batching.intervalMs > 0) {
		let batch = 0;
		for (const [index, { at, receivers }] of books.entries()) {
			const gap = at - (books[index - 1]?.at ?? -Infinity);
			batch = (gap >= batching.intervalMs ? 0 : batch) + receivers.length;
			expect(batch).toBeLessThanOrEqual(batching.size);
		}
	}
	for (const { end, pauseMs } of books) {
		const during = books.filter(({ at }) => at > end && at < end + pauseMs);
		expect(during).toEqual([]);
	}
}

function stopsWhenItMust(given: Script, report: Report<Receipt>, books: Entry[], stopsAt: number) {
	expect(books.filter(({ at }) => at > stopsAt)).toEqual([]);
	const { results, stoppedBy } = report;
	const isFailure = (kind: string) => kind === 'failed' || kind === 'invalid';
	if (!stoppedBy) {
		expect(results.filter(({ kind }) => kind === 'notTried')).toEqual([]);
		if (given.stopOnFailure) expect(results.filter(({ kind }) => isFailure(kind))).toEqual([]);
		expect(results.some((one) => one.kind === 'failed' && one.refusal.concernsAccount)).toBe(false);
		return;
	}
	if (stoppedBy.cause === 'cancelled') {
		expect(given.cancelAt).toBeDefined();
		return;
	}
	expect(results).toContain(stoppedBy.result);
	expect(isFailure(stoppedBy.result.kind)).toBe(true);
	if (stoppedBy.cause === 'failure') expect(given.stopOnFailure).toBe(true);
	const { result } = stoppedBy;
	if (result.kind !== 'failed') return;
	// When its last request was answered, the run was over but for the halves of what was under way.
	const last = books.filter(({ receivers }) => receivers.includes(result.to)).at(-1);
	const end = last?.end ?? 0;
	const isHalf = ({ content, receivers }: Entry) =>
		books.some(
			(whole) =>
				whole.at <= end &&
				whole.content === content &&
				whole.verdicts.every((verdict) => verdict === 'refused no') &&
				whole.receivers.length > 1 &&
				receivers.every((to) => whole.receivers.includes(to)),
		);
	const halvesGoOn = given.splitsRefused && stoppedBy.cause === 'failure';
	expect(books.filter((one) => one.at > end && !(halvesGoOn && isHalf(one)))).toEqual([]);
}

function keysAreTrue({ drafts, held }: Script, report: Report<Receipt>, store: KeyStore): void {
	const sent = new Set(held);
	for (const result of report.results) {
		if (result.kind === 'invalid' || result.to === undefined) continue;
		const one = drafts[result.itemIndex];
		const keys = one?.keys?.[one.receivers.indexOf(result.to)] ?? [];
		const isSent = keys.length > 0 && keys.every((key) => sent.has(key));
		if (result.kind === 'notTried') continue;
		expect(result.kind === 'skipped').toBe(isSent);
		if (result.kind === 'accepted' || (result.kind === 'failed' && result.status === 'unknown')) {
			for (const key of keys) sent.add(key);
		}
	}
	expect([...store.held].sort()).toEqual([...sent].sort());
	expect(report.stuckKeys).toEqual([]);
}

function triesAreCounted({ tries }: Script, report: Report<Receipt>): void {
	for (const result of report.results) {
		if (result.kind !== 'failed') continue;
		expect(result.tries).toBeGreaterThanOrEqual(1);
		expect(result.tries).toBeLessThanOrEqual(tries);
	}
}

describe('the engine, whatever the provider does', () => {
	it('sends nothing twice, forgets nothing, and keeps to its limits', async () => {
		await fc.assert(
			fc.asyncProperty(script, async (given) => {
				const { report, books, drafted, store, stopsAt } = await play(given);
				expect(drafted).toEqual([...drafted.keys()]);
				oneResultEach(given, report);
				nothingTwiceNothingForgotten(given, report, books);
				refusalsAreFinal(given, report, books);
				chatsInOrder(report, books);
				requestsAreAllowed(given, books);
				paceIsKept(given, books);
				stopsWhenItMust(given, report, books, stopsAt);
				keysAreTrue(given, report, store);
				triesAreCounted(given, report);
			}),
			{ numRuns: 400 },
		);
	}, 60_000);
});
