import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../../world/account.mts';
import {
	answer,
	give,
	lossOf,
	noteOn,
	takeIn,
	type Content,
	type Call as DisturbedCall,
} from '../../wire/disturb.mts';
import { rateHeaders } from '../../world/retryAfter.mts';
import type { World } from '../../world/world.mts';
import { isObject, type JsonObject } from '../fields.mts';
import type { Provider } from '../provider.mts';
import { ViberBotDriver } from './bot.mts';
import { METHODS, type Answer } from './calls.mts';
import { disturb } from './disturb.mts';
import { CHAT_HOSTNAME } from './callbacks.mts';
import { STATUS, statusName, tooLarge, ViberRefusal } from './codes.mts';
import { readJson, writeJson } from '../json.mts';
import { MAX_REQUEST_BYTES } from './limits.mts';

/** A call of a method. */
export type Call = FastifyRequest<{ Params: { method: string } }>;

/** Adds `POST /<method>` for each method played; anything else is HTTP 404 (section 1). */
export async function addViberRoutes(
	app: FastifyInstance,
	provider: Provider,
	world: World,
): Promise<void> {
	app.removeAllContentTypeParsers();
	// Bytes as they came: the size counts, and ids must not pass through JavaScript numbers.
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

	app.setErrorHandler((error: FastifyError, _request, reply) => {
		if (error.statusCode !== 413) return reply.send(error);
		return give(reply, refusalContent(tooLarge()));
	});

	app.route({
		method: ['GET', 'PUT', 'PATCH', 'DELETE'],
		url: '/:method',
		handler: (request: Call, reply) =>
			isPlayed(request.params.method)
				? reply.code(405).header('Allow', 'POST').send({ error: 'Call this method with POST.' })
				: reply.callNotFound(),
	});

	app.post('/:method', async (request: Call, reply) => {
		if (!isPlayed(request.params.method)) return reply.callNotFound();
		const name = request.params.method;
		let call: DisturbedCall | undefined;
		try {
			const read = readBody(request);
			const account = findAccount(request, provider, world, read);
			call = takeIn({ account, method: name, request, reply });
			if (read instanceof ViberRefusal) throw read;
			const method = METHODS[name];
			if (!method) return reply.callNotFound();
			if (await disturb(call)) return reply;
			const { driver } = account;
			if (!(driver instanceof ViberBotDriver)) throw new Error('The bot is of another provider.');
			return await answerOk(await method(account, driver, read), call);
		} catch (error) {
			if (!(error instanceof ViberRefusal)) throw error;
			// A call whose token fits no bot is shown where somebody looks first: at the demo bot.
			const shownAt = call?.account ?? world.account(provider.demo.id);
			logRefusal(error, shownAt, name);
			const content = refusalContent(error, call?.account);
			return call ? await answer(call, content) : give(reply, content);
		}
	});
}

function isPlayed(method: string): boolean {
	return Object.hasOwn(METHODS, method);
}

/** The body as an object, or the refusal it deserves once the token has been looked at. */
function readBody(request: Call): JsonObject | ViberRefusal {
	const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	if (bytes.length > MAX_REQUEST_BYTES) throw tooLarge();
	const contentType = request.headers['content-type'] ?? '';
	if (!/^application\/json\s*(?:;|$)/i.test(contentType)) {
		return new ViberRefusal(STATUS.badData, 'the Content-Type must be application/json');
	}
	try {
		const value = readJson(bytes);
		if (isObject(value)) return value;
	} catch {
		// Every parser words its complaint in its own way; Viber's is not documented.
	}
	const says = bytes.length === 0 ? 'the body is empty, send at least {}' : 'malformed JSON object';
	return new ViberRefusal(STATUS.badData, says);
}

/** The bot whose token came in the header or, without one there, in the body (section 1). */
function findAccount(
	request: Call,
	provider: Provider,
	world: World,
	read: JsonObject | ViberRefusal,
): Account {
	let token: unknown = request.headers['x-viber-auth-token'];
	if (token === undefined) {
		if (read instanceof ViberRefusal) throw read;
		token = read.auth_token;
	}
	if (token === undefined || token === '') {
		throw new ViberRefusal(STATUS.invalidAuthToken, 'missing_auth_token');
	}
	const account = typeof token === 'string' ? world.bySecret(provider, token) : undefined;
	if (!account) throw new ViberRefusal(STATUS.invalidAuthToken, 'invalidAuthToken');
	return account;
}

async function answerOk({ fields, person, note = '' }: Answer, call: DisturbedCall) {
	const loss = lossOf(call);
	const { message_token: token } = fields;
	call.account.log.add({
		direction: 'in',
		what: 'call',
		name: call.method,
		status: STATUS.ok,
		note: noteOn(call, loss, note),
		...(typeof token === 'bigint' ? { token: String(token) } : {}),
		...(person ? { person } : {}),
	});
	const head = { status: STATUS.ok, status_message: 'ok', chat_hostname: CHAT_HOSTNAME };
	const content =
		loss?.status === undefined
			? contentOf({ ...head, ...fields })
			: refusalContent(new ViberRefusal(loss.status, statusName(loss.status)), call.account);
	return await answer(call, content, loss);
}

function logRefusal(refusal: ViberRefusal, account: Account, name: string): void {
	const { status, statusMessage, person, token } = refusal;
	account.log.add({
		direction: 'in',
		what: 'call',
		name,
		status,
		note: statusMessage,
		...(token === undefined ? {} : { token: String(token) }),
		...(person ? { person } : {}),
	});
}

function refusalContent(
	{ status, statusMessage, token, fault }: ViberRefusal,
	account?: Account,
): Content {
	const content = contentOf({
		status,
		status_message: statusMessage,
		chat_hostname: CHAT_HOSTNAME,
		...(token === undefined ? {} : { message_token: token }),
	});
	const isRate = account !== undefined && status === STATUS.tooManyRequests;
	return isRate ? { ...content, headers: rateHeaders(account.settings, fault) } : content;
}

function contentOf(body: JsonObject): Content {
	return { status: 200, type: 'application/json; charset=utf-8', body: writeJson(body) };
}
