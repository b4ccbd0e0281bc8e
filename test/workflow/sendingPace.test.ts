import type { Scene, Stage } from '../support/scenes';
import { openScene, startStage, stopStage } from '../support/scenes';
import type { SandboxLogEntry } from '../support/sandbox';
import { expectTruth, toldByItems } from '../support/truth';

/** When the sandbox's clock stands still at first. */
const NOON = Date.UTC(2026, 0, 1, 12);

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});

afterAll(async () => await stopStage(stage));

/**
 * Lets the sandbox keep to its limit of `most` requests in `perMs`, but not to when they arrive: on a
 * busy machine one may be late and the next one early. Those of one span are taken to be there at its
 * beginning, and the next ones to come when the span is over, or as early as they have come since the
 * run began. So nothing that is sent in time is refused, and all else is.
 */
function judgeSince(begun: number, { set, way }: Scene, most: number, perMs: number): void {
	way.interfere = async (number) => {
		const spans = Math.floor((number - 1) / most);
		const passed = Math.min(performance.now() - begun, spans * perMs);
		if (spans > 0) await set({ now: NOON + Math.floor(passed) });
		return false;
	};
}

async function statusesOf({ account }: Scene, name: string) {
	const log = await stage.sandbox.control<SandboxLogEntry[]>('GET', `/bots/${account.id}/log`);
	return log.filter((entry) => entry.name === name).map(({ status }) => status);
}

it('keeps to 500 broadcasts in ten seconds by itself', async () => {
	const count = 503;
	const scene = await openScene(stage, 'broadcast', {
		requests: Math.ceil(count / 10),
		settings: { now: NOON, broadcastsPerTenSeconds: 500 },
	});
	const wanted = scene.wanted
		.slice(0, count)
		.map(({ item, to }) => ({ item, to, text: `news ${item}` }));
	judgeSince(performance.now(), scene, 500, 10_000);
	const items = wanted.map(({ to, text }) => ({ to, text }));
	const { output } = await scene.send({ requestsAtOnce: 50 }, { items });
	const told = toldByItems(output, wanted);
	expectTruth(told, await scene.accepted(), wanted);
	expect(told.accepted).toHaveLength(count);
	expect(await statusesOf(scene, 'broadcast_message')).toEqual(Array<number>(count).fill(0));
	expect(scene.way.peer.seen).toHaveLength(count);
	await scene.close();
}, 40_000);

it('keeps to ten messages a second through Messaggio by itself', async () => {
	const settings = { now: NOON, messagesPerSecond: 10 };
	const scene = await openScene(stage, 'messaggio', { requests: 4, settings });
	judgeSince(performance.now(), scene, 1, 1000);
	const { output } = await scene.send({ messagesPerSecond: undefined });
	const told = toldByItems(output, scene.wanted);
	expectTruth(told, await scene.accepted(), scene.wanted);
	expect(told.accepted).toHaveLength(scene.wanted.length);
	expect(scene.way.peer.seen).toHaveLength(4);
	expect(new Set(await statusesOf(scene, 'send'))).toEqual(new Set([0]));
	await scene.close();
});

describe('Batching', () => {
	it.each(['viberBot', 'messaggio'] as const)(
		'%s: pauses after as many messages as the user says',
		async (manner) => {
			const scene = await openScene(stage, manner);
			const wanted = scene.wanted.slice(0, 5).map((one) => ({ ...one, text: 'The same' }));
			const items = wanted.map(({ to, text }) => ({ to, text }));
			const batching = { batch: { batchSize: 2, batchInterval: 500 } };
			const { output } = await scene.send({ batching }, { items });
			const told = toldByItems(output, wanted);
			expectTruth(told, await scene.accepted(), wanted);
			// Equal messages of Messaggio share a request.
			const perBatch = manner === 'messaggio' ? 1 : 2;
			const { cameAt } = scene.way;
			expect(cameAt).toHaveLength(2 * perBatch + 1);
			for (const next of [perBatch, 2 * perBatch]) {
				// Timers may be early, and what came before may be late.
				expect((cameAt[next] ?? 0) - (cameAt[next - 1] ?? 0)).toBeGreaterThan(300);
			}
			await scene.close();
		},
	);
});
