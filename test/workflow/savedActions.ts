import type { IBinaryKeyData, IDataObject, INode } from 'n8n-workflow';

import { newSender } from '../sandbox/decisionTelecomSupport';
import { newAccount, uploadPicture } from '../sandbox/messaggioSupport';
import { AT_ONCE, call, named } from '../sandbox/support';
import type { TestRun } from '../support/engine';
import { runViber } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import type { SeenRequest } from '../support/peer';
import type { Sandbox, SandboxBot } from '../support/sandbox';

/** What came of one node of a saved workflow: what it asked of the provider, and its items. */
export interface Outcome {
	requests: unknown[];
	items: unknown[];
}

/** An account at the sandbox, with all that the saved workflows take from the item before them. */
interface Stage {
	credential: TestRun['credential'];
	item: IDataObject;
	/** What is another one each time, and how it is called in the outcome. */
	names: Map<string, string>;
}

const PHONES = { phone: '380500000001', otherPhone: '380500000010' };

async function stageForBot(sandbox: Sandbox, way: FaultyWay): Promise<Stage> {
	const bot = await sandbox.newBot({ ...AT_ONCE, messagesPerHourWithoutReply: null });
	const webhook = `${way.peer.origin}/webhook`;
	await call(bot, 'set_webhook', { url: webhook });
	const [olena, marek] = [named(bot, 'Olena'), named(bot, 'Marek')];
	return {
		credential: { authToken: bot.token, baseUrl: way.addressOf(bot) },
		item: { userId: olena.id, otherId: marek.id, webhook },
		names: new Map([
			...bot.people.map(({ id, name }): [string, string] => [id, `<${name}>`]),
			[bot.id, '<bot>'],
		]),
	};
}

async function stageForDecisionTelecom(sandbox: Sandbox, way: FaultyWay): Promise<Stage> {
	const sender = await newSender(sandbox, { seenAfterMs: null });
	const account = sender as unknown as SandboxBot;
	const credential = { apiKey: sender.token, baseUrl: way.addressOf(account) };
	const sent = await runViber({
		items: [{}],
		parameters: { provider: 'decisionTelecom', to: PHONES.phone, from: 'DemoShop', text: 'First' },
		credential,
	});
	const { messageId } = sent.output[0]?.json ?? {};
	return {
		credential,
		item: {
			...PHONES,
			webhook: 'https://n8n.example.com/webhook/1/viber',
			messageId,
		} as IDataObject,
		names: new Map([[String(messageId), '<message>']]),
	};
}

async function stageForMessaggio(sandbox: Sandbox, way: FaultyWay): Promise<Stage> {
	const account = await newAccount(sandbox);
	const imageId = await uploadPicture(account);
	const baseUrl = way.addressOf(account);
	return {
		credential: {
			login: account.credential.login,
			secretKey: account.token,
			baseUrl,
			mediaUrl: `${baseUrl}/upload/`,
		},
		item: { ...PHONES, imageId },
		names: new Map([[imageId, '<image>']]),
	};
}

/** How an account comes about, by the file of the workflow. */
const STAGES = {
	'viberBot.json': stageForBot,
	'decisionTelecom.json': stageForDecisionTelecom,
	'messaggio.json': stageForMessaggio,
};

/** Fields that hold who asks, and what nobody can know beforehand. */
const SECRETS = ['user', 'login', 'sign'];

async function bodyOf({ headers, body }: SeenRequest): Promise<unknown> {
	const type = headers['content-type'] ?? '';
	const text = body.toString();
	if (type.startsWith('application/json')) return JSON.parse(text);
	if (!type.startsWith('multipart/')) return pairsOf(text);
	const form = await new Response(new Uint8Array(body), {
		headers: { 'content-type': type },
	}).formData();
	return [...form]
		.filter(([name]) => !SECRETS.includes(name))
		.map(([name, value]) =>
			typeof value === 'string' ? [name, value] : [name, value.name, value.type, value.size],
		);
}

/** Pairs of a form as they are written: some charsets cannot be read as UTF-8. */
const pairsOf = (text: string) =>
	text.split('&').filter((pair) => pair !== '' && !SECRETS.includes(pair.split('=')[0] ?? ''));

async function requestOf(request: SeenRequest): Promise<unknown> {
	const [path, query = ''] = request.path.split('?');
	return {
		method: request.method,
		path,
		...(query === '' ? {} : { query: pairsOf(query) }),
		body: await bodyOf(request),
	};
}

/** Fields with an ID that the provider has just made up. */
const ID_FIELDS = ['messageId', 'message_id', 'message_token', 'msg_id', 'imageId', 'image_id'];

/** UUIDs, and IDs as Viber makes them for people and accounts. */
const NEW_IDS = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\w+/]{22}==|(?<=pa:)\d+/g;

/** The same with names for all that is another one each time. */
function withNames(value: unknown, names: ReadonlyMap<string, string>, field = ''): unknown {
	if (Array.isArray(value)) return value.map((one) => withNames(one, names, field));
	if (typeof value === 'object' && value !== null) {
		const fields = Object.entries(value);
		return Object.fromEntries(fields.map(([name, one]) => [name, withNames(one, names, name)]));
	}
	const known = names.get(String(value));
	if (known !== undefined) return known;
	if (ID_FIELDS.includes(field) && value !== null) return '<new>';
	if (typeof value !== 'string') return value;
	let text = value;
	for (const [one, name] of names) {
		text = text.replaceAll(one, name).replaceAll(encodeURIComponent(one), name);
	}
	return text.replace(NEW_IDS, '<new>');
}

const FILE: IBinaryKeyData[string] = {
	data: Buffer.from('GIF89a').toString('base64'),
	mimeType: 'image/gif',
	fileName: 'cake.gif',
	fileExtension: 'gif',
	fileSize: '6 B',
	bytes: 6,
};

/**
 * Runs the Viber nodes of a saved workflow, one after the other, each with the same item before it.
 *
 * @returns what came of each, by the name of the node
 * @throws the error of a node that failed
 */
export async function outcomesOf(
	file: keyof typeof STAGES,
	nodes: readonly INode[],
	sandbox: Sandbox,
	way: FaultyWay,
): Promise<Record<string, Outcome>> {
	// The webhook of the bot lies on the same way, and takes everything.
	way.interfere = (_, response, { path }) => {
		const isCallback = path === '/webhook';
		if (isCallback) response.writeHead(200).end();
		return isCallback;
	};
	const { credential, item, names } = await STAGES[file](sandbox, way);
	names.set(way.peer.origin, '<origin>');
	const outcomes: Record<string, Outcome> = {};
	for (const [index, { name, parameters }] of nodes.entries()) {
		way.peer.seen.length = 0;
		const { output, result } = await runViber({
			items: [{ name: 'Olena', key: index, ...item }],
			parameters,
			credential,
			binary: { data: FILE, picture: { ...FILE, fileName: 'other.gif' } },
		});
		const { error } = result.data.resultData;
		if (error) throw new Error(`${name}: ${error.message}`, { cause: error });
		// What the provider calls back is none of the node's requests.
		const asked = way.peer.seen.filter(({ path }) => path !== '/webhook');
		const outcome = {
			requests: await Promise.all(asked.map(requestOf)),
			items: output.map(({ json }) => json),
		};
		outcomes[name] = withNames(outcome, names) as Outcome;
	}
	return outcomes;
}
