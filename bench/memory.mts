import assert from 'node:assert/strict';
import type { WorkflowNode } from '../sandbox/n8n/types.mts';
import type { BenchAccount } from './support/account.mts';
import { inRounds, lineOf, medianOf, shown, type Contestant } from './support/figures.mts';
import { post } from './support/post.mts';
import { openPlay, openStage, type Play } from './support/stage.mts';
import type { Bench, Figure, Line, Metric, Sample, Setting, Target } from './support/types.mts';
import { botNode, chain, httpNode, itemsFromBody } from './support/workflows.mts';
import type { StoredCredential } from '../sandbox/n8n/types.mts';

const LIMIT_MS = 25 * 60_000;
/** The biggest crowd of the sandbox; more items than that write to the same people again. */
const MOST_PEOPLE = 10_000;
/** Where the HTTP Request node, which opens a connection for each item at once, is left out. */
const HTTP_AT_MOST = 10_000;

const OWN = 'Viber node';
const HTTP = 'HTTP Request node';
const ITEMS = 'The items alone';

/** n8n stores nothing of what it does, so that its own storing is not what is measured. */
const NOTHING_STORED = {
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
};

const METRICS: Metric[] = [
	{ key: 'peak', label: 'peak memory', unit: 'MB' },
	{ key: 'growth', label: 'more than idle', unit: 'MB' },
	{ key: 'cpuPerItem', label: 'CPU per item', unit: 'ms', digits: 2 },
	{ key: 'wall', label: 'whole run', unit: 'ms' },
];

/** Processor time and memory of n8n, the provider answering at once. */
export const memory: Bench = {
	name: 'memory',
	about: 'CPU per item and peak memory for 1,000, 10,000 and 100,000 items',
	async run(setting) {
		const play = await openPlay(setting, 'memory');
		try {
			const sizes = setting.quick ? [100, 300] : [1000, 10_000, 100_000];
			const figures: Figure[] = [];
			for (const items of sizes) {
				// The largest takes minutes, and what is measured hardly varies.
				const rounds = items > MOST_PEOPLE ? 1 : setting.rounds;
				const lines = await inRounds(
					{ ...setting, rounds },
					contestants(items).map((one) => weighed({ setting, play, items, ...one })),
				);
				figures.push(figureOf(items, lines));
			}
			return figures;
		} finally {
			await play.close();
		}
	},
};

interface Weighed {
	name: string;
	node?: (credential: StoredCredential, account: BenchAccount) => WorkflowNode;
}

function contestants(items: number): Weighed[] {
	return [
		{ name: OWN, node: (one) => botNode(one) },
		...(items <= HTTP_AT_MOST
			? [
					{
						name: HTTP,
						node: (one: StoredCredential, { baseUrl }: BenchAccount) => httpNode(one, baseUrl),
					},
				]
			: []),
		{ name: ITEMS },
	];
}

interface Weighing extends Weighed {
	setting: Setting;
	play: Play;
	items: number;
}

let stages = 0;

/** Each run has an n8n of its own: memory that was taken once is hardly ever given back. */
function weighed({ setting, play, items, name, node }: Weighing): Contestant {
	return {
		name,
		async run(): Promise<Sample> {
			const account = await play.account();
			const stage = await openStage(setting, `memory-${++stages}`, NOTHING_STORED);
			try {
				const people = await account.crowd(Math.min(items, MOST_PEOPLE));
				const credential = await stage.credential(account);
				const nodes = [...itemsFromBody('bench'), ...(node ? [node(credential, account)] : [])];
				await stage.publish(chain(name, nodes));
				const messages = Array.from({ length: items }, (_, index) => ({
					to: people[index % people.length]?.id ?? '',
					text: `Message ${index}`,
				}));
				const body = JSON.stringify({ items: messages });
				const idle = stage.meter.memoryMb();
				stage.meter.resetPeak();
				const cpu = stage.meter.cpuMs();
				const begin = performance.now();
				const url = stage.rest.webhookUrl('bench');
				const { status, text } = await post({ url, body }, { limitMs: LIMIT_MS });
				const wall = performance.now() - begin;
				assert.equal(status, 200, text);
				const cpuPerItem = (stage.meter.cpuMs() - cpu) / items;
				const peak = stage.meter.peakMb();
				await account.mustHaveAccepted(node ? messages : [], name);
				return { peak, growth: peak - idle, cpuPerItem, wall };
			} finally {
				await stage.close();
			}
		},
	};
}

function figureOf(items: number, lines: Line[]): Figure {
	const [own, alone] = [lineOf(lines, OWN), lineOf(lines, ITEMS)];
	const kb = ((medianOf(own, 'peak') - medianOf(alone, 'peak')) / items) * 1024;
	return {
		title: `Peak memory of n8n with ${shown(items)} items, provider answers at once`,
		metrics: METRICS,
		better: 'less',
		reference: items <= HTTP_AT_MOST ? HTTP : ITEMS,
		lines,
		targets: items > MOST_PEOPLE ? [perItem(kb)] : [],
		bound: `the items, which n8n itself holds, and the results: ${shown(kb, 1)} kB per item more than the items alone, with what the engine of JavaScript has not yet cleaned up.`,
	};
}

/** What the result of an item, with its way through the engine and n8n, may take. */
const MOST_KB = 15;

function perItem(kb: number): Target {
	return {
		says: `more than the items alone: ${shown(kb, 1)} kB per item, wanted at most ${MOST_KB}`,
		isMet: kb <= MOST_KB,
	};
}
