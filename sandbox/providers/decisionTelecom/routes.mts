import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
	answer,
	disturbBefore,
	give,
	lossOf,
	noteOn,
	takeIn,
	type Call,
	type Content,
} from '../../wire/disturb.mts';
import type { Account } from '../../world/account.mts';
import { rateHeaders } from '../../world/retryAfter.mts';
import type { World } from '../../world/world.mts';
import { isObject, type JsonObject } from '../fields.mts';
import { readJson, writeJson } from '../json.mts';
import type { Provider } from '../provider.mts';
import { findAccount } from './access.mts';
import { errorOf, invalidParameter, RATE_LIMITED, Refused, tooManyRequests } from './errors.mts';
import { flawOf } from './image.mts';
import { stateOf, wordOf } from './ledger.mts';
import { readOrder } from './sendRules.mts';
import { SenderDriver } from './sender.mts';

/** What a method answers, and what the log says about it. */
interface Result {
	body: string;
	note: string;
	token?: string;
	person?: string;
}

type Method = (driver: SenderDriver, body: JsonObject, call: Call) => Result | Promise<Result>;

/** §3: accepts a message. */
const sendViber: Method = async (driver, body, { account, method }) => {
	const { settings } = account;
	const order = readOrder(body, {
		maxValidity: Number(settings.maxValidity),
		smsForAll: settings.smsForAll === true,
		senders: String(settings.registeredSenders).split(','),
	});
	const flaw = order.image === undefined ? undefined : await flawOf(order.image);
	if (flaw !== undefined && settings.badImage === 'refused') {
		throw invalidParameter('image', `image ${flaw}`);
	}
	const { id } = driver.accept(order, flaw);
	const { sender: from, to, text, image } = order;
	const type = image === undefined ? 'text' : 'picture';
	account.accepted.add({ id: String(id), to, text, type, from, method });
	const ignored = order.ignored.length > 0 ? ` (ignored: ${order.ignored.join(', ')})` : '';
	return {
		body: writeJson({ message_id: settings.idAs === 'text' ? String(id) : id }),
		note: order.text.slice(0, 80) + ignored,
		token: String(id),
		...(account.find(order.to) ? { person: order.to } : {}),
	};
};

/** §5: tells the state of a message. */
const receiveViber: Method = (driver, body, { account }) => {
	const { message_id: given } = body;
	const { idAs, statusKeptMs, trailingComma } = account.settings;
	const isId =
		Number.isInteger(given) ||
		typeof given === 'bigint' ||
		(idAs === 'text' && typeof given === 'string');
	if (!isId) throw invalidParameter('message_id', 'message_id must be an integer');
	const sent = driver.ledger.find(String(given), Number(statusKeptMs), account.now());
	if (!sent) throw invalidParameter('message_id', `no message ${String(given)} is kept`);
	const text = writeJson(stateOf(sent, idAs));
	return {
		body: trailingComma === true ? text.replace(/\}$/, ',}') : text,
		note: `${sent.status} ${wordOf(sent.status)}`,
		token: String(sent.id),
		...(sent.person ? { person: sent.person.id } : {}),
	};
};

const METHODS: Readonly<Record<string, Method>> = {
	'send-viber': sendViber,
	'receive-viber': receiveViber,
};

/** The methods played. */
export const METHOD_NAMES: readonly string[] = Object.keys(METHODS);

/** Adds `POST /send-viber` and `POST /receive-viber`; anything else is HTTP 404 (§1). */
export async function addRoutes(
	app: FastifyInstance,
	provider: Provider,
	world: World,
): Promise<void> {
	app.removeAllContentTypeParsers();
	// Bytes as they came: ids must not pass through JavaScript numbers.
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

	for (const [name, method] of Object.entries(METHODS)) {
		app.route({
			method: ['GET', 'PUT', 'PATCH', 'DELETE'],
			url: `/${name}`,
			handler: (_request, reply) =>
				reply.code(405).header('Allow', 'POST').send({ error: 'Call this method with POST.' }),
		});
		app.post(`/${name}`, async (request, reply) => {
			let call: Call | undefined;
			try {
				const account = findAccount(request.headers.authorization, provider, world);
				call = takeIn({ account, method: name, request, reply });
				if (await disturbBefore(call)) return reply;
				return await carryOut(call, method);
			} catch (error) {
				if (!(error instanceof Refused)) throw error;
				// A call whose key fits no bot is shown where somebody looks first: at the demo bot.
				const account = call?.account ?? world.account(provider.demo.id);
				const { status, detail } = error;
				account.log.add({ direction: 'in', what: 'call', name, status, note: detail });
				const content = errorContent(account, error);
				return call ? await answer(call, content) : give(reply, content);
			}
		});
	}
}

async function carryOut(call: Call, method: Method): Promise<FastifyReply> {
	const { account, method: name, request } = call;
	const { driver, faults } = account;
	if (!(driver instanceof SenderDriver)) throw new Error('The bot is of another provider.');
	const limit = faults.strike('rateLimit', call);
	if (limit) throw tooManyRequests(limit);
	const refused = faults.strike('status', call)?.status;
	if (refused !== undefined) throw errorOf(refused);
	driver.admit();
	const { body, note, ...line } = await method(driver, readBody(request), call);
	const loss = lossOf(call);
	account.log.add({
		direction: 'in',
		what: 'call',
		name,
		status: 0,
		note: noteOn(call, loss, note),
		...line,
	});
	const content =
		loss?.status === undefined ? contentOf(200, body) : errorContent(account, errorOf(loss.status));
	return await answer(call, content, loss);
}

function errorContent({ settings }: Account, refused: Refused): Content {
	const { status, fault } = refused;
	// A wrong key is HTTP 401 in every source; all other errors come with HTTP 200 by most (§6).
	const isReal = status === 401 || settings.errorHttpStatus === 'real';
	return {
		...contentOf(isReal ? status : 200, writeJson(refused.body())),
		...(status === RATE_LIMITED ? { headers: rateHeaders(settings, fault) } : {}),
	};
}

function contentOf(status: number, body: string): Content {
	return { status, type: 'application/json; charset=UTF-8', body };
}

/** The body's fields. What is not a JSON object has none, so that the first one needed is missing. */
function readBody({ headers, body }: FastifyRequest): JsonObject {
	const isJson = /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
	if (!isJson || !Buffer.isBuffer(body)) return {};
	try {
		const value = readJson(body);
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}
