import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../setup/failure.mjs';
import { freePort } from '../setup/ports.mjs';
import { describeEnding, readOutput, run, start, tail } from '../setup/processes.mjs';

/** What n8n needs beside itself in queue mode: a database and a queue, both empty at the start. */
export interface Services {
	/** Settings with which n8n finds them, by environment variable. */
	settings: Record<string, string>;
	/** Ends both. */
	close: () => Promise<void>;
}

const DEBIAN = 'apt-get install -y redis-server postgresql';
const POSTGRES_FOLDERS = '/usr/lib/postgresql';
const READY_TIMEOUT_MS = 30_000;
const LOOPBACK = '127.0.0.1';

function onPath(name: string): string | undefined {
	const folders = (process.env['PATH'] ?? '').split(delimiter);
	return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Debian keeps PostgreSQL's own programs outside the path, by version. */
function postgresProgram(name: string): string | undefined {
	const versions = existsSync(POSTGRES_FOLDERS) ? readdirSync(POSTGRES_FOLDERS) : [];
	const files = versions
		.sort((one, other) => Number(other) - Number(one))
		.map((version) => join(POSTGRES_FOLDERS, version, 'bin', name));
	return files.find((file) => existsSync(file)) ?? onPath(name);
}

/** Tells what is missing for queue mode on this machine, with how to get it; undefined: nothing. */
export function missingServices(): string | undefined {
	const missing = [
		...(onPath('redis-server') ? [] : ['Redis']),
		...(postgresProgram('initdb') && postgresProgram('postgres') ? [] : ['PostgreSQL']),
	];
	return missing.length === 0
		? undefined
		: `${missing.join(' and ')} not found. On Debian: ${DEBIAN}`;
}

/** PostgreSQL refuses to run as root; Debian's package makes a user for it. */
function asDatabaseUser(command: string, args: string[]) {
	if (process.getuid?.() !== 0) return { command, args };
	const drop = ['--reuid=postgres', '--regid=postgres', '--clear-groups'];
	return { command: 'setpriv', args: [...drop, command, ...args] };
}

async function listens(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, LOOPBACK);
		socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
		socket.on('connect', () => socket.destroy());
	});
}

async function startService(
	name: string,
	port: number,
	log: string,
	program: { command: string; args: string[] },
	cwd: string,
): Promise<() => Promise<void>> {
	const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
	const child = start({ name, ...program, cwd, env, log, graceMs: 2000 });
	let early: string | undefined;
	void child.ended.then((ending) => (early = describeEnding(name, ending)));
	const end = Date.now() + READY_TIMEOUT_MS;
	while (!(await listens(port))) {
		if (early === undefined && Date.now() < end) {
			await wait(50);
			continue;
		}
		await child.stop();
		const reason = early ?? `It did not listen after ${READY_TIMEOUT_MS / 1000} seconds.`;
		throw new Failure(`${name} did not start.`, { reason, tail: tail(readOutput(log)), log });
	}
	return async () => void (await child.stop());
}

/**
 * Starts Redis and PostgreSQL on loopback with stores of their own.
 *
 * @param folder for what they store; other users must be able to reach it, as PostgreSQL refuses to
 *   run as root
 * @param logs folder for what they print
 * @throws Failure when one is missing or does not start
 */
export async function startServices(folder: string, logs: string): Promise<Services> {
	const missing = missingServices();
	if (missing !== undefined) throw new Failure('Queue mode cannot run.', { reason: missing });
	const store = join(folder, 'services');
	mkdirSync(store, { recursive: true });
	chmodSync(folder, 0o711);
	if (process.getuid?.() === 0) spawnSync('chown', ['postgres:postgres', store]);
	const data = join(store, 'data');
	const [redisPort, postgresPort] = [await freePort(), await freePort()];
	const env = { PATH: process.env['PATH'], LC_ALL: 'C' };

	await run({
		name: 'PostgreSQL',
		...asDatabaseUser(postgresProgram('initdb') ?? 'initdb', [
			...['--pgdata', data, '--username', 'n8n'],
			...['--auth', 'trust', '--encoding', 'UTF8', '--no-sync'],
		]),
		cwd: store,
		env,
		log: join(logs, 'initdb.log'),
		failure: 'The database could not be made.',
	});
	const stopPostgres = await startService(
		'PostgreSQL',
		postgresPort,
		join(logs, 'postgres.log'),
		asDatabaseUser(postgresProgram('postgres') ?? 'postgres', [
			...['-D', data, '-h', LOOPBACK, '-p', String(postgresPort)],
			...['-c', `unix_socket_directories=${store}`],
		]),
		store,
	);
	const stopRedis = await startService(
		'Redis',
		redisPort,
		join(logs, 'redis.log'),
		{
			command: onPath('redis-server') ?? 'redis-server',
			args: [
				...['--bind', LOOPBACK, '--port', String(redisPort), '--dir', store],
				...['--save', '', '--appendonly', 'no'],
			],
		},
		store,
	);
	return {
		settings: {
			QUEUE_BULL_REDIS_HOST: LOOPBACK,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: LOOPBACK,
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
		},
		close: async () => void (await Promise.all([stopRedis(), stopPostgres()])),
	};
}
