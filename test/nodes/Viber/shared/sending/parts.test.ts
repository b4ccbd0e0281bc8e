import { sleep } from 'n8n-workflow';

import { ClaimDesk } from '../../../../../nodes/Viber/shared/sending/claimDesk';
import { realClock } from '../../../../../nodes/Viber/shared/sending/clock';
import { askItems } from '../../../../../nodes/Viber/shared/sending/reads';
import {
	isPauseTooLong,
	isRepeatable,
	waitBeforeNext,
} from '../../../../../nodes/Viber/shared/sending/retries';
import { FakeClock, repeat, setback } from './support';

const retries = { tries: 5, totalMs: 60_000, baseMs: 1000, capMs: 3000 };

describe('realClock', () => {
	it('waits as long as it is told to', async () => {
		const from = realClock.now();
		await realClock.sleep(320);
		expect(realClock.now() - from).toBeGreaterThanOrEqual(320);
	});

	it('ends a wait when the signal is aborted, and leaves nothing behind', async () => {
		const canceller = new AbortController();
		const remove = jest.spyOn(canceller.signal, 'removeEventListener');
		const ending = jest.fn();
		const waiting = realClock.sleep(60_000, canceller.signal).then(ending);
		await sleep(30);
		expect(ending).not.toHaveBeenCalled();
		canceller.abort();
		// No timer has to come to its end before.
		await new Promise(setImmediate);
		expect(ending).toHaveBeenCalled();
		await waiting;
		expect(remove).toHaveBeenCalledTimes(1);
	});

	it('does not wait at all when the signal is aborted already', async () => {
		const ending = jest.fn();
		void realClock.sleep(60_000, AbortSignal.abort()).then(ending);
		await new Promise(setImmediate);
		expect(ending).toHaveBeenCalled();
	});
});

describe('retries', () => {
	it.each([
		['notSent', setback('notSent'), false, true],
		['refused', setback('refused'), false, false],
		['refused with leave to repeat', repeat(), false, true],
		['unknown', setback('unknown'), false, false],
		['unknown for a question', setback('unknown'), true, true],
		['refused question', setback('refused'), true, false],
		['about the account', setback('notSent', '1', { concernsAccount: true }), true, false],
	])('%s', (_, bad, repeatsUnknown, expected) => {
		expect(isRepeatable(bad, repeatsUnknown)).toBe(expected);
	});

	it.each([
		[1, undefined, 1000],
		[2, undefined, 2000],
		[3, undefined, 3000],
		[4, undefined, 3000],
		[1, 2500, 2500],
		[3, 2500, 3000],
	])('after try %d, told to wait %p ms, waits %d ms at most', (tries, afterMs, expected) => {
		const wait = (random: number) =>
			waitBeforeNext(retries, repeat({ afterMs }), { tries, elapsedMs: 0 }, () => random);
		expect(wait(1)).toBe(expected);
		expect(wait(0)).toBe(Math.max(afterMs ?? 0, Math.min(1000 * 2 ** (tries - 1), 3000) / 2));
	});

	it.each([
		['the last try', { tries: 5, elapsedMs: 0 }],
		['the time', { tries: 1, elapsedMs: 59_500 }],
	])('gives up after %s', (_, attempts) => {
		expect(waitBeforeNext(retries, repeat(), attempts, () => 0.9)).toBeUndefined();
	});

	it.each([
		[{ isRateLimit: true, afterMs: 60_001 }, true],
		[{ isRateLimit: true, afterMs: 60_000 }, false],
		[{ isRateLimit: true }, false],
		[{ afterMs: 60_001 }, false],
	])('a pause of %j is too long: %p', (more, expected) => {
		expect(isPauseTooLong(retries, repeat(more))).toBe(expected);
	});
});

describe('ClaimDesk', () => {
	it('has one call to the store at a time, and gives back before it claims', async () => {
		const clock = new FakeClock();
		const calls: string[] = [];
		let atOnce = 0;
		const call = async (what: string, keys: readonly string[]) => {
			atOnce += 1;
			expect(atOnce).toBe(1);
			calls.push(`${what} ${keys.join()}`);
			await clock.sleep(10);
			atOnce -= 1;
			return new Set(keys);
		};
		const desk = new ClaimDesk({
			claim: async (keys) => await call('claim', keys),
			release: async (keys) => void (await call('release', keys)),
		});
		const first = desk.claim(['a']);
		const second = desk.claim(['b', 'c']);
		const third = desk.claim(['d']);
		desk.release('x');
		desk.release('y');
		await clock.until(Promise.all([first, second, third, desk.settled()]));
		expect(calls).toEqual(['claim a', 'release x,y', 'claim b,c,d']);
	});
});

describe('askItems', () => {
	function asking(endings: Array<'done' | 'refused' | 'unknown' | 'notSent' | 'invalid'>) {
		const clock = new FakeClock();
		const asked: number[] = [];
		const plan = {
			items: 4,
			limits: { atOnce: 2 },
			retries,
			stopOnFailure: false,
			clock,
			random: () => 0.5,
			repeatsUnknown: true,
			async ask(itemIndex: number) {
				const ending = endings[asked.push(itemIndex) - 1] ?? 'done';
				await clock.sleep(10);
				if (ending === 'done') return { kind: ending, answer: `about ${itemIndex}` };
				if (ending !== 'invalid') return setback(ending);
				return {
					kind: ending,
					failure: { status: ending, message: 'No ID', description: 'Fill it in.' },
				};
			},
		};
		return { plan, clock, asked };
	}

	it('gives the answers in the order of the items', async () => {
		const { plan, clock } = asking([]);
		const { results } = await clock.until(askItems(plan));
		expect(clock.now()).toBe(20);
		expect(results.map((result) => result.kind === 'accepted' && result.receipt)).toEqual(
			[0, 1, 2, 3].map((index) => `about ${index}`),
		);
	});

	it('asks again after any failure of which it can expect something else', async () => {
		const { plan, clock, asked } = asking(['unknown', 'notSent', 'refused', 'invalid']);
		const { results } = await clock.until(askItems({ ...plan, limits: { atOnce: 4 } }));
		expect(results.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'failed', 'invalid']);
		expect([...asked].sort()).toEqual([0, 0, 1, 1, 2, 3]);
	});

	it('does not repeat what may have changed something', async () => {
		const { plan, clock, asked } = asking(['unknown']);
		await clock.until(askItems({ ...plan, items: 1, repeatsUnknown: false }));
		expect(asked).toEqual([0]);
	});
});
