import type { WorkflowNode } from '../../sandbox/n8n/types.mts';
import type { BenchAccount } from './account.mts';
import type { Stage } from './stage.mts';
import { chain, node, using } from './workflows.mts';

export const OWN = 'Viber Trigger';
export const TELEGRAM = 'Telegram Trigger';
export const WEBHOOK = 'Webhook node';

/** Where callbacks go, and what makes them welcome there beside Viber's signature. */
export interface Aim {
	url: string;
	headers?: Record<string, string>;
}

const called = (start: WorkflowNode): WorkflowNode & { webhookId: string } => ({
	...start,
	webhookId: start.id,
});

/** A workflow of the start and nothing, the same behind each; gives its id. */
async function publish({ publish: store }: Stage, start: WorkflowNode): Promise<string> {
	return await store(chain(start.name, [start, node('Nothing', 'n8n-nodes-base.noOp', {})]));
}

/** Publishes a workflow behind this package's trigger, in the version that the editor adds. */
export async function viberTrigger(stage: Stage, account: BenchAccount): Promise<Aim> {
	const start = called(
		node(
			OWN,
			'n8n-nodes-viber.viberTrigger',
			{
				provider: 'viberBot',
				events: ['message'],
				simplify: true,
				options: { existingWebhook: 'takeOver' },
			},
			{ typeVersion: 1.1, credentials: using(await stage.credential(account)) },
		),
	);
	await publish(stage, start);
	return { url: stage.rest.webhookUrl(`${start.webhookId}/viber`) };
}

/**
 * Publishes a workflow behind n8n's Telegram Trigger, in the version that the editor adds.
 *
 * @param baseUrl of what stands for Telegram
 */
export async function telegramTrigger(stage: Stage, baseUrl: string): Promise<Aim> {
	const credential = await stage.rest.saveCredential({
		name: 'Bench telegramApi',
		type: 'telegramApi',
		data: { accessToken: 'dummy-token', baseUrl },
	});
	const start = called(
		node(
			TELEGRAM,
			'n8n-nodes-base.telegramTrigger',
			{ updates: ['*'], additionalFields: {} },
			{ typeVersion: 1.5, credentials: using(credential) },
		),
	);
	// Telegram signs nothing; it shows this text, which the trigger compares.
	const secret = `${await publish(stage, start)}_${start.id}`;
	return {
		url: stage.rest.webhookUrl(`${start.webhookId}/webhook`),
		headers: { 'x-telegram-bot-api-secret-token': secret },
	};
}

/** Publishes a workflow behind n8n's Webhook node, in the version that the editor adds. */
export async function webhookNode(stage: Stage): Promise<Aim> {
	const parameters = { httpMethod: 'POST', path: 'bench', options: {} };
	await publish(
		stage,
		called(node(WEBHOOK, 'n8n-nodes-base.webhook', parameters, { typeVersion: 2.1 })),
	);
	return { url: stage.rest.webhookUrl('bench') };
}
