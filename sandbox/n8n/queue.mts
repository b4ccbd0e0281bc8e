import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../setup/ports.mjs';
import { killAndAwait } from '../setup/killGroup.mjs';
import type { InstalledN8n } from './install.mjs';
import { startN8n, type RunningN8n } from './run.mts';
import { startServices } from './services.mts';

/** What an n8n in queue mode is started with. */
export interface QueueOptions {
	/** From `ensureN8n`. */
	n8n: InstalledN8n;
	/**
	 * An empty folder for all that it stores; whoever made it removes it. Other users must get
	 * through to it: PostgreSQL has a user of its own.
	 */
	folder: string;
	/** The tarball of `npm pack` to install. */
	tarball: string;
	/** Folder for what all of them print. */
	logs: string;
	/** More settings of every process, by environment variable. */
	settings?: Record<string, string>;
}

/** n8n in queue mode: a main process, a process for webhooks, workers, a database and a queue. */
export interface QueueN8n {
	/** Has the editor; runs no workflow of itself. */
	main: RunningN8n;
	/** Takes all production webhooks. */
	webhook: RunningN8n;
	workers: () => number;
	/** Starts or ends workers until there are so many. */
	setWorkers: (count: number) => Promise<void>;
	/** Kills the oldest worker with SIGKILL, in the middle of whatever it does. */
	killWorker: () => Promise<void>;
	close: () => Promise<void>;
}

/**
 * Starts n8n in queue mode on loopback, without workers as yet.
 *
 * @throws Failure when Redis or PostgreSQL is missing, or a part does not start
 */
export async function startQueueN8n(options: QueueOptions): Promise<QueueN8n> {
	const { n8n, folder, tarball, logs } = options;
	const home = join(folder, 'home');
	mkdirSync(logs, { recursive: true });
	const services = await startServices(folder, logs);
	const [mainPort, webhookPort] = [await freePort(), await freePort()];
	const common = {
		...services.settings,
		EXECUTIONS_MODE: 'queue',
		// A busy machine is not to be taken for a broken database: n8n would refuse callbacks (503).
		DB_PING_TIMEOUT_MS: '60000',
		N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64url'),
		WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
		...options.settings,
	};
	const log = (name: string) => join(logs, `${name}.log`);
	const workers: RunningN8n[] = [];
	let started = 0;

	async function startWorker(): Promise<RunningN8n> {
		const port = await freePort();
		return await startN8n({
			n8n,
			home,
			command: 'worker',
			port,
			log: log(`worker-${++started}`),
			settings: {
				...common,
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			},
		});
	}

	const main = await startN8n({
		...{ n8n, home, tarball, port: mainPort, settings: common },
		log: log('main'),
	});
	const webhook = await startN8n({
		...{ n8n, home, port: webhookPort, settings: common, command: 'webhook' },
		log: log('webhook'),
	});

	return {
		main,
		webhook,
		workers: () => workers.length,
		async setWorkers(count) {
			while (workers.length > count) await workers.shift()?.close();
			while (workers.length < count) workers.push(await startWorker());
		},
		async killWorker() {
			const pid = workers.shift()?.process.pid();
			if (pid !== undefined) await killAndAwait(pid);
		},
		async close() {
			await Promise.all(workers.map(async (worker) => await worker.close()));
			await Promise.all([webhook.close(), main.close()]);
			await services.close();
		},
	};
}
