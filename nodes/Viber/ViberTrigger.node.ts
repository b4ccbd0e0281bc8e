import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { triggerFields, triggerProviderField } from './trigger/fields';
import { giveBackWebhook, isRegistered, takeWebhook } from './trigger/lifecycle';
import { receiveCallback } from './trigger/receive';

export class ViberTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Viber Trigger',
		name: 'viberTrigger',
		icon: { light: 'file:viber.svg', dark: 'file:viber.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ ($parameter["events"] || []).join(", ") }}',
		description:
			'Starts the workflow when somebody writes on Viber, or a message is delivered or seen',
		defaults: { name: 'Viber Trigger' },
		eventTriggerDescription: 'Waiting for you to write to the bot on Viber',
		activationMessage: 'Write to your bot on Viber to start this workflow.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'viberBotApi',
				required: true,
				displayOptions: { show: { provider: ['viberBot'] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				// With 'lastNode' too, all but a welcome message is answered at once; see trigger/receive.
				responseMode: '={{$parameter["welcomeMode"] === "lastNode" ? "lastNode" : "onReceived"}}',
				path: 'viber',
			},
		],
		properties: [triggerProviderField, ...triggerFields],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await takeWebhook(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await giveBackWebhook(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCallback(this);
	}
}
