import fc from 'fast-check';

import type { Result } from '../../../../../nodes/Viber/shared/sending/contract';
import type { Entry, Played, Receipt, Script } from './script';
import { play, script } from './script';

/** One message, which nobody else gets another one beside. */
interface Message {
	result: Result<Receipt>;
	/** Its requests, a new list after each one that was cut in halves. */
	goes: Entry[][];
	verdicts: string[];
}

/** Gives each message a person of its own, so that the books tell its requests from all others. */
function withOwnPeople(given: Script): Script {
	const drafts = given.drafts.map(
		(one, item) => one && { ...one, receivers: one.receivers.map((to) => `${item} ${to}`) },
	);
	return { ...given, drafts };
}

function messagesOf({ splitsRefused }: Script, { report, books }: Played): Message[] {
	return report.results.flatMap((result) => {
		if (result.kind === 'invalid' || result.to === undefined) return [];
		const { to } = result;
		const goes: Entry[][] = [[]];
		const verdicts: string[] = [];
		for (const entry of books) {
			const verdict = entry.verdicts[entry.receivers.indexOf(to)];
			if (verdict === undefined) continue;
			goes.at(-1)?.push(entry);
			verdicts.push(verdict);
			const mayBeCut = splitsRefused && entry.isWhole && entry.receivers.length > 1;
			if (mayBeCut && verdict === 'refused no') goes.push([]);
		}
		return [{ result, goes: goes.filter(({ length }) => length > 0), verdicts }];
	});
}

/** How its last request ended is what is told of a message. */
function isToldAsItEnded({ result, goes, verdicts }: Message): void {
	const last = verdicts.at(-1);
	if (last === undefined) {
		expect(['notTried', 'skipped']).toContain(result.kind);
		return;
	}
	if (result.kind === 'notTried') {
		// Only what was cut out of a refused request, and did not come to its turn again.
		expect(last).toBe('refused no');
		expect(goes.at(-1)?.at(-1)?.receivers.length).toBeGreaterThan(1);
	} else if (result.kind === 'accepted') expect(last).toBe(result.receipt.messageId);
	else {
		expect(result.kind).toBe('failed');
		if (result.kind !== 'failed') return;
		const { status, refusal } = result;
		if (status === 'unknown') expect(last).toMatch(/^unknown/);
		else expect(last).toBe(`${status} ${refusal.code}`);
	}
}

/** No request goes out more often, or later, than it may; and as often as it is said. */
function triesAreCounted({ tries, totalMs }: Script, { result, goes }: Message): void {
	for (const entries of goes) {
		expect(entries.length).toBeLessThanOrEqual(tries);
		const [first, last] = [entries[0], entries.at(-1)];
		expect((last?.at ?? 0) - (first?.at ?? 0)).toBeLessThanOrEqual(totalMs);
	}
	if (result.kind === 'failed') expect(goes.at(-1)).toHaveLength(result.tries);
}

/** Only what says so is repeated, and not before its time. */
function repeatsAreAllowed({ goes, result }: Message): void {
	if (result.kind === 'invalid' || result.to === undefined) return;
	const { to } = result;
	for (const entries of goes) {
		for (const [index, entry] of entries.entries()) {
			const before = entries[index - 1];
			if (!before) continue;
			expect(before.verdicts[before.receivers.indexOf(to)]).toMatch(/^refused -6$|^notSent/);
			// Half of the first wait at least.
			expect(entry.at - before.end).toBeGreaterThanOrEqual(100);
		}
	}
}

describe('each message, whatever the provider does', () => {
	it('goes out as often as it may, in time, and is told of as its last request ended', async () => {
		await fc.assert(
			fc.asyncProperty(script, async (some) => {
				const given = withOwnPeople(some);
				const played = await play(given);
				for (const message of messagesOf(given, played)) {
					isToldAsItEnded(message);
					triesAreCounted(given, message);
					repeatsAreAllowed(message);
				}
			}),
			{ numRuns: 400 },
		);
	}, 60_000);
});
