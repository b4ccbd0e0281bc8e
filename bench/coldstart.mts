import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installPackage } from '../sandbox/n8n/run.mts';
import { PROJECT } from '../sandbox/setup/folders.mjs';
import { inRounds, lineOf, medianOf, shown } from './support/figures.mts';
import type { Bench, Figure, Line, Metric, Sample, Setting } from './support/types.mts';

/** Fresh processes in each round. */
const STARTS = 5;
const LIMIT_MS = 30_000;

const OWN = 'Viber (this package)';
const TELEGRAM = 'Telegram (n8n’s own)';
const WHATSAPP = 'WhatsApp (n8n’s own)';

const METRICS: Metric[] = [
	{ key: 'ms', label: 'time to load', unit: 'ms', digits: 1 },
	{ key: 'files', label: 'files loaded', unit: '' },
	{ key: 'loadedKb', label: 'code loaded', unit: 'kB' },
	{ key: 'diskKb', label: 'on disk', unit: 'kB' },
];

/** Node, trigger and credentials of a service: what n8n loads when they are first used. */
export const coldstart: Bench = {
	name: 'coldstart',
	about: 'time to load the nodes and their size: this package, Telegram, WhatsApp',
	async run(setting) {
		const { n8n, tarball, folder } = setting;
		const home = join(folder, 'coldstart');
		installPackage(home, tarball);
		const own = join(home, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-viber');
		const base = join(n8n.folder, 'node_modules', 'n8n-nodes-base', 'dist');
		const builtIn = (name: string, credentials: string[]): Loaded => ({
			files: [
				join(base, 'nodes', name, `${name}.node.js`),
				join(base, 'nodes', name, `${name}Trigger.node.js`),
				...credentials.map((one) => join(base, 'credentials', `${one}.credentials.js`)),
			],
			folder: join(base, 'nodes', name),
		});
		const loaded: Array<[string, Loaded]> = [
			[OWN, { files: ownFiles(own), folder: own }],
			[TELEGRAM, builtIn('Telegram', ['TelegramApi'])],
			[WHATSAPP, builtIn('WhatsApp', ['WhatsAppApi', 'WhatsAppTriggerApi'])],
		];
		const lines = await inRounds(
			{ rounds: setting.rounds * (setting.quick ? 1 : STARTS), say: () => {} },
			loaded.map(([name, one]) => ({ name, run: async () => load(setting, one) })),
		);
		return [figureOf(lines)];
	},
};

/** What is loaded, and the folder that it takes on disk. */
interface Loaded {
	files: string[];
	folder: string;
}

function ownFiles(folder: string): string[] {
	const dist = join(folder, 'dist');
	const ending = /\.(?:node|credentials)\.js$/;
	const all = readdirSync(dist, { recursive: true, encoding: 'utf8' });
	return all.filter((name) => ending.test(name)).map((name) => join(dist, name));
}

function bytesIn(folder: string): number {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((name) => statSync(join(folder, name)))
		.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}

function load({ n8n }: Setting, { files, folder }: Loaded): Sample {
	const modules = join(n8n.folder, 'node_modules');
	const program = join(PROJECT, 'bench', 'support', 'load.cjs');
	const { stdout, stderr, status } = spawnSync(n8n.node, [program, ...files], {
		cwd: n8n.folder,
		// As n8n itself makes its own libraries known to packages that live elsewhere.
		env: { NODE_PATH: modules, N8N_USER_FOLDER: folder, NODE_NO_WARNINGS: '1' },
		encoding: 'utf8',
		timeout: LIMIT_MS,
	});
	if (status !== 0) throw new Error(`Could not be loaded: ${stderr.slice(-2000)}`);
	const { ms, count, bytes } = JSON.parse(stdout) as { ms: number; count: number; bytes: number };
	return { ms, files: count, loadedKb: bytes / 1024, diskKb: bytesIn(folder) / 1024 };
}

function figureOf(lines: Line[]): Figure {
	const files = medianOf(lineOf(lines, OWN), 'files');
	return {
		title: 'Time to load node, trigger and credentials in a fresh process',
		metrics: METRICS,
		better: 'less',
		reference: TELEGRAM,
		lines,
		targets: [],
		bound: `reading and compiling ${shown(files)} files. n8n-workflow and n8n-core count for nobody: n8n has loaded them. "On disk" is the whole package here, and only the folder of the service for n8n's own, which share code with others.`,
	};
}
