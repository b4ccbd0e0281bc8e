import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import {
	accountOperationField,
	botProviderField,
	userOperationField,
	webhookOperationField,
} from './actions/resources';
import { route } from './actions/router';
import {
	broadcastProviderField,
	messageOperationField,
	resourceField,
	sendProviderField,
	simplifyField,
	statusProviderField,
} from './actions/selectors';
import * as decisionTelecom from './providers/decisionTelecom/fields';
import * as viberBot from './providers/viberBot/fields';
import { resourceFields } from './providers/viberBot/fields/resources';

// Written with `execute` instead of declarative routing: providers refuse inside HTTP 200, ids do
// not survive n8n's own reading of answers, and one run keeps account of all its items.
export class Viber implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Viber',
		name: 'viber',
		icon: { light: 'file:viber.svg', dark: 'file:viber.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send Viber messages through a bot, or to phone numbers as a business',
		defaults: { name: 'Viber' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'decisionTelecomApi',
				required: true,
				displayOptions: { show: { provider: ['decisionTelecom'] } },
			},
			{
				name: 'viberBotApi',
				required: true,
				displayOptions: { show: { provider: ['viberBot'] } },
			},
		],
		properties: [
			resourceField,
			accountOperationField,
			messageOperationField,
			userOperationField,
			webhookOperationField,
			sendProviderField,
			broadcastProviderField,
			statusProviderField,
			botProviderField,
			...resourceFields,
			...decisionTelecom.statusFields,
			...decisionTelecom.sendFields,
			...viberBot.sendFields,
			simplifyField,
			...decisionTelecom.sendOptions,
			...viberBot.sendOptions,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await route(this)];
	}
}
