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
	imageOperationField,
	userOperationField,
	webhookOperationField,
} from './actions/resources';
import { route } from './actions/router';
import {
	broadcastProviderField,
	imageProviderField,
	messageOperationField,
	resourceField,
	sendProviderField,
	simplifyField,
	statusProviderField,
} from './actions/selectors';
import * as decisionTelecom from './providers/decisionTelecom/fields';
import * as messaggio from './providers/messaggio/fields';
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
		defaultVersion: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() }}',
		description: 'Send Viber messages to people by phone number or through your bot',
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
				name: 'messaggioApi',
				required: true,
				displayOptions: { show: { provider: ['messaggio'] } },
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
			imageOperationField,
			messageOperationField,
			userOperationField,
			webhookOperationField,
			sendProviderField,
			broadcastProviderField,
			statusProviderField,
			imageProviderField,
			botProviderField,
			...resourceFields,
			...decisionTelecom.statusFields,
			...decisionTelecom.sendFields,
			...messaggio.sendFields,
			...viberBot.sendFields,
			simplifyField,
			...decisionTelecom.sendOptions,
			...messaggio.sendOptions,
			...viberBot.sendOptions,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await route(this)];
	}
}
