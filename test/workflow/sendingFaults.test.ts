import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';

import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { AT_ONCE, call } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { n8nLogger, runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import {
	arrivals,
	expectTruth,
	openFaultyWay,
	toldByError,
	toldByItems,
} from '../support/faultyWay';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import { ProcessedData } from '../support/processedData';
import type { Sandbox, SandboxBot, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

// Half a minute would be too long for a test; less than this, and a busy machine is a fault by itself.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	ANSWER_MS: 4000,
	BODY_MS: 4000,
}));

const COUNT = 40;
const TEXTS = Array.from({ length: COUNT }, (_, item) => `message ${item}`);
const GOES_ON = { onError: 'continueRegularOutput' } as const;

const store = new ProcessedData();

let sandbox: Sandbox;
let way: FaultyWay;
let webhook: Peer;
let bot: SandboxBot;
let crowd: SandboxPerson[];

beforeAll(async () => {
	[sandbox, webhook] = await Promise.all([startSandbox(), startPeer()]);
	await store.install();
});

afterAll(async () => {
	await Promise.all([sandbox?.stop(), webhook?.stop()]);
});

beforeEach(async () => {
	way = await openFaultyWay(sandbox);
	bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
	await call(bot, 'set_webhook', { url: webhook.origin, event_types: [] });
	({ people: crowd } = await sandbox.control<{ people: SandboxPerson[] }>(
		'POST',
		`/bots/${bot.id}/people`,
		{ count: COUNT, subscribed: 1 },
	));
});

afterEach(async () => {
	await way.peer.stop();
});

async function send(options: IDataObject = {}, changes: Partial<TestRun> = {}) {
	return await runViber({
		items: TEXTS.map((text, item) => ({ to: crowd[item]?.id ?? '', text })),
		parameters: {
			resource: 'message',
			operation: 'send',
			provider: 'viberBot',
			to: '={{ $json.to }}',
			from: 'Corner Café',
			text: '={{ $json.text }}',
			options: { requestsAtOnce: 10, ...options },
		} as TestRun['parameters'],
		credential: { authToken: bot.token, baseUrl: way.addressOf(bot) },
		...changes,
	});
}

const errorIn = ({ result }: Awaited<ReturnType<typeof send>>) =>
	result.data.resultData.error as NodeApiError;

/** Lets something happen at the sandbox to the calls from the given one on. */
function from(number: number, fault: IDataObject): void {
	let isSet: Promise<unknown> | undefined;
	way.interfere = async (count) => {
		if (count < number) return false;
		isSet ??= sandbox.control('PATCH', `/bots/${bot.id}/faults`, fault);
		await isSet;
		return false;
	};
}

/** What happens, how often, how many messages arrive all the same, and what the items say. */
const LOST: Array<[string, IDataObject, { arrives: boolean }]> = [
	['a reset before acceptance', { resetBefore: 3 }, { arrives: false }],
	['a reset after acceptance', { resetAfter: 3 }, { arrives: true }],
	['HTTP 500', { http500: 3 }, { arrives: false }],
	['a page instead of an answer', { htmlAnswer: 3 }, { arrives: false }],
	['half an answer', { halfAnswer: 3 }, { arrives: true }],
	['no answer in time', { noAnswer: 3 }, { arrives: true }],
];

describe('an answer that gets lost', () => {
	it.each(LOST)(
		'%s: the others arrive, these are uncertain, none goes out twice',
		async (_, fault, { arrives }) => {
			from(8, fault);
			const { output } = await send({}, GOES_ON);
			const told = toldByItems(output);
			const arrived = await arrivals(sandbox, bot);
			expectTruth(told, arrived, TEXTS);
			expect(told.uncertain).toHaveLength(3);
			expect(told.accepted).toHaveLength(COUNT - 3);
			expect(arrived.size).toBe(arrives ? COUNT : COUNT - 3);
			expect(way.peer.seen).toHaveLength(COUNT);
		},
	);

	it.each(LOST)('%s: the run stops, and its account is true', async (_, fault) => {
		from(8, fault);
		// Few enough that none of them is left over when no answer comes.
		const error = errorIn(await send({ requestsAtOnce: 3 }));
		expect(error.message).toMatch(/^Outcome unknown/);
		const told = toldByError(error);
		const arrived = await arrivals(sandbox, bot);
		expectTruth(told, arrived, TEXTS);
		expect(told.uncertain.length).toBeGreaterThanOrEqual(1);
		expect(told.unsent.length).toBeGreaterThan(0);
		expect(error.description).toContain(`Accepted: ${told.accepted.length} (`);
		for (const { messageId } of told.accepted) expect(error.description).toContain(messageId);
	});
});

describe('being asked to wait', () => {
	it.each([
		['with Retry-After', { 'retry-after': '1' }, 1000],
		['with a date', { 'retry-after': 'in 2 s' }, 900],
		['without Retry-After', {}, 400],
	])('HTTP 429 %s: all wait, then all arrive', async (_, headers, atLeast) => {
		const at: number[] = [];
		way.interfere = (count, response) => {
			at.push(performance.now());
			if (count > 2) return false;
			const named = Object.entries(headers).map(([name, value]) => [
				name,
				value === 'in 2 s' ? new Date(Date.now() + 2000).toUTCString() : value,
			]);
			response.writeHead(429, Object.fromEntries(named)).end();
			return true;
		};
		const { output } = await send({ requestsAtOnce: 2 });
		expectTruth(toldByItems(output), await arrivals(sandbox, bot), TEXTS);
		expect(output.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(way.peer.seen).toHaveLength(COUNT + 2);
		expect((at[2] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(atLeast);
	});

	it('a pause that is too long ends the run at once', async () => {
		way.interfere = (count, response) => {
			if (count < 5) return false;
			response.writeHead(429, { 'retry-after': '3600' }).end();
			return true;
		};
		const { output } = await send({ requestsAtOnce: 1 }, GOES_ON);
		const told = toldByItems(output);
		expectTruth(told, await arrivals(sandbox, bot), TEXTS);
		expect(told.accepted).toHaveLength(4);
		expect(way.peer.seen).toHaveLength(5);
	});

	it('code 12: asked again, and everything arrives once', async () => {
		from(5, { rateLimit: 6 });
		const { output } = await send();
		expectTruth(toldByItems(output), await arrivals(sandbox, bot), TEXTS);
		expect(output.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(way.peer.seen).toHaveLength(COUNT + 6);
	});

	it('code 12 without retries: refused, and sent once', async () => {
		from(5, { rateLimit: 2 });
		const { output } = await send({ retries: 0 }, GOES_ON);
		const told = toldByItems(output);
		expectTruth(told, await arrivals(sandbox, bot), TEXTS);
		expect(told.unsent).toHaveLength(2);
		expect(way.peer.seen).toHaveLength(COUNT);
	});
});

describe('the pace of broadcasts', () => {
	it('is 500 requests in ten seconds by itself', async () => {
		const texts = Array.from({ length: 503 }, (_, item) => `news ${item}`);
		const at: number[] = [];
		way.interfere = (_, response) => {
			at.push(performance.now());
			response.end('{"status":0,"message_token":1,"failed_list":[]}');
			return true;
		};
		const { output } = await runViber({
			items: texts.map((text, item) => ({ to: `person${item}`, text })),
			parameters: {
				resource: 'message',
				operation: 'broadcast',
				provider: 'viberBot',
				receivers: '={{ $json.to }}',
				from: 'Corner Café',
				messageType: 'text',
				text: '={{ $json.text }}',
				options: { requestsAtOnce: 50 },
			} as TestRun['parameters'],
			credential: { authToken: bot.token, baseUrl: way.addressOf(bot) },
		});
		expect(output.map(({ json }) => json.status)).toEqual(texts.map(() => 'accepted'));
		expect(at).toHaveLength(503);
		for (const index of [500, 501, 502]) {
			expect((at[index] ?? 0) - (at[index - 500] ?? 0)).toBeGreaterThan(9900);
		}
	}, 40_000);
});

describe('what concerns the whole account', () => {
	it.each([undefined, GOES_ON.onError])(
		'no balance in the middle: nothing further begins (On Error: %p)',
		async (onError) => {
			from(15, { status: { status: 24 } });
			const ran = await send({}, onError ? { onError } : {});
			const told = onError ? toldByItems(ran.output) : toldByError(errorIn(ran));
			expectTruth(told, await arrivals(sandbox, bot), TEXTS);
			// Those that were under way already are all that still asked.
			expect(told.accepted.length).toBeGreaterThan(0);
			expect(told.accepted.length).toBeLessThanOrEqual(14);
			expect(way.peer.seen.length).toBeLessThanOrEqual(14 + 10);
			if (!onError) expect(errorIn(ran).description).toMatch(/begin with item \d+/);
		},
	);
});

describe('a wrong address', () => {
	it('a 404 that is not the provider’s ends the run, even when failures do not', async () => {
		way.interfere = (_, response) => {
			response.writeHead(404).end('<html>nothing here</html>');
			return true;
		};
		const { output } = await send({}, GOES_ON);
		expect(way.peer.seen.length).toBeLessThanOrEqual(10);
		expect(output).toHaveLength(COUNT);
		expect(output[0]?.json.error).toMatchObject({ status: 'refused', code: 'HTTP 404' });
		expect(output.at(-1)?.json.error).toMatchObject({ status: 'notTried' });
	});
});

describe('a provider that is away', () => {
	it('for longer than the retries take: the run ends, and everybody else is not tried', async () => {
		const credential = { authToken: bot.token, baseUrl: 'http://127.0.0.1:9/' };
		const begun = performance.now();
		const { output } = await send({ requestsAtOnce: 5, retries: 1 }, { ...GOES_ON, credential });
		expect(performance.now() - begun).toBeLessThan(4000);
		const statuses = output.map(({ json }) => (json.error as IDataObject).status);
		expect(statuses.filter((status) => status === 'notSent').length).toBeLessThanOrEqual(5);
		expect(statuses.slice(5)).toEqual(Array<string>(COUNT - 5).fill('notTried'));
		expect((await arrivals(sandbox, bot)).size).toBe(0);
	});

	it('for five seconds: everything arrives once it is back', async () => {
		const server = createServer();
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		server.close();
		await once(server, 'close');
		const back = createServer((incoming, outgoing) => {
			const chunks: Buffer[] = [];
			incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
			incoming.on('end', () => {
				void fetch(`${sandbox.url}${incoming.url}`, {
					method: 'POST',
					headers: {
						'content-type': 'application/json',
						'x-viber-auth-token': String(incoming.headers['x-viber-auth-token']),
					},
					body: Buffer.concat(chunks),
				}).then(async (answer) => outgoing.end(await answer.text()));
			});
		});
		const timer = setTimeout(() => back.listen(port, '127.0.0.1'), 5000);
		const { output } = await send(
			{},
			{
				credential: {
					authToken: bot.token,
					baseUrl: bot.baseUrl.replace(sandbox.url, `http://127.0.0.1:${port}`),
				},
			},
		);
		clearTimeout(timer);
		back.close();
		expectTruth(toldByItems(output), await arrivals(sandbox, bot), TEXTS);
		expect(output.every(({ json }) => json.status === 'accepted')).toBe(true);
	}, 40_000);
});

describe('a cancelled execution', () => {
	it('begins nothing more, waits for what is under way, and says what was accepted', async () => {
		await sandbox.control('PATCH', `/bots/${bot.id}/faults`, { slow: { ms: 1000 } });
		const warned: string[] = [];
		const warn = jest
			.spyOn(n8nLogger(), 'warn')
			.mockImplementation((message) => void warned.push(message));
		let cancel = () => {};
		way.interfere = (count) => {
			if (count === 10) cancel();
			return false;
		};
		await send({}, { started: (ofRun) => (cancel = ofRun) });
		const asked = way.peer.seen.length;
		await new Promise((resolve) => setTimeout(resolve, 600));
		warn.mockRestore();
		expect(way.peer.seen).toHaveLength(asked);
		const arrived = await arrivals(sandbox, bot);
		expect(arrived.size).toBe(asked);
		expect(asked).toBeLessThan(COUNT);
		const summary = warned.find((message) => message.includes('cancelled')) ?? '';
		expect(summary).toContain(`Accepted: ${asked} (`);
		const account = warned.join(' ');
		for (const person of crowd.slice(0, asked)) expect(account).toContain(`to ${person.id} `);
		expect(account).not.toContain(bot.token);
		for (const [token] of arrived.values()) expect(account).toContain(token);
		for (const text of TEXTS) expect(account).not.toContain(`${text},`);
		expect(account).toContain(`begin with item ${asked}`);
	});
});

describe('Send Once per Key, when n8n’s database fails', () => {
	const keyed = { sendOncePerKey: '={{ $json.text }}', requestsAtOnce: 1 };

	beforeEach(() => store.stored.clear());

	afterEach(() => {
		jest.restoreAllMocks();
		store.stored.clear();
	});

	it('tells of a key that may have been noted, although nothing was sent', async () => {
		const note = store.checkProcessedAndRecord.bind(store);
		const failing = jest.spyOn(store, 'checkProcessedAndRecord');
		failing.mockImplementation(async (...given) => {
			await note(...given);
			throw new Error('connection lost');
		});
		const error = errorIn(await send(keyed));
		expect(way.peer.seen).toHaveLength(0);
		expect(error.message).toBe('n8n could not look up whether this key was sent before');
		expect(error.description).toMatch(/1 of the keys .* may have noted .* another key/);
		failing.mockRestore();
		const { output } = await send(keyed, GOES_ON);
		expect(output[0]?.json.status).toBe('skipped');
		expectTruth(toldByItems(output), await arrivals(sandbox, bot), TEXTS);
	});

	it('calls no item skipped whose key it could not forget', async () => {
		jest.spyOn(store, 'removeProcessed').mockRejectedValue(new Error('no database'));
		const items = [0, 1].map(() => ({ to: 'nobody', text: 'order 1' }));
		const { output } = await send(keyed, { ...GOES_ON, items });
		expect(output.map(({ json }) => (json.error as IDataObject).status)).toEqual([
			'refused',
			'invalid',
		]);
		const { description } = output[1]?.json.error as IDataObject;
		expect(description).toMatch(/Nothing was sent for this item\. Give it another key/);
		const stopped = await send(keyed, { items: [{ to: 'nobody', text: 'order 2' }] });
		expect(errorIn(stopped).description).toMatch(/1 of the keys .* will be skipped/);
	});
});

describe('Retry On Fail', () => {
	const outcast = 20;

	async function failing(options: IDataObject) {
		const items = TEXTS.map((text, item) => ({
			to: item === outcast ? 'nobody' : (crowd[item]?.id ?? ''),
			text,
		}));
		return await send(options, { items, retryOnFail: true });
	}

	it('with Send Once per Key sends nothing twice, though the whole node runs again', async () => {
		const ran = await failing({ sendOncePerKey: '={{ $json.text }}' });
		const arrived = await arrivals(sandbox, bot);
		for (const tokens of arrived.values()) expect(tokens).toHaveLength(1);
		const told = toldByError(errorIn(ran));
		expectTruth(told, arrived, TEXTS);
		expect(told.accepted.length).toBeGreaterThanOrEqual(outcast);
	});

	it('sends nothing twice without it either, and in the end tells of all that was accepted', async () => {
		const ran = await failing({});
		const arrived = await arrivals(sandbox, bot);
		const told = toldByError(errorIn(ran));
		expectTruth(told, arrived, TEXTS);
		expect(told.accepted.length).toBeGreaterThanOrEqual(outcast);
		// What was accepted before is not asked for again: the one who is refused is, three times.
		expect(way.peer.seen.length).toBe(arrived.size + 3);
	});

	it('sends nothing twice when it goes on, and n8n takes its first item for a failure', async () => {
		const items = TEXTS.map((text, item) => ({
			to: item === 0 ? 'nobody' : (crowd[item]?.id ?? ''),
			text,
		}));
		const { output } = await send({}, { ...GOES_ON, items, retryOnFail: true });
		expectTruth(toldByItems(output), await arrivals(sandbox, bot), TEXTS);
		expect(output[0]?.json).toMatchObject({ error: { status: 'refused' } });
		expect(output.slice(1).every(({ json }) => json.status === 'accepted')).toBe(true);
	});

	it('does not repeat what may have been sent', async () => {
		way.interfere = (number, response) => {
			if (number !== 4) return false;
			response.destroy();
			return true;
		};
		const ran = await send({ requestsAtOnce: 1 }, { retryOnFail: true });
		const told = toldByError(errorIn(ran));
		expectTruth(told, await arrivals(sandbox, bot), TEXTS);
		expect(told.uncertain).toEqual([3]);
		expect(way.peer.seen).toHaveLength(4);
	});
});
