import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { until } from '../sandbox/support';
import { n8nLogger } from '../support/engine';
import type { Manner, Scene, Stage } from '../support/scenes';
import {
	credentialOf,
	GOES_ON,
	MANNERS,
	openScene,
	startStage,
	stopStage,
} from '../support/scenes';
import { expectTruth, toldByError, toldByItems } from '../support/truth';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

let stage: Stage;
let scene: Scene;

beforeAll(async () => {
	stage = await startStage();
});

afterAll(async () => await stopStage(stage));

afterEach(async () => await scene.close());

type Ran = Awaited<ReturnType<Scene['send']>>;

const errorIn = ({ result }: Ran) => result.data.resultData.error as NodeApiError;

/** How an account runs out after so many messages, and how that is told. */
const OVER: Record<Manner, (messages: number) => { settings?: IDataObject; faults?: IDataObject }> =
	{
		viberBot: (balance) => ({ settings: { balance } }),
		decisionTelecom: (balance) => ({ settings: { balance } }),
		messaggio: (balance) => ({ settings: { balance } }),
		// Of a broadcast, the bot's balance would be told for each receiver.
		broadcast: (messages) => ({ faults: { status: { status: 24, from: messages / 10 + 1 } } }),
	};

describe.each(MANNERS)('%s: no balance in the middle', (manner) => {
	const LEFT = 20;

	beforeEach(async () => {
		scene = await openScene(stage, manner);
		const { settings = {}, faults = {} } = OVER[manner](LEFT);
		await scene.set(settings);
		await scene.disturb(faults);
	});

	it('one by one: nothing further begins, and the account is exact', async () => {
		const error = errorIn(await scene.send({ requestsAtOnce: 1 }));
		const { wanted, perRequest, way } = scene;
		const told = toldByError(error, wanted);
		const accepted = await scene.accepted();
		expectTruth(told, accepted, wanted);
		expect(told.accepted.map(({ item }) => item)).toEqual([...Array(LEFT).keys()]);
		expect(told.uncertain).toEqual([]);
		expect(accepted).toHaveLength(LEFT);
		expect(way.peer.seen).toHaveLength(LEFT / perRequest + 1);
		expect(error.description).toContain(`begin with item ${LEFT}`);
		for (const { id } of accepted) expect(error.description).toContain(id);
	});

	it.each([undefined, GOES_ON.onError])(
		'side by side: what is under way comes to its end (On Error: %p)',
		async (onError) => {
			const ran = await scene.send({ requestsAtOnce: 3 }, onError ? { onError } : {});
			const { wanted, perRequest, way } = scene;
			const told = onError ? toldByItems(ran.output, wanted) : toldByError(errorIn(ran), wanted);
			const accepted = await scene.accepted();
			expectTruth(told, accepted, wanted);
			expect(accepted).toHaveLength(LEFT);
			expect(told.accepted).toHaveLength(LEFT);
			// Those that were under way already are all that still asked.
			expect(way.peer.seen.length).toBeLessThanOrEqual(LEFT / perRequest + 3);
		},
	);
});

describe.each(MANNERS)('%s: a wrong address', (manner) => {
	it('a 404 that is not the provider’s ends the run, even when failures do not', async () => {
		scene = await openScene(stage, manner);
		scene.way.interfere = (_, response) => {
			response.writeHead(404).end('<html>nothing here</html>');
			return true;
		};
		const { output } = await scene.send({ requestsAtOnce: 3 }, GOES_ON);
		expect(scene.way.peer.seen.length).toBeLessThanOrEqual(3);
		const told = toldByItems(output, scene.wanted);
		expect(told.unsent).toHaveLength(scene.wanted.length);
		expect(output[0]?.json.error).toMatchObject({ status: 'refused', code: 'HTTP 404' });
		expect(output.at(-1)?.json.error).toMatchObject({ status: 'notTried' });
	});
});

describe.each(MANNERS)('%s: a provider that is away', (manner) => {
	it('for longer than the retries take: the run ends, and nobody else is tried', async () => {
		scene = await openScene(stage, manner);
		const credential = credentialOf(scene.account, 'http://127.0.0.1:9/');
		const options = { requestsAtOnce: 2, retries: 1 };
		const { output } = await scene.send(options, { ...GOES_ON, credential });
		const { perRequest, wanted } = scene;
		const statuses = output.map(({ json }) => (json.error as IDataObject).status);
		const tried = statuses.filter((status) => status === 'notSent').length;
		expect(tried).toBeGreaterThanOrEqual(perRequest);
		expect(tried).toBeLessThanOrEqual(2 * perRequest);
		expect(statuses.slice(2 * perRequest)).toEqual(
			Array<string>(wanted.length - 2 * perRequest).fill('notTried'),
		);
		expect(await scene.accepted()).toEqual([]);
	});
});

describe.each(MANNERS)('%s: a cancelled execution', (manner) => {
	it('begins nothing more, waits for what is under way, and says what was accepted', async () => {
		scene = await openScene(stage, manner);
		const { way, wanted, perRequest } = scene;
		const warned: string[] = [];
		const warn = jest
			.spyOn(n8nLogger(), 'warn')
			.mockImplementation((message) => void warned.push(message));
		let cancel = () => {};
		let letGo = () => {};
		const cancelled = new Promise<void>((resolve) => (letGo = resolve));
		way.interfere = async (number) => {
			if (number === 3) {
				cancel();
				letGo();
			}
			await cancelled;
			return false;
		};
		await scene.send({ requestsAtOnce: 3 }, { started: (ofRun) => (cancel = ofRun) });
		await until(() => warned.some((line) => line.includes('continueFrom')), 'the account');
		warn.mockRestore();
		expect(way.peer.seen).toHaveLength(3);
		const accepted = await scene.accepted();
		expect(accepted).toHaveLength(3 * perRequest);
		const log = warned.join('\n');
		expect(warned[0]).toContain('cancelled');
		expect(warned[0]).toContain(`Accepted: ${3 * perRequest} (`);
		const lines = warned.filter((line) => line.startsWith('Viber: accepted: '));
		const ids = new Map(accepted.map(({ to, id }) => [to, id]));
		const expected = wanted
			.slice(0, 3 * perRequest)
			.map(({ item, to }) => `item ${item} to ${to} ${ids.get(to)}`);
		expect(lines.flatMap((line) => line.replace('Viber: accepted: ', '').split(', '))).toEqual(
			expected,
		);
		expect(log).toContain(`begin with item ${3 * perRequest}`);
		expect(log).not.toContain(scene.account.token);
		for (const { text } of wanted) expect(log).not.toContain(text);
	});
});

describe('a hundred messages an hour to a person who does not answer', () => {
	const CAP = 100;

	it('the rest is refused with code 12, and nobody else is kept waiting', async () => {
		scene = await openScene(stage, 'viberBot', {
			settings: { messagesPerHourWithoutReply: CAP, now: Date.UTC(2026, 0, 1) },
		});
		const [first, ...others] = scene.wanted.slice(0, 10);
		const person = first?.to ?? '';
		const wanted = [
			...Array.from({ length: CAP + 3 }, () => person),
			...others.map(({ to }) => to),
		].map((to, item) => ({ item, to, text: `message ${item}` }));
		const items = wanted.map(({ to, text }) => ({ to, text }));
		const { output } = await scene.send({}, { ...GOES_ON, items });
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.uncertain).toEqual([]);
		expect(told.unsent.map(({ item }) => item)).toEqual([CAP, CAP + 1, CAP + 2]);
		for (const { item } of told.unsent) {
			expect(output[item]?.json.error).toMatchObject({ status: 'refused', code: '12' });
		}
		// Each of the three was asked for as often as retries allow.
		expect(scene.way.peer.seen).toHaveLength(CAP + 3 * 5 + others.length);
	});
});
