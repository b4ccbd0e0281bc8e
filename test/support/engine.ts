import 'reflect-metadata';

import { createRequire } from 'node:module';

import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	IBinaryKeyData,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IConnections,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	INodeTypes,
	IRun,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers, Workflow } from 'n8n-workflow';

import { DecisionTelecomApi } from '../../credentials/DecisionTelecomApi.credentials';
import { MessaggioApi } from '../../credentials/MessaggioApi.credentials';
import { ViberBotApi } from '../../credentials/ViberBotApi.credentials';
import { Viber } from '../../nodes/Viber/Viber.node';
import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';

const CREDENTIAL_TYPES: Record<string, ICredentialType> = {
	decisionTelecomApi: new DecisionTelecomApi(),
	messaggioApi: new MessaggioApi(),
	viberBotApi: new ViberBotApi(),
};

/** Gives the workflow the items that a test wants to feed in. */
class Feed implements INodeType {
	description = {
		displayName: 'Feed',
		name: 'feed',
		group: ['trigger'] as Array<'trigger'>,
		version: 1,
		description: 'Feeds items',
		defaults: { name: 'Feed' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	async execute(this: { getInputData(): INodeExecutionData[] }): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

const NODE_TYPES: Record<string, INodeType> = {
	'test.feed': new Feed() as unknown as INodeType,
	'n8n-nodes-viber.viber': new Viber(),
	'n8n-nodes-viber.viberTrigger': new ViberTrigger(),
};

const nodeTypes = {
	getByName: (type: string) => lookUp(type),
	getByNameAndVersion: (type: string) => lookUp(type),
	getKnownTypes: () => ({}),
};

function lookUp(type: string): INodeType {
	const found = NODE_TYPES[type];
	if (!found) throw new Error(`No such node type in this test: ${type}`);
	return found;
}

/** A credential that is the same for all items, or as an expression in it makes it for each. */
type CredentialOfItems = ICredentialDataDecryptedObject | ICredentialDataDecryptedObject[];

/** Signs requests as n8n's own helper does, with credentials held in memory. */
function credentialsHelper(data: Record<string, CredentialOfItems>) {
	const helper = {
		getParentTypes: () => [],
		preAuthentication: async () => undefined,
		async authenticate(
			credentials: ICredentialDataDecryptedObject,
			typeName: string,
			options: IHttpRequestOptions,
			workflow: Workflow,
			node: INode,
		): Promise<IHttpRequestOptions> {
			const authenticate = CREDENTIAL_TYPES[typeName]?.authenticate;
			if (typeof authenticate === 'function') return await authenticate(credentials, options);
			const headers = (authenticate?.properties.headers ?? {}) as Record<string, string>;
			options.headers ??= {};
			for (const [name, value] of Object.entries(headers)) {
				options.headers[name] = workflow.expression.resolveSimpleParameterValue(
					value,
					{},
					null,
					0,
					0,
					node.name,
					[],
					'internal',
					{ $credentials: credentials },
				);
			}
			return options;
		},
		async getDecrypted(...given: Parameters<ICredentialsHelper['getDecrypted']>) {
			const [, , type, , , , resolving] = given;
			const own = data[type];
			if (!Array.isArray(own)) return { ...own };
			const ofItem = own[resolving?.itemIndex ?? 0];
			if (!ofItem) throw new Error('An expression of the credential has no such item');
			return { ...ofItem };
		},
	};
	return helper as unknown as ICredentialsHelper;
}

/** The token and the address of a bot of the sandbox. */
export interface TestCredential extends ICredentialDataDecryptedObject {
	authToken: string;
	baseUrl: string;
}

/** The same value for each type of credentials. */
function forAllTypes<T>(value: T): Record<string, T> {
	return Object.fromEntries(Object.keys(CREDENTIAL_TYPES).map((type) => [type, value]));
}

/** What n8n gives to an execution or a webhook, with one credential for all providers. */
export function additionalDataFor(credential: CredentialOfItems): IWorkflowExecuteAdditionalData {
	const workflowData = { id: 'test', name: 'test', active: false, nodes: [], connections: {} };
	return {
		credentialsHelper: credentialsHelper(forAllTypes(credential)),
		hooks: new ExecutionLifecycleHooks(
			'manual',
			'1',
			workflowData as unknown as ConstructorParameters<typeof ExecutionLifecycleHooks>[2],
		),
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1/',
		webhookBaseUrl: 'http://127.0.0.1/webhook/',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting/',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test/',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting/',
		variables: {},
		userId: 'test',
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		getRunExecutionData: async () => undefined,
		logAiEvent: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
}

/** Fills in the defaults of a node's parameters, as the editor does. */
export function withDefaults(node: INode): INode {
	const { description } = lookUp(node.type);
	const parameters = NodeHelpers.getNodeParameters(
		description.properties,
		node.parameters,
		true,
		false,
		node,
		description,
	) as INodeParameters;
	return { ...node, parameters };
}

/** Makes a workflow of nodes of this test. */
export function workflowOf(nodes: INode[], connections: IConnections = {}): Workflow {
	return new Workflow({
		id: 'test',
		nodes,
		connections,
		active: false,
		nodeTypes: nodeTypes as unknown as INodeTypes,
		settings: { executionOrder: 'v1' },
	});
}

/** What a test runs. */
export interface TestRun {
	/** One item each. */
	items: IDataObject[];
	/** Parameters of the Viber node, expressions included. */
	parameters: INodeParameters;
	/** Data of the credential, whichever provider it is of; a list has that of each item. */
	credential: CredentialOfItems;
	onError?: INode['onError'];
	/** Runs the node again after it failed, three times in all. */
	retryOnFail?: boolean;
	/** Is given what cancels the execution. */
	started?: (cancel: () => void) => void;
	/** Goes with each of the items; a list has one for each. */
	binary?: IBinaryKeyData | IBinaryKeyData[];
}

/** Runs "Feed → Viber" by n8n-core's own engine over real sockets. */
export async function runViber(run: TestRun): Promise<{
	/** Items of the node's first output, and of its error output. */
	output: INodeExecutionData[];
	errorOutput: INodeExecutionData[];
	result: IRun;
}> {
	const feed: INode = {
		id: '1',
		name: 'Feed',
		type: 'test.feed',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const viber = withDefaults({
		id: '2',
		name: 'Viber',
		type: 'n8n-nodes-viber.viber',
		typeVersion: 1,
		position: [200, 0],
		parameters: run.parameters,
		credentials: forAllTypes({ id: '1', name: 'Viber account' }),
		...(run.onError === undefined ? {} : { onError: run.onError }),
		...(run.retryOnFail ? { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } : {}),
	});
	const workflow = workflowOf([feed, viber], {
		Feed: { main: [[{ node: 'Viber', type: 'main', index: 0 }]] },
	});
	const additionalData = additionalDataFor(run.credential);
	const engine = new WorkflowExecute(additionalData, 'manual');
	const running = engine.run({
		workflow,
		startNode: workflow.getNode('Feed') ?? undefined,
		pinData: {
			Feed: run.items.map((json, index) => {
				const binary = Array.isArray(run.binary) ? run.binary[index] : run.binary;
				return { json, ...(binary ? { binary } : {}) };
			}),
		},
	});
	run.started?.(() => running.cancel());
	const result = await running;
	const data = result.data.resultData.runData.Viber?.[0]?.data?.main ?? [];
	return { output: data[0] ?? [], errorOutput: data[1] ?? [], result };
}

/** What n8n's contexts log to. n8n-core has a copy of its own of the package that holds it. */
export function n8nLogger(): { warn(message: string): void } {
	const { Logger } = createRequire(require.resolve('n8n-core'))('@n8n/backend-common') as {
		Logger: new () => { warn(message: string): void };
	};
	return Container.get(Logger);
}
