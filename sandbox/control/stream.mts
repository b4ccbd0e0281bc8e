import type { FastifyInstance } from 'fastify';
import type { Account } from '../world/account.mts';
import type { Change } from '../world/types.mts';
import type { World } from '../world/world.mts';
import type { Path } from './routes.mts';
import { showAccount, showFacts, showProfile } from './views.mts';

const HEARTBEAT_MS = 15_000;

/**
 * Adds the live stream of a bot as Server-Sent Events: `snapshot` with everything first, and after a
 * reset again; then `facts`, `person`, `people`, `message` and `log` as they change.
 */
export function addStream(app: FastifyInstance, world: World, origin: () => string): void {
	app.get<{ Params: Path }>('/bots/:bot/stream', (request, reply) => {
		const account = world.account(request.params.bot);
		reply.hijack();
		const { raw } = reply;
		raw.writeHead(200, {
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store',
			'x-accel-buffering': 'no',
		});
		const send = ({ event, data }: Frame) => {
			raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
		};
		send(frameOf({ kind: 'reset' }, account, origin()));
		const stop = account.listen((change) => send(frameOf(change, account, origin())));
		const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
		raw.on('close', () => {
			stop();
			clearInterval(heartbeat);
		});
	});
}

interface Frame {
	event: string;
	data: unknown;
}

function frameOf(change: Change, account: Account, origin: string): Frame {
	switch (change.kind) {
		case 'reset':
			return {
				event: 'snapshot',
				data: { bot: showAccount(account, origin), log: account.log.after(0) },
			};
		case 'facts':
			return { event: 'facts', data: showFacts(account, origin) };
		case 'person':
			return { event: 'person', data: showProfile(change.person) };
		case 'people':
			return { event: 'people', data: change.people.map(showProfile) };
		case 'message':
			return { event: 'message', data: { person: change.person.id, message: change.message } };
		case 'log':
			return { event: 'log', data: change.entry };
	}
}
