import { Workflow, type INodeTypes } from 'n8n-workflow';

import { responseModeField } from '../../../../nodes/Viber/trigger/responseMode';

const MODES = [
	['none', 'onReceived'],
	['message', 'onReceived'],
	['lastNode', 'lastNode'],
	[undefined, 'onReceived'],
] as const;

/** What n8n makes of an expression in the description of a webhook. */
function evaluate(expression: unknown, welcomeMode?: string): unknown {
	const node = {
		id: '1',
		name: 'Trigger',
		type: 'test.trigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: welcomeMode === undefined ? {} : { welcomeMode },
	};
	const nodeTypes = {
		getByNameAndVersion: () => ({
			description: {
				properties: [{ displayName: '', name: 'welcomeMode', type: 'string', default: '' }],
			},
		}),
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes as unknown as INodeTypes,
	});
	return workflow.expression.getSimpleParameterValue(node, String(expression), 'webhook', {});
}

describe('how n8n answers', () => {
	it.each(MODES)('welcome message %s: %s, by an expression', (welcomeMode, expected) => {
		expect(evaluate(responseModeField({}).responseMode, welcomeMode)).toBe(expected);
	});

	it.each(MODES)('welcome message %s: %s, by a function where n8n calls one', (mode, expected) => {
		type Choose = (parameters: object) => string;
		const offered = {
			fromFunction: (resolve: Choose) => ({
				template: `={{(${String(resolve)})($parameter)}}`,
				resolve,
			}),
			webhookDescriptionFields: ({
				responseMode: { template, resolve },
			}: {
				responseMode: { template: string; resolve: Choose };
			}) => ({ responseMode: template, resolve }),
		};
		const field = responseModeField(offered) as ReturnType<typeof offered.webhookDescriptionFields>;
		expect(field.resolve({ welcomeMode: mode })).toBe(expected);
		// n8n falls back to it when a parameter of the node is an expression.
		expect(evaluate(field.responseMode, mode)).toBe(expected);
	});
});
