import type { INodeProperties } from 'n8n-workflow';

import { broadcastProviderField } from './selectors';

/** What the node does with the account. */
export const accountOperationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['account'] } },
	options: [
		{
			name: 'Get',
			value: 'get',
			description: 'Get name, address, webhook and number of subscribers of the bot',
			action: 'Get the bot account',
		},
	],
	default: 'get',
};

/** What the node does with images. */
export const imageOperationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['image'] } },
	options: [
		{
			name: 'Upload',
			value: 'upload',
			description: 'Store an image at the provider, to send it with messages',
			action: 'Upload an image',
		},
	],
	default: 'upload',
};

/** What the node does with people. */
export const userOperationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['user'] } },
	options: [
		{
			name: 'Get',
			value: 'get',
			description: 'Get name, country, language and device of one person',
			action: 'Get a user',
		},
		{
			name: 'Get Online Status',
			value: 'getOnlineStatus',
			description: 'Find out who of any number of people is online',
			action: 'Get online status',
		},
	],
	default: 'get',
};

/** What the node does with the webhook. */
export const webhookOperationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['webhook'] } },
	options: [
		{
			name: 'Get',
			value: 'get',
			description: 'Get the address that is registered for the bot, and its events',
			action: 'Get the webhook',
		},
		{
			name: 'Remove',
			value: 'remove',
			description:
				'Remove the address. Viber then calls nothing, and the bot cannot send messages until a webhook is set again.',
			action: 'Remove the webhook',
		},
		{
			name: 'Set',
			value: 'set',
			description: 'Set the address that is called when something happens',
			action: 'Set the webhook',
		},
	],
	default: 'get',
};

/** The providers of account, user and webhook: bots only. */
export const botProviderField: INodeProperties = {
	...broadcastProviderField,
	displayOptions: { show: { resource: ['account', 'user', 'webhook'] } },
};
