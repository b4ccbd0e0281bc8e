import type { IDataObject, NodeOperationError } from 'n8n-workflow';
import type { ServerResponse } from 'node:http';

import { AT_ONCE, call } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import { openFaultyWay } from '../support/faultyWay';
import type { Peer } from '../support/peer';
import { startPeer } from '../support/peer';
import { ProcessedData } from '../support/processedData';
import type { Sandbox, SandboxBot, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';
import { GOES_ON } from '../support/scenes';

// n8n's Retry On Fail for broadcasts, and where a later try finds things changed. All else of "Send a
// message" is in sendingReruns.test.ts.

/** A variable of the environment that a field reads, so that it can change from one try to the next. */
const OPTION = 'VIBER_TEST_RETRIES';

let sandbox: Sandbox;
let webhook: Peer;
let media: Peer;
let way: FaultyWay;
let bot: SandboxBot;
let people: SandboxPerson[];

beforeAll(async () => {
	process.env.N8N_BLOCK_ENV_ACCESS_IN_NODE = 'false';
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

afterEach(async () => {
	delete process.env[OPTION];
	await way.peer.stop();
});

interface Accepted {
	id: string;
	to: string;
}

async function accepted(): Promise<Accepted[]> {
	return await sandbox.control('GET', `/bots/${bot.id}/accepted`);
}

async function broadcast(parameters: IDataObject, more: Partial<TestRun> = {}) {
	return await run({ operation: 'broadcast', ...parameters }, more);
}

async function run(parameters: IDataObject, more: Partial<TestRun>) {
	return await runViber({
		parameters: {
			resource: 'message',
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

const refused = (response: ServerResponse) => void response.writeHead(400).end('no');

function noSuchToken(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end('{"status":2,"status_message":"invalidAuthToken"}');
}

/** Lets some requests end in another way, beside what is done with all of them. */
function endAlso(
	which: (number: number) => boolean,
	end: (response: ServerResponse) => void,
): void {
	const { interfere } = way;
	way.interfere = async (number, response, request) => {
		await interfere(number, response, request);
		if (which(number)) end(response);
		return which(number);
	};
}

/** What a try finds that comes after so many requests. */
let isChanged: boolean;

describe('when a later try can read an item no more', () => {
	const files = {
		operation: 'send',
		to: '={{ $json.to }}',
		messageType: 'file',
		fileUrl: '={{ $json.text }}',
		options: { retries: 0, requestsAtOnce: 1 },
	};

	const threeFiles = () => each(['a', 'b', 'c'].map((name) => `${media.origin}/${name}.pdf`));

	const idsOf = async () => (await accepted()).map(({ id }) => id);

	beforeEach(() => {
		isChanged = false;
		media.answer = (_, response) => {
			if (isChanged) response.writeHead(404).end();
			else response.writeHead(200, { 'content-length': '1000' }).end();
		};
	});

	/** Lets the request with this number end in another way, and all others pass. */
	function disturb(which: number, last: number, end: (response: ServerResponse) => void): void {
		way.interfere = (number, response) => {
			isChanged ||= number >= last;
			if (number === which) end(response);
			return number === which;
		};
	}

	it('only what was not sent is said to be not sent', async () => {
		disturb(2, 2, refused);
		const { result } = await run(files, threeFiles());
		const error = result.data.resultData.error as NodeOperationError;
		const [id] = await idsOf();
		expect(way.peer.seen).toHaveLength(2);
		expect(error.message).toMatch(/size/);
		expect(error.description).toContain(`Accepted: 1 (item 0: ${id})`);
		expect(error.context.data).toMatchObject({
			accepted: [{ item: 0, to: people[0]?.id, messageId: id }],
			failed: [{ item: 1 }],
			notTried: [{ item: 2 }],
			continueFrom: 1,
		});
	});

	it('what may have been sent stays uncertain', async () => {
		disturb(2, 2, (response) => void response.destroy());
		const { result } = await run(files, threeFiles());
		const error = result.data.resultData.error as NodeOperationError;
		expect(way.peer.seen).toHaveLength(2);
		expect(error.message).toMatch(/^Outcome unknown/);
		expect(error.context.data).toMatchObject({
			accepted: [{ item: 0, messageId: (await idsOf())[0] }],
			uncertain: [{ item: 1, to: people[1]?.id }],
			notTried: [{ item: 2 }],
			continueFrom: 2,
		});
	});

	// With an error in its first item n8n takes the node for failed, and runs it again.
	it('a node that goes on gives the IDs of all that was sent', async () => {
		disturb(1, 3, refused);
		const { output } = await run(files, { ...threeFiles(), ...GOES_ON });
		expect(way.peer.seen).toHaveLength(3);
		expect(output[0]?.json.error).toMatchObject({ status: 'invalid' });
		expect(output.slice(1).map(({ json }) => json.messageId)).toEqual(await idsOf());
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	});

	it.each([
		['has no number in it', `={{ $env.${OPTION} }}`],
		['is an expression that fails', `={{ $env.${OPTION} === '0' ? 0 : $('Nowhere').item.json.n }}`],
	])('so does one of which an option %s', async (_, retries) => {
		process.env[OPTION] = '0';
		disturb(1, 3, (response) => {
			process.env[OPTION] = 'no number';
			refused(response);
		});
		const options = { ...files.options, retries };
		const { output } = await run({ ...files, options }, { ...threeFiles(), ...GOES_ON });
		expect(way.peer.seen).toHaveLength(3);
		const { status, description } = output[0]?.json.error as IDataObject;
		expect(status).toBe('invalid');
		expect(String(description).split('Nothing was sent for this item.')).toHaveLength(2);
		expect(output.slice(1).map(({ json }) => json.messageId)).toEqual(await idsOf());
	});

	it('and a broadcast, whose recipients may be named by several items', async () => {
		const [olena, petro] = people.map(({ id }) => id);
		disturb(0, 1, refused);
		const { output } = await broadcast(
			{ ...files, operation: 'broadcast', receivers: '={{ $json.to }}' },
			{
				...GOES_ON,
				items: [['nobody', olena], [petro], [olena, petro]].map((names) => ({
					to: names.join(),
					text: `${media.origin}/a.pdf`,
				})),
			},
		);
		const sent = await accepted();
		expect(sent.map(({ to }) => to)).toEqual([olena, petro]);
		expect(output.map(({ json }) => json.messageId)).toEqual([
			undefined,
			...sent.map(({ id }) => id),
		]);
		expect(output[0]?.json.error).toMatchObject({ status: 'invalid', to: 'nobody' });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			[{ item: 0 }, { item: 2 }],
			[{ item: 1 }, { item: 2 }],
		]);
	});
});

describe('when an item can be read in some tries only', () => {
	const ONE_MESSAGE = {
		operation: 'broadcast',
		receivers: '={{ $json.to }}',
		// Who is named by several items gets one message, as long as all of them have the same text.
		text: `={{ $json.needs.includes($env.${OPTION}) ? 'Sale' : '' }}`,
		options: { retries: 0, requestsAtOnce: 1 },
	};

	/** Before each of these requests the variable gets another value. */
	function values(...all: string[]): void {
		process.env[OPTION] = all[0];
		way.interfere = (number) => {
			process.env[OPTION] = all[number] ?? all.at(-1);
			return false;
		};
	}

	it('a broadcast reaches nobody twice whom two items name', async () => {
		const [olena] = people.map(({ id }) => id);
		values('first', 'second');
		const { output } = await run(ONE_MESSAGE, {
			...GOES_ON,
			items: [
				{ to: olena, needs: ['second'] },
				{ to: olena, needs: ['first', 'second'] },
			],
		});
		const sent = await accepted();
		expect(sent.map(({ to }) => to)).toEqual([olena]);
		expect(output.map(({ json, pairedItem }) => [json.messageId, pairedItem])).toEqual([
			[sent[0]?.id, [{ item: 0 }, { item: 1 }]],
		]);
	});

	it('nor when it was the other one in the end', async () => {
		const [olena, petro] = people.map(({ id }) => id);
		values('first', 'second', 'third');
		const { output } = await run(ONE_MESSAGE, {
			...GOES_ON,
			items: [
				// Fails always, so that there are three tries.
				{ to: 'nobody', needs: [] },
				{ to: olena, needs: ['second', 'third'] },
				{ to: olena, needs: ['first', 'second'] },
				{ to: petro, needs: ['second'] },
			],
		});
		const sent = await accepted();
		expect(sent.map(({ to }) => to)).toEqual([olena, petro]);
		expect(output.map(({ json, pairedItem }) => [json.messageId, pairedItem])).toEqual([
			[undefined, { item: 0 }],
			[sent[0]?.id, [{ item: 1 }, { item: 2 }]],
			[sent[1]?.id, { item: 3 }],
		]);
	});

	it('nor when the other one could not be read before', async () => {
		const [olena] = people.map(({ id }) => id);
		values('first', 'second');
		const { output } = await run(ONE_MESSAGE, {
			...GOES_ON,
			items: [
				{ to: 'nobody', needs: [] },
				{ to: olena, needs: ['first'] },
				{ to: olena, needs: ['second'] },
			],
		});
		const sent = await accepted();
		expect(sent.map(({ to }) => to)).toEqual([olena]);
		expect(output.map(({ json, pairedItem }) => [json.messageId, pairedItem])).toEqual([
			[undefined, { item: 0 }],
			[sent[0]?.id, [{ item: 1 }, { item: 2 }]],
		]);
	});

	it('tells what is the matter with it, also when the account ends the run', async () => {
		const [olena, petro] = people.map(({ id }) => id);
		values('first', 'second');
		endAlso((number) => number >= 2, noSuchToken);
		const { output } = await run(ONE_MESSAGE, {
			...GOES_ON,
			items: [
				{ to: `nobody,${olena}`, needs: ['first'] },
				{ to: petro, needs: ['second'] },
			],
		});
		expect(output[0]?.json.error).toMatchObject({ status: 'invalid', to: 'nobody' });
		expect(output[1]?.json).toMatchObject({ to: olena, messageId: (await accepted())[0]?.id });
		expect(output[2]?.json.error).toMatchObject({ status: 'refused', code: '2' });
	});

	it.each([{}, GOES_ON])(
		'everybody of a list is told of once, however many items have it and requests it takes (%j)',
		async (manner) => {
			const { people: crowd } = await sandbox.control<{ people: SandboxPerson[] }>(
				'POST',
				`/bots/${bot.id}/people`,
				{ count: 650, subscribed: 1 },
			);
			// Viber refuses the first, so that n8n takes the node for failed when it goes on, too.
			const list = ['nobody', ...crowd.map(({ id }) => id)];
			values('first', 'first', 'second');
			endAlso((number) => number === 2, noSuchToken);
			const item = { to: list, needs: ['first'] };
			const { output, result } = await run(ONE_MESSAGE, { ...manner, items: [item, item] });
			const sent = await accepted();
			expect(sent).toHaveLength(299);
			expect(way.peer.seen).toHaveLength(2);
			const { error } = result.data.resultData;
			const { data } = ((error as NodeOperationError | undefined)?.context ?? {}) as {
				data?: Record<string, Array<{ to: string; messageId: string }>>;
			};
			const told = data
				? [...(data.accepted ?? []), ...(data.notTried ?? [])]
				: output.map(({ json }) => ({ ...json, ...(json.error as IDataObject) }) as IDataObject);
			expect(told.map(({ to }) => to).sort()).toEqual([...list].sort());
			const ids = told.flatMap(({ to, messageId }) => (messageId ? [`${to} ${messageId}`] : []));
			expect(ids.sort()).toEqual(sent.map(({ to, id }) => `${to} ${id}`).sort());
		},
	);

	it('all keys of a message are noted in the end, so that a later execution skips it', async () => {
		await new ProcessedData().install();
		const [olena] = people.map(({ id }) => id);
		const keyed = { ...ONE_MESSAGE.options, sendOncePerKey: '={{ $json.key }}' };
		values('first', 'second');
		await run(
			{ ...ONE_MESSAGE, options: keyed },
			{
				...GOES_ON,
				items: [
					{ to: olena, needs: ['second'], key: 'k0' },
					{ to: olena, needs: ['first', 'second'], key: 'k1' },
				],
			},
		);
		expect(await accepted()).toHaveLength(1);
		for (const key of ['k0', 'k1']) {
			const items = [{ to: olena, needs: ['second'], key }];
			const { output } = await run({ ...ONE_MESSAGE, options: keyed }, { items });
			expect(output.map(({ json }) => json.status)).toEqual(['skipped']);
		}
		expect(await accepted()).toHaveLength(1);
	});

	it.each(['send', 'broadcast'])(
		'%s: who is named in an earlier try only is told of all the same',
		async (operation) => {
			const [olena, petro, sofia] = people.map(({ id }) => id);
			values('a', 'a', 'b');
			endAlso((number) => number === 2, refused);
			const to = `={{ $env.${OPTION} === 'a' ? $json.a : $json.b }}`;
			const { output } = await run(
				{ ...ONE_MESSAGE, operation, to, receivers: to, text: '={{ $json.text }}' },
				{
					items: [
						{ a: olena, b: petro, text: 'one' },
						{ a: sofia, b: sofia, text: 'two' },
					],
				},
			);
			const sent = await accepted();
			expect(sent.map(({ to: receiver }) => receiver)).toEqual([olena, petro, sofia]);
			const told = output.map(({ json }) => `${String(json.to)} ${String(json.messageId)}`);
			expect(told.sort()).toEqual(sent.map((one) => `${one.to} ${one.id}`).sort());
		},
	);

	it('what was not sent is not taken for sent, as it reads like another item’s now', async () => {
		const [olena] = people.map(({ id }) => id);
		values('a', 'a', 'b');
		endAlso((number) => number === 2, refused);
		const text = `={{ $env.${OPTION} === 'a' ? $json.a : 'the same' }}`;
		const { output } = await run(
			{ ...ONE_MESSAGE, text },
			{ items: ['one', 'two'].map((a) => ({ to: olena, a })) },
		);
		const sent = await accepted();
		expect(sent).toHaveLength(2);
		expect(output.map(({ json }) => json.messageId).sort()).toEqual(
			sent.map(({ id }) => id).sort(),
		);
	});

	it.each(['send', 'broadcast'])(
		'%s: its answer is told as the user wants it',
		async (operation) => {
			const [olena, petro] = people.map(({ id }) => id);
			values('first', operation === 'send' ? 'first' : 'second', 'second');
			const { output } = await run(
				{
					...ONE_MESSAGE,
					operation,
					receiversFrom: 'items',
					to: '={{ $json.to }}',
					simplify: false,
				},
				{
					...GOES_ON,
					items: [
						{ to: 'nobody', needs: [] },
						{ to: olena, needs: ['first'] },
						{ to: petro, needs: ['first'] },
					],
				},
			);
			const ids = (await accepted()).map(({ id }) => id);
			expect(ids).toHaveLength(2);
			expect(output.slice(1).map(({ json }) => json.message_token)).toEqual(ids);
		},
	);
});

describe('the account of a try that cannot begin', () => {
	it('has a message once that several items asked for', async () => {
		const [olena, petro] = people.map(({ id }) => id);
		process.env[OPTION] = '0';
		way.interfere = (number, response) => {
			if (number < 2) return false;
			process.env[OPTION] = 'no number';
			response.writeHead(400).end('no');
			return true;
		};
		const { result } = await broadcast(
			{
				receivers: '={{ $json.to }}',
				text: '={{ $json.text }}',
				options: { retries: `={{ $env.${OPTION} }}`, requestsAtOnce: 1 },
			},
			{
				items: [
					{ to: olena, text: 'one' },
					{ to: olena, text: 'one' },
					{ to: petro, text: 'two' },
				],
			},
		);
		const error = result.data.resultData.error as NodeOperationError;
		const [sent] = await accepted();
		expect(error.description).toMatch(/Nothing further was sent\. Accepted: 1 \(item 0/);
		expect(error.context.data).toMatchObject({
			accepted: [{ item: 0, alsoIn: [1], to: olena, messageId: sent?.id }],
			notTried: [{ item: 2, to: petro }],
		});
	});
});
