import { lineOf, medianOf, shown, target } from './support/figures.mts';
import { race, SENDING_METRICS, type Sender } from './support/race.mts';
import type { Bench, Figure, Line, Setting } from './support/types.mts';
import { botNode, httpNode } from './support/workflows.mts';

const LATENCY_MS = 50;
const AT_ONCE = 50;

const OWN = 'Viber node';
const FIFTY = 'Viber node, 50 at once';
const KEYED = 'Viber node, Send Once per Key';
const ONE = 'One at a time';
const HTTP = 'HTTP Request node';

/** 1,000 different texts to as many people, the provider answering after 50 ms. */
export const send: Bench = {
	name: 'send',
	about: '1,000 different texts: this node, also with keys, the HTTP Request node, one at a time',
	async run(setting) {
		const senders = contestants(setting);
		const lines = await race(setting, 'send', senders);
		return [figureOf(lines, senders[0]?.messages ?? 0)];
	},
};

function contestants({ quick }: Setting): Sender[] {
	const messages = quick ? 60 : 1000;
	const few = quick ? 20 : 200;
	const scale = messages / few;
	const common = { messages, latencyMs: LATENCY_MS, text: (index: number) => `Message ${index}` };
	return [
		{ ...common, name: OWN, note: 'options as they come', node: (one) => botNode(one) },
		{ ...common, name: FIFTY, node: (one) => botNode(one, { requestsAtOnce: AT_ONCE }) },
		{
			...common,
			name: HTTP,
			note: 'batching off, as it comes: all requests at once, none repeated or counted',
			node: (one, { baseUrl }) => httpNode(one, baseUrl),
		},
		{
			...common,
			name: KEYED,
			note: 'n8n stores a key for each message, and reads it again before it goes out',
			// A key of its own for each run: those of the one before are stored.
			node: (one) => botNode(one, { sendOncePerKey: '={{ $execution.id + $json.text }}' }),
		},
		{
			...common,
			messages: few,
			scale,
			name: ONE,
			note: `the Viber node with Requests at Once 1, ${few} messages, times ${shown(scale)}`,
			node: (one) => botNode(one, { requestsAtOnce: 1 }),
		},
	];
}

function figureOf(lines: Line[], messages: number): Figure {
	const own = lineOf(lines, FIFTY);
	const waiting = (messages / AT_ONCE) * LATENCY_MS;
	return {
		title: `${shown(messages)} different texts, provider answers after ${LATENCY_MS} ms`,
		metrics: SENDING_METRICS,
		better: 'less',
		reference: HTTP,
		lines,
		targets: [
			target(lines, 'node', [FIFTY, HTTP], { most: 0.75 }),
			target(lines, 'node', [ONE, FIFTY], { least: 20 }),
		],
		bound: `with ${AT_ONCE} at once nobody can be faster than ${shown(waiting)} ms of waiting; of ${shown(medianOf(own, 'node'))} ms, ${shown(medianOf(own, 'cpu'))} ms are n8n computing, in one thread: what each request costs inside n8n is the limit.`,
	};
}
