import type { Execution } from '../../../sandbox/n8n/executions.mts';
import { nodeOutput } from '../../../sandbox/n8n/executions.mts';
import type { StoredWorkflow, WorkflowNode } from '../../../sandbox/n8n/types.mts';
import { CALLBACK_SECRET } from './accounts.mts';
import { start } from './acts.mts';
import type { Player, Stage } from './stage.mts';
import { eventually, node, triggerNode } from './stage.mts';

/** One thing that a Viber Trigger tells. */
export type TriggerEvent = Record<string, unknown> & {
	event: string;
	messageId?: string;
	user?: { phone?: string };
	message?: { text?: string; trackingData?: string };
};

/** Runs nodes by hand, joined in their order, and reads what came of it. */
export async function runNodes(
	{ rest, workflow }: Stage,
	name: string,
	nodes: WorkflowNode[],
	timeoutMs?: number,
): Promise<Execution> {
	const { id } = await workflow(name, [start(), ...nodes]);
	return await rest.finishedExecution(await rest.run(id, 'Start'), timeoutMs);
}

/** Nodes of n8n's own that give these items; its Code node would need the task runner. */
export function givesItems(items: object[]): WorkflowNode[] {
	const parameters = { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} };
	return [
		node('Items', 'n8n-nodes-base.set', parameters, { typeVersion: 3.4 }),
		node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'items', options: {} }),
	];
}

/** A node that fetches one of the sandbox's own pictures, as binary data. */
export function pictureNode({ sandbox }: Stage): WorkflowNode {
	const url = `${sandbox.address}/media/samples/sunset.png`;
	const options = { response: { response: { responseFormat: 'file' } } };
	return node('Picture', 'n8n-nodes-base.httpRequest', { url, options }, { typeVersion: 4.2 });
}

/** Publishes a workflow that a Viber Trigger starts. */
export async function listener(
	{ rest, workflow }: Stage,
	player: Player,
	events: string[],
	after: WorkflowNode[] = [],
): Promise<StoredWorkflow> {
	const { name } = player.credential;
	const stored = await workflow(`${name}: listens`, [triggerNode(player, events), ...after]);
	await rest.activate(stored.id);
	return stored;
}

/** The production address of a workflow's Viber Trigger, without the secret. */
export function productionUrl({ rest }: Stage, { nodes }: StoredWorkflow): string {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-viber.viberTrigger');
	return rest.webhookUrl(`${trigger?.webhookId}/viber`);
}

/** An address as a provider gets it that is told by hand. */
export function withSecret(url: string, secret = CALLBACK_SECRET): string {
	return `${url}?secret=${encodeURIComponent(secret)}`;
}

/** Gives an account of Messaggio the address of a workflow's Viber Trigger. */
export async function reportTo(
	stage: Stage,
	{ control }: Player,
	workflow: StoredWorkflow,
): Promise<void> {
	await control.changeSettings({ callbackUrl: withSecret(productionUrl(stage, workflow)) });
}

/** What has started a workflow so far, the oldest first. */
export async function eventsOf(
	{ rest }: Stage,
	{ id }: Pick<StoredWorkflow, 'id'>,
): Promise<TriggerEvent[]> {
	const list = (await rest.executions(id, 100)).reverse();
	const executions = await Promise.all(
		list.map(async (one) => await rest.finishedExecution(one.id)),
	);
	return executions.flatMap((execution) =>
		nodeOutput(execution, 'Viber Trigger').map(({ json }) => json as TriggerEvent),
	);
}

/** Waits for an event that starts a workflow. */
export async function eventOf(
	stage: Stage,
	workflow: StoredWorkflow,
	what: string,
	matches: (event: TriggerEvent) => boolean,
): Promise<TriggerEvent> {
	return await eventually(what, async () => (await eventsOf(stage, workflow)).find(matches));
}
