import type { IDataObject, NodeOperationError } from 'n8n-workflow';

import { AT_ONCE, call } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import { openFaultyWay } from '../support/faultyWay';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import type { Sandbox, SandboxBot, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

// n8n's Retry On Fail for what is not "Send a message"; that is in sendingReruns.test.ts.

let sandbox: Sandbox;
let webhook: Peer;
let media: Peer;
let way: FaultyWay;
let bot: SandboxBot;
let people: SandboxPerson[];

beforeAll(async () => {
	[sandbox, webhook, media] = await Promise.all([startSandbox(), startPeer(), startPeer()]);
});

afterAll(async () => {
	await Promise.all([sandbox.stop(), webhook.stop(), media.stop()]);
});

beforeEach(async () => {
	way = await openFaultyWay(sandbox);
	bot = await sandbox.newBot(AT_ONCE);
	await call(bot, 'set_webhook', { url: webhook.origin, event_types: [] });
	({ people } = await sandbox.control<{ people: SandboxPerson[] }>(
		'POST',
		`/bots/${bot.id}/people`,
		{ count: 4, subscribed: 1 },
	));
});

afterEach(async () => await way.peer.stop());

interface Accepted {
	id: string;
	to: string;
}

async function accepted(): Promise<Accepted[]> {
	return await sandbox.control('GET', `/bots/${bot.id}/accepted`);
}

async function broadcast(parameters: IDataObject, more: Partial<TestRun> = {}) {
	return await runViber({
		parameters: {
			resource: 'message',
			operation: 'broadcast',
			provider: 'viberBot',
			from: 'Corner Café',
			options: { retries: 0 },
			...parameters,
		} as TestRun['parameters'],
		credential: { authToken: bot.token, baseUrl: way.addressOf(bot) },
		items: [{}],
		retryOnFail: true,
		...more,
	});
}

const each = (texts: string[]) => ({
	items: texts.map((text, item) => ({ to: people[item]?.id ?? '', text })),
});

it('a broadcast that n8n takes for failed, as its first recipient was refused, is not sent again', async () => {
	const [olena] = people;
	const { output } = await broadcast({
		receivers: ['nobody', olena?.id].join(),
		text: 'Sale today',
	});
	expect(output.map(({ json }) => json.status)).toEqual(['refused', 'accepted']);
	expect((await accepted()).map(({ to, id }) => [to, id])).toEqual([
		[olena?.id, output[1]?.json.messageId],
	]);
});

it('a broadcast goes on with the requests that were not tried', async () => {
	way.interfere = (number, response) => {
		if (number !== 2) return false;
		response.writeHead(400).end('no');
		return true;
	};
	const { output, result } = await broadcast(
		{
			receiversFrom: 'items',
			to: '={{ $json.to }}',
			text: '={{ $json.text }}',
			options: { retries: 0, requestsAtOnce: 1 },
		},
		each(['one', 'two', 'three']),
	);
	expect(result.data.resultData.error).toBeUndefined();
	const sent = await accepted();
	expect(sent.map(({ to }) => to)).toEqual(people.slice(0, 3).map(({ id }) => id));
	expect(output.map(({ json }) => json.messageId)).toEqual(sent.map(({ id }) => id));
});

it('a broadcast that cannot begin again tells what the try before has sent', async () => {
	let asked = 0;
	// The size of the file is asked for in every try.
	media.answer = (_, response) => {
		asked += 1;
		if (asked > 2) response.writeHead(404).end();
		else response.writeHead(200, { 'content-length': '1000' }).end();
	};
	way.interfere = (number, response) => {
		if (number !== 2) return false;
		response.destroy();
		return true;
	};
	const { result } = await broadcast(
		{
			receiversFrom: 'items',
			to: '={{ $json.to }}',
			messageType: 'file',
			fileUrl: '={{ $json.text }}',
			options: { retries: 0, requestsAtOnce: 1 },
		},
		each(['a', 'b'].map((name) => `${media.origin}/${name}.pdf`)),
	);
	const error = result.data.resultData.error as NodeOperationError;
	const [sent] = await accepted();
	expect(await accepted()).toHaveLength(1);
	expect(error.message).toMatch(/size|HTTP 404/);
	expect(error.description).toMatch(/Nothing further was sent\. Accepted: 1/);
	expect(error.description).toContain(sent?.id);
	expect(error.context.data).toMatchObject({
		accepted: [{ item: 0, to: people[0]?.id, messageId: sent?.id }],
		uncertain: [{ item: 1, to: people[1]?.id }],
	});
});
