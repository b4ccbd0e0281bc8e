import type { ICredentialDataDecryptedObject, ICredentialType, INodeType } from 'n8n-workflow';
import { createEmptyRunExecutionData, NodeConnectionTypes } from 'n8n-workflow';
import { ExecuteContext, RoutingNode } from 'n8n-core';

import { additionalDataFor, workflowOf } from '../support/engine';

/**
 * Runs the declarative test of a credential by n8n-core's routing over real sockets, and judges the
 * answer by its rules: a rule fails when the value at its key is the very one that it names.
 *
 * @returns the message of the rule that failed, or "ok"
 */
export async function testCredential(
	type: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<string> {
	const node = {
		id: 'temp',
		name: 'Temp',
		type: 'test.feed',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { temp: '' },
		credentials: { [type.name]: { id: '1', name: 'Account' } },
	};
	const asker: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'temp',
			group: ['input'],
			version: 1,
			description: 'Asks',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: type.test?.request },
				},
			],
		},
	};
	const context = new ExecuteContext(
		workflowOf([{ ...node }]),
		node,
		additionalDataFor(data),
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = { id: '1', name: 'Account', type: type.name, data };
	const output = await new RoutingNode(context, asker, decrypted).runNode();
	const answer: unknown = output?.[0]?.[0]?.json;
	for (const rule of type.test?.rules ?? []) {
		if (rule.type !== 'responseSuccessBody') throw new Error('Only rules about the body are known');
		const { key, value, message } = rule.properties;
		if (valueAt(answer, key) === value) return message;
	}
	return 'ok';
}

function valueAt(answer: unknown, key: string): unknown {
	return typeof answer === 'object' && answer !== null
		? (answer as Record<string, unknown>)[key]
		: undefined;
}
