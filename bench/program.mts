import { execFileSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstalledN8n } from '../sandbox/n8n/install.mjs';
import { failureLines } from '../sandbox/setup/failure.mjs';
import { PROJECT } from '../sandbox/setup/folders.mjs';
import { broadcast } from './broadcast.mts';
import { coldstart } from './coldstart.mts';
import { groups } from './groups.mts';
import { memory } from './memory.mts';
import { queue } from './queue.mts';
import { send } from './send.mts';
import { chartOf } from './support/chart.mts';
import { medianOf, ratioOf } from './support/figures.mts';
import { tableOf } from './support/table.mts';
import type { Bench, Figure } from './support/types.mts';
import { trigger } from './trigger.mts';

/** All of them, in the order in which they run. */
export const BENCHES: readonly Bench[] = [
	send,
	broadcast,
	groups,
	memory,
	trigger,
	coldstart,
	queue,
];

const RESULTS = join(PROJECT, 'bench', 'results');
const PICTURE = join(PROJECT, '.github', 'pictures', 'bench.svg');

/** What the user asked for. */
export interface BenchOptions {
	n8n: InstalledN8n;
	tarball: string;
	/** Names of benchmarks. */
	names: readonly string[];
	rounds: number;
	quick: boolean;
	/** Whether results and chart go to the repository, too, for the README. */
	pictures: boolean;
}

/**
 * Runs benchmarks one after another, prints what they give and writes it down. One that fails does
 * not keep the others from running.
 *
 * @returns how many failed
 */
export async function runBenches(options: BenchOptions): Promise<number> {
	const { n8n, names, rounds, quick } = options;
	const artifacts = join(PROJECT, 'artifacts', 'bench');
	const logs = join(artifacts, 'logs');
	mkdirSync(logs, { recursive: true });
	// The cache forgets old packages, perhaps while this runs.
	const tarball = join(artifacts, 'package.tgz');
	copyFileSync(options.tarball, tarball);
	let failed = 0;
	for (const { name, run } of BENCHES.filter((bench) => names.includes(bench.name))) {
		console.log(`\n${name}`);
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-viber-bench-'));
		try {
			const say = (text: string) => console.log(`  … ${text}`);
			const figures = await run({ n8n, tarball, folder, logs, rounds, quick, say });
			for (const figure of figures) console.log(`\n${tableOf(figure).join('\n')}`);
			// Written after each, so that what was measured is not lost when a later one fails.
			const record = recordOf(options, figures);
			keep(name, record, { folder: artifacts, chart: join(artifacts, 'bench.svg') });
			if (options.pictures) keep(name, record, { folder: RESULTS, chart: PICTURE });
		} catch (error) {
			failed += 1;
			console.error(failureLines(error).join('\n'));
		} finally {
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		}
	}
	return failed;
}

/** What one benchmark gave, and where. */
interface Record {
	at: string;
	n8n: string;
	/** `node` is the Node.js that n8n ran on, `benchNode` that of the benchmark and the sandbox. */
	machine: { processors: number; model: string | undefined; node: string; benchNode: string };
	rounds: number;
	quick: boolean;
	figures: Figure[];
}

function recordOf({ n8n, rounds, quick }: BenchOptions, figures: Figure[]): Record {
	const node = execFileSync(n8n.node, ['--version'], { encoding: 'utf8' }).trim();
	const [{ model } = { model: undefined }] = cpus();
	return {
		at: new Date().toISOString(),
		n8n: n8n.version,
		machine: { processors: cpus().length, model, node, benchNode: process.version },
		rounds,
		quick,
		figures: figures.map(withMedians),
	};
}

/** Writes what a benchmark gave beside what the others have given before, and draws all of it. */
function keep(name: string, record: Record, { folder, chart }: { folder: string; chart: string }) {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(record, null, '\t')}\n`);
	const figures = BENCHES.map((bench) => join(folder, `${bench.name}.json`))
		.filter((file) => existsSync(file))
		.flatMap((file) => (JSON.parse(readFileSync(file, 'utf8')) as Record).figures);
	writeFileSync(chart, chartOf(figures));
}

function withMedians(figure: Figure) {
	const lines = figure.lines.map((line) => ({
		...line,
		medians: Object.fromEntries(figure.metrics.map(({ key }) => [key, medianOf(line, key)])),
		ratio: ratioOf(figure, line),
	}));
	return { ...figure, lines };
}
