import type { IDataObject, NodeApiError } from 'n8n-workflow';

import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import {
	arrivals,
	expectTruth,
	openFaultyWay,
	toldByError,
	toldByItems,
} from '../support/faultyWay';
import type { Sandbox, SandboxBot, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

// Half a minute would be too long for a test; less than this, and a busy machine is a fault by itself.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	ANSWER_MS: 4000,
	BODY_MS: 4000,
}));

const GOES_ON = { onError: 'continueRegularOutput' } as const;

/** Numbers of the sandbox's Messaggio that stand for something. */
const DENIED = '380500000153';
const ERROR_ONCE = '380500000154';
const TOO_FAST = '380500000156';

let sandbox: Sandbox;
let way: FaultyWay;
let account: SandboxBot;
let phones: string[];

beforeAll(async () => {
	sandbox = await startSandbox();
});

afterAll(async () => {
	await sandbox?.stop();
});

beforeEach(async () => {
	way = await openFaultyWay(sandbox);
});

afterEach(async () => {
	await way.peer.stop();
});

async function open(provider: string, settings: IDataObject, count: number): Promise<void> {
	account = await sandbox.control<SandboxBot>('POST', '/bots', {
		provider,
		settings: { deliveredAfterMs: 5, seenAfterMs: 5, ...settings },
	});
	const { people } = await sandbox.control<{ people: SandboxPerson[] }>(
		'POST',
		`/bots/${account.id}/people`,
		{ count },
	);
	phones = people.map(({ phoneNumber }) => phoneNumber.replace(/\D/g, ''));
}

/** Faults that take an answer away, and whether the request is carried out all the same. */
const LOST: Array<[string, string, { arrives: boolean }]> = [
	['a reset before acceptance', 'resetBefore', { arrives: false }],
	['a reset after acceptance', 'resetAfter', { arrives: true }],
	['HTTP 500', 'http500', { arrives: false }],
	['a page instead of an answer', 'htmlAnswer', { arrives: false }],
	['half an answer', 'halfAnswer', { arrives: true }],
	['no answer in time', 'noAnswer', { arrives: true }],
];

/** Lets something happen at the sandbox to so many calls from the given one on. */
function from(number: number, fault: string, times: number): void {
	let isSet: Promise<unknown> | undefined;
	way.interfere = async (count) => {
		if (count < number) return false;
		isSet ??= sandbox.control('PATCH', `/bots/${account.id}/faults`, { [fault]: times });
		await isSet;
		return false;
	};
}

/** What arrived at each phone. */
async function arrivalsByPhone(): Promise<Map<string, string[]>> {
	const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${account.id}`);
	return new Map(
		people
			.filter(({ messages }) => messages.length > 0)
			.map(({ phoneNumber, messages }) => [
				phoneNumber.replace(/\D/g, ''),
				messages.map(({ token }) => token),
			]),
	);
}

/** The phones that got something, and how often. */
async function reached(): Promise<Map<string, number>> {
	const arrived = await arrivalsByPhone();
	return new Map([...arrived].map(([phone, messages]) => [phone, messages.length]));
}

describe('Messaggio, equal messages in one request', () => {
	beforeEach(async () => {
		await open('messaggio', { messagesPerSecond: null }, 37);
	});

	async function send(numbers: string[], options: IDataObject = {}, more: Partial<TestRun> = {}) {
		return await runViber({
			items: numbers.map((to) => ({ to })),
			parameters: {
				resource: 'message',
				operation: 'send',
				provider: 'messaggio',
				to: '={{ $json.to }}',
				from: 'DEMO',
				messageType: 'text',
				text: 'Hello',
				options: { messagesPerSecond: 0, ...options },
			} as TestRun['parameters'],
			credential: {
				login: (account as unknown as { credential: { login: string } }).credential.login,
				secretKey: account.token,
				baseUrl: way.addressOf(account),
				mediaUrl: way.addressOf(account),
			},
			...more,
		});
	}

	it('one denied number costs the others nothing, and each item has its own result', async () => {
		const numbers = [...phones];
		numbers.splice(13, 0, DENIED);
		const { output } = await send(numbers, {}, GOES_ON);
		const got = await reached();
		expect(got).toEqual(new Map(phones.map((phone) => [phone, 1])));
		expect(output).toHaveLength(numbers.length);
		for (const [item, { json, pairedItem }] of output.entries()) {
			expect(pairedItem).toEqual({ item });
			if (item === 13) {
				expect(json.error).toMatchObject({ status: 'refused', code: '-3', to: DENIED });
			} else expect(json).toMatchObject({ status: 'accepted', to: numbers[item] });
		}
		const ids = output.flatMap(({ json }) => json.messageId ?? []);
		expect(new Set(ids).size).toBe(phones.length);
		// Four groups, and eight more to find the one in its group of ten.
		expect(way.peer.seen.length).toBeLessThanOrEqual(12);
	});

	it('code -4: the whole request is asked again, and everybody gets it once', async () => {
		const numbers = [...phones, ERROR_ONCE];
		const { output } = await send(numbers);
		expect(output.map(({ json }) => json.status)).toEqual(numbers.map(() => 'accepted'));
		expect(await reached()).toEqual(new Map(numbers.map((phone) => [phone, 1])));
		expect(way.peer.seen).toHaveLength(5);
	});

	it('code -6: asked again after a second, and given up as documented', async () => {
		const begun = performance.now();
		const { output } = await send([TOO_FAST], { retries: 2 }, GOES_ON);
		expect(performance.now() - begun).toBeGreaterThan(2000);
		expect(output[0]?.json.error).toMatchObject({ status: 'refused', code: '-6' });
		expect(way.peer.seen).toHaveLength(3);
	});

	it('keeps to ten messages a second by itself', async () => {
		await sandbox.control('PATCH', `/bots/${account.id}/settings`, { messagesPerSecond: 10 });
		const at: number[] = [];
		way.interfere = () => {
			at.push(performance.now());
			return false;
		};
		const { output } = await send(phones, { messagesPerSecond: undefined });
		expect(output.map(({ json }) => json.status)).toEqual(phones.map(() => 'accepted'));
		expect(await reached()).toEqual(new Map(phones.map((phone) => [phone, 1])));
		// Four requests. On a busy machine one may arrive late and the next one early; then it is repeated.
		expect(at.length).toBeGreaterThanOrEqual(4);
		expect(at.length).toBeLessThanOrEqual(5);
		expect((at[3] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(3000);
	});

	describe('an answer to a group that gets lost', () => {
		it.each(LOST)(
			'%s: all of the group are uncertain, none goes out twice',
			async (_, fault, { arrives }) => {
				from(2, fault, 1);
				const numbers = phones.slice(0, 30);
				const { output } = await send(numbers, {}, GOES_ON);
				const told = toldByItems(output);
				const arrived = await arrivalsByPhone();
				expectTruth(told, arrived, numbers);
				expect(told.uncertain).toHaveLength(10);
				expect(told.accepted).toHaveLength(20);
				expect(arrived.size).toBe(arrives ? 30 : 20);
				expect(way.peer.seen).toHaveLength(3);
			},
		);

		it.each(LOST)('%s: the run stops, and its account is true', async (_, fault, { arrives }) => {
			from(2, fault, 1);
			const numbers = phones.slice(0, 30);
			const { result } = await send(numbers, { requestsAtOnce: 1 });
			const { error } = result.data.resultData;
			expect(error?.message).toMatch(/^Outcome unknown/);
			const told = toldByError(error);
			const arrived = await arrivalsByPhone();
			expectTruth(told, arrived, numbers);
			const items = (first: number) => Array.from({ length: 10 }, (__, index) => first + index);
			expect(told.accepted.map(({ item }) => item)).toEqual(items(0));
			expect(told.uncertain).toEqual(items(10));
			expect(told.unsent).toEqual(items(20));
			expect(arrived.size).toBe(arrives ? 20 : 10);
			expect(way.peer.seen).toHaveLength(2);
		});

		it('the answer to a half of a refused group: none goes out twice', async () => {
			const numbers = [...phones.slice(0, 7), DENIED, ...phones.slice(7, 9)];
			from(2, 'resetAfter', 1);
			const { output } = await send(numbers, {}, GOES_ON);
			// The first five are uncertain; the denied one is found among the others.
			expect(output.map(({ json }) => json.status ?? (json.error as IDataObject).status)).toEqual([
				...Array<string>(5).fill('unknown'),
				...['accepted', 'accepted', 'refused', 'accepted', 'accepted'],
			]);
			expect(await reached()).toEqual(new Map(phones.slice(0, 9).map((phone) => [phone, 1])));
		});
	});

	describe('by GET', () => {
		const MANY = Array.from({ length: 1000 }, (_, item) => String(380500000000 + item));
		const all = { method: 'GET', recipientsPerRequest: 1000, deliveryReport: false };

		// The server is one of Node.js, which takes heads of up to 16 KB.
		it.each([
			['names no more than fit into the address', 8000, 3],
			['is cut when the server takes less', 2000, 21],
		])('a group %s', async (_, most, requests) => {
			way.interfere = (__, response, { path }) => {
				if (path.length > most) response.writeHead(414).end('<html>too long</html>');
				else response.writeHead(200).end('<response><code>0</code></response>');
				return true;
			};
			const { output } = await send(MANY, all, GOES_ON);
			const failed = output.filter(({ json }) => json.status !== 'accepted');
			expect(failed).toEqual([]);
			const taken = way.peer.seen.filter(({ path }) => path.length <= most);
			const named = taken.flatMap(({ path }) => new URLSearchParams(path.slice(1)).getAll('phone'));
			expect(named.sort()).toEqual(MANY);
			expect(way.peer.seen).toHaveLength(requests);
		});
	});

	it('a sender that is not allowed: groups are not all cut down to single numbers', async () => {
		const numbers = Array.from({ length: 100 }, (_, item) => String(380500000000 + item));
		way.interfere = (_, response) => {
			response.writeHead(200).end('<response><code>-3</code></response>');
			return true;
		};
		const { output } = await send(numbers, { requestsAtOnce: 1 }, GOES_ON);
		expect(output).toHaveLength(100);
		for (const { json } of output) {
			expect(json.error).toMatchObject({ status: 'refused', code: '-3' });
		}
		expect(way.peer.seen).toHaveLength(28);
	});

	it('a balance that ends in the middle ends the run, with a true account', async () => {
		await sandbox.control('PATCH', `/bots/${account.id}/settings`, { balance: 20 });
		const { result } = await send(phones, { requestsAtOnce: 1 });
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toContain('balanceExhausted');
		const { accepted, unsent } = toldByError(error);
		const got = await reached();
		expect(accepted.map(({ item }) => phones[item])).toEqual([...got.keys()]);
		expect(accepted).toHaveLength(20);
		expect(unsent).toHaveLength(17);
		expect(error.description).toContain('begin with item 20');
	});

	it('grouped or not, everybody gets the same', async () => {
		await send(phones, { groupEqual: false });
		expect(way.peer.seen).toHaveLength(phones.length);
		const apart = await reached();
		await send(phones, { groupEqual: true });
		expect(await reached()).toEqual(
			new Map([...apart].map(([phone, times]) => [phone, times + 1])),
		);
		expect(way.peer.seen).toHaveLength(phones.length + 4);
	});
});

describe('DecisionTelecom', () => {
	const TEXTS = Array.from({ length: 30 }, (_, item) => `message ${item}`);

	async function send(options: IDataObject = {}, more: Partial<TestRun> = {}) {
		return await runViber({
			items: TEXTS.map((text, item) => ({ to: phones[item] ?? '', text })),
			parameters: {
				resource: 'message',
				operation: 'send',
				provider: 'decisionTelecom',
				to: '={{ $json.to }}',
				from: 'DEMO',
				messageType: 'text',
				text: '={{ $json.text }}',
				options,
			} as TestRun['parameters'],
			credential: { apiKey: account.token, baseUrl: way.addressOf(account) },
			...more,
		});
	}

	it('429: all wait, and everything arrives once', async () => {
		await open('decisionTelecom', {}, TEXTS.length);
		await sandbox.control('PATCH', `/bots/${account.id}/faults`, { rateLimit: 4 });
		const { output } = await send();
		expectTruth(toldByItems(output), await arrivals(sandbox, account), TEXTS);
		expect(output.every(({ json }) => json.status === 'accepted')).toBe(true);
		expect(way.peer.seen).toHaveLength(TEXTS.length + 4);
	});

	it('500: uncertain, never repeated', async () => {
		await open('decisionTelecom', {}, TEXTS.length);
		await sandbox.control('PATCH', `/bots/${account.id}/faults`, {
			status: { status: 500, times: 3 },
		});
		const { output } = await send({}, GOES_ON);
		const told = toldByItems(output);
		expectTruth(told, await arrivals(sandbox, account), TEXTS);
		expect(told.uncertain).toHaveLength(3);
		expect(way.peer.seen).toHaveLength(TEXTS.length);
	});

	it.each(LOST)(
		'%s: the others arrive, these are uncertain, none goes out twice',
		async (_, fault, { arrives }) => {
			await open('decisionTelecom', {}, TEXTS.length);
			from(8, fault, 3);
			const { output } = await send({}, GOES_ON);
			const told = toldByItems(output);
			const arrived = await arrivals(sandbox, account);
			expectTruth(told, arrived, TEXTS);
			expect(told.uncertain).toHaveLength(3);
			expect(told.accepted).toHaveLength(TEXTS.length - 3);
			expect(arrived.size).toBe(arrives ? TEXTS.length : TEXTS.length - 3);
			expect(way.peer.seen).toHaveLength(TEXTS.length);
		},
	);

	it('402 in the middle: nothing further begins, and the account is true', async () => {
		await open('decisionTelecom', { balance: 12 }, TEXTS.length);
		const { result } = await send();
		const told = toldByError(result.data.resultData.error);
		expectTruth(told, await arrivals(sandbox, account), TEXTS);
		expect(told.accepted).toHaveLength(12);
		expect(way.peer.seen.length).toBeLessThanOrEqual(12 + 10);
	});
});
