import type { N8nRest } from './rest.mts';
import type { WorkflowContent, WorkflowNode } from './types.mts';

const DATA_TABLE = 'n8n-nodes-base.dataTable';

/** How a Data Table node names its table. */
interface Locator {
	mode: 'name' | 'id';
	value: string;
}

/** The parameters of a Data Table node that makes a table. */
interface Making {
	resource: 'table';
	tableName: string;
	columns: { column: Array<{ name: string; type: string }> };
}

const isMaking = ({ type, parameters }: WorkflowNode) =>
	type === DATA_TABLE && parameters['resource'] === 'table';

const locatorOf = ({ type, parameters }: WorkflowNode): Locator | undefined =>
	type === DATA_TABLE ? (parameters['dataTableId'] as Locator | undefined) : undefined;

/**
 * Makes a workflow run on an n8n whose Data Table node can neither make a table nor find one by its
 * name, as a user does it by hand: the tables are made, the nodes that would make them are switched
 * off, and each of the others gets its table chosen.
 *
 * @throws N8nError when n8n does not make a table, or a table of that name is not there
 */
export async function withTablesByHand<T extends WorkflowContent>(
	rest: N8nRest,
	content: T,
): Promise<T> {
	if (!content.nodes.some(({ type }) => type === DATA_TABLE)) return content;
	const known = new Map((await rest.dataTables()).map(({ name, id }) => [name, id]));
	for (const { parameters } of content.nodes.filter(isMaking)) {
		const { tableName, columns } = parameters as unknown as Making;
		if (known.has(tableName)) continue;
		known.set(tableName, (await rest.createDataTable(tableName, columns.column)).id);
	}
	const nodes = content.nodes.map((node) => {
		if (isMaking(node)) return { ...node, disabled: true };
		const locator = locatorOf(node);
		if (locator?.mode !== 'name') return node;
		const dataTableId = { ...locator, mode: 'id', value: known.get(locator.value) };
		return { ...node, parameters: { ...node.parameters, dataTableId } };
	});
	return { ...content, nodes };
}
