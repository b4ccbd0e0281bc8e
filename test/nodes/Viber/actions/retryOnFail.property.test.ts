import * as fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { broadcastMessages } from '../../../../nodes/Viber/actions/broadcast';
import { sendMessages } from '../../../../nodes/Viber/actions/message';
import { messaggio } from '../../../../nodes/Viber/providers/messaggio';
import { viberBot } from '../../../../nodes/Viber/providers/viberBot';

// Whatever can be read in which try, and whatever the provider does: Retry On Fail sends nothing
// twice, and in the end everything is told of that was sent.

const PEOPLE = ['olena', 'petro', 'sofia'];
const TRIES = 3;

/** What the provider does with a request. */
type Answer = 'accepts' | 'refusesFirst' | 'refuses' | 'isSilent' | 'acceptsAndIsSilent' | 'stops';

interface Script {
	/** With Messaggio each item may have several recipients, and equal messages go out together. */
	manner: 'send' | 'broadcast' | 'messaggio';
	goesOn: boolean;
	items: Array<{ to: string[]; text: string }>;
	/** Which items, and which option of all, can be read in each try. */
	readable: Array<{ items: boolean[]; option: boolean }>;
	answers: Answer[];
}

interface Sent {
	to: string;
	text: string;
	id: string;
}

const script: fc.Arbitrary<Script> = fc.record({
	manner: fc.constantFrom('send', 'broadcast', 'messaggio'),
	goesOn: fc.boolean(),
	items: fc.array(
		fc.record({
			to: fc.subarray(PEOPLE, { minLength: 1 }),
			text: fc.constantFrom('Sale', 'News'),
		}),
		{ minLength: 1, maxLength: 4 },
	),
	readable: fc.array(
		fc.record({
			items: fc.array(
				fc.boolean().chain((one) => (one ? fc.constant(true) : fc.boolean())),
				{ minLength: 4, maxLength: 4 },
			),
			option: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
		}),
		{ minLength: TRIES, maxLength: TRIES },
	),
	answers: fc.array(
		fc.constantFrom<Answer>(
			'accepts',
			'accepts',
			'refusesFirst',
			'refuses',
			'isSilent',
			'acceptsAndIsSilent',
			'stops',
		),
		{ minLength: 12, maxLength: 12 },
	),
});

/** The provider, as strict about nothing but its own books. */
class Provider {
	readonly sent: Sent[] = [];
	private requests = 0;

	constructor(private readonly answers: readonly Answer[]) {}

	answer(body: string): { statusCode: number; headers: object; body: string } {
		const id = String(1001 + this.requests);
		const answer = this.answers[this.requests] ?? 'accepts';
		this.requests += 1;
		if (answer === 'isSilent') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		const text = body.startsWith('{')
			? this.asBot(body, answer, id)
			: this.asMessaggio(body, answer, id);
		if (answer === 'acceptsAndIsSilent') {
			throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		}
		return { statusCode: 200, headers: {}, body: text };
	}

	private asBot(json: string, answer: Answer, id: string): string {
		const body = JSON.parse(json) as IDataObject;
		const isBroadcast = body.broadcast_list !== undefined;
		const receivers = (body.broadcast_list as string[] | undefined) ?? [String(body.receiver)];
		if (answer === 'refuses') return '{"status":3}';
		if (answer === 'stops') return '{"status":2}';
		const refused = answer === 'refusesFirst' ? receivers.slice(0, 1) : [];
		if (refused.length > 0 && !isBroadcast) return '{"status":6}';
		this.accept(receivers.slice(refused.length), String(body.text), () => id);
		const failed = refused.map((receiver) => ({ receiver, status: 6 }));
		return JSON.stringify({
			status: 0,
			message_token: id,
			...(isBroadcast && { failed_list: failed }),
		});
	}

	private asMessaggio(form: string, answer: Answer, id: string): string {
		const fields = new URLSearchParams(form);
		const phones = fields.getAll('phone');
		// With the first code the request is cut in halves.
		if (answer === 'refuses') return '<response><code>-1</code></response>';
		if (answer === 'stops') return '<response><code>-5</code></response>';
		const left = answer === 'refusesFirst' ? phones.slice(1) : phones;
		this.accept(left, fields.get('txt') ?? '', (nth) => `${id}-${nth}`);
		const ids = left.map((phone, nth) => `<msg_id phone="${phone}">${id}-${nth}</msg_id>`);
		return `<response><code>0</code>${ids.join('')}</response>`;
	}

	private accept(receivers: readonly string[], text: string, idOf: (nth: number) => string): void {
		for (const [nth, to] of receivers.entries()) this.sent.push({ to, text, id: idOf(nth) });
	}
}

const phoneOf = (name: string, item: number) => `38050000${item}00${PEOPLE.indexOf(name)}`;

/** One try of a run, as n8n sets it up; `run` is what it executes in all of them. */
function tryOf(script: Script, nth: number, run: object, provider: Provider): IExecuteFunctions {
	const { manner, items, goesOn, readable } = script;
	const mine = readable[nth];
	const parameters: Record<string, (item: number) => unknown> = {
		from: () => 'Shop',
		channel: () => 'viber',
		messageType: () => 'text',
		receiversFrom: () => 'list',
		receivers: (item) => items[item]?.to,
		to(item) {
			const to = items[item]?.to ?? [];
			// Nobody is in two items: equal messages of theirs could not be told apart.
			return manner === 'messaggio' ? to.map((name) => phoneOf(name, item)) : to[0];
		},
		// Nothing may be alike of what several items send one by one.
		text(item) {
			if (!mine?.items[item]) return '';
			return manner === 'send' ? `${items[item]?.text} ${item}` : items[item]?.text;
		},
		'options.retries': () => (mine?.option ? 0 : 'none'),
		'options.requestsAtOnce': () => 2,
		'options.messagesPerSecond': () => 0,
	};
	const node = {
		id: '1',
		name: 'Viber',
		type: 'viber',
		retryOnFail: true,
		// Expressions, so that n8n is asked for all of them.
		parameters: {
			...Object.fromEntries(Object.keys(parameters).map((name) => [name, '={{ 0 }}'])),
			options: { retries: '={{ 0 }}', requestsAtOnce: '={{ 0 }}', messagesPerSecond: '={{ 0 }}' },
		},
	};
	return {
		getNode: () => node,
		getWorkflow: () => ({ id: 'w' }),
		getExecuteData: () => run,
		getInputData: () => items.map(() => ({ json: {} })),
		continueOnFail: () => goesOn,
		getNodeParameter: (name: string, item: number, fallback: unknown) =>
			parameters[name]?.(item) ?? fallback,
		getCredentials: async () => ({
			...{ authToken: 'token', login: 'demo', secretKey: 'secret' },
			baseUrl: 'http://127.0.0.1:1',
		}),
		addExecutionHints: () => {},
		logger: { warn: () => {} },
		helpers: {
			httpRequestWithAuthentication: async (_: string, { body }: { body: string }) =>
				provider.answer(String(body)),
		},
	} as unknown as IExecuteFunctions;
}

/** What a run says in the end: IDs, and whom it may have reached. */
interface Told {
	ids: Array<{ to: unknown; id: unknown }>;
	uncertain: unknown[];
}

/** Runs the node as often as n8n would. */
async function runAll(script: Script, provider: Provider): Promise<Told> {
	const run = { node: { name: 'Viber' } };
	const act = script.manner === 'broadcast' ? broadcastMessages : sendMessages;
	const by = script.manner === 'messaggio' ? messaggio : viberBot;
	let told: Told = { ids: [], uncertain: [] };
	for (let nth = 0; nth < TRIES; nth++) {
		const context = tryOf(script, nth, run, provider);
		try {
			const output = await act(context, by);
			told = toldByItems(output);
			if (output[0]?.json.error === undefined) break;
		} catch (error) {
			told = toldByError(error);
		}
	}
	return told;
}

function toldByItems(output: readonly INodeExecutionData[]): Told {
	const all = output.map(
		({ json }) => ({ ...json, ...(json.error as IDataObject) }) as IDataObject,
	);
	return {
		ids: all.filter(({ messageId }) => messageId).map(({ to, messageId: id }) => ({ to, id })),
		uncertain: all.filter(({ status }) => status === 'unknown').map(({ to }) => to),
	};
}

function toldByError(error: unknown): Told {
	const { data } = (error as { context: { data?: Record<string, IDataObject[]> } }).context;
	const { accepted = [], uncertain = [] } = data ?? {};
	// What has no ID is in doubt.
	const inDoubt = accepted.filter(({ messageId }) => !messageId);
	return {
		ids: accepted.flatMap(({ to, messageId: id }) => (id ? [{ to, id }] : [])),
		uncertain: [...uncertain, ...inDoubt].map(({ to }) => to),
	};
}

it('sends nothing twice, and tells of all that was sent', async () => {
	let messagesInAll = 0;
	await fc.assert(
		fc.asyncProperty(script, async (some) => {
			const provider = new Provider(some.answers);
			const { ids, uncertain } = await runAll(some, provider);
			const { sent } = provider;
			messagesInAll += sent.length;
			const messages = sent.map(({ to, text }) => `${to} ${text}`);
			expect(messages).toEqual([...new Set(messages)]);
			const lines = ids.map(({ to, id }) => `${String(to)} ${String(id)}`);
			expect(lines).toEqual([...new Set(lines)]);
			const books = sent.map(({ to, id }) => `${to} ${id}`);
			expect(lines.filter((line) => !books.includes(line))).toEqual([]);
			const untold = sent.filter(({ to, id }) => !lines.includes(`${to} ${id}`));
			// Two messages to one person may both be uncertain.
			for (const { to } of untold) {
				const many = untold.filter((one) => one.to === to).length;
				expect(uncertain.filter((one) => one === to).length).toBeGreaterThanOrEqual(many);
			}
		}),
		{ numRuns: 2000 },
	);
	expect(messagesInAll).toBeGreaterThan(1000);
}, 60_000);
