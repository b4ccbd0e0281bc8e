import type { INodeProperties } from 'n8n-workflow';

/** Whether answers and events are cut down to what most workflows need. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	required: true,
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
