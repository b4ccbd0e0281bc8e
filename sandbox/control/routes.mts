import type { FastifyError, FastifyInstance } from 'fastify';
import type { World } from '../world/world.mts';
import { Refusal } from '../world/refusal.mts';
import { addPeopleRoutes } from './people.mts';
import { addStream } from './stream.mts';
import { showAccount } from './views.mts';

/** Parts of control URLs. */
export interface Path {
	bot: string;
	person: string;
}

/** The body of a request as an object; nothing at all counts as an empty one. @throws Refusal */
export function readWish(body: unknown): Record<string, unknown> {
	if (body === undefined || body === null) return {};
	if (typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>;
	throw new Refusal(400, 'The body must be a JSON object.');
}

/** Leaves out what comes before. */
interface Since {
	since?: string;
}

function readSince(query: Since): number {
	const since = Number(query.since ?? 0);
	if (Number.isInteger(since) && since >= 0) return since;
	throw new Refusal(400, 'since must be a whole number of 0 or more.');
}

/**
 * Adds the control API: what tests, `npm start` and the page use to look at the world and to act in it.
 *
 * @param origin gives the address of the server, known once it listens
 */
export async function addControlRoutes(
	app: FastifyInstance,
	world: World,
	origin: () => string,
): Promise<void> {
	const parse = app.getDefaultJsonParser('error', 'error');
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
		if (body === '') done(null, {});
		else void parse(request, String(body), done);
	});

	app.setErrorHandler((error: FastifyError, _request, reply) => {
		const status = error.statusCode ?? 500;
		return reply.code(status).send({ error: error.message });
	});
	app.setNotFoundHandler((request, reply) =>
		reply.code(404).send({ error: `There is no ${request.method} ${request.url} here.` }),
	);

	app.get('/health', async () => ({ ok: true }));

	app.get('/bots', async () =>
		world.all().map(({ id, name, provider }) => ({ id, name, provider: provider.title })),
	);

	app.post('/bots', async (request) => {
		const { id, name, provider, settings } = readWish(request.body);
		return showAccount(world.add({ id, name, provider, settings }), origin());
	});

	app.get<{ Params: Path }>('/bots/:bot', async (request) =>
		showAccount(world.account(request.params.bot), origin()),
	);

	app.patch<{ Params: Path }>('/bots/:bot/settings', async (request) => {
		const account = world.account(request.params.bot);
		account.changeSettings(readWish(request.body));
		return account.settings;
	});

	app.get<{ Params: Path; Querystring: Since }>('/bots/:bot/log', async ({ params, query }) =>
		world.account(params.bot).log.after(readSince(query)),
	);

	// Every message that a call got accepted, in order and up to a million of them, by id.
	app.get<{ Params: Path; Querystring: Since }>('/bots/:bot/accepted', async ({ params, query }) =>
		world.account(params.bot).accepted.after(readSince(query)),
	);

	app.post<{ Params: Path }>('/bots/:bot/reset', async (request) => {
		const account = world.account(request.params.bot);
		account.reset();
		return showAccount(account, origin());
	});

	app.patch<{ Params: Path }>('/bots/:bot/faults', async (request) => {
		const { faults } = world.account(request.params.bot);
		faults.change(readWish(request.body));
		return faults.all();
	});

	app.delete<{ Params: Path }>('/bots/:bot/faults', async (request) => {
		const { faults } = world.account(request.params.bot);
		faults.clear();
		return faults.all();
	});

	app.post<{ Params: Path }>('/bots/:bot/callbacks', async (request) => {
		const account = world.account(request.params.bot);
		const { event, person, fields = {} } = readWish(request.body);
		if (typeof event !== 'string' || !/^[a-z_]{1,60}$/.test(event)) {
			throw new Refusal(400, 'event must be a name of small letters and underscores.');
		}
		if (typeof person === 'string') account.person(person);
		account.driver.raise(event, readWish(fields));
		return { event };
	});

	addPeopleRoutes(app, world, origin);
	addStream(app, world, origin);
}
