import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { N8nRest } from '../../sandbox/n8n/rest.mts';
import { startN8n, type RunningN8n } from '../../sandbox/n8n/run.mts';
import { startSandbox } from '../../sandbox/n8n/viberSandbox.mts';
import type { StoredCredential, WorkflowContent } from '../../sandbox/n8n/types.mts';
import { BenchAccount } from './account.mts';
import { Meter } from './meter.mts';
import type { Setting } from './types.mts';

/** A body of 64 MB: lists of many items go in as the body of one request. */
const PAYLOAD_MB = '64';

const OWNER = {
	email: 'owner@example.com',
	firstName: 'Bench',
	lastName: 'Mark',
	password: 'Example-Password-1',
};

/** A running sandbox with somebody who answers webhooks. */
export interface Play {
	/** A fresh account, ready to send. */
	account: (provider?: 'viberBot' | 'messaggio') => Promise<BenchAccount>;
	close: () => Promise<void>;
}

/** A real n8n with the packed package. */
export interface Stage {
	n8n: RunningN8n;
	rest: N8nRest;
	meter: Meter;
	/** Creates a credential for an account, or gives the one with this id the account's data. */
	credential: (account: BenchAccount, id?: string) => Promise<StoredCredential>;
	/** Stores a workflow and publishes it; gives its id. */
	publish: (workflow: WorkflowContent) => Promise<string>;
	close: () => Promise<void>;
}

/**
 * Listens on a free loopback port.
 *
 * @returns its address without a slash at the end
 */
export async function listen(
	answer: RequestListener,
): Promise<{ address: string; close: () => void }> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		address: `http://127.0.0.1:${port}`,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

/** Starts a sandbox in a process of its own. */
export async function openPlay({ logs }: Setting, name: string): Promise<Play> {
	const sandbox = await startSandbox({ port: 0, log: join(logs, `${name}-sandbox.log`) });
	const nobody = await listen((_request, response) => response.end());
	return {
		async account(provider = 'viberBot') {
			const account = await BenchAccount.open(sandbox.address, provider);
			if (provider === 'viberBot') await account.webhook(nobody.address);
			return account;
		},
		async close() {
			nobody.close();
			await sandbox.close();
		},
	};
}

/** Signs in to an n8n, whatever its parts, and offers what benchmarks do with it. */
export async function enter(n8n: RunningN8n): Promise<Omit<Stage, 'close'>> {
	const rest = new N8nRest(n8n.address, n8n.version);
	await rest.signIn(OWNER);
	return {
		n8n,
		rest,
		meter: new Meter(n8n.process.pid()),
		async credential(account, id) {
			const { type, data } = account.credential();
			return await rest.saveCredential({ name: `Bench ${type}`, type, data }, id);
		},
		async publish(workflow) {
			const { id } = await rest.saveWorkflow(workflow);
			await rest.activate(id);
			return id;
		},
	};
}

/**
 * Starts a new n8n with the packed package and an owner.
 *
 * @param name of the benchmark, for its folder and its log
 * @param settings more of them, by environment variable
 */
export async function openStage(
	{ n8n, tarball, folder, logs }: Setting,
	name: string,
	settings: Record<string, string> = {},
): Promise<Stage> {
	const started = await startN8n({
		n8n,
		home: join(folder, name),
		tarball,
		log: join(logs, `${name}-n8n.log`),
		settings: { N8N_PAYLOAD_SIZE_MAX: PAYLOAD_MB, ...settings },
	});
	return { ...(await enter(started)), close: async () => await started.close() };
}
