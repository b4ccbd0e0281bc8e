import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse as parseForm } from 'node:querystring';
import { parse as parseUrl } from 'node:url';

import { HookContext, WebhookContext } from 'n8n-core';
import type {
	ICredentialsHelper,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';
import type { TestCredential } from './engine';
import { additionalDataFor, withDefaults, workflowOf } from './engine';

type Request = NonNullable<IWorkflowExecuteAdditionalData['httpRequest']>;
type Response = NonNullable<IWorkflowExecuteAdditionalData['httpResponse']>;

/** A credential of any type; without data, n8n cannot read it. */
export interface HostedCredential {
	type: string;
	data?: IDataObject;
}

/** What a trigger of the host lets a test do. */
export interface HostedTrigger {
	url: string;
	/** What the workflow would have been started with, in order. */
	started: IDataObject[];
	/** The same with binary data. */
	items: INodeExecutionData[];
	/** `checkExists`, then `create` if need be: what n8n does on activation and on listening. */
	activate(): Promise<void>;
	checkExists(): Promise<boolean>;
	/** `delete`: what n8n does on deactivation and when listening ends. */
	deactivate(): Promise<boolean>;
	/** `create` while n8n does not answer at this address. */
	takeWithoutAnswering(): Promise<void>;
	/** `create` alone, without `checkExists`. */
	takeDirectly(): Promise<void>;
	/** n8n answers here, and the provider was told elsewhere. */
	open(): void;
	/** n8n no longer answers here, without having told the provider. */
	vanish(): Promise<void>;
	/** As when n8n registers a test anew: the node's static data is empty again. */
	forgetStaticData(): void;
	/** What n8n does before it has an execution; by default at once. Rejects when it cannot have one. */
	takes: () => Promise<void>;
}

/** A stand-in for the part of n8n that receives webhooks: real sockets, n8n-core's own contexts. */
export interface TriggerHost {
	origin: string;
	/** Adds a trigger; it answers only while it is active, as in n8n. */
	add(
		path: string,
		mode: 'manual' | 'trigger',
		credential: TestCredential | HostedCredential,
		parameters: INodeParameters,
		/** Stands for the rest of the workflow, where n8n answers with what its last node gives. */
		lastNode?: () => Promise<{ statusCode: number; body: unknown }>,
		/** Of the node: the newest when left out. */
		typeVersion?: number,
	): HostedTrigger;
	/** Warnings and news that the nodes have logged. */
	log: string[];
	/** What webhooks have thrown: n8n starts an execution for each. */
	thrown: unknown[];
	stop(): Promise<void>;
}

interface Entry {
	active: boolean;
	/** Which of the node's webhooks are there. */
	methods: readonly string[];
	receive(request: Request, response: Response): Promise<void>;
}

// What Express does on `res.status(…).json(…)`: it throws when the answer was already sent.
function answerAsExpress(response: Response, answer: { statusCode: number; body: unknown }): void {
	const text = JSON.stringify(answer.body) ?? '';
	response.status(answer.statusCode);
	response.setHeader('content-type', 'application/json; charset=utf-8');
	response.setHeader('etag', 'W/"1"');
	response.setHeader('content-length', Buffer.byteLength(text));
	response.end(text);
}

function hostedType(credential: TestCredential | HostedCredential): string {
	return 'type' in credential ? String(credential.type) : 'viberBotApi';
}

function readingAs(
	helper: ICredentialsHelper,
	credential: TestCredential | HostedCredential,
): ICredentialsHelper {
	if (!('type' in credential)) return helper;
	const getDecrypted = async () => {
		if (!credential.data) throw new Error('The credential cannot be read');
		return credential.data;
	};
	return { ...helper, getDecrypted } as unknown as ICredentialsHelper;
}

/** As n8n's middlewares leave a request: parsed, or without bytes when it is a multipart form. */
async function readAsN8n(incoming: IncomingMessage, bytes: Buffer): Promise<Request> {
	const type = incoming.headers['content-type'] ?? '';
	// n8n keeps no bytes of a multipart body, and reading them once more fails.
	const isForm = type.startsWith('multipart/form-data');
	const isSpent = isForm || incoming.headers['x-test-spent-body'] !== undefined;
	const text = bytes.toString();
	const { query } = parseUrl(incoming.url ?? '/', true);
	const request = Object.assign(incoming, {
		rawBody: isSpent ? undefined : bytes,
		readRawBody: async () => await Promise.reject(new Error('The stream is spent')),
		query,
		body: {} as unknown,
	});
	if (type.startsWith('application/json') && text !== '') request.body = JSON.parse(text);
	if (type.startsWith('application/x-www-form-urlencoded')) request.body = parseForm(text);
	if (isForm) {
		const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
		request.body = { data: Object.fromEntries(form), files: {} };
	}
	return request as unknown as Request;
}

/** Starts the host on a free port of the loopback interface. */
export async function startTriggerHost(): Promise<TriggerHost> {
	const entries = new Map<string, Entry>();
	const log: string[] = [];
	const thrown: unknown[] = [];
	const server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const { pathname } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
			const entry = entries.get(pathname);
			if (!entry?.active || !entry.methods.includes(incoming.method ?? '')) {
				outgoing.writeHead(404).end();
				return;
			}
			const response = Object.assign(outgoing, {
				status(code: number) {
					outgoing.statusCode = code;
					return outgoing;
				},
			});
			readAsN8n(incoming, Buffer.concat(chunks)).then(
				async (request) =>
					await entry.receive(request, response as unknown as Response).catch((error) => {
						thrown.push(error);
						if (!outgoing.headersSent) outgoing.writeHead(500).end();
					}),
				// n8n refuses what it cannot parse before a node sees it.
				() => outgoing.writeHead(422).end(),
			);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	return {
		origin,
		log,
		thrown,
		add(path, mode, credential, parameters, lastNode, typeVersion = 1.1) {
			const trigger = new ViberTrigger();
			const node: INode = withDefaults({
				id: path,
				name: 'Viber Trigger',
				type: 'n8n-nodes-viber.viberTrigger',
				typeVersion,
				position: [0, 0],
				parameters,
				credentials: { [hostedType(credential)]: { id: '1', name: 'Viber account' } },
			});
			const base = additionalDataFor(credential as TestCredential);
			const additionalData = {
				...base,
				credentialsHelper: readingAs(base.credentialsHelper, credential),
				webhookBaseUrl: `${origin}/webhook`,
				webhookTestBaseUrl: `${origin}/webhook-test`,
			};
			let workflow = workflowOf([{ ...node, webhookId: path }]);
			const hosted = () => workflow.getNode('Viber Trigger') ?? node;
			const webhooks = (trigger.description.webhooks ?? []).map(
				(description): IWebhookData => ({
					httpMethod: description.httpMethod as IWebhookData['httpMethod'],
					node: 'Viber Trigger',
					path: `${path}/viber`,
					webhookDescription: description,
					workflowId: 'test',
					workflowExecuteAdditionalData: additionalData,
					webhookId: path,
					isTest: mode === 'manual',
				}),
			);
			const [webhookData] = webhooks;
			if (!webhookData) throw new Error('The trigger has no webhook');
			const spied = <T extends HookContext | WebhookContext>(context: T): T => {
				for (const level of ['error', 'warn', 'info'] as const) {
					context.logger[level] = (message: string) => void log.push(`${level}: ${message}`);
				}
				return context;
			};
			const hook = (
				executionMode: WorkflowExecuteMode,
				activation: 'manual' | 'activate' | 'update',
			) =>
				spied(
					new HookContext(
						workflow,
						hosted(),
						additionalData,
						executionMode,
						activation,
						webhookData,
					),
				);
			const { checkExists, create, delete: remove } = trigger.webhookMethods.default;
			const activation = mode === 'manual' ? 'manual' : 'activate';
			const started: IDataObject[] = [];
			const items: INodeExecutionData[] = [];
			const entry: Entry = {
				active: false,
				methods: webhooks.map(({ httpMethod }) => httpMethod),
				async receive(request, response) {
					const called = webhooks.find(({ httpMethod }) => httpMethod === request.method);
					const context = spied(
						new WebhookContext(
							workflow,
							hosted(),
							{ ...additionalData, httpRequest: request, httpResponse: response },
							mode,
							called ?? webhookData,
							[],
							null,
						),
					);
					const result = await trigger.webhook.call(context);
					if (result.workflowData) {
						try {
							await handle.takes();
						} catch {
							const body = { message: 'There was a problem executing the workflow' };
							if (!result.noWebhookResponse) answerAsExpress(response, { statusCode: 500, body });
							return;
						}
					}
					for (const item of result.workflowData?.[0] ?? []) {
						items.push(item);
						started.push(item.json);
					}
					if (result.noWebhookResponse) return;
					const responseMode = workflow.expression.getSimpleParameterValue(
						hosted(),
						webhookData.webhookDescription.responseMode,
						mode,
						{},
					);
					if (responseMode !== 'lastNode') {
						answerAsExpress(response, { statusCode: 200, body: 'firstEntryJson' });
						return;
					}
					if (!lastNode) throw new Error('No last node to answer with');
					answerAsExpress(response, await lastNode());
				},
			};
			const url = hook(mode, activation).getNodeWebhookUrl('default') ?? '';
			entries.set(new URL(url).pathname, entry);
			const handle: HostedTrigger = {
				url,
				takes: async () => {},
				started,
				items,
				async activate() {
					entry.active = true;
					const context = hook(mode, activation);
					if (await checkExists.call(context)) return;
					try {
						await create.call(context);
					} catch (error) {
						// n8n cleans up after a trigger that could not be activated.
						await remove.call(hook('internal', 'update'));
						entry.active = false;
						throw error;
					}
				},
				checkExists: async () => await checkExists.call(hook(mode, activation)),
				async deactivate() {
					const done = await remove.call(hook('internal', 'update'));
					entry.active = false;
					return done;
				},
				async takeWithoutAnswering() {
					await create.call(hook(mode, activation));
				},
				async takeDirectly() {
					entry.active = true;
					await create.call(hook(mode, activation));
				},
				open() {
					entry.active = true;
				},
				async vanish() {
					entry.active = false;
				},
				forgetStaticData() {
					workflow = workflowOf([{ ...node, webhookId: path }]);
				},
			};
			return handle;
		},
		async stop() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
