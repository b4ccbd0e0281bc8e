import type { Setback } from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Wishes } from './support';
import { accept, planFor, setback } from './support';

const silence: Setback = setback('unknown', 'ETIMEDOUT', { heard: 'nobody' });
const stranger: Setback = setback('refused', 'HTTP 403', { heard: 'somebodyElse' });

async function run(wishes: Wishes) {
	const { plan, clock, seen } = planFor({ latencyMs: 30_000, ...wishes });
	return { report: await clock.until(runItems(plan)), seen, took: clock.now() };
}

const many = (count: number) => Array.from({ length: count }, () => ({}));

describe('a provider that keeps silent', () => {
	it.each([
		[1, 3],
		[10, 30],
		[50, 150],
	])('ends the run after a minute, with %i at once after %i requests', async (atOnce, most) => {
		const { report, seen, took } = await run({
			drafts: many(1000),
			limits: { atOnce },
			answer: () => silence,
		});
		expect(seen.length).toBeLessThanOrEqual(most);
		expect(took).toBeLessThanOrEqual(91_000);
		expect(report.stoppedBy?.cause).toBe('account');
		expect(report.results.filter(({ kind }) => kind === 'failed')).toHaveLength(seen.length);
	});

	it('does not end it while others are answered', async () => {
		const { report } = await run({
			drafts: many(60),
			limits: { atOnce: 2 },
			answer: (content, receivers, nth) => (nth % 4 === 3 ? accept(content, receivers) : silence),
		});
		expect(report.stoppedBy).toBeUndefined();
	});

	it('does not end it within a minute, however many requests are lost', async () => {
		const { report } = await run({
			drafts: many(200),
			limits: { atOnce: 10 },
			latencyMs: 100,
			answer: () => silence,
		});
		expect(report.stoppedBy).toBeUndefined();
	});
});

describe('a provider that cannot be reached', () => {
	it.each([
		[1, 1],
		[50, 1],
		[10, 5],
	])('ends the run, with %i at once and %i tries each', async (atOnce, tries) => {
		const { report, seen } = await run({
			drafts: many(1000),
			limits: { atOnce },
			latencyMs: 5,
			retries: { tries, totalMs: 60_000, baseMs: 1000, capMs: 10_000 },
			answer: () => setback('notSent', 'ECONNREFUSED'),
		});
		expect(seen.length).toBeLessThanOrEqual(160);
		expect(report.stoppedBy?.cause).toBe('account');
	});
});

describe('somebody else who answers in its place', () => {
	it('ends the run when there is no word of the provider in between', async () => {
		const { report, seen } = await run({
			drafts: many(1000),
			limits: { atOnce: 10 },
			answer: () => stranger,
		});
		expect(seen.length).toBeLessThanOrEqual(30);
		expect(report.stoppedBy?.cause).toBe('account');
	});

	it('does not end it when it is about some messages only', async () => {
		const { report } = await run({
			drafts: many(300),
			limits: { atOnce: 10 },
			answer: (content, receivers, nth) => (nth % 10 === 9 ? accept(content, receivers) : stranger),
		});
		expect(report.stoppedBy).toBeUndefined();
	});
});
