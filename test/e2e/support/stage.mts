import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { withTablesByHand } from '../../../sandbox/n8n/dataTables.mts';
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
	WorkflowContent,
	WorkflowNode,
} from '../../../sandbox/n8n/types.mts';
import { stopAll } from '../../../sandbox/setup/processes.mjs';
import type { ProviderId } from './accounts.mts';
import { credentialData, PROVIDER_SETTINGS, SENDER_NAMES } from './accounts.mts';

/** The owner of the n8n that lives as long as the suite. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'End',
	lastName: 'Toend',
	password: 'Example-Password-1',
};

/** An account of its own at one provider, with a credential for it in n8n. */
export interface Player {
	provider: ProviderId;
	bot: Bot;
	control: SandboxControl;
	credential: StoredCredential;
	/** What the credential holds. */
	data: Record<string, string>;
}

/** What an account of the sandbox is made with. */
export interface Casting {
	/** A Viber bot if left out. */
	provider?: ProviderId;
	/** Settings of the sandbox beside those that make it quick. */
	settings?: Record<string, unknown>;
	/** What the credential holds instead of the usual. */
	data?: Record<string, string>;
}

const QUICK = { deliveredAfterMs: 100, seenAfterMs: 100 };

/** Where the tests play: a real n8n with the packed package, and the sandbox. */
export interface Stage {
	n8n: RunningN8n;
	rest: N8nRest;
	sandbox: RunningSandbox;
	/** A bot, or an account at another provider, of its own for one test. */
	player(name: string, casting?: Casting): Promise<Player>;
	/** The bot that a user of the sandbox sees first. */
	demoPlayer(): Promise<Player>;
	/** Imports a workflow, with what a user of this n8n must do by hand for it. */
	imported(content: WorkflowContent): Promise<StoredWorkflow>;
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
	async function playerOf(name: string, botId: string, casting: Casting = {}): Promise<Player> {
		const { provider = 'viberBot' } = casting;
		const control = new SandboxControl(sandbox.address, botId);
		const bot = await control.bot();
		const data = { ...credentialData(provider, bot), ...casting.data };
		const credential = await rest.saveCredential({ name, type: `${provider}Api`, data });
		return { provider, bot, control, credential, data };
	}

	const imported = async (content: WorkflowContent) =>
		await rest.saveWorkflow(
			rest.line.dataTablesByName ? content : await withTablesByHand(rest, content),
		);

	return {
		n8n,
		rest,
		sandbox,
		imported,
		demoPlayer: async () => await playerOf('Demo', 'demo'),
		async player(name, casting = {}) {
			const { provider = 'viberBot' } = casting;
			const settings = { ...QUICK, ...PROVIDER_SETTINGS[provider], ...casting.settings };
			const response = await fetch(`${sandbox.address}/control/bots`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ name, provider, settings }),
			});
			if (!response.ok) throw new Error(await response.text());
			return await playerOf(name, ((await response.json()) as Bot).id, casting);
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
			return await imported({ name, nodes, connections });
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
	// As the editor adds them.
	const typeVersion = type === 'n8n-nodes-viber.viberTrigger' ? 1.1 : 1;
	return { id, name, type, typeVersion, position, parameters, ...more };
}

/** The credential as nodes name it. */
export function credentialsOf({ credential: { id, name, type } }: Player) {
	return { [type]: { id, name } };
}

/** The Viber node, sending a text. */
export function viberNode(
	player: Player,
	parameters: Record<string, unknown>,
	more: Record<string, unknown> = {},
): WorkflowNode {
	return node(
		'Viber',
		'n8n-nodes-viber.viber',
		{
			resource: 'message',
			operation: 'send',
			provider: player.provider,
			from: SENDER_NAMES[player.provider],
			messageType: 'text',
			text: 'Hello',
			...parameters,
		},
		{ credentials: credentialsOf(player), ...more },
	);
}

/** The Viber Trigger. */
export function triggerNode(player: Player, events: string[]): WorkflowNode {
	const made = node('Viber Trigger', 'n8n-nodes-viber.viberTrigger', {
		provider: player.provider,
		events,
		simplify: true,
	});
	return { ...made, webhookId: made.id, credentials: credentialsOf(player) };
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
