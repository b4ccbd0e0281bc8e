import type { FastifyInstance, FastifyReply } from 'fastify';
import { contentTypeOf } from './world/media.mts';
import { SAMPLES } from './world/samples.mts';
import type { World } from './world/world.mts';

interface Path {
	bot: string;
	key: string;
	name: string;
}

/**
 * Adds what people send to bots, at `/media/<bot>/<key>/<name>`. Such a link needs no token and works for
 * an hour or as long as the bot's settings say (section 9.4); then it is refused with HTTP 403, which is
 * a choice of the sandbox: what Viber answers is not documented. Pictures and files to try things out
 * with are at `/media/samples/`, for as long as the sandbox runs.
 */
export async function addMedia(app: FastifyInstance, world: World): Promise<void> {
	app.get<{ Params: Path }>('/media/:bot/:key/:name', async (request, reply) => {
		const { bot, key } = request.params;
		const account = world.all().find(({ id }) => id === bot);
		const item = account?.media.get(key);
		if (!account || !item) return reply.code(404).send({ error: 'Nothing is here.' });
		if (account.now() >= item.expiresAt) {
			return reply.code(403).send({ error: 'This link has expired.' });
		}
		return give(reply, item);
	});

	for (const { name, bytes } of Object.values(SAMPLES)) {
		app.get(`/media/samples/${name}`, async (_request, reply) =>
			give(reply, { name, bytes, contentType: contentTypeOf(name) }),
		);
	}
}

function give(
	reply: FastifyReply,
	{ name, bytes, contentType }: { name: string; bytes: Buffer; contentType: string },
) {
	return reply
		.type(contentType)
		.header('cache-control', 'no-store')
		.header('x-content-type-options', 'nosniff')
		.header('content-security-policy', "default-src 'none'; sandbox")
		.header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
		.send(bytes);
}
