import type { IDataObject, NodeApiError } from 'n8n-workflow';

import * as bodies from '../../nodes/Viber/shared/bodies';
import type { Manner, Scene, Stage } from '../support/scenes';
import { GOES_ON, MANNERS, openScene, startStage, stopStage } from '../support/scenes';
import type { Told } from '../support/truth';
import { expectTruth, toldByError, toldByItems } from '../support/truth';

/** A fault that takes an answer away, and whether the request is carried out all the same. */
interface Loss {
	fault: string;
	details?: IDataObject;
	arrives: boolean;
}

const LOST: Array<[string, Loss]> = [
	['a reset before acceptance', { fault: 'resetBefore', arrives: false }],
	['a reset after acceptance', { fault: 'resetAfter', arrives: true }],
	['HTTP 500 before acceptance', { fault: 'http500', arrives: false }],
	['HTTP 500 after acceptance', { fault: 'http500After', arrives: true }],
	['a page instead of acceptance', { fault: 'htmlAnswer', arrives: false }],
	['a page after acceptance', { fault: 'htmlAfter', arrives: true }],
	['half an answer', { fault: 'halfAnswer', arrives: true }],
];

/** Codes after which nobody knows whether the message was taken. */
const VAGUE: Partial<Record<Manner, number>> = {
	viberBot: 19,
	broadcast: 19,
	decisionTelecom: 500,
};

function lossesAt(manner: Manner): Array<[string, Loss]> {
	const status = VAGUE[manner];
	if (status === undefined) return LOST;
	const details = { status };
	return [
		...LOST,
		[`code ${status} before acceptance`, { fault: 'status', details, arrives: false }],
		[`code ${status} after acceptance`, { fault: 'statusAfter', details, arrives: true }],
	];
}

let stage: Stage;
let scene: Scene;

beforeAll(async () => {
	stage = await startStage();
});

afterAll(async () => await stopStage(stage));

afterEach(async () => await scene.close());

const count = ({ accepted, uncertain, unsent }: Told) =>
	[accepted, uncertain, unsent].map((one) => one.length);

describe.each(MANNERS)('%s: an answer that gets lost', (manner) => {
	beforeEach(async () => {
		scene = await openScene(stage, manner);
	});

	it.each(lossesAt(manner))(
		'%s: the others arrive, these are uncertain, none goes out twice',
		async (_, { fault, details, arrives }) => {
			await scene.disturb({ [fault]: { times: 2, from: 2, ...details } });
			const { output } = await scene.send({}, GOES_ON);
			const { wanted, perRequest } = scene;
			const told = toldByItems(output, wanted);
			const accepted = await scene.accepted();
			expectTruth(told, accepted, wanted);
			const lost = 2 * perRequest;
			expect(count(told)).toEqual([wanted.length - lost, lost, 0]);
			expect(accepted).toHaveLength(arrives ? wanted.length : wanted.length - lost);
			expect(scene.way.peer.seen).toHaveLength(scene.requests);
		},
	);

	it.each(lossesAt(manner))(
		'%s: the run stops, and its account is true',
		async (_, { fault, details, arrives }) => {
			await scene.disturb({ [fault]: { times: 1, from: 2, ...details } });
			const { result } = await scene.send({ requestsAtOnce: 1 });
			const error = result.data.resultData.error as NodeApiError;
			expect(error.message).toMatch(/^Outcome unknown|cannotSendBroadcast, code 19/);
			const { wanted, perRequest } = scene;
			const told = toldByError(error, wanted);
			const accepted = await scene.accepted();
			expectTruth(told, accepted, wanted);
			expect(told.accepted.map(({ item }) => item)).toEqual([...Array(perRequest).keys()]);
			expect(count(told)).toEqual([perRequest, perRequest, wanted.length - 2 * perRequest]);
			expect(accepted).toHaveLength(arrives ? 2 * perRequest : perRequest);
			expect(scene.way.peer.seen).toHaveLength(2);
			expect(error.description).toContain(`Accepted: ${perRequest} (`);
			for (const { messageId } of told.accepted) expect(error.description).toContain(messageId);
		},
	);

	it('side by side, the run stops, and whatever had begun is told', async () => {
		await scene.disturb({ resetAfter: { times: 1, from: 2 } });
		const { result } = await scene.send({ requestsAtOnce: 3 });
		const { wanted, perRequest } = scene;
		const told = toldByError(result.data.resultData.error, wanted);
		const accepted = await scene.accepted();
		expectTruth(told, accepted, wanted);
		expect(told.uncertain).toHaveLength(perRequest);
		const begun = scene.way.peer.seen.length * perRequest;
		expect(told.accepted.length + told.uncertain.length).toBe(begun);
		expect(accepted).toHaveLength(begun);
	});

	it('half an answer is one whose head the node has got', async () => {
		const heads = jest.spyOn(bodies, 'readAtMost');
		await scene.disturb({ halfAnswer: { times: 2, from: 2 } });
		await scene.send({}, GOES_ON);
		expect(heads).toHaveBeenCalledTimes(scene.requests);
		const ends = await Promise.allSettled(heads.mock.results.map(({ value }) => value as unknown));
		expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(2);
	});
});
