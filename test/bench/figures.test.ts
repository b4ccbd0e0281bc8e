import { inModule } from '../sandbox/support';

const SUPPORT = '../bench/support';

const LINES = `[
	{ name: 'Viber node', samples: [{ ms: 30 }, { ms: 10 }, { ms: 20 }] },
	{ name: 'Other <node>', samples: [{ ms: 40 }, { ms: 400 }, { ms: 40 }] },
	{ name: 'Never ran', samples: [] },
]`;
const METRICS = `[{ key: 'ms', label: 'time', unit: 'ms' }]`;
const FIGURE = `({
	title: 'A & B', metrics: ${METRICS}, better: 'less', reference: 'Other <node>', lines: ${LINES},
	targets: [{ says: 'fast', isMet: true }, { says: 'faster', isMet: false }], bound: 'the clock',
})`;

describe('what the benchmarks make of their samples', () => {
	it('takes the middle of any number of samples', async () => {
		const medians = await inModule(
			`${SUPPORT}/figures.mts`,
			`return [[5], [3, 1, 2], [4, 1, 2, 3], [10, 9, 100]].map(module.median);`,
		);
		expect(medians).toEqual([5, 2, 2.5, 10]);
	});

	it('compares medians with what was to be reached', async () => {
		const targets = await inModule(
			`${SUPPORT}/figures.mts`,
			`const pair = ['Viber node', 'Other <node>'];
			return [{ most: 0.5 }, { most: 0.49 }, { least: 0.5 }, { least: 0.51 }].map(
				(limit) => module.target(${LINES}, 'ms', pair, limit).isMet,
			);`,
		);
		expect(targets).toEqual([true, false, true, false]);
	});

	it('lets everybody run once in each round, beginning with another each time', async () => {
		const [order, lines] = (await inModule(
			`${SUPPORT}/figures.mts`,
			`const order = [];
			const contestants = ['a', 'b', 'c'].map((name) => ({
				name,
				warmUp: async () => order.push('warm ' + name),
				run: async () => ({ place: order.push(name) }),
			}));
			return [order, await module.inRounds({ rounds: 2, say: () => {} }, contestants)];`,
		)) as [string[], Array<{ name: string; samples: unknown[] }>];
		expect(order.join()).toBe('warm a,warm b,warm c,a,b,c,b,c,a');
		expect(lines.map(({ name, samples }) => [name, samples])).toEqual([
			['a', [{ place: 4 }, { place: 9 }]],
			['b', [{ place: 5 }, { place: 7 }]],
			['c', [{ place: 6 }, { place: 8 }]],
		]);
	});

	it('prints medians, ratios and targets as a table', async () => {
		const table = await inModule(`${SUPPORT}/table.mts`, `return module.tableOf(${FIGURE});`);
		expect(table).toEqual([
			'A & B',
			'                  time   ratio',
			'  Viber node     20 ms    0.50',
			'  Other <node>   40 ms       1',
			'  Never ran       – ms       –',
			'  met: fast',
			'  NOT MET: faster',
			'  What bounds it: the clock',
		]);
	});

	it('draws bars in proportion, with all text made harmless', async () => {
		const chart = (await inModule(
			`${SUPPORT}/chart.mts`,
			`return module.chartOf([${FIGURE}]);`,
		)) as string;
		const widths = [...chart.matchAll(/<rect class="(?:own|bar)"[^>]* width="([\d.]+)"/g)];
		expect(widths.map(([, width]) => Number(width))).toEqual([165, 330, 0]);
		expect(chart).toContain('20 ms (× 0.50)');
		expect(chart).toContain('Other &#60;node&#62;');
		expect(chart).not.toMatch(/A & B|<node>/);
	});
});
