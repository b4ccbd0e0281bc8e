import type { FastifyInstance } from 'fastify';
import { compose } from '../world/compose.mts';
import { readCrowd, readPersonSeed, readPresence } from '../world/people.mts';
import * as phone from '../world/phone.mts';
import { Refusal } from '../world/refusal.mts';
import type { World } from '../world/world.mts';
import { readWish, type Path } from './routes.mts';
import { showProfile } from './views.mts';

const MAX_CONTEXT = 2000;

/** Bytes of a request that brings a file along, in base64. */
const MAX_UPLOAD = 12 * 1024 * 1024;

/** Adds what people of a bot can do with their phones. */
export function addPeopleRoutes(app: FastifyInstance, world: World, origin: () => string): void {
	const find = ({ bot, person }: Path) => {
		const account = world.account(bot);
		return { account, person: account.person(person) };
	};

	const findSubscriber = (path: Path) => {
		const found = find(path);
		if (found.account.provider.abilities.subscribe) return found;
		throw new Refusal(400, `Nobody subscribes or opens a chat at ${found.account.provider.title}.`);
	};

	app.post<{ Params: Path }>('/bots/:bot/people', async (request) => {
		const account = world.account(request.params.bot);
		const wish = readWish(request.body);
		if (wish.count === undefined) return account.addPerson(readPersonSeed(wish));
		return { people: account.addPeople(readCrowd(wish)).map(showProfile) };
	});

	app.patch<{ Params: Path }>('/bots/:bot/people/:person', async (request) => {
		const { account, person } = find(request.params);
		const { presence, lastOnline } = person;
		Object.assign(person, readPresence({ presence, lastOnline, ...readWish(request.body) }));
		account.announce({ kind: 'person', person });
		return showProfile(person);
	});

	app.post<{ Params: Path }>('/bots/:bot/people/:person/open', async (request) => {
		const { account, person } = findSubscriber(request.params);
		const { context } = readWish(request.body);
		if (context !== undefined && (typeof context !== 'string' || context.length > MAX_CONTEXT)) {
			throw new Refusal(400, `context must be a text of at most ${MAX_CONTEXT} characters.`);
		}
		phone.open(account, person, context);
		return showProfile(person);
	});

	app.post<{ Params: Path }>('/bots/:bot/people/:person/subscribe', async (request) => {
		const { account, person } = findSubscriber(request.params);
		const changed = phone.subscribe(account, person);
		return { ...showProfile(person), changed };
	});

	app.post<{ Params: Path }>('/bots/:bot/people/:person/unsubscribe', async (request) => {
		const { account, person } = find(request.params);
		const changed = phone.unsubscribe(account, person);
		return { ...showProfile(person), changed };
	});

	app.post<{ Params: Path }>('/bots/:bot/people/:person/read', async (request) => {
		const { account, person } = find(request.params);
		return { read: phone.read(account, person) };
	});

	app.post<{ Params: Path }>(
		'/bots/:bot/people/:person/messages',
		{ bodyLimit: MAX_UPLOAD },
		async (request) => {
			const { account, person } = find(request.params);
			const wish = readWish(request.body);
			if (!person.mayWrite) {
				throw new Refusal(400, `${person.name} has got no message that takes an answer.`);
			}
			const { attach } = account.provider.abilities;
			if (!attach && (wish.type ?? 'text') !== 'text') {
				throw new Refusal(400, `People send only text at ${account.provider.title}.`);
			}
			return phone.write(account, person, compose(wish, { account, person, origin: origin() }));
		},
	);

	app.post<{ Params: Path }>('/bots/:bot/people/:person/tap', async (request) => {
		const { account, person } = find(request.params);
		const { messageToken, index, location } = readWish(request.body);
		const board = phone.buttonsOf(person, messageToken);
		if (typeof index !== 'number' || !Number.isInteger(index)) {
			throw new Refusal(400, 'index must be the number of a button, from 0.');
		}
		return { message: account.driver.tapped?.(person, board, index, location) ?? null };
	});
}
