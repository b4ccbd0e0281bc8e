import { lineOf, medianOf, shown, target } from './support/figures.mts';
import { race, SENDING_METRICS, type Sender } from './support/race.mts';
import type { Bench, Figure, Line, Setting } from './support/types.mts';
import { viberNode } from './support/workflows.mts';

const LATENCY_MS = 50;
const MANY = 100;

const GROUPED = 'Viber node, equal messages together';
const HUNDREDS = `Viber node, ${MANY} recipients per request`;
const SINGLE = 'Each message by itself';

/** The same text to 5,000 phone numbers through Messaggio, no pace kept on either side. */
export const groups: Bench = {
	name: 'groups',
	about: 'the same text to 5,000 numbers through Messaggio, grouped and ungrouped',
	async run(setting) {
		const senders = contestants(setting);
		const lines = await race(setting, 'groups', senders);
		return [figureOf(lines, senders[0]?.messages ?? 0)];
	},
};

function contestants({ quick }: Setting): Sender[] {
	const sender = (name: string, options: Record<string, unknown>): Sender => ({
		name,
		provider: 'messaggio',
		messages: quick ? 100 : 5000,
		latencyMs: LATENCY_MS,
		node: (credential) =>
			viberNode(credential, {
				provider: 'messaggio',
				to: '={{ $json.to }}',
				from: 'DEMO',
				channel: 'viber',
				text: '={{ $json.text }}',
				options: { messagesPerSecond: 0, ...options },
			}),
	});
	return [
		sender(GROUPED, { groupEqual: true }),
		sender(HUNDREDS, { groupEqual: true, recipientsPerRequest: MANY }),
		sender(SINGLE, { groupEqual: false }),
	];
}

function figureOf(lines: Line[], messages: number): Figure {
	const own = lineOf(lines, HUNDREDS);
	return {
		title: `The same text to ${shown(messages)} numbers through Messaggio, which answers after ${LATENCY_MS} ms`,
		metrics: SENDING_METRICS,
		better: 'less',
		reference: SINGLE,
		lines,
		targets: [target(lines, 'node', [SINGLE, HUNDREDS], { least: 10 })],
		bound: `the numbers in a request: with as many requests at once on both sides, 10 of them can make it 10 times faster at best, and ${MANY} of them leave ${shown(medianOf(own, 'cpu'))} ms of n8n computing. In real life Messaggio's pace of 10 messages a second comes first: it is off here on both sides.`,
	};
}
