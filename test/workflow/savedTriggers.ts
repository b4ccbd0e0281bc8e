import type { INode } from 'n8n-workflow';

import type { TestCredential } from '../support/engine';
import type { FaultyWay } from '../support/faultyWay';
import type { Sandbox } from '../support/sandbox';
import type { HostedCredential, TriggerHost } from '../support/triggerHost';
import { signatureOf } from '../support/viberCallbacks';

/** What came of one trigger: what it asked of the provider, its answers, and what it started. */
export interface TriggerOutcome {
	requests: unknown[];
	answers: string[];
	started: unknown[];
}

const SECRET = 's3cret';
const OLENA =
	'{"id":"01234567890A=","name":"Olena","language":"uk","country":"UA","api_version":10}';
const FORM = 'application/x-www-form-urlencoded';
const ID = '11111111-2222-4333-8444-555555555501';

/** Callbacks of Viber, as bytes that hold ids of 64 bits; `<origin>` has a file. */
const OF_BOT = [
	`{"event":"message","timestamp":1700000000000,"message_token":5741311803571721087,"sender":${OLENA},"message":{"type":"text","text":"Hello","tracking_data":"order-1042"},"silent":false}`,
	`{"event":"message","timestamp":1700000001000,"message_token":5741311803571721088,"sender":${OLENA},"message":{"type":"picture","media":"<origin>/cake.gif","file_name":"cake.gif","size":6},"silent":false}`,
	`{"event":"delivered","timestamp":1700000002000,"message_token":5741311803571721089,"user_id":"01234567890A="}`,
	`{"event":"conversation_started","timestamp":1700000003000,"message_token":5741311803571721090,"type":"open","context":"promo-7","subscribed":false,"user":${OLENA}}`,
	`{"event":"unsubscribed","timestamp":1700000004000,"message_token":5741311803571721091,"user_id":"01234567890A="}`,
];

const OF_DECISION_TELECOM: Array<[string, string]> = [
	['application/json', '{"message_id":100429,"status":1}'],
	['application/json', '{"message_id":100429,"status":6}'],
	[
		'application/json',
		'{"message_id":100430,"status":4,"sms_message_id":200077,"sms_message_status":2}',
	],
	[
		'application/json',
		'{"message_token":5905337701873633687,"phone_number":"380500000001","time":1700000000,"message":{"text":"Yes","tracking_data":"tracking_id:100429"}}',
	],
];

const OF_MESSAGGIO: Array<[string, string]> = [
	[FORM, `type=delivery&msg_id=${ID}&status=delivered&p_transaction_id=order-1042`],
	[FORM, `type=seen&msg_id=${ID}&p_transaction_id=order-1042`],
	[FORM, `type=reply&msg_id=${ID}&text=Yes`],
];

/** The circumstances of all triggers. */
interface Scene {
	host: TriggerHost;
	sandbox: Sandbox;
	/** To the sandbox; it also has the file. */
	way: FaultyWay;
}

async function onBot(node: INode, { host, sandbox, way }: Scene): Promise<TriggerOutcome> {
	const bot = await sandbox.newBot();
	const credential: TestCredential = { authToken: bot.token, baseUrl: way.addressOf(bot) };
	way.interfere = (_, response, { path }) => {
		const isFile = path.startsWith('/cake.gif');
		if (isFile) response.writeHead(200, { 'content-type': 'image/gif' }).end('GIF89a');
		return isFile;
	};
	const lastNode = async () => ({ statusCode: 200, body: { text: 'Good morning!' } });
	const path = `saved-${node.typeVersion}-${node.webhookId}`;
	const trigger = host.add(
		path,
		'trigger',
		credential,
		node.parameters,
		lastNode,
		node.typeVersion,
	);
	way.peer.seen.length = 0;
	await trigger.activate();
	const requests = way.peer.seen.map(({ method, path: asked, body }) => ({
		method,
		path: asked,
		body: JSON.parse(body.toString()) as unknown,
	}));
	const answers: string[] = [];
	for (const text of OF_BOT) {
		const body = text.replace('<origin>', way.peer.origin);
		const response = await fetch(trigger.url, {
			method: 'POST',
			body,
			headers: {
				'content-type': 'application/json',
				'x-viber-content-signature': signatureOf(body, credential),
			},
		});
		answers.push(`${response.status} ${await response.text()}`);
	}
	const named = JSON.stringify({ requests, answers, started: trigger.items })
		.replaceAll(trigger.url, '<url>')
		.replaceAll(way.peer.origin, '<origin>');
	await trigger.deactivate();
	return JSON.parse(named) as TriggerOutcome;
}

async function onPhones(
	node: INode,
	{ host }: Scene,
	type: string,
	callbacks: ReadonlyArray<readonly [string, string]>,
): Promise<TriggerOutcome> {
	const credential: HostedCredential = { type, data: { callbackSecret: SECRET } };
	const { parameters, typeVersion, webhookId } = node;
	const path = `saved-${typeVersion}-${webhookId}`;
	const trigger = host.add(path, 'trigger', credential, parameters, undefined, typeVersion);
	await trigger.activate();
	const answers: string[] = [];
	for (const [contentType, body] of callbacks) {
		const response = await fetch(`${trigger.url}?secret=${SECRET}`, {
			method: 'POST',
			body,
			headers: { 'content-type': contentType },
		});
		answers.push(`${response.status} ${await response.text()}`);
	}
	await trigger.deactivate();
	return { requests: [], answers, started: trigger.items };
}

const RUNS = {
	'triggers.viberBot.json': onBot,
	'triggers.decisionTelecom.json': async (node: INode, scene: Scene) =>
		await onPhones(node, scene, 'decisionTelecomApi', OF_DECISION_TELECOM),
	'triggers.messaggio.json': async (node: INode, scene: Scene) =>
		await onPhones(node, scene, 'messaggioApi', OF_MESSAGGIO),
};

/** Runs the triggers of a saved workflow, each with the same callbacks. @returns what came of each */
export async function triggerOutcomesOf(
	file: keyof typeof RUNS,
	nodes: readonly INode[],
	scene: Scene,
): Promise<Record<string, TriggerOutcome>> {
	const outcomes: Record<string, TriggerOutcome> = {};
	for (const node of nodes) outcomes[node.name] = await RUNS[file](node, scene);
	return outcomes;
}
