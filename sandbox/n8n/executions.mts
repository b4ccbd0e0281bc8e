/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One item as it leaves a node. */
export interface NodeItem {
	json: Record<string, unknown>;
	error?: { message?: string; description?: string };
}

/** One run of one node. */
export interface NodeRun {
	executionStatus?: string;
	executionTime?: number;
	data?: { main?: Array<NodeItem[] | null> };
	error?: NodeFailure;
}

/** An error as n8n stores it with an execution. */
export interface NodeFailure {
	message: string;
	description?: string | null;
	httpCode?: string | null;
	/** Shown under the details of the error. */
	context?: { data?: unknown };
	node?: { name: string };
}

/** What happened in an execution, node by node. */
export interface RunResult {
	resultData: {
		runData: Record<string, NodeRun[] | undefined>;
		lastNodeExecuted?: string;
		error?: NodeFailure;
	};
}

/** An execution in a list. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	mode: string;
	status: string;
	startedAt: string;
	stoppedAt?: string | null;
}

/** An execution with all that its nodes gave. */
export interface Execution extends ExecutionSummary {
	data: RunResult;
}

/** The states in which nothing more will happen in an execution. */
export const FINISHED: ReadonlySet<string> = new Set(['success', 'error', 'canceled', 'crashed']);

/**
 * Tells whether an execution has ended and all that its nodes gave is there. n8n 1.x stores the end
 * before the data, so that for a moment one is there without the other.
 */
export function isComplete({ status, data }: Execution): boolean {
	if (!FINISHED.has(status)) return false;
	if (status !== 'success' && status !== 'error') return true;
	// The data is that of the beginning, or none at all, until it is stored for good.
	const { lastNodeExecuted, error } = (data as RunResult | undefined)?.resultData ?? {};
	return lastNodeExecuted !== undefined || error !== undefined;
}

const isObject = (value: unknown): value is Record<string, Json> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the text format in which n8n keeps the data of an execution: a JSON array whose first
 * element is the value; each string inside an object or array is the index of the real value, so
 * that what occurs twice, or in a circle, is stored once.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function decodeExecutionData(text: string): unknown {
	const stored = JSON.parse(text) as Json[];
	const decoded = new Map<number, unknown>();

	const resolve = (value: Json | undefined): unknown =>
		typeof value === 'string' ? at(Number(value)) : value;

	const at = (index: number): unknown => {
		if (decoded.has(index)) return decoded.get(index);
		const value = stored[index];
		if (Array.isArray(value)) {
			const list: unknown[] = [];
			// Known before its contents are read: they may point back to it.
			decoded.set(index, list);
			for (const element of value) list.push(resolve(element));
			return list;
		}
		if (isObject(value)) {
			const object: Record<string, unknown> = {};
			decoded.set(index, object);
			for (const [key, element] of Object.entries(value)) object[key] = resolve(element);
			return object;
		}
		decoded.set(index, value);
		return value;
	};

	return at(0);
}

/**
 * Gives the items that a node put out in an execution.
 *
 * @param output number of the output, 0 for the first
 * @returns an empty list when the node did not run or gave nothing there
 */
export function nodeOutput(execution: Execution, nodeName: string, output = 0): NodeItem[] {
	const runs = execution.data.resultData.runData[nodeName] ?? [];
	return runs.at(-1)?.data?.main?.[output] ?? [];
}

/** Gives the error that ended an execution, or that one node met; undefined when there is none. */
export function executionError(execution: Execution, nodeName?: string): NodeFailure | undefined {
	const { error, runData } = execution.data.resultData;
	if (nodeName === undefined) return error;
	return runData[nodeName]?.find((run) => run.error !== undefined)?.error;
}
