import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../../world/world.mts';
import type { Provider } from '../provider.mts';
import { badSyntax } from './codes.mts';
import { MAX_FORM_BYTES } from './limits.mts';
import { answerSending, refuseSending } from './sendingCall.mts';
import { answerUpload } from './uploadCall.mts';
import type { Visit } from './visit.mts';

const UPLOAD_PATH = '/upload/';

/** Adds `GET` and `POST /` for sending and `POST /upload/` for images (messaggio.md §1). */
export async function addMessaggioRoutes(
	app: FastifyInstance,
	provider: Provider,
	world: World,
): Promise<void> {
	const visit = (method: Visit['method'], request: FastifyRequest, reply: FastifyReply): Visit => ({
		method,
		request,
		reply,
		provider,
		world,
	});

	app.removeAllContentTypeParsers();
	// A multipart form is read piece by piece; everything else is small.
	app.addContentTypeParser('multipart/form-data', (_request, stream, done) => done(null, stream));
	app.addContentTypeParser(
		'*',
		{ parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES },
		(_request, body, done) => done(null, body),
	);

	app.setErrorHandler((error: FastifyError, request, reply) => {
		if (error.statusCode !== 413) return reply.send(error);
		return refuseSending(visit('send', request, reply), undefined, badSyntax('size', 'too large'));
	});

	app.route({
		method: ['GET', 'POST'],
		url: '/',
		// A HEAD would send the message and hide the answer.
		exposeHeadRoute: false,
		handler: async (request, reply) => await answerSending(visit('send', request, reply)),
	});
	app.post(UPLOAD_PATH, async (request, reply) => {
		return await answerUpload(visit('upload', request, reply));
	});
	app.route({
		method: ['HEAD', 'PUT', 'PATCH', 'DELETE'],
		url: '/',
		handler: (_request, reply) => refuseMethod(reply, 'GET, POST'),
	});
	app.route({
		method: ['GET', 'PUT', 'PATCH', 'DELETE'],
		url: UPLOAD_PATH,
		handler: (_request, reply) => refuseMethod(reply, 'POST'),
	});
}

function refuseMethod(reply: FastifyReply, allowed: string): FastifyReply {
	return reply.code(405).header('Allow', allowed).type('text/plain').send('Method Not Allowed');
}
