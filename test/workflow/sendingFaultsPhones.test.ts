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

/** The phones that got something, and how often. */
async function reached(): Promise<Map<string, number>> {
	const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${account.id}`);
	return new Map(
		people
			.filter(({ messages }) => messages.length > 0)
			.map(({ phoneNumber, messages }) => [phoneNumber.replace(/\D/g, ''), messages.length]),
	);
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
		// On a busy machine a request may arrive late and the next one early; then one is repeated.
		const { output } = await send(phones, { messagesPerSecond: 10 });
		expect(output.map(({ json }) => json.status)).toEqual(phones.map(() => 'accepted'));
		expect(await reached()).toEqual(new Map(phones.map((phone) => [phone, 1])));
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

	it('402 in the middle: nothing further begins, and the account is true', async () => {
		await open('decisionTelecom', { balance: 12 }, TEXTS.length);
		const { result } = await send();
		const told = toldByError(result.data.resultData.error);
		expectTruth(told, await arrivals(sandbox, account), TEXTS);
		expect(told.accepted).toHaveLength(12);
		expect(way.peer.seen.length).toBeLessThanOrEqual(12 + 10);
	});
});
