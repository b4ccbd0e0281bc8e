import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Wishes } from './support';
import { accept, planFor, setback } from './support';

async function run(wishes: Wishes) {
	const { plan, clock, seen } = planFor(wishes);
	const report = await clock.until(runItems(plan));
	return { report, seen, took: clock.now() };
}

function groupsOf(people: number, most: number, content = 'same'): Wishes['drafts'] {
	return Array.from({ length: people }, () => ({
		content,
		groupKey: content,
		receiversAtOnce: most,
	}));
}

describe('refusals that are about nobody in particular', () => {
	const denied: Wishes['answer'] = () => setback('refused', '-3');

	it('cuts no further requests once a whole one was refused to the last receiver', async () => {
		const { report, seen } = await run({
			drafts: groupsOf(100, 10),
			limits: { atOnce: 1 },
			answer: denied,
		});
		expect(report.results).toHaveLength(100);
		for (const result of report.results) {
			expect(result).toMatchObject({ kind: 'failed', status: 'refused', refusal: { code: '-3' } });
		}
		// 19 for the first ten, one each for the other nine groups.
		expect(seen).toHaveLength(28);
		const cures = report.results.map((one) => (one.kind === 'failed' ? one.refusal.cure : ''));
		expect(new Set(cures.slice(0, 10))).toEqual(new Set(['Do this.']));
		expect(new Set(cures.slice(10)).size).toBe(1);
		expect(cures[10]).toMatch(/^Do this\. It was refused together with others/);
	});

	it('takes a few wrong numbers that stand together for no such refusal', async () => {
		const wrong = ['p0', 'p1', 'p2', 'p3', 'p6'];
		const { report } = await run({
			drafts: groupsOf(40, 4),
			limits: { atOnce: 1 },
			answer: (content, receivers) =>
				receivers.some((to) => wrong.includes(to))
					? setback('refused', '-3')
					: accept(content, receivers),
		});
		const refused = report.results.flatMap((one) => (one.kind === 'failed' ? [one.to] : []));
		expect(refused).toEqual(wrong);
	});

	it('goes on cutting for other codes, and after anybody was accepted', async () => {
		const wrong = new Set(Array.from({ length: 10 }, (_, index) => `p${index}`));
		const { report, seen } = await run({
			drafts: groupsOf(40, 10),
			limits: { atOnce: 1 },
			answer: (content, receivers) => {
				if (receivers.some((to) => wrong.has(to))) return setback('refused', '-3');
				// Two more wrong numbers, one of them with a code of its own.
				if (receivers.includes('p12')) return setback('refused', '-1');
				if (receivers.includes('p25')) return setback('refused', '-3');
				return accept(content, receivers);
			},
		});
		const refused = report.results.flatMap((one) => (one.kind === 'failed' ? [one.to] : []));
		expect(refused).toEqual([...wrong, 'p12', 'p25']);
		expect(seen.length).toBeGreaterThan(30);
	});
});

describe('a provider out of reach', () => {
	const ten = Array.from({ length: 10 }, () => ({}));
	const kindsOf = (report: Awaited<ReturnType<typeof run>>['report']) =>
		report.results.map(({ kind }) => kind);

	it('ends the run once a message has used up its tries, though failures do not', async () => {
		const { report, seen, took } = await run({
			drafts: ten,
			limits: { atOnce: 2 },
			answer: () => setback('notSent', 'ECONNREFUSED'),
		});
		expect(kindsOf(report)).toEqual([
			...Array<string>(2).fill('failed'),
			...Array<string>(8).fill('notTried'),
		]);
		expect(report.stoppedBy?.cause).toBe('account');
		expect(seen).toHaveLength(8);
		expect(took).toBeLessThan(6000);
	});

	it('does not when anybody else got an answer meanwhile', async () => {
		const { report } = await run({
			drafts: ten,
			limits: { atOnce: 2 },
			answer: (content, receivers) =>
				content === 'text 3' ? setback('notSent', 'ECONNREFUSED') : accept(content, receivers),
		});
		expect(kindsOf(report).filter((kind) => kind === 'accepted')).toHaveLength(9);
		expect(report.stoppedBy).toBeUndefined();
	});

	it('does not when nothing may be repeated, as one try says little', async () => {
		const { report } = await run({
			drafts: ten,
			limits: { atOnce: 1 },
			retries: { tries: 1, totalMs: 60_000, baseMs: 1000, capMs: 8000 },
			answer: (content, receivers, nth) =>
				nth === 0 ? setback('notSent', 'EAI_AGAIN') : accept(content, receivers),
		});
		expect(kindsOf(report).filter((kind) => kind === 'accepted')).toHaveLength(9);
	});
});
