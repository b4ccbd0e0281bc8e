import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { addControlRoutes } from './control/routes.mts';
import { addMedia } from './media.mts';
import { addPhonePage } from './page.mts';
import { PROVIDERS } from './providers/index.mts';
import { World } from './world/world.mts';

const OWN_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Builds the sandbox: the APIs of all providers, the control API and the phone page. Nothing listens yet.
 */
export function createApp(): FastifyInstance {
	const world = new World(PROVIDERS);
	const app = fastify({
		forceCloseConnections: true,
		// Ids in paths are encoded and may be long.
		routerOptions: { maxParamLength: 500 },
	});
	const origin = () => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

	// A web page from elsewhere must not act here through somebody's browser: neither by a host name
	// that points to this machine nor by posting across.
	app.addHook('onRequest', async (request, reply) => {
		const { host = '', origin: from } = request.headers;
		const ownHost = OWN_HOSTS.has(host.replace(/:\d+$/, ''));
		const ownPage = from === undefined || from === `http://${host}`;
		if (ownHost && ownPage) return;
		await reply.code(403).send({ error: 'The sandbox answers only to this machine.' });
	});

	for (const provider of world.providers) {
		void app.register(async (scope) => await provider.routes(scope, world), {
			prefix: provider.basePath,
		});
	}
	void app.register(async (scope) => await addControlRoutes(scope, world, origin), {
		prefix: '/control',
	});
	void app.register(async (scope) => await addMedia(scope, world));
	void app.register(addPhonePage);
	app.addHook('preClose', async () => world.close());
	return app;
}
