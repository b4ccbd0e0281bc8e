import type { StoredCredential, WorkflowContent, WorkflowNode } from '../../sandbox/n8n/types.mts';

let made = 0;

/** Makes a node; its id is made up. */
export function node(
	name: string,
	type: string,
	parameters: Record<string, unknown>,
	more: Partial<WorkflowNode> = {},
): WorkflowNode {
	made += 1;
	const id = `00000000-0000-4000-9000-${String(made).padStart(12, '0')}`;
	return { id, name, type, typeVersion: 1, position: [made * 200, 0], parameters, ...more };
}

/** Joins nodes in their order. */
export function chain(
	name: string,
	nodes: WorkflowNode[],
	settings: Record<string, unknown> = {},
): WorkflowContent {
	const connections = Object.fromEntries(
		nodes
			.slice(0, -1)
			.map(({ name: from }, index) => [
				from,
				{ main: [[{ node: nodes[index + 1]?.name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings };
}

/** Starts a workflow with the `items` in the body of a POST, and answers when its last node is done. */
export function itemsFromBody(path: string): WorkflowNode[] {
	const start = node(
		'Start',
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path, responseMode: 'lastNode', options: {} },
		{ typeVersion: 2 },
	);
	const split = node('Items', 'n8n-nodes-base.splitOut', {
		fieldToSplitOut: 'body.items',
		options: {},
	});
	return [{ ...start, webhookId: start.id }, split];
}

/** Only `items` of the body, whole, as one item. */
export function listFromBody(path: string): WorkflowNode[] {
	return itemsFromBody(path).slice(0, 1);
}

/** Names a credential in a node. */
export const using = ({ id, name, type }: StoredCredential) => ({ [type]: { id, name } });

/** The name of the node that is measured. */
export const MEASURED = 'Measured';

/** The Viber node. */
export function viberNode(
	credential: StoredCredential,
	parameters: Record<string, unknown>,
): WorkflowNode {
	return node(
		MEASURED,
		'n8n-nodes-viber.viber',
		{ resource: 'message', operation: 'send', messageType: 'text', simplify: true, ...parameters },
		{ credentials: using(credential) },
	);
}

/** The Viber node sending one text per item through a bot. */
export function botNode(
	credential: StoredCredential,
	options: Record<string, unknown> = {},
): WorkflowNode {
	return viberNode(credential, {
		provider: 'viberBot',
		to: '={{ $json.to }}',
		from: 'Corner Café',
		text: '={{ $json.text }}',
		options,
	});
}

/** n8n's HTTP Request node doing the same call with the same credential, as it comes. */
export function httpNode(credential: StoredCredential, baseUrl: string): WorkflowNode {
	return node(
		MEASURED,
		'n8n-nodes-base.httpRequest',
		{
			method: 'POST',
			url: `${baseUrl}/send_message`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'viberBotApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody:
				"={{ JSON.stringify({ receiver: $json.to, sender: { name: 'Corner Café' }, type: 'text', text: $json.text }) }}",
			options: {},
		},
		{ typeVersion: 4.2, credentials: using(credential) },
	);
}
