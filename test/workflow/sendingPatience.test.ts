import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { until } from '../sandbox/support';
import type { runViber } from '../support/engine';
import type { Manner, Scene, Stage } from '../support/scenes';
import { GOES_ON, MANNERS, openScene, startStage, stopStage } from '../support/scenes';
import { expectTruth, toldByError, toldByItems } from '../support/truth';

// Half a minute would be too long for a test; less than this, and a busy machine is a fault by itself.
const PATIENCE_MS = 4000;

jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	ANSWER_MS: 4000,
	BODY_MS: 4000,
}));

const LATE = { ms: PATIENCE_MS + 500, times: 1 };

const ENDLESS = {
	'no answer, and one that is late': {
		goesOn: true,
		faults: { noAnswer: { times: 1, from: 2 }, lateAcceptance: { ...LATE, from: 3 } },
	},
	'no answer to a run that stops then': {
		goesOn: false,
		faults: { noAnswer: { times: 1, from: 2 } },
	},
	'acceptance too late for a run that has stopped': {
		goesOn: false,
		faults: { lateAcceptance: { ...LATE, from: 2 } },
	},
} satisfies Record<string, { goesOn: boolean; faults: IDataObject }>;

type Story = keyof typeof ENDLESS;

const CASES = MANNERS.flatMap((manner) =>
	(Object.keys(ENDLESS) as Story[]).map((story): [Manner, Story] => [manner, story]),
);

type Ran = Awaited<ReturnType<typeof runViber>>;

let stage: Stage;
const scenes: Scene[] = [];
const runs = new Map<string, Promise<{ scene: Scene; ran: Ran }>>();

async function play(manner: Manner, story: Story): Promise<{ scene: Scene; ran: Ran }> {
	const scene = await openScene(stage, manner, { requests: 6 });
	scenes.push(scene);
	const { goesOn, faults } = ENDLESS[story];
	await scene.disturb(faults);
	const ran = goesOn ? await scene.send({}, GOES_ON) : await scene.send({ requestsAtOnce: 1 });
	return { scene, ran };
}

beforeAll(async () => {
	stage = await startStage();
	// All at the same time, as they do little but wait.
	for (const [manner, story] of CASES) {
		const run = play(manner, story);
		run.catch(() => undefined);
		runs.set(`${manner} ${story}`, run);
	}
});

afterAll(async () => {
	await Promise.all(scenes.map(async (scene) => await scene.close()));
	await stopStage(stage);
});

/** What a case has come to, once all is accepted that will be. */
async function outcomeOf(manner: Manner, story: Story, requests: number) {
	const run = await runs.get(`${manner} ${story}`);
	if (!run) throw new Error('There is no such run');
	const { scene, ran } = run;
	const accepted = await until(async () => {
		const all = await scene.accepted();
		return all.length >= requests * scene.perRequest ? all : undefined;
	}, 'what is accepted late');
	return { ...scene, ran, booked: accepted };
}

it.each(CASES.filter(([, story]) => ENDLESS[story].goesOn))(
	'%s: %s: the others arrive, these are uncertain, none goes out twice',
	async (manner, story) => {
		const { wanted, perRequest, way, ran, booked } = await outcomeOf(manner, story, 6);
		const told = toldByItems(ran.output, wanted);
		expectTruth(told, booked, wanted);
		expect(told.uncertain).toHaveLength(2 * perRequest);
		expect(told.accepted).toHaveLength(4 * perRequest);
		expect(booked).toHaveLength(wanted.length);
		expect(way.peer.seen).toHaveLength(6);
	},
);

it.each(CASES.filter(([, story]) => !ENDLESS[story].goesOn))(
	'%s: %s: the account is true',
	async (manner, story) => {
		const { wanted, perRequest, way, ran, booked } = await outcomeOf(manner, story, 2);
		const error = ran.result.data.resultData.error as NodeApiError;
		expect(error.message).toMatch(/^Outcome unknown/);
		const told = toldByError(error, wanted);
		expectTruth(told, booked, wanted);
		expect(told.accepted.map(({ item }) => item)).toEqual([...Array(perRequest).keys()]);
		expect(told.uncertain.map(({ item }) => item)).toEqual(
			[...Array(perRequest).keys()].map((item) => perRequest + item),
		);
		expect(booked).toHaveLength(2 * perRequest);
		expect(way.peer.seen).toHaveLength(2);
	},
);
