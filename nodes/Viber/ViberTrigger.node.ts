import type {
	IHookFunctions,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { loadCallbackAddress } from './trigger/callbackAddress';
import { triggerFields, triggerProviderField } from './trigger/fields';
import { giveBackWebhook, isRegistered, takeWebhook } from './trigger/lifecycle';
import { receiveCallback } from './trigger/receive';
import { responseModeField } from './trigger/responseMode';

/** The trigger as n8n sees it: its webhook and what it is called for; the rest is in `trigger/`. */
export class ViberTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Viber Trigger',
		name: 'viberTrigger',
		icon: { light: 'file:viber.svg', dark: 'file:viber.dark.svg' },
		group: ['trigger'],
		// Both versions behave alike. 1.1 is the default because, for any node of version 1, n8n evaluates
		// an expression for each callback that is only meant for its own Webhook node.
		version: [1, 1.1],
		defaultVersion: 1.1,
		subtitle:
			'={{ ($parameter["events"] || []).join(", ").replace(/([A-Z])/g, " $1").toLowerCase() }}',
		description:
			'Starts the workflow when somebody writes on Viber, or a message is delivered or seen',
		defaults: { name: 'Viber Trigger' },
		eventTriggerDescription: 'Waiting for a Viber message or a delivery event',
		activationMessage:
			'This workflow now starts when someone writes on Viber, or on the delivery events chosen in Viber Trigger.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'viberBotApi',
				required: true,
				displayOptions: { show: { provider: ['viberBot'] } },
			},
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
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				// With 'lastNode' too, all but a welcome message is answered at once; see trigger/receive.
				...responseModeField(),
				path: 'viber',
			},
			{
				// For providers that may call by GET: the same address, and nothing to set up.
				name: 'setup',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				path: 'viber',
				ndvHideUrl: '={{ $parameter["provider"] === "viberBot" }}',
			},
		],
		properties: [triggerProviderField, ...triggerFields],
	};

	methods = {
		loadOptions: {
			async getCallbackAddress(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				return await loadCallbackAddress(this);
			},
		},
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
