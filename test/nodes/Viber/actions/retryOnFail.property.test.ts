import * as fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { broadcastMessages } from '../../../../nodes/Viber/actions/broadcast';
import { sendMessages } from '../../../../nodes/Viber/actions/message';
import { viberBot } from '../../../../nodes/Viber/providers/viberBot';

// Whatever can be read in which try, and whatever the provider does: Retry On Fail sends nothing
// twice, and in the end everything is told of that was sent.

const PEOPLE = ['olena', 'petro', 'sofia'];
const TRIES = 3;

/** What the provider does with a request. */
type Answer = 'accepts' | 'refusesFirst' | 'refuses' | 'isSilent' | 'acceptsAndIsSilent' | 'stops';

interface Script {
	operation: 'send' | 'broadcast';
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
	operation: fc.constantFrom('send', 'broadcast'),
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

	answer(body: IDataObject): { statusCode: number; headers: object; body: string } {
		const receivers = (body.broadcast_list as string[] | undefined) ?? [String(body.receiver)];
		const answer = this.answers[this.requests] ?? 'accepts';
		this.requests += 1;
		const id = String(1000 + this.requests);
		if (answer === 'refuses') return reply({ status: 3 });
		if (answer === 'stops') return reply({ status: 2 });
		if (answer === 'isSilent') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		const isBroadcast = body.broadcast_list !== undefined;
		const refused = answer === 'refusesFirst' ? receivers.slice(0, 1) : [];
		if (refused.length > 0 && !isBroadcast) return reply({ status: 6 });
		for (const to of receivers) {
			if (!refused.includes(to)) this.sent.push({ to, text: String(body.text), id });
		}
		if (answer === 'acceptsAndIsSilent') {
			throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
		}
		const failed = refused.map((receiver) => ({ receiver, status: 6 }));
		return reply({ status: 0, message_token: id, ...(isBroadcast && { failed_list: failed }) });
	}
}

function reply(body: IDataObject) {
	return { statusCode: 200, headers: {}, body: JSON.stringify(body) };
}

/** One try of a run, as n8n sets it up; `run` is what it executes in all of them. */
function tryOf(script: Script, nth: number, run: object, provider: Provider): IExecuteFunctions {
	const { operation, items, goesOn, readable } = script;
	const mine = readable[nth];
	const parameters: Record<string, (item: number) => unknown> = {
		from: () => 'Shop',
		messageType: () => 'text',
		receiversFrom: () => 'list',
		receivers: (item) => items[item]?.to,
		to: (item) => items[item]?.to[0],
		// Nothing may be alike of what several items send one by one.
		text(item) {
			if (!mine?.items[item]) return '';
			return operation === 'send' ? `${items[item]?.text} ${item}` : items[item]?.text;
		},
		'options.retries': () => (mine?.option ? 0 : 'none'),
		'options.requestsAtOnce': () => 2,
	};
	const node = {
		id: '1',
		name: 'Viber',
		type: 'viber',
		retryOnFail: true,
		// Expressions, so that n8n is asked for all of them.
		parameters: {
			...Object.fromEntries(Object.keys(parameters).map((name) => [name, '={{ 0 }}'])),
			options: { retries: '={{ 0 }}', requestsAtOnce: '={{ 0 }}' },
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
		getCredentials: async () => ({ authToken: 'token', baseUrl: 'http://127.0.0.1:1' }),
		addExecutionHints: () => {},
		logger: { warn: () => {} },
		helpers: {
			httpRequestWithAuthentication: async (_: string, { body }: { body: string }) =>
				provider.answer(JSON.parse(body) as IDataObject),
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
	const act = script.operation === 'send' ? sendMessages : broadcastMessages;
	let told: Told = { ids: [], uncertain: [] };
	for (let nth = 0; nth < TRIES; nth++) {
		const context = tryOf(script, nth, run, provider);
		try {
			const output = await act(context, viberBot);
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
	return {
		ids: (data?.accepted ?? []).map(({ to, messageId: id }) => ({ to, id })),
		uncertain: (data?.uncertain ?? []).map(({ to }) => to),
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
