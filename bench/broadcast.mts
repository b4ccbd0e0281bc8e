import { lineOf, medianOf, shown, target } from './support/figures.mts';
import { race, SENDING_METRICS, type Sender } from './support/race.mts';
import type { Bench, Figure, Line, Setting } from './support/types.mts';
import { httpNode, viberNode } from './support/workflows.mts';

const LATENCY_MS = 50;
/** What one broadcast may name. */
const AT_MOST = 300;

const LIST = 'Viber node, Broadcast from a list';
const ITEMS = 'Viber node, Broadcast from items';
const HTTP = 'HTTP Request node, one request each';

/** The same text to 10,000 people. */
export const broadcast: Bench = {
	name: 'broadcast',
	about: 'the same text to 10,000 people: Broadcast, the HTTP Request node',
	async run(setting) {
		const senders = contestants(setting);
		const lines = await race(setting, 'broadcast', senders);
		return [figureOf(lines, senders[0]?.messages ?? 0)];
	},
};

function contestants({ quick }: Setting): Sender[] {
	const common = { messages: quick ? 700 : 10_000, latencyMs: LATENCY_MS };
	const broadcasting = {
		operation: 'broadcast',
		provider: 'viberBot',
		from: 'Corner Café',
		text: 'The same for all',
		options: {},
	};
	return [
		{
			...common,
			name: LIST,
			asList: true,
			node: (one) =>
				viberNode(one, {
					...broadcasting,
					receiversFrom: 'list',
					receivers: '={{ $json.body.receivers }}',
				}),
		},
		{
			...common,
			name: ITEMS,
			node: (one) =>
				viberNode(one, { ...broadcasting, receiversFrom: 'items', to: '={{ $json.to }}' }),
		},
		{
			...common,
			name: HTTP,
			note: 'batching off, as it comes: all requests at once',
			node: (one, { baseUrl }) => httpNode(one, baseUrl),
		},
	];
}

function figureOf(lines: Line[], messages: number): Figure {
	const requests = Math.ceil(messages / AT_MOST);
	const own = lineOf(lines, LIST);
	return {
		title: `The same text to ${shown(messages)} people, provider answers after ${LATENCY_MS} ms`,
		metrics: SENDING_METRICS,
		better: 'less',
		reference: HTTP,
		lines,
		targets: [target(lines, 'node', [HTTP, LIST], { least: 50 })],
		bound: `Viber takes ${AT_MOST} recipients in a request, so ${requests} requests; one after another they would wait ${shown(requests * LATENCY_MS)} ms. n8n computed for ${shown(medianOf(own, 'cpu'))} ms.`,
	};
}
