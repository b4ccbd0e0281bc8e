/** A node in a workflow, as far as this project looks into it. */
export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
	disabled?: boolean;
}

/** A workflow as it is imported and exported. */
export interface WorkflowContent {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, unknown>;
}

/** A workflow in a list. */
export interface WorkflowSummary {
	id: string;
	name: string;
	active: boolean;
	isArchived?: boolean;
	versionId: string;
}

/** A workflow that n8n holds. */
export type StoredWorkflow = WorkflowSummary & WorkflowContent;

/** A credential without its data. */
export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

/** A data table of n8n's own. */
export interface DataTable {
	id: string;
	name: string;
}

/** What n8n found when it tried a credential. */
export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

/** The owner's account. `password`: 8 to 64 characters with a digit and a capital letter. */
export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}
