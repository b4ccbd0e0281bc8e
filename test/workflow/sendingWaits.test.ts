import type { IDataObject } from 'n8n-workflow';

import type { runViber } from '../support/engine';
import type { Manner, Scene, Stage } from '../support/scenes';
import { GOES_ON, MANNERS, openScene, startStage, stopStage } from '../support/scenes';
import { expectTruth, toldByItems } from '../support/truth';

/** A limit that requests meet, and how long nobody may ask again after the first of them. */
interface Limit {
	fault: string;
	details: IDataObject;
	settings?: IDataObject;
	times?: number;
	atLeast: number;
}

const AFTER_3_S = { retryAfter: 3 };
/** A date has whole seconds: this one is 3 to 4 seconds away. */
const AT_A_DATE = { retryAfter: 3, retryAfterAs: 'date' };
/** A little less than 3 s, and than half of the first wait, as timers may be early. */
const THREE = 2900;
const HALF = 450;

const LIMITS: Array<[string, Manner, Limit]> = [
	['HTTP 429', 'viberBot', { fault: 'http429', details: {}, atLeast: HALF }],
	['HTTP 429 for 3 s', 'viberBot', { fault: 'http429', details: AFTER_3_S, atLeast: THREE }],
	['HTTP 429 to a date', 'viberBot', { fault: 'http429', details: AT_A_DATE, atLeast: THREE }],
	['429 in its own words', 'decisionTelecom', { fault: 'rateLimit', details: {}, atLeast: HALF }],
	[
		'429 in its own words for 3 s',
		'decisionTelecom',
		{ fault: 'rateLimit', details: AFTER_3_S, atLeast: THREE },
	],
	[
		'429 in its own words and as HTTP status to a date',
		'decisionTelecom',
		{
			fault: 'rateLimit',
			details: AT_A_DATE,
			settings: { errorHttpStatus: 'real' },
			atLeast: THREE,
		},
	],
	['HTTP 429', 'messaggio', { fault: 'http429', details: {}, atLeast: HALF }],
	['HTTP 429 for 3 s', 'messaggio', { fault: 'http429', details: AFTER_3_S, atLeast: THREE }],
	['code -6', 'messaggio', { fault: 'rateLimit', details: {}, times: 2, atLeast: 950 }],
	[
		'code -6 as HTTP status for 3 s',
		'messaggio',
		{
			fault: 'rateLimit',
			details: AFTER_3_S,
			settings: { errorHttpStatus: 'real' },
			atLeast: THREE,
		},
	],
	['HTTP 429', 'broadcast', { fault: 'http429', details: {}, atLeast: HALF }],
	['HTTP 429 for 3 s', 'broadcast', { fault: 'http429', details: AFTER_3_S, atLeast: THREE }],
	['code 12', 'broadcast', { fault: 'rateLimit', details: {}, times: 2, atLeast: HALF }],
	['code 12 for 3 s', 'broadcast', { fault: 'rateLimit', details: AFTER_3_S, atLeast: THREE }],
];

/** How long the second request is held, so that the first is answered before it. */
const HELD_MS = 300;

type Played = { scene: Scene; ran: Awaited<ReturnType<typeof runViber>> };

let stage: Stage;
const runs = new Map<Limit, Promise<Played>>();

async function play(manner: Manner, { fault, details, settings, times = 1 }: Limit) {
	const scene = await openScene(stage, manner, { requests: 8, settings });
	await scene.disturb({ [fault]: { times, ...details } });
	scene.way.interfere = async (number) => {
		if (number === 2) await new Promise((resolve) => setTimeout(resolve, HELD_MS));
		return false;
	};
	return { scene, ran: await scene.send({ requestsAtOnce: 2 }) };
}

beforeAll(async () => {
	stage = await startStage();
	// All at the same time, as they do little but wait.
	for (const [, manner, limit] of LIMITS) {
		const run = play(manner, limit);
		run.catch(() => undefined);
		runs.set(limit, run);
	}
});

afterAll(async () => {
	const played = await Promise.allSettled(runs.values());
	for (const one of played) if (one.status === 'fulfilled') await one.value.scene.close();
	await stopStage(stage);
});

describe('a limit of the account', () => {
	it.each(LIMITS)('%s at %s: all wait, then all arrive once', async (_, __, limit) => {
		const { scene, ran } = (await runs.get(limit)) as Played;
		const { wanted, way, requests } = scene;
		const told = toldByItems(ran.output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.accepted).toHaveLength(wanted.length);
		expect(way.peer.seen).toHaveLength(requests + (limit.times ?? 1));
		// The second was under way already. Nobody comes until the wait is over.
		const [begun = 0] = way.cameAt;
		const since = way.cameAt.slice(2).map((at) => at - begun);
		expect(Math.min(...since)).toBeGreaterThan(limit.atLeast);
	});

	it.each(MANNERS)('%s: a pause that is too long ends the run at once', async (manner) => {
		const scene = await openScene(stage, manner, { requests: 8 });
		await scene.disturb({ http429: { from: 4, retryAfter: 3600 } });
		const { output } = await scene.send({ requestsAtOnce: 1 }, GOES_ON);
		const { wanted, perRequest, way } = scene;
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.accepted).toHaveLength(3 * perRequest);
		expect(told.uncertain).toEqual([]);
		expect(way.peer.seen).toHaveLength(4);
		await scene.close();
	});
});

describe('code 12 for a message through a bot', () => {
	it('is asked again, and everything arrives once', async () => {
		const scene = await openScene(stage, 'viberBot');
		await scene.disturb({ rateLimit: { times: 6, from: 5 } });
		const { output } = await scene.send();
		const { wanted, way } = scene;
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.accepted).toHaveLength(wanted.length);
		expect(way.peer.seen).toHaveLength(wanted.length + 6);
		await scene.close();
	});

	it('is refused without retries', async () => {
		const scene = await openScene(stage, 'viberBot');
		await scene.disturb({ rateLimit: { times: 2, from: 5 } });
		const { output } = await scene.send({ retries: 0 }, GOES_ON);
		const { wanted, way } = scene;
		const told = toldByItems(output, wanted);
		expectTruth(told, await scene.accepted(), wanted);
		expect(told.unsent).toHaveLength(2);
		expect(told.accepted).toHaveLength(wanted.length - 2);
		expect(way.peer.seen).toHaveLength(wanted.length);
		await scene.close();
	});
});
