import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = new URL('./phone/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
};

// Pictures may come from any port of this machine, where a bot under test may serve them. Nothing is
// loaded from elsewhere.
const CONTENT_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"connect-src 'self'",
	"img-src 'self' http://127.0.0.1:* http://localhost:*",
	"base-uri 'none'",
	"form-action 'none'",
].join('; ');

/** Adds the page with the phone at `/`. Files are read at each visit, so that edits show at once. */
export async function addPhonePage(app: FastifyInstance): Promise<void> {
	for (const file of readdirSync(FOLDER)) {
		const type = TYPES[extname(file)];
		if (!type) continue;
		app.get(file === 'index.html' ? '/' : `/${file}`, async (_request, reply) =>
			reply
				.type(type)
				.header('cache-control', 'no-store')
				.header('content-security-policy', CONTENT_POLICY)
				.header('referrer-policy', 'no-referrer')
				.header('x-content-type-options', 'nosniff')
				.send(await readFile(new URL(file, FOLDER))),
		);
	}
}
