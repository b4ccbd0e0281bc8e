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

export interface Receipt {
	messageId: string;
}

interface Step {
	ending: Ending;
	latencyMs: number;
	/** Endings for the receivers of a mixed answer, used in turn. */
	each: Array<'accept' | 'refuse' | 'unknown' | 'repeat' | 'limitTold'>;
}

/** What comes in, how the run is to go, and what the provider does. */
export interface Script {
	drafts: Array<Draft<string> | undefined>;
	steps: Step[];
	limits: Limits;
	groups: boolean;
	splitsRefused: boolean;
	stopOnFailure: boolean;
	tries: number;
	totalMs: number;
	/** Used in turn. */
	randoms: number[];
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
				sender: fc.constantFrom('A', 'B'),
				/** What is not in the content, but must be the same as well. */
				account: fc.constantFrom(1, 2),
				receivers: fc.uniqueArray(people, { minLength: 1, maxLength: 4 }),
				isGrouped: fc.boolean(),
				key: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
				second: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
			})
			.map(
				({ text, sender, account, receivers, isGrouped, key, second }): Draft<string> => ({
					receivers,
					receiversAtOnce: 1 + text * 2,
					content: `text ${text} by ${sender}`,
					...(isGrouped && { groupKey: `${account}/${sender}/${text}` }),
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

/** Any script. */
export const script: fc.Arbitrary<Script> = fc.record({
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
	totalMs: fc.oneof(fc.integer({ min: 100, max: 3000 }), fc.constant(20_000)),
	randoms: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
		minLength: 1,
		maxLength: 5,
	}),
	cancelAt: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined, freq: 3 }),
	window: fc.integer({ min: 1, max: 20 }),
	held: fc.array(
		fc.integer({ min: 0, max: 12 }).map((key) => `k${key}.0`),
		{ maxLength: 3 },
	),
	drafting: fc.integer({ min: 0, max: 20 }),
});

/** One request, as the provider has it in its books. */
export interface Entry {
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

/** What a script has come to. */
export interface Played {
	report: Report<Receipt>;
	books: Entry[];
	/** Items in the order in which they were drafted. */
	drafted: number[];
	store: KeyStore;
	/** After which nothing may begin. */
	stopsAt: number;
}

/** Runs a script, and keeps the books of the provider's side. */
export async function play(given: Script): Promise<Played> {
	const clock = new FakeClock();
	const store = new KeyStore(clock, given.held);
	const canceller = new AbortController();
	const books: Entry[] = [];
	const drafted: number[] = [];
	let underway = 0;
	let ids = 0;
	let draws = 0;
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
		retries: { tries: given.tries, totalMs: given.totalMs, baseMs: 200, capMs: 1000 },
		groups: given.groups,
		splitsRefused: given.splitsRefused,
		repeatsUnknown: false,
		stopOnFailure: given.stopOnFailure,
		signal: canceller.signal,
		claims: store,
		clock,
		random() {
			draws += 1;
			return given.randoms[draws % given.randoms.length] ?? 0;
		},
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
