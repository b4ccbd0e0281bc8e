import fc from 'fast-check';

import type { Report } from '../../../../../nodes/Viber/shared/sending/contract';
import type { Entry, Receipt, Script } from './script';
import { play, script } from './script';
import type { KeyStore } from './support';

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
		const own = drafts.flatMap((one) => (one?.content === content ? [one] : []));
		expect(receivers.length).toBeLessThanOrEqual(own[0]?.receiversAtOnce ?? 0);
		// They are those of one draft, or of drafts that have the group in common.
		const fitsOne = own.some((one) => receivers.every((to) => one.receivers.includes(to)));
		if (fitsOne) continue;
		expect(groups).toBe(true);
		const names = new Set(own.flatMap(({ groupKey }) => groupKey ?? []));
		const fits = [...names].some((name) =>
			receivers.every((to) =>
				own.some((one) => one.groupKey === name && one.receivers.includes(to)),
			),
		);
		expect(fits).toBe(true);
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
	// It waited to be repeated until it was too late, which the books do not show.
	const isRepeatable = result.status === 'notSent' || result.refusal.repeat !== undefined;
	if (isRepeatable && result.tries < given.tries) return;
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
