import { setTimeout as wait } from 'node:timers/promises';
import {
	decodeExecutionData,
	isComplete,
	type Execution,
	type ExecutionSummary,
	type RunResult,
} from './executions.mts';
import { N8nConnection, N8nError } from './http.mts';
import { lineOf, type Line } from './lines.mts';
import type {
	CredentialTest,
	DataTable,
	Owner,
	StoredCredential,
	StoredWorkflow,
	WorkflowContent,
	WorkflowSummary,
} from './types.mts';

/** How far n8n has come with starting or stopping the triggers of a workflow. */
interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

const POLL_MS = 150;
const PUBLICATION_TIMEOUT_MS = 45_000;

/**
 * Drives n8n as its editor does: over `/rest`, signed in as the owner. Each method throws N8nError,
 * with n8n's own explanation, when n8n refuses.
 */
export class N8nRest extends N8nConnection {
	/** What is particular about this n8n. */
	readonly line: Line;

	/**
	 * @param address such as `http://127.0.0.1:5690`
	 * @param version of n8n, such as `2.41.1`
	 */
	constructor(address: string, version: string) {
		super(address);
		this.line = lineOf(version);
	}

	/** Creates the owner on an n8n that has none yet, or signs in. */
	async signIn(owner: Owner): Promise<'created' | 'signed in'> {
		const settings = await this.rest<{ userManagement: { showSetupOnFirstLoad: boolean } }>(
			'GET',
			'/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.rest('POST', '/owner/setup', owner);
			return 'created';
		}
		const { email, password } = owner;
		await this.rest('POST', '/login', { emailOrLdapLoginId: email, password });
		return 'signed in';
	}

	/** Lists credentials, without their data. */
	async credentials(): Promise<StoredCredential[]> {
		return await this.rest('GET', '/credentials');
	}

	/** Creates a credential, or replaces name and data of the one with this id. */
	async saveCredential(
		credential: { name: string; type: string; data: Record<string, unknown> },
		id?: string,
	): Promise<StoredCredential> {
		if (id === undefined) return await this.rest('POST', '/credentials', credential);
		return await this.rest('PATCH', `/credentials/${id}`, credential);
	}

	/** Tries a credential with the test that its type defines, as the editor does on saving. */
	async testCredential(
		stored: StoredCredential,
		data: Record<string, unknown>,
	): Promise<CredentialTest> {
		const { id, name, type } = stored;
		return await this.rest('POST', '/credentials/test', { credentials: { id, name, type, data } });
	}

	/** Deletes a credential. */
	async deleteCredential(id: string): Promise<void> {
		await this.rest('DELETE', `/credentials/${id}`);
	}

	/** Lists the workflows that are not archived. */
	async workflows(): Promise<WorkflowSummary[]> {
		const all = await this.rest<WorkflowSummary[]>('GET', '/workflows');
		return all.filter((workflow) => workflow.isArchived !== true);
	}

	/** Reads one workflow. */
	async workflow(id: string): Promise<StoredWorkflow> {
		return await this.rest('GET', `/workflows/${id}`);
	}

	/** Creates a workflow, not yet active, or replaces the contents of the one with this id. */
	async saveWorkflow(content: WorkflowContent, id?: string): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings = {}, pinData = {} } = content;
		const body = { name, nodes, connections, settings, pinData };
		if (id === undefined) return await this.rest('POST', '/workflows', { ...body, active: false });
		return await this.rest('PATCH', `/workflows/${id}`, body);
	}

	/**
	 * Publishes the present version of a workflow and waits until its triggers listen.
	 *
	 * @throws N8nError also when a trigger does not start, with what the trigger says
	 */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.rest('POST', `/workflows/${id}/activate`, { versionId });
		await this.settledPublication(id);
	}

	/** Takes a workflow out of service and waits until its triggers have stopped to listen. */
	async deactivate(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/deactivate`, {});
		await this.settledPublication(id);
	}

	/** Waits until n8n has started or stopped the triggers of a workflow. */
	private async settledPublication(id: string): Promise<void> {
		if (!this.line.publishesLater) return;
		const end = Date.now() + PUBLICATION_TIMEOUT_MS;
		for (;;) {
			const { status, triggers } = await this.rest<Publication>(
				'GET',
				`/workflows/${id}/publication-status`,
			);
			const failed = triggers.find((trigger) => trigger.status === 'failed');
			if (status !== 'in_progress') {
				if (!failed) return;
				throw new N8nError('activate', 0, failed.errorMessage ?? 'a trigger did not start');
			}
			if (Date.now() > end) throw new N8nError('activate', 0, 'n8n is still busy publishing');
			await wait(POLL_MS);
		}
	}

	/** Deletes a workflow for good. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.rest('POST', `/workflows/${id}/archive`, {});
		await this.settledPublication(id);
		await this.rest('DELETE', `/workflows/${id}`);
	}

	/**
	 * Runs the stored workflow by hand, from one trigger to the end or to `lastNode`.
	 *
	 * @returns the id of the execution; see `finishedExecution`
	 * @throws N8nError also when n8n waits for a test event instead (see `listen`)
	 */
	async run(workflowId: string, trigger: string, lastNode?: string): Promise<string> {
		const answer = await this.runManually(workflowId, trigger, lastNode);
		if (answer.executionId !== undefined) return answer.executionId;
		throw new N8nError('run', 0, `"${trigger}" waits for an event instead of starting`);
	}

	/**
	 * Listens for one test event, as the button in the editor does. The event must then reach the
	 * test address of the trigger (`webhookUrl` with `test`).
	 *
	 * @throws N8nError also when the trigger starts at once instead of waiting
	 */
	async listen(workflowId: string, trigger: string): Promise<void> {
		const answer = await this.runManually(workflowId, trigger);
		if (answer.waitingForWebhook === true) return;
		throw new N8nError('listen', 0, `"${trigger}" started instead of waiting for an event`);
	}

	/** Stops listening for a test event. */
	async stopListening(workflowId: string): Promise<void> {
		await this.rest('DELETE', `/test-webhook/${workflowId}`);
	}

	private async runManually(workflowId: string, trigger: string, lastNode?: string) {
		const workflowData = await this.workflow(workflowId);
		return await this.rest<{ executionId?: string; waitingForWebhook?: boolean }>(
			'POST',
			`/workflows/${workflowId}/run`,
			{
				workflowData,
				triggerToStartFrom: { name: trigger },
				...(lastNode && { destinationNode: this.line.destination(lastNode) }),
			},
		);
	}

	/** Stops an execution, as the button in the editor does. */
	async stop(executionId: string): Promise<void> {
		await this.rest('POST', `/executions/${executionId}/stop`);
	}

	/** Lists executions of a workflow, the newest first. */
	async executions(workflowId: string, limit = 20): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const page = await this.rest<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=${limit}`,
		);
		return page.results;
	}

	/** Reads one execution with all that its nodes have given so far. */
	async execution(id: string): Promise<Execution> {
		const stored = await this.rest<ExecutionSummary & { data: string }>('GET', `/executions/${id}`);
		return { ...stored, data: decodeExecutionData(stored.data) as RunResult };
	}

	/**
	 * Waits until an execution has finished and reads it.
	 *
	 * @param timeoutMs milliseconds
	 * @throws N8nError also when it takes longer
	 */
	async finishedExecution(id: string, timeoutMs = 20_000): Promise<Execution> {
		const end = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.execution(id);
			if (isComplete(execution)) return execution;
			if (Date.now() > end) {
				throw new N8nError(
					'execution',
					0,
					`${id} is still ${execution.status} after ${timeoutMs} ms`,
				);
			}
			await wait(POLL_MS);
		}
	}

	/** Lists the data tables of the owner. */
	async dataTables(): Promise<DataTable[]> {
		const path = `/projects/${await this.ownProject()}/data-tables?take=250`;
		return (await this.rest<{ data: DataTable[] }>('GET', path)).data;
	}

	/** Makes a data table, as the user does under "Data tables". */
	async createDataTable(
		name: string,
		columns: Array<{ name: string; type: string }>,
	): Promise<DataTable> {
		const path = `/projects/${await this.ownProject()}/data-tables`;
		return await this.rest('POST', path, { name, columns });
	}

	private async ownProject(): Promise<string> {
		return (await this.rest<{ id: string }>('GET', '/projects/personal')).id;
	}

	/** Lists all node types that n8n has loaded, such as `n8n-nodes-base.webhook`, with versions. */
	async nodeTypes(): Promise<Map<string, Set<number>>> {
		const { body } = await this.request('GET', '/types/nodes.json');
		const types = new Map<string, Set<number>>();
		// A type whose versions differ much is listed several times.
		for (const { name, version } of body as Array<{ name: string; version: number | number[] }>) {
			types.set(name, new Set([...(types.get(name) ?? []), ...[version].flat()]));
		}
		return types;
	}

	/** Lists the names of all credential types that n8n has loaded. */
	async credentialTypes(): Promise<string[]> {
		const { body } = await this.request('GET', '/types/credentials.json');
		return (body as Array<{ name: string }>).map(({ name }) => name);
	}

	/**
	 * Gives the address of a webhook. For a trigger of a community package the path is
	 * `<webhookId>/<path>`; n8n's own Webhook node uses its path parameter alone.
	 */
	webhookUrl(path: string, test = false): string {
		return `${this.address}/${test ? 'webhook-test' : 'webhook'}/${path}`;
	}
}
