import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer as createRegistry } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';

const HOST = 'registry.npmjs.org';
const LOOPBACK = '127.0.0.1';

/** A stand-in for npm's registry that knows one package; nothing of it leaves this machine. */
export interface Registry {
	/** Settings, by environment variable, with which n8n and npm take it for the real one. */
	settings: Record<string, string>;
	/** What was asked for, such as `GET /n8n-nodes-viber`. */
	asked: string[];
	/** Other hosts that were asked for, and refused. */
	refused: Set<string>;
	close: () => void;
}

/** Makes a certificate for the registry's name that is its own authority, valid for a day. */
function certificate(folder: string): { key: string; cert: string } {
	const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
	const name = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
	const files = ['-keyout', key, '-out', cert];
	execFileSync('openssl', ['req', ...kind, ...name, ...files], { stdio: 'pipe' });
	return { key, cert };
}

/** The package as the registry describes it: each field of its package.json, and where it is. */
function manifestOf(tarball: string) {
	const text = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], {
		encoding: 'utf8',
	});
	const content = JSON.parse(text) as { name: string; version: string };
	const bytes = readFileSync(tarball);
	const path = `/${content.name}/-/${content.name}-${content.version}.tgz`;
	const hash = (algorithm: string) => createHash(algorithm).update(bytes);
	const dist = {
		tarball: `https://${HOST}${path}`,
		shasum: hash('sha1').digest('hex'),
		integrity: `sha512-${hash('sha512').digest('base64')}`,
	};
	return { path, bytes, manifest: { ...content, dist } };
}

/**
 * Makes an `npm` that goes by the proxy whoever starts it: n8n 1.x gives it no environment but PATH
 * when it asks for newer versions.
 *
 * @returns a PATH that begins with it
 */
function ownNpm(folder: string, nodes: string, settings: Record<string, string>): string {
	const programs = join(folder, 'bin');
	mkdirSync(programs);
	const path = process.env['PATH'] ?? '';
	const all = Object.entries({ ...settings, PATH: path });
	const lines = all.map(([name, value]) => `export ${name}='${value}'`);
	const script = ['#!/bin/sh', ...lines, 'exec npm "$@"', ''].join('\n');
	writeFileSync(join(programs, 'npm'), script, { mode: 0o755 });
	return [programs, nodes, path].join(delimiter);
}

async function listening(server: Server): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
	return (server.address() as AddressInfo).port;
}

/**
 * Starts the registry behind a proxy that leads to nowhere else.
 *
 * @param folder for certificate and npm's cache
 * @param tarball of the package, as `npm pack` makes it
 * @param nodes folder with the Node.js that n8n runs on
 */
export async function startRegistry(
	folder: string,
	tarball: string,
	nodes: string,
): Promise<Registry> {
	mkdirSync(folder, { recursive: true });
	const { key, cert } = certificate(folder);
	const { path, bytes, manifest } = manifestOf(tarball);
	const { name, version } = manifest;
	const whole = { name, 'dist-tags': { latest: version }, versions: { [version]: manifest } };
	const answers = new Map<string, string | Buffer>([
		[`/${name}`, JSON.stringify(whole)],
		[`/${name}/latest`, JSON.stringify(manifest)],
		[`/${name}/${version}`, JSON.stringify(manifest)],
		[path, bytes],
	]);
	const asked: string[] = [];
	const refused = new Set<string>();
	const sockets = new Set<Socket>();

	const registry = createRegistry(
		{ key: readFileSync(key), cert: readFileSync(cert) },
		(request, response) => {
			const { pathname } = new URL(request.url ?? '/', `https://${HOST}`);
			asked.push(`${request.method} ${pathname}`);
			const answer = answers.get(pathname);
			const type = typeof answer === 'string' ? 'application/json' : 'application/octet-stream';
			response.writeHead(answer === undefined ? 404 : 200, { 'content-type': type });
			response.end(answer ?? '{}');
		},
	);
	const port = await listening(registry);

	const proxy = createProxy((request, response) => {
		refused.add(request.url ?? '');
		response.writeHead(403).end();
	});
	proxy.on('connect', (request, client: Socket) => {
		sockets.add(client);
		client.on('error', () => client.destroy());
		if (request.url !== `${HOST}:443`) {
			refused.add(request.url ?? '');
			client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		const server = connect(port, LOOPBACK, () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			server.pipe(client).pipe(server);
		});
		sockets.add(server);
		server.on('error', () => client.destroy());
	});
	const proxyPort = await listening(proxy);

	const settings = {
		HTTPS_PROXY: `http://${LOOPBACK}:${proxyPort}`,
		HTTP_PROXY: `http://${LOOPBACK}:${proxyPort}`,
		NO_PROXY: `${LOOPBACK},localhost`,
		NODE_EXTRA_CA_CERTS: cert,
		npm_config_cafile: cert,
		// Of npm's own, lest the user's settings and cache meet a package that is not published.
		npm_config_cache: join(folder, 'npm-cache'),
		npm_config_userconfig: join(folder, 'npmrc'),
	};
	return {
		settings: { ...settings, PATH: ownNpm(folder, nodes, settings) },
		asked,
		refused,
		close: () => {
			for (const socket of sockets) socket.destroy();
			proxy.close();
			registry.close();
		},
	};
}
