import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';
import { freePort } from '../setup/ports.mjs';
import { describeEnding, readOutput, start, tail, type Running } from '../setup/processes.mjs';
import type { InstalledN8n } from './install.mjs';
import { lineOf } from './lines.mts';

/** What a running n8n is started with. */
export interface N8nOptions {
	/** From `ensureN8n`. */
	n8n: InstalledN8n;
	/** The folder that holds everything of this n8n: database, key, community packages. */
	home: string;
	/** The tarball of `npm pack` to install; none when left out. */
	tarball?: string;
	/** Loopback port of the editor and the webhooks; a free one when left out. */
	port?: number;
	/** Loopback port between n8n and its task runner; a free one when left out. */
	brokerPort?: number;
	/** File for its output. */
	log: string;
	/** More settings, by environment variable. */
	settings?: Record<string, string>;
	/** What part of n8n, for queue mode: everything when left out. */
	command?: 'start' | 'webhook' | 'worker';
}

/** A running n8n. */
export interface RunningN8n {
	/** Without a slash at the end. */
	address: string;
	version: string;
	process: Running;
	/** Ends n8n and its helpers. */
	close: () => Promise<void>;
}

const PACKAGE = 'n8n-nodes-viber';
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 150;
/** Nothing else of the user's environment reaches n8n: no proxy, no settings of another n8n. */
const PASSED_ON = ['HOME', 'USERPROFILE', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'LANG', 'LC_ALL', 'TZ'];

/** Output of n8n -> what it means for the user. */
const MEANINGS: ReadonlyArray<[RegExp, string, string]> = [
	[
		/EADDRINUSE|port \d+ is already in use/i,
		'Another program took its port in the meantime.',
		'Stop that program, or set N8N_PORT and N8N_RUNNERS_BROKER_PORT to free ports.',
	],
	[
		/Mismatching encryption keys|encryption key/i,
		'Its stored state was made with another encryption key.',
		'Start with an empty state: npm start -- --fresh',
	],
	[
		/SQLITE_|DatabaseError|There was an error running database migrations/i,
		'Its stored database cannot be used.',
		'Start with an empty state: npm start -- --fresh',
	],
	[/ENOSPC/, 'The disk is full.', 'Free some space and start again.'],
];

/**
 * Unpacks the packed node package where n8n looks for community packages, and trims its
 * package.json, both as n8n's own installer does.
 *
 * @param home the user folder of n8n
 * @throws Failure when the tarball cannot be unpacked
 */
export function installPackage(home: string, tarball: string): void {
	const nodes = join(home, '.n8n', 'nodes');
	const target = join(nodes, 'node_modules', PACKAGE);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	const unpacked = spawnSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], {
		encoding: 'utf8',
	});
	if (unpacked.status !== 0) {
		throw new Failure('The packed package could not be unpacked.', {
			reason: unpacked.error?.message ?? unpacked.stderr.trim(),
		});
	}
	const file = join(target, 'package.json');
	const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
		delete content[key];
	}
	writeFileSync(file, JSON.stringify(content, null, 2));
	const list = {
		name: 'installed-nodes',
		private: true,
		dependencies: { [PACKAGE]: content['version'] },
	};
	writeFileSync(join(nodes, 'package.json'), JSON.stringify(list, null, 2));
}

/** The whole environment of an n8n that keeps to this machine. */
function environment(options: N8nOptions, port: number, brokerPort: number) {
	const passedOn = PASSED_ON.map((name) => [name, process.env[name]] as const);
	const { unwantedModules } = lineOf(options.n8n.version);
	return {
		...Object.fromEntries(passedOn.filter(([, value]) => value !== undefined)),
		PATH: [dirname(options.n8n.node), process.env['PATH'] ?? ''].join(delimiter),
		NODE_ENV: 'production',
		NODE_NO_WARNINGS: '1',
		N8N_USER_FOLDER: options.home,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		WEBHOOK_URL: `http://127.0.0.1:${port}/`,
		N8N_SECURE_COOKIE: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Everything that would call out to other hosts.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		...(unwantedModules.length > 0 && { N8N_DISABLED_MODULES: unwantedModules.join(',') }),
		...options.n8n.settings,
		...options.settings,
	};
}

/** n8n answers on its port before it can work; both answers together say that it can. */
async function isReady(address: string, isWhole: boolean): Promise<boolean> {
	try {
		const signal = AbortSignal.timeout(5000);
		// The parts of queue mode have no editor.
		if (!isWhole) return (await fetch(`${address}/healthz/readiness`, { signal })).ok;
		const health = await fetch(`${address}/healthz`, { signal });
		const settings = await fetch(`${address}/rest/settings`, { signal });
		const type = settings.headers.get('content-type') ?? '';
		await Promise.all([health.text(), settings.text()]);
		return health.ok && settings.ok && type.includes('json');
	} catch {
		return false;
	}
}

/**
 * Tells why n8n is not there: what its output means, and how it ended.
 *
 * @param what the sentence for the user
 */
function n8nFailure(what: string, log: string, reason: string): Failure {
	const output = readOutput(log);
	const [, meaning, advice] = MEANINGS.find(([pattern]) => pattern.test(output)) ?? [];
	if (meaning !== undefined && advice !== undefined) {
		return new Failure(what, { reason: meaning, advice, log });
	}
	return new Failure(what, { reason, tail: tail(output), log });
}

/**
 * Starts n8n on loopback and waits until it can work.
 *
 * @throws Failure when it ends early or is not ready after two minutes, with the reason and the
 *   last lines of its output
 */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	const { n8n, home, tarball, log } = options;
	mkdirSync(home, { recursive: true });
	if (tarball !== undefined) installPackage(home, tarball);
	const port = options.port ?? (await freePort());
	const brokerPort = options.brokerPort ?? (await freePort());
	const address = `http://127.0.0.1:${port}`;
	const part = options.command ?? 'start';

	const child = start({
		name: 'n8n',
		command: n8n.node,
		args: [n8n.script, part],
		cwd: home,
		env: environment(options, port, brokerPort),
		log,
	});
	const close = async () => void (await child.stop());

	let early: string | undefined;
	void child.ended.then((ending) => (early = describeEnding('n8n', ending)));
	const end = Date.now() + READY_TIMEOUT_MS;
	while (!(await isReady(address, part === 'start'))) {
		if (early !== undefined) throw n8nFailure('n8n did not start.', log, early);
		if (Date.now() > end) {
			await close();
			const seconds = READY_TIMEOUT_MS / 1000;
			throw n8nFailure('n8n did not start.', log, `It was not ready after ${seconds} seconds.`);
		}
		await wait(POLL_MS);
	}
	return { address, version: n8n.version, process: child, close };
}

/** Tells whether an n8n has been started in this folder before. */
export function hasState(home: string): boolean {
	return existsSync(join(home, '.n8n', 'database.sqlite'));
}
