import type { IDataObject, INodeExecutionData, INodeParameters, NodeApiError } from 'n8n-workflow';

import { AT_ONCE, call, named, tokenIn } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { n8nLogger, runViber } from '../support/engine';
import type { Peer, SeenRequest } from '../support/peer';
import { startPeer } from '../support/peer';
import { ProcessedData } from '../support/processedData';
import type { Sandbox, SandboxBot, SandboxMessage, SandboxPerson } from '../support/sandbox';
import { startSandbox } from '../support/sandbox';

// As often as ever, but without the waits.
jest.mock('../../nodes/Viber/shared/waits', () => ({
	...jest.requireActual<object>('../../nodes/Viber/shared/waits'),
	RETRIES: { tries: 5, totalMs: 60_000, baseMs: 10, capMs: 10 },
}));

/** One request of a broadcast with its answer, as they went over the wire. */
interface Passed {
	receivers: string[];
	text: string;
	/** All digits of the message_token; '' when there was no answer that has one. */
	token: string;
	failed: Array<{ receiver: string; status: number }>;
}

interface Who {
	item: number;
	to: string;
	messageId?: string | null;
	code?: string;
	name?: string;
}

type Account = Record<
	'accepted' | 'refused' | 'failed' | 'uncertain' | 'skipped' | 'notTried',
	Who[]
>;

let sandbox: Sandbox;
/** Stands between the node and the sandbox. */
let wire: Peer;
let webhook: Peer;
let bot: SandboxBot;
let passed: Passed[];
/** Done before the request with this number, from 1, goes on to the sandbox. */
let before: { request: number; act: () => Promise<unknown> } | undefined;

beforeAll(async () => {
	await new ProcessedData().install();
	[sandbox, wire, webhook] = await Promise.all([startSandbox(), startPeer(), startPeer()]);
	wire.answer = (request, response) => {
		void passOn(request).then(
			({ status, text }) =>
				response.writeHead(status, { 'content-type': 'application/json' }).end(text),
			() => response.destroy(),
		);
	};
});

afterAll(async () => {
	await Promise.all([sandbox?.stop(), wire?.stop(), webhook?.stop()]);
});

beforeEach(async () => {
	bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
	await call(bot, 'set_webhook', { url: webhook.origin, event_types: [] });
	passed = [];
	before = undefined;
});

async function passOn(request: SeenRequest): Promise<{ status: number; text: string }> {
	const { broadcast_list: receivers, text = '' } = JSON.parse(request.body.toString()) as {
		broadcast_list: string[];
		text?: string;
	};
	const entry: Passed = { receivers, text, token: '', failed: [] };
	passed.push(entry);
	if (before?.request === passed.length) await before.act();
	const answer = await fetch(`${sandbox.url}${request.path}`, {
		method: request.method,
		headers: {
			'content-type': String(request.headers['content-type']),
			'x-viber-auth-token': String(request.headers['x-viber-auth-token']),
		},
		body: new Uint8Array(request.body),
	});
	const body = await answer.text();
	if (answer.status === 200) {
		entry.token = tokenIn(body);
		entry.failed = (JSON.parse(body) as { failed_list?: Passed['failed'] }).failed_list ?? [];
	}
	return { status: answer.status, text: body };
}

const PARAMETERS = {
	resource: 'message',
	operation: 'broadcast',
	provider: 'viberBot',
	from: 'Corner Café',
	messageType: 'text',
	text: 'News',
};

async function broadcast(fields: IDataObject, changes: Partial<TestRun> = {}) {
	return await runViber({
		items: [{}],
		parameters: { ...PARAMETERS, ...fields } as INodeParameters,
		credential: {
			authToken: bot.token,
			baseUrl: bot.baseUrl.replace(sandbox.url, wire.origin),
		},
		...changes,
	});
}

/** 1,000 receivers: 98 of them have not subscribed, and 20 IDs among them are nobody's. */
async function thousand(): Promise<string[]> {
	const { people } = await sandbox.control<{ people: SandboxPerson[] }>(
		'POST',
		`/bots/${bot.id}/people`,
		{ count: 980, subscribed: 0.9 },
	);
	const ids = people.map(({ id }) => id);
	for (let at = 10; at < 1000; at += 50) ids.splice(at, 0, `nobody-${at}`);
	expect(new Set(ids).size).toBe(1000);
	return ids;
}

async function inbox(): Promise<Map<string, SandboxMessage[]>> {
	const { people } = await sandbox.control<SandboxBot>('GET', `/bots/${bot.id}`);
	return new Map(
		people.filter(({ messages }) => messages.length > 0).map(({ id, messages }) => [id, messages]),
	);
}

/** Where in the list a request begins: those under way side by side arrive in any order. */
const place = (receivers: string[], { receivers: [first = ''] }: Passed) =>
	receivers.indexOf(first);

const toOf = ({ json }: INodeExecutionData) => json.to ?? (json.error as IDataObject).to;

const failOnce = (fault: IDataObject) => async () =>
	await sandbox.control('PATCH', `/bots/${bot.id}/faults`, fault);

describe('a thousand receivers', () => {
	it('go out in four requests, and each gets an item that says what became of them', async () => {
		const receivers = await thousand();
		const { output, result } = await broadcast({ receivers: receivers.join(',\n ') });
		expect(result.data.resultData.error).toBeUndefined();
		expect(passed.map((one) => one.receivers.length).sort()).toEqual([100, 300, 300, 300]);
		passed.sort((one, other) => place(receivers, one) - place(receivers, other));
		expect(passed.flatMap((one) => one.receivers)).toEqual(receivers);

		expect(output.map(toOf)).toEqual(receivers);
		expect(output.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(
			true,
		);
		const failed = new Map(
			passed.flatMap((one) => one.failed.map(({ receiver, status }) => [receiver, status])),
		);
		expect(failed.size).toBe(118);
		for (const [index, { json }] of output.entries()) {
			const to = receivers[index] ?? '';
			const status = failed.get(to);
			if (status === undefined) {
				const messageId = passed[Math.floor(index / 300)]?.token;
				expect(json).toEqual({ provider: 'viberBot', to, messageId, status: 'accepted' });
			} else {
				expect(json).toMatchObject({
					provider: 'viberBot',
					to,
					messageId: null,
					status: 'refused',
					error: { code: String(status) },
				});
			}
		}
		const codes = output.flatMap(({ json }) => (json.error as IDataObject | undefined)?.code ?? []);
		expect(codes.filter((code) => code === '5')).toHaveLength(20);
		expect(codes.filter((code) => code === '6')).toHaveLength(98);

		const accepted = output.filter(({ json }) => json.status === 'accepted');
		const arrived = await inbox();
		expect(arrived.size).toBe(accepted.length);
		for (const { json } of accepted) {
			const messages = arrived.get(String(json.to));
			expect(messages?.map(({ token, text }) => [token, text])).toEqual([[json.messageId, 'News']]);
		}
		expect(new Set(passed.map(({ token }) => token)).size).toBe(4);
	});

	it('go to both outputs of the node, by what became of them', async () => {
		const receivers = await thousand();
		const { output, errorOutput } = await broadcast(
			{ receivers: '={{ $json.ids }}' },
			{ items: [{ ids: receivers }], onError: 'continueErrorOutput' },
		);
		passed.sort((one, other) => place(receivers, one) - place(receivers, other));
		const failed = passed.flatMap((one) => one.failed.map(({ receiver }) => receiver));
		expect(errorOutput.map(toOf)).toEqual(failed);
		expect(output.map(toOf)).toEqual(receivers.filter((to) => !failed.includes(to)));
		const codes = errorOutput.map(({ json }) => (json.error as IDataObject).code);
		expect(codes).toEqual(passed.flatMap((one) => one.failed.map(({ status }) => String(status))));
	});

	it('come with Viber’s own words when not simplified', async () => {
		const receivers = [named(bot, 'Olena').id, named(bot, 'Sofia').id];
		const { output } = await broadcast({ receivers: receivers.join(), simplify: false });
		expect(output.map(({ json }) => json)).toEqual([
			{
				to: receivers[0],
				receiver: receivers[0],
				status: 0,
				status_message: 'ok',
				chat_hostname: 'SN-CHAT-00_',
				message_token: passed[0]?.token,
			},
			{
				to: receivers[1],
				receiver: receivers[1],
				status: 6,
				status_message: 'Not subscribed',
			},
		]);
	});
});

describe('Send Once per Key', () => {
	it('gives each receiver the message once, however often the node runs', async () => {
		const [olena, marek, sofia] = ['Olena', 'Marek', 'Sofia'].map((name) => named(bot, name).id);
		const options = { sendOncePerKey: 'news of May' };
		const first = await broadcast({ receivers: [olena, sofia].join(), options });
		expect(first.output.map(({ json }) => json.status)).toEqual(['accepted', 'refused']);
		// Sofia was refused, so that nothing keeps her from getting it the next time.
		const second = await broadcast({ receivers: [olena, marek, sofia].join(), options });
		expect(second.output.map(({ json }) => json.status)).toEqual([
			'skipped',
			'accepted',
			'refused',
		]);
		expect(second.output[0]?.json).toMatchObject({ to: olena, key: 'news of May' });
		expect(passed.map(({ receivers }) => receivers)).toEqual([
			[olena, sofia],
			[marek, sofia],
		]);
	});
});

describe('Send Once per Key, of items that name one person for the same message', () => {
	it('notes the keys of all of them', async () => {
		const olena = named(bot, 'Olena').id;
		const fields = {
			receivers: '={{ $json.to }}',
			options: { sendOncePerKey: '={{ $json.key }}' },
		};
		const [first, second] = ['A', 'B'].map((key) => ({ to: olena, key: `double ${key}` }));
		const items = [first, second].flatMap((item) => item ?? []);
		expect((await broadcast(fields, { items })).output.map(({ json }) => json.status)).toEqual([
			'accepted',
		]);
		for (const item of items) {
			const { output } = await broadcast(fields, { items: [item] });
			expect(output.map(({ json }) => json.status)).toEqual(['skipped']);
		}
		expect(passed).toHaveLength(1);
	});
});

describe('a cancelled broadcast', () => {
	it('has everybody in the log, and with whom to go on', async () => {
		const receivers = await thousand();
		const warned: string[] = [];
		const warn = jest
			.spyOn(n8nLogger(), 'warn')
			.mockImplementation((message) => void warned.push(message));
		let cancel = () => {};
		before = { request: 2, act: async () => cancel() };
		await broadcast(
			{ receivers: receivers.join(), ...ONE_BY_ONE },
			{ started: (ofRun) => (cancel = ofRun) },
		);
		for (let waited = 0; waited < 100 && !warned.some((one) => one.includes('continueFrom')); ) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			waited += 1;
		}
		warn.mockRestore();
		expect(passed).toHaveLength(2);
		const log = warned.join('\n');
		const failed = new Set(passed.flatMap((one) => one.failed.map(({ receiver }) => receiver)));
		for (const [index, to] of receivers.entries()) {
			const told = warned.filter((line) => line.includes(`to ${to}`)).join();
			const ending = index >= 600 ? 'notTried' : failed.has(to) ? 'refused' : 'accepted';
			expect(told).toContain(`Viber: ${ending}: `);
			if (ending === 'accepted') {
				expect(told).toContain(`to ${to} ${passed[Math.floor(index / 300)]?.token}`);
			}
		}
		expect(log).toContain('continueFrom: item 0');
		expect(log).not.toContain(bot.token);
		expect(log).not.toContain('News');
	});
});

describe('side by side', () => {
	it('a request that fails stops what has not begun, and the account is true', async () => {
		const receivers = await thousand();
		before = { request: 2, act: failOnce({ resetAfter: 1 }) };
		const { result } = await broadcast({ receivers: receivers.join() });
		const { accepted, refused, failed, uncertain, notTried } = (
			result.data.resultData.error as NodeApiError
		).context.data as unknown as Account;
		const all = [...accepted, ...refused, ...failed, ...uncertain, ...notTried];
		expect(all.map(({ to }) => to).sort()).toEqual([...receivers].sort());
		const arrived = await inbox();
		for (const { to, messageId } of accepted) {
			expect(arrived.get(to)?.map(({ token }) => token)).toEqual([messageId]);
		}
		const may = new Set([...accepted, ...uncertain].map(({ to }) => to));
		for (const to of arrived.keys()) expect(may).toContain(to);
		expect([100, 300]).toContain(uncertain.length);
	});
});

describe('who is named twice', () => {
	it('gets the message once, and the output says so', async () => {
		const [olena, marek] = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		const { output } = await broadcast({
			receivers: JSON.stringify([olena, marek, olena, ` ${olena} `, '']),
		});
		expect(passed.map((one) => one.receivers)).toEqual([[olena, marek]]);
		const messageId = passed[0]?.token;
		const accepted = { provider: 'viberBot', messageId, status: 'accepted' };
		expect(output).toMatchObject([
			{ json: { ...accepted, to: olena, duplicatesRemoved: 2 }, pairedItem: { item: 0 } },
			{ json: { ...accepted, to: marek }, pairedItem: { item: 0 } },
		]);
		expect(output[1]?.json).not.toHaveProperty('duplicatesRemoved');
		expect([...(await inbox()).values()].map((messages) => messages.length)).toEqual([1, 1]);
	});
});

describe('one per input item', () => {
	const fields = { receiversFrom: 'items', to: '={{ $json.to }}', text: '={{ $json.text }}' };

	it('sends equal messages together, each receiver once', async () => {
		const [olena, marek] = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		const items = [olena, marek, olena].map((to) => ({ to, text: 'Same' }));
		const { output } = await broadcast(fields, { items });
		expect(passed).toMatchObject([{ receivers: [olena, marek], text: 'Same' }]);
		expect(output).toMatchObject([
			{ json: { to: olena, duplicatesRemoved: 1 }, pairedItem: [{ item: 0 }, { item: 2 }] },
			{ json: { to: marek, status: 'accepted' }, pairedItem: { item: 1 } },
		]);
		expect(output).toHaveLength(2);
	});

	it('sends different messages apart, and keeps the order of the items', async () => {
		const [olena, marek, sofia] = ['Olena', 'Marek', 'Sofia'].map((name) => named(bot, name).id);
		const items = [
			{ to: olena, text: 'A' },
			{ to: marek, text: 'B' },
			{ to: sofia, text: 'A' },
			{ to: olena, text: 'B' },
		];
		const { output } = await broadcast(fields, { items });
		// Olena's second message waits for her first, and nobody else waits for it.
		expect(passed).toMatchObject([
			{ receivers: [olena, sofia], text: 'A' },
			{ receivers: [marek], text: 'B' },
			{ receivers: [olena], text: 'B' },
		]);
		const [first, second, third] = passed.map(({ token }) => token);
		expect(
			output.map(({ json: { to, messageId, status }, pairedItem }) => [
				to,
				messageId,
				status,
				pairedItem,
			]),
		).toEqual([
			[olena, first, 'accepted', { item: 0 }],
			[marek, second, 'accepted', { item: 1 }],
			[sofia, null, 'refused', { item: 2 }],
			[olena, third, 'accepted', { item: 3 }],
		]);
		const arrived = await inbox();
		expect(arrived.get(olena ?? '')?.map(({ text }) => text)).toEqual(['A', 'B']);
		expect(arrived.get(marek ?? '')?.map(({ text }) => text)).toEqual(['B']);
	});

	it('sends nothing to anybody when one item cannot be sent, unless the node goes on', async () => {
		const [olena, marek] = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		const items = [
			{ to: olena, text: 'A' },
			{ to: marek, text: '' },
		];
		const { result } = await broadcast(fields, { items });
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toBe("'Text' is empty");
		expect(error.description).toMatch(/Nothing was sent to anybody\.$/);
		expect(passed).toEqual([]);
		const { output } = await broadcast(fields, { items, onError: 'continueRegularOutput' });
		expect(output).toMatchObject([
			{ json: { to: olena, status: 'accepted' }, pairedItem: { item: 0 } },
			{ json: { error: { status: 'invalid' } }, pairedItem: { item: 1 } },
		]);
		expect([...(await inbox()).keys()]).toEqual([olena]);
	});
});

const NOTHING_ELSE = { items: 1, leaveOut: [], inPart: [] };

/** One request after another, each of them once. */
const ONE_BY_ONE = { options: { requestsAtOnce: 1, retries: 0 } };

describe('a request that fails as a whole', () => {
	const troubles: Array<[string, IDataObject, 'refused' | 'unknown', string, RegExp]> = [
		['refused', { status: { status: 3, times: 1 } }, 'refused', '3', /badData/],
		[
			'perhaps not carried out to its end',
			{ status: { status: 19, times: 1 } },
			'unknown',
			'19',
			/cannotSendBroadcast/,
		],
		['refused for its rate', { rateLimit: 1 }, 'refused', '12', /tooManyRequests, code 12/],
		['answered with HTTP 500', { http500: 1 }, 'unknown', 'HTTP 500', /^Outcome unknown/],
		[
			'carried out, but not answered',
			{ resetAfter: 1 },
			'unknown',
			'ECONNRESET',
			/^Outcome unknown/,
		],
	];

	it.each(troubles)(
		'%s: the run stops with an exact account',
		async (_, fault, status, code, says) => {
			const receivers = await thousand();
			before = { request: 2, act: failOnce(fault) };
			const { output, result } = await broadcast({ receivers: receivers.join(), ...ONE_BY_ONE });
			expect(output).toEqual([]);
			expect(passed).toHaveLength(2);
			const error = result.data.resultData.error as NodeApiError;
			expect(error.message).toMatch(says);
			expect(error.name).toBe(status === 'refused' ? 'NodeApiError' : 'NodeOperationError');

			const account = error.context.data as unknown as Account;
			const { accepted, refused, notTried } = account;
			const failed = status === 'unknown' ? account.uncertain : account.failed;
			expect([...account.failed, ...account.uncertain]).toEqual(failed);
			const named = [...accepted, ...refused].sort(
				(one, other) => receivers.indexOf(one.to) - receivers.indexOf(other.to),
			);
			expect([...named, ...failed, ...notTried].map(({ to }) => to)).toEqual(receivers);
			expect(failed.map(({ to }) => to)).toEqual(receivers.slice(300, 600));
			expect(failed.every((one) => one.name !== '' && one.code === code)).toBe(true);
			expect(refused.map(({ to }) => to)).toEqual(
				passed[0]?.failed.map(({ receiver }) => receiver),
			);
			expect(new Set(accepted.map(({ messageId }) => messageId))).toEqual(
				new Set([passed[0]?.token]),
			);
			expect([...named, ...failed, ...notTried].every(({ item }) => item === 0)).toBe(true);

			// Nobody who has the message is missing from the account.
			const arrived = await inbox();
			const mayHaveIt = new Set(
				[...accepted, ...(status === 'unknown' ? failed : [])].map((w) => w.to),
			);
			for (const { to } of accepted) expect(arrived.get(to)).toHaveLength(1);
			for (const to of arrived.keys()) expect(mayHaveIt).toContain(to);

			expect(error.description).toContain(
				`Accepted: ${accepted.length} (item 0: ${passed[0]?.token} for ${accepted.length})`,
			);
			expect(error.description).toContain(`Refused individually: ${refused.length} (item 0).`);
			expect(error.description).toContain(
				status === 'unknown' ? 'Outcome unknown: 300 (item 0)' : 'Not sent: 300 (item 0).',
			);
			expect(error.description).toContain('Not tried: 400 (item 0).');
			expect(error.description).toContain('begin with item 0. Some recipients of item 0 are done');
			expect(account).toMatchObject({ items: 1, continueFrom: 0, inPart: [0] });
		},
	);

	it.each(troubles)(
		'%s: the others get it when the node goes on',
		async (_, fault, status, code) => {
			const receivers = await thousand();
			before = { request: 2, act: failOnce(fault) };
			const { output } = await broadcast(
				{ receivers: receivers.join(), ...ONE_BY_ONE },
				{ onError: 'continueRegularOutput' },
			);
			expect(passed.map((one) => one.receivers.length)).toEqual([300, 300, 300, 100]);
			expect(output.map(toOf)).toEqual(receivers);
			for (const { json } of output.slice(300, 600)) {
				const error = json.error as IDataObject;
				expect(error.status).toBe(status);
				expect(error.code).toBe(code);
			}
			const rest = [...output.slice(0, 300), ...output.slice(600)];
			const failed = new Set(
				passed
					.filter((__, index) => index !== 1)
					.flatMap((one) => one.failed.map(({ receiver }) => receiver)),
			);
			const arrived = await inbox();
			for (const item of rest) {
				const to = String(toOf(item));
				expect(item.json.status).toBe(failed.has(to) ? undefined : 'accepted');
				expect(arrived.get(to)?.[0]?.token).toBe(item.json.messageId);
			}
			expect(rest.filter(({ json }) => json.status === 'accepted')).toHaveLength(
				rest.length - failed.size,
			);
			// What the lost answer would have said is not claimed, and not denied either.
			const within = receivers.slice(300, 600).filter((to) => arrived.has(to)).length;
			expect(within > 0).toBe(fault.resetAfter !== undefined);
		},
	);

	it('says nothing more than what happened when it was the only one', async () => {
		before = { request: 1, act: failOnce({ status: { status: 20, times: 1 } }) };
		const olena = named(bot, 'Olena').id;
		const { result } = await broadcast({ receivers: olena });
		const error = result.data.resultData.error as NodeApiError;
		expect(error.message).toMatch(/broadcastNotAllowed, code 20/);
		expect(error.description).not.toMatch(/Accepted|Not tried/);
		expect(error.context.data).toEqual({
			...NOTHING_ELSE,
			continueFrom: 0,
			accepted: [],
			refused: [],
			failed: [{ item: 0, to: olena, code: '20', name: 'broadcastNotAllowed' }],
			uncertain: [],
			skipped: [],
			notTried: [],
		});
	});

	it('is sent once when the same list comes along with each of many items', async () => {
		const ids = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		const items = Array.from({ length: 50 }, () => ({ ids }));
		const { output } = await broadcast({ receivers: '={{ $json.ids }}' }, { items });
		expect(passed).toHaveLength(1);
		expect(output.map(({ json }) => [json.to, json.status, json.duplicatesRemoved])).toEqual(
			ids.map((id) => [id, 'accepted', 49]),
		);
	});

	it('leaves nothing but its own item behind when each item has a list', async () => {
		const [olena, marek] = ['Olena', 'Marek'].map((name) => named(bot, name).id);
		before = { request: 2, act: failOnce({ status: { status: 3, times: 1 } }) };
		const { result } = await broadcast(
			{ receivers: '={{ $json.to }}', text: '={{ $json.text }}', ...ONE_BY_ONE },
			{
				items: [
					{ to: olena, text: 'one' },
					{ to: marek, text: 'two' },
					{ to: olena, text: 'three' },
				],
			},
		);
		const error = result.data.resultData.error as NodeApiError;
		expect(error.context.itemIndex).toBe(1);
		expect(error.context.data).toEqual({
			...NOTHING_ELSE,
			items: 3,
			continueFrom: 1,
			accepted: [{ item: 0, to: olena, messageId: passed[0]?.token }],
			refused: [],
			failed: [{ item: 1, to: marek, code: '3', name: 'badData' }],
			uncertain: [],
			skipped: [],
			notTried: [{ item: 2, to: olena }],
		});
	});
});
