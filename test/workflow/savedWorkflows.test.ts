import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Viber } from '../../nodes/Viber/Viber.node';
import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';
import type { FaultyWay } from '../support/faultyWay';
import { openFaultyWay } from '../support/faultyWay';
import { ProcessedData } from '../support/processedData';
import type { Sandbox } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import type { TriggerHost } from '../support/triggerHost';
import { startTriggerHost } from '../support/triggerHost';
import { outcomesOf } from './savedActions';
import { brokenSince, parametersOf, type SavedParameter } from './savedDefaults';
import { triggerOutcomesOf } from './savedTriggers';

const ACTIONS = ['viberBot.json', 'decisionTelecom.json', 'messaggio.json'] as const;
const TRIGGERS = [
	'triggers.viberBot.json',
	'triggers.decisionTelecom.json',
	'triggers.messaggio.json',
] as const;

const DESCRIPTIONS = {
	'n8n-nodes-viber.viber': new Viber().description,
	'n8n-nodes-viber.viberTrigger': new ViberTrigger().description,
};

const read = <T>(file: string) =>
	JSON.parse(readFileSync(join(__dirname, 'savedWorkflows', file), 'utf8')) as T;

const isOurs = ({ type }: INode) => Object.hasOwn(DESCRIPTIONS, type);
const descriptionOf = ({ type }: INode) => DESCRIPTIONS[type as keyof typeof DESCRIPTIONS];

/** The nodes of this package in a saved workflow. */
const nodesOf = (file: string) => read<{ nodes: INode[] }>(file).nodes.filter(isOurs);

const OUTCOMES = (file: string) => read<object>(file.replace('.json', '.outcomes.json'));

describe('workflows saved with version 1 of the nodes', () => {
	let sandbox: Sandbox;
	let way: FaultyWay;
	let host: TriggerHost;

	beforeAll(async () => {
		[sandbox, host] = await Promise.all([startSandbox(), startTriggerHost()]);
		way = await openFaultyWay(sandbox);
		await new ProcessedData().install();
	});

	afterAll(async () => {
		await Promise.all([sandbox?.stop(), host?.stop(), way?.peer.stop()]);
	});

	it.each(ACTIONS)('%s asks and gives what it did', async (file) => {
		expect(await outcomesOf(file, nodesOf(file), sandbox, way)).toEqual(OUTCOMES(file));
	});

	const newest = [DESCRIPTIONS['n8n-nodes-viber.viberTrigger'].version].flat().at(-1) ?? 1;

	it.each(TRIGGERS.flatMap((file) => [1, newest].map((typeVersion) => ({ file, typeVersion }))))(
		'$file as version $typeVersion answers and starts what it did',
		async ({ file, typeVersion }) => {
			const nodes = nodesOf(file).map((node) => ({ ...node, typeVersion }));
			const outcomes = await triggerOutcomesOf(file, nodes, { host, sandbox, way });
			expect(outcomes).toEqual(OUTCOMES(file));
			expect(host.thrown).toEqual([]);
		},
	);

	const all = [...ACTIONS, ...TRIGGERS].flatMap((file) =>
		nodesOf(file).map((node) => ({ file, name: node.name, node })),
	);

	it.each(all)('$file: $name has only parameters that are still there', ({ node }) => {
		const description = descriptionOf(node);
		// What n8n does when it saves: it leaves out what is unknown, hidden or the default.
		const saved = NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			false,
			false,
			node,
			description,
		);
		expect(saved).toEqual(node.parameters);
		const whole = NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			false,
			node,
			description,
		) as INodeParameters;
		// Among others, that each value which was chosen can still be chosen.
		const issues = NodeHelpers.getNodeParametersIssues(
			description.properties,
			{ ...node, parameters: whole },
			description,
		);
		expect(issues).toBeNull();
	});

	it('hold each operation of each provider', () => {
		const done = (parameters: INodeParameters, node: INode) => {
			const { properties } = descriptionOf(node);
			const whole = NodeHelpers.getNodeParameters(
				properties,
				parameters,
				true,
				false,
				node,
				descriptionOf(node),
			) as Record<string, string>;
			return [whole.provider, whole.resource, whole.operation, whole.messageType].join(' ').trim();
		};
		const held = new Set(all.map(({ node }) => done(node.parameters, node)));
		const of = (path: string, conditions: Record<string, string>) =>
			parametersOf(DESCRIPTIONS['n8n-nodes-viber.viber'], 1)
				.filter(
					(one) =>
						one.path === path &&
						Object.entries(one.show ?? {}).every(([name, values]) =>
							values.includes(conditions[name]),
						),
				)
				.flatMap(({ values = [] }) => values as string[])
				.filter((value) => value !== 'none');
		const wanted = of('resource', {}).flatMap((resource) =>
			of('operation', { resource }).flatMap((operation) =>
				of('provider', { resource, operation }).flatMap((provider) => {
					const base = [provider, resource, operation].join(' ');
					// A broadcast is made of the same messages.
					const types =
						operation === 'send' ? of('messageType', { resource, operation, provider }) : [];
					return types.length > 0 ? types.map((type) => `${base} ${type}`) : [base];
				}),
			),
		);
		expect(wanted.length).toBeGreaterThan(20);
		const lacks = wanted.filter((one) => ![...held].some((has) => `${has} `.startsWith(`${one} `)));
		expect(lacks).toEqual([]);
	});
});

describe('defaults, which workflows do not save', () => {
	const frozen = read<Record<keyof typeof DESCRIPTIONS, SavedParameter[]>>('defaults.json');

	it.each(['n8n-nodes-viber.viber', 'n8n-nodes-viber.viberTrigger'] as const)(
		'%s has those of then',
		(type) => {
			expect(frozen[type].length).toBeGreaterThan(20);
			expect(brokenSince(frozen[type], parametersOf(DESCRIPTIONS[type], 1))).toEqual([]);
		},
	);

	it.each(Object.values(DESCRIPTIONS))(
		'$name still has version 1, and new nodes the newest',
		(one) => {
			const versions = [one.version].flat();
			expect(versions).toContain(1);
			expect(one.defaultVersion).toBe(Math.max(...versions));
		},
	);

	// n8n settles the parameters before the options, so it takes such a parameter for hidden: it would
	// leave it out when it saves, and again when it runs the workflow.
	it.each(Object.values(DESCRIPTIONS))('no parameter of $name depends on an option', (one) => {
		const conditions = parametersOf(one, 1).flatMap(({ show = {} }) => Object.keys(show));
		expect(conditions.filter((name) => name.includes('.'))).toEqual([]);
	});

	const field = { path: 'channel', type: 'options', default: 'viber', values: ['sms', 'viber'] };
	const shownFor = (...operation: string[]) => ({ ...field, show: { operation } });

	it.each<[string, SavedParameter[], string[]]>([
		['nothing', [field], []],
		['a parameter that was added', [field, { ...field, path: 'other' }], []],
		['a value that was added', [{ ...field, values: ['rcs', 'sms', 'viber'] }], []],
		['another default', [{ ...field, default: 'sms' }], ['channel ({}) has another']],
		['another type', [{ ...field, type: 'string' }], ['channel ({}) has another']],
		['a value less', [{ ...field, values: ['viber'] }], ['channel ({}) has another']],
		['another name', [{ ...field, path: 'way' }], ['channel ({}) is gone']],
		['a new condition', [shownFor('send')], ['channel ({}) is gone']],
	])('%s would be told', (_, now, expected) => {
		const told = brokenSince([field], now);
		expect(told).toEqual(expected.map((one) => expect.stringContaining(one)));
	});

	it('may be shown for more than then, but not for less', () => {
		expect(brokenSince([shownFor('send')], [shownFor('send', 'broadcast')])).toEqual([]);
		expect(brokenSince([shownFor('send', 'broadcast')], [shownFor('send')])).toHaveLength(1);
	});
});
