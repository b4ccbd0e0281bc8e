import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { InstalledN8n } from '../../../sandbox/n8n/install.mjs';
import { N8nRest } from '../../../sandbox/n8n/rest.mts';
import type { RunningN8n } from '../../../sandbox/n8n/run.mts';
import { startN8n } from '../../../sandbox/n8n/run.mts';
import type { RunningSandbox } from '../../../sandbox/n8n/viberSandbox.mts';
import { SandboxControl, startSandbox } from '../../../sandbox/n8n/viberSandbox.mts';
import type { Bot } from '../../../sandbox/n8n/viberSandbox.mts';
import type {
	StoredCredential,
	StoredWorkflow,
	WorkflowNode,
} from '../../../sandbox/n8n/types.mts';
import { stopAll } from '../../../sandbox/setup/processes.mjs';

/** The owner of the n8n that lives as long as the suite. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'End',
	lastName: 'Toend',
	password: 'Example-Password-1',
};

/** A bot of its own, with a credential for it in n8n. */
export interface Player {
	bot: Bot;
	control: SandboxControl;
	credential: StoredCredential;
}

/** Where the tests play: a real n8n with the packed package, and the sandbox. */
export interface Stage {
	n8n: RunningN8n;
	rest: N8nRest;
	sandbox: RunningSandbox;
	/** A bot of its own for one test. */
	player(name: string): Promise<Player>;
	/** The bot that a user of the sandbox sees first. */
	demoPlayer(): Promise<Player>;
	/** Stores a workflow; nodes are joined in their order. */
	workflow(name: string, nodes: WorkflowNode[]): Promise<StoredWorkflow>;
	close(): Promise<void>;
}

const setting = (name: string): string => {
	const value = process.env[name];
	if (value === undefined) throw new Error(`${name} is missing: run npm run test:e2e`);
	return value;
};

/** The folder for screenshots and logs. */
export const ARTIFACTS = setting('E2E_ARTIFACTS');

/** Sets the stage. Takes about ten seconds. */
export async function setStage(): Promise<Stage> {
	mkdirSync(ARTIFACTS, { recursive: true });
	const sandbox = await startSandbox({ port: 0, log: join(ARTIFACTS, 'sandbox.log') });
	const n8n = await startN8n({
		n8n: JSON.parse(setting('E2E_N8N')) as InstalledN8n,
		home: setting('E2E_HOME'),
		tarball: setting('E2E_TARBALL'),
		log: join(ARTIFACTS, 'n8n.log'),
	});
	const rest = new N8nRest(n8n.address, n8n.version);
	await rest.signIn(OWNER);
	async function playerOf(name: string, botId: string): Promise<Player> {
		const control = new SandboxControl(sandbox.address, botId);
		const bot = await control.bot();
		const data = { authToken: bot.token, baseUrl: bot.baseUrl };
		const credential = await rest.saveCredential({ name, type: 'viberBotApi', data });
		return { bot, control, credential };
	}

	return {
		n8n,
		rest,
		sandbox,
		demoPlayer: async () => await playerOf('Demo', 'demo'),
		async player(name) {
			const response = await fetch(`${sandbox.address}/control/bots`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ name, settings: { deliveredAfterMs: 100, seenAfterMs: 100 } }),
			});
			return await playerOf(name, ((await response.json()) as Bot).id);
		},
		async workflow(name, nodes) {
			const connections = Object.fromEntries(
				nodes
					.slice(0, -1)
					.map((node, index) => [
						node.name,
						{ main: [[{ node: nodes[index + 1]?.name, type: 'main', index: 0 }]] },
					]),
			);
			return await rest.saveWorkflow({ name, nodes, connections });
		},
		close: async () => await stopAll(),
	};
}

/** A person of a bot; the sandbox's people have the same names in every bot. */
export function person(player: Player, name: string) {
	const found = player.bot.people.find((one) => one.name === name);
	if (!found) throw new Error(`Nobody is called ${name}`);
	return found;
}

let nodes = 0;

/** Makes a node for a workflow; the ids are made up. */
export function node(
	name: string,
	type: string,
	parameters: Record<string, unknown>,
	more: Partial<WorkflowNode> & Record<string, unknown> = {},
): WorkflowNode {
	nodes += 1;
	const id = `00000000-0000-4000-8000-${String(nodes).padStart(12, '0')}`;
	const position: [number, number] = [nodes * 200, 0];
	return { id, name, type, typeVersion: 1, position, parameters, ...more };
}

/** The Viber node, sending a text. */
export function viberNode(
	player: Player,
	parameters: Record<string, unknown>,
	more: Record<string, unknown> = {},
): WorkflowNode {
	const { id, name } = player.credential;
	return node(
		'Viber',
		'n8n-nodes-viber.viber',
		{
			resource: 'message',
			operation: 'send',
			provider: 'viberBot',
			from: 'Corner Café',
			messageType: 'text',
			text: 'Hello',
			...parameters,
		},
		{ credentials: { viberBotApi: { id, name } }, ...more },
	);
}

/** The Viber Trigger. */
export function triggerNode(player: Player, events: string[]): WorkflowNode {
	const { id, name } = player.credential;
	const made = node('Viber Trigger', 'n8n-nodes-viber.viberTrigger', {
		provider: 'viberBot',
		events,
		simplify: true,
	});
	return { ...made, webhookId: made.id, credentials: { viberBotApi: { id, name } } };
}

/** Waits until something is there. */
export async function eventually<T>(
	what: string,
	look: () => Promise<T | undefined | false>,
	timeoutMs = 15_000,
): Promise<T> {
	const end = Date.now() + timeoutMs;
	for (;;) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > end) throw new Error(`It did not happen in time: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
