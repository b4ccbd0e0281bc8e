import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { until } from '../sandbox/support';
import { ProcessedData } from '../support/processedData';
import type { Manner, Scene, Stage } from '../support/scenes';
import { GOES_ON, MANNERS, openScene, startStage, stopStage } from '../support/scenes';
import { expectTruth, toldByError, toldByItems } from '../support/truth';

const store = new ProcessedData();

let stage: Stage;
let scene: Scene;

beforeAll(async () => {
	stage = await startStage();
	await store.install();
});

afterAll(async () => await stopStage(stage));

beforeEach(() => store.stored.clear());

afterEach(async () => {
	jest.restoreAllMocks();
	await scene.close();
});

const errorIn = ({ result }: Awaited<ReturnType<Scene['send']>>) =>
	result.data.resultData.error as NodeApiError;

describe('Send Once per Key, when n8n’s database fails', () => {
	const keyed = { sendOncePerKey: '={{ $json.text }}', requestsAtOnce: 1 };

	beforeEach(async () => {
		scene = await openScene(stage, 'viberBot', { requests: 5 });
	});

	it('tells of a key that may have been noted, although nothing was sent', async () => {
		const note = store.checkProcessedAndRecord.bind(store);
		const failing = jest.spyOn(store, 'checkProcessedAndRecord');
		failing.mockImplementation(async (...given) => {
			await note(...given);
			throw new Error('connection lost');
		});
		const error = errorIn(await scene.send(keyed));
		expect(scene.way.peer.seen).toHaveLength(0);
		expect(error.message).toBe('n8n could not look up whether this key was sent before');
		expect(error.description).toMatch(/1 of the keys .* may have noted .* another key/);
		failing.mockRestore();
		const { output } = await scene.send(keyed, GOES_ON);
		expect(output[0]?.json.status).toBe('skipped');
		const told = toldByItems(output, scene.wanted);
		expectTruth(told, await scene.accepted(), scene.wanted);
		expect(told.accepted.map(({ item }) => item)).toEqual([1, 2, 3, 4]);
	});

	it('calls no item skipped whose key it could not forget', async () => {
		jest.spyOn(store, 'removeProcessed').mockRejectedValue(new Error('no database'));
		const items = [0, 1].map(() => ({ to: 'nobody', text: 'order 1' }));
		const { output } = await scene.send(keyed, { ...GOES_ON, items });
		expect(output.map(({ json }) => (json.error as IDataObject).status)).toEqual([
			'refused',
			'invalid',
		]);
		const { description } = output[1]?.json.error as IDataObject;
		expect(description).toMatch(/Nothing was sent for this item\. Give it another key/);
		const stopped = await scene.send(keyed, { items: [{ to: 'nobody', text: 'order 2' }] });
		expect(errorIn(stopped).description).toMatch(/1 of the keys .* will be skipped/);
	});
});

describe('Retry On Fail, and somebody who is refused each time', () => {
	const outcast = 20;

	beforeEach(async () => {
		scene = await openScene(stage, 'viberBot');
	});

	async function failing(options: IDataObject) {
		const wanted = scene.wanted.map((one) =>
			one.item === outcast ? { ...one, to: 'nobody' } : one,
		);
		const items = wanted.map(({ to, text }) => ({ to, text }));
		const error = errorIn(await scene.send(options, { items, retryOnFail: true }));
		const accepted = await scene.accepted();
		const told = toldByError(error, wanted);
		expectTruth(told, accepted, wanted);
		expect(told.uncertain).toEqual([]);
		expect(told.accepted.length).toBeGreaterThanOrEqual(outcast);
		// What was accepted before is not asked for again: the one who is refused is, three times.
		expect(scene.way.peer.seen).toHaveLength(accepted.length + 3);
	}

	it('with Send Once per Key sends nothing twice, though the whole node runs again', async () =>
		await failing({ sendOncePerKey: '={{ $json.text }}' }));

	it('sends nothing twice without it either, and in the end tells of all that was accepted', async () =>
		await failing({}));

	it('sends nothing twice when it goes on, and n8n takes its first item for a failure', async () => {
		const [first, ...others] = scene.wanted;
		if (!first) throw new Error('There is nobody');
		const wanted = [{ ...first, to: 'nobody' }, ...others];
		const items = wanted.map(({ to, text }) => ({ to, text }));
		const { output } = await scene.send({}, { ...GOES_ON, items, retryOnFail: true });
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(output[0]?.json).toMatchObject({ error: { status: 'refused' } });
		expect(told.accepted).toHaveLength(others.length);
	});
});

/** Refusals that concern neither the account nor a single receiver. */
const REFUSALS: Record<Manner, number> = {
	viberBot: 3,
	decisionTelecom: 400,
	messaggio: 7,
	broadcast: 3,
};

describe.each(MANNERS)('%s: Retry On Fail', (manner) => {
	beforeEach(async () => {
		scene = await openScene(stage, manner, { requests: 6 });
	});

	it('sends the rest after a refusal, and tells of all', async () => {
		await scene.disturb({ status: { status: REFUSALS[manner], times: 1, from: 3 } });
		const { output } = await scene.send({ requestsAtOnce: 1 }, { retryOnFail: true });
		const told = toldByItems(output, scene.wanted);
		expectTruth(told, await scene.accepted(), scene.wanted);
		expect(told.accepted).toHaveLength(scene.wanted.length);
		expect(scene.way.peer.seen).toHaveLength(6 + 1);
	});

	it('tells of what was accepted after something that may have been sent', async () => {
		const { way, wanted, perRequest } = scene;
		way.interfere = async (number, response) => {
			if (number !== 2) return false;
			const all = wanted.length - perRequest;
			await until(async () => (await scene.accepted()).length === all, 'the others');
			response.destroy();
			return true;
		};
		const ran = await scene.send({}, { retryOnFail: true });
		const told = toldByError(errorIn(ran), wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.uncertain).toHaveLength(perRequest);
		expect(told.accepted).toHaveLength(wanted.length - perRequest);
		expect(way.peer.seen).toHaveLength(6);
	});

	it('does not repeat what may have been sent', async () => {
		await scene.disturb({ resetAfter: { times: 1, from: 2 } });
		const ran = await scene.send({ requestsAtOnce: 1 }, { retryOnFail: true });
		const { wanted, perRequest, way } = scene;
		const told = toldByError(errorIn(ran), wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.accepted).toHaveLength(perRequest);
		expect(told.uncertain.map(({ item }) => item)).toEqual(
			[...Array(perRequest).keys()].map((item) => perRequest + item),
		);
		expect(way.peer.seen).toHaveLength(2);
	});
});
