import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { AT_ONCE } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import type { Manner, Scene, Stage } from '../support/scenes';
import { GOES_ON, openScene, startStage, stopStage } from '../support/scenes';

// Half a minute would be too long for a test; less than this, and a busy machine is a fault by itself.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	ANSWER_MS: 4000,
	BODY_MS: 4000,
	UPLOAD_MS: 4000,
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

/** A call that sends nothing to anybody. */
interface Question {
	manner: Manner;
	/** Its fields; `to` is somebody of the account, `id` a message that was sent. */
	fields(known: { to: string; id: string }): IDataObject;
	binary?: TestRun['binary'];
	/** What the item has in the end. */
	gives: IDataObject;
}

const PIXEL = Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64');

const ASKING: Record<string, Question> = {
	'Get a user': {
		manner: 'viberBot',
		fields: ({ to }) => ({ resource: 'user', operation: 'get', userId: to }),
		gives: { country: expect.any(String) as string },
	},
	'Get online status': {
		manner: 'viberBot',
		fields: ({ to }) => ({ resource: 'user', operation: 'getOnlineStatus', userIds: to }),
		gives: { onlineStatus: 'online' },
	},
	'Get the bot account': {
		manner: 'viberBot',
		fields: () => ({ resource: 'account', operation: 'get' }),
		gives: { category: 'Food and drink' },
	},
	'Get the webhook': {
		manner: 'viberBot',
		fields: () => ({ resource: 'webhook', operation: 'get' }),
		gives: { isSet: true },
	},
	'Get the status of a message': {
		manner: 'decisionTelecom',
		fields: ({ id }) => ({ resource: 'message', operation: 'getStatus', messageId: id }),
		gives: { messageId: expect.stringMatching(/^\d+$/) as string },
	},
	'Upload an image': {
		manner: 'messaggio',
		fields: () => ({ resource: 'image', operation: 'upload', binaryPropertyName: 'data' }),
		binary: { data: { data: PIXEL, mimeType: 'image/png', fileName: 'a.png' } },
		gives: { imageId: expect.stringMatching(/^.{64}$/) as string },
	},
};

/** What changes something, and must not be done again by us. */
const CHANGING: Record<string, Omit<Question, 'gives'>> = {
	'Set the webhook': {
		manner: 'viberBot',
		fields: () => ({
			resource: 'webhook',
			operation: 'set',
			webhookUrl: `${stage.webhook.origin}/new`,
		}),
	},
	'Remove the webhook': {
		manner: 'viberBot',
		fields: () => ({ resource: 'webhook', operation: 'remove' }),
	},
};

const FAULTS = ['resetAfter', 'http500', 'http500After', 'halfAnswer', 'noAnswer'];
/** After a page, too, a change may have been made; a question gets another page if it is asked again. */
const PAGES = ['htmlAnswer', 'htmlAfter'];

const casesOf = (questions: object, faults: string[]) =>
	Object.keys(questions).flatMap((name) => faults.map((fault): [string, string] => [name, fault]));

const ASKED = casesOf(ASKING, FAULTS);
const CHANGED = casesOf(CHANGING, [...FAULTS, ...PAGES]);

let stage: Stage;
const runs = new Map<string, Promise<{ scene: Scene; output: Ran['output'] }>>();

type Ran = Awaited<ReturnType<Scene['send']>>;

async function play({ manner, fields, binary }: Omit<Question, 'gives'>, fault: string) {
	const scene = await openScene(stage, manner, { requests: 1, settings: AT_ONCE });
	const { output: sent } = await scene.send();
	const [first] = scene.wanted;
	const known = { to: first?.to ?? '', id: String(sent[0]?.json.messageId) };
	scene.way.peer.seen.length = 0;
	await scene.disturb({ [fault]: 1 });
	const { provider } = scene.account;
	const parameters = { provider, ...fields(known) } as INodeParameters;
	const changes = { items: [{}], parameters, ...(binary ? { binary } : {}), ...GOES_ON };
	const { output } = await scene.send({}, changes);
	return { scene, output };
}

beforeAll(async () => {
	stage = await startStage();
	// All at the same time, as some do little but wait.
	for (const [name, fault] of [...ASKED, ...CHANGED]) {
		const question = ASKING[name] ?? CHANGING[name];
		if (!question) throw new Error('There is no such call');
		const run = play(question, fault);
		run.catch(() => undefined);
		runs.set(`${name} ${fault}`, run);
	}
});

afterAll(async () => {
	const played = await Promise.allSettled(runs.values());
	for (const one of played) if (one.status === 'fulfilled') await one.value.scene.close();
	await stopStage(stage);
});

it.each(ASKED)('%s: asked again after %s, and answered', async (name, fault) => {
	const { scene, output } = (await runs.get(`${name} ${fault}`)) ?? {};
	expect(output).toMatchObject([{ json: ASKING[name]?.gives, pairedItem: { item: 0 } }]);
	expect(output?.[0]?.json).not.toHaveProperty('error');
	expect(scene?.way.peer.seen).toHaveLength(2);
});

it.each(CHANGED)(
	'%s: not done again after %s, and nobody knows whether it was',
	async (name, fault) => {
		const { scene, output } = (await runs.get(`${name} ${fault}`)) ?? {};
		expect(scene?.way.peer.seen).toHaveLength(1);
		expect(output).toMatchObject([
			{ json: { error: { status: 'unknown' } }, pairedItem: { item: 0 } },
		]);
	},
);
