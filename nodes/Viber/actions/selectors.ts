import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { simplify } from '../shared/simplify';

/** What the node works on. */
export const resourceField: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Account', value: 'account' },
		{ name: 'Image', value: 'image' },
		{ name: 'Message', value: 'message' },
		{ name: 'User', value: 'user' },
		{ name: 'Webhook', value: 'webhook' },
	],
	default: 'message',
};

/** What it does with a message. */
export const messageOperationField: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['message'] } },
	options: [
		{
			name: 'Broadcast',
			value: 'broadcast',
			description: 'Send one message to many people at once',
			action: 'Broadcast a message',
		},
		{
			name: 'Get Status',
			value: 'getStatus',
			description: 'Find out what became of a message that was sent',
			action: 'Get the status of a message',
		},
		{
			name: 'Send',
			value: 'send',
			description: 'Send a message to one person per item, or to several phone numbers',
			action: 'Send a message',
		},
	],
	default: 'send',
};

const DECISION_TELECOM: INodePropertyOptions = {
	name: 'DecisionTelecom',
	value: 'decisionTelecom',
	description: 'Business messages to phone numbers, by SMS where Viber does not reach',
};

const MESSAGGIO: INodePropertyOptions = {
	name: 'Messaggio',
	value: 'messaggio',
	description: 'Business messages to phone numbers, on Viber or by SMS',
};

const NONE: INodePropertyOptions = {
	name: 'None',
	value: 'none',
	displayOptions: { show: { resource: ['none'] } },
};

const VIBER_BOT: INodePropertyOptions = {
	name: 'Viber Bot',
	value: 'viberBot',
	description: 'A bot of your own, for people who have written to it',
};

/**
 * Through whom the messages go. One definition per operation, with only the providers that can do
 * it. The option without a provider is never displayed: the editor hides a parameter of which every
 * option has a credential, taking it for a choice of authentication.
 */
export const sendProviderField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	required: true,
	noDataExpression: true,
	displayOptions: { show: { resource: ['message'], operation: ['send'] } },
	options: [DECISION_TELECOM, MESSAGGIO, NONE, VIBER_BOT],
	default: 'viberBot',
};

/** The same for broadcasts, which only bots know. */
export const broadcastProviderField: INodeProperties = {
	...sendProviderField,
	options: [NONE, VIBER_BOT],
	displayOptions: { show: { resource: ['message'], operation: ['broadcast'] } },
};

/** The same for images, which only Messaggio stores. */
export const imageProviderField: INodeProperties = {
	...sendProviderField,
	displayOptions: { show: { resource: ['image'] } },
	options: [MESSAGGIO, NONE],
	default: 'messaggio',
};

/** The same for asking after messages. */
export const statusProviderField: INodeProperties = {
	...sendProviderField,
	options: [DECISION_TELECOM, NONE],
	default: 'decisionTelecom',
	displayOptions: { show: { resource: ['message'], operation: ['getStatus'] } },
};

/** Whether answers are cut down to what most workflows need. */
export const simplifyField: INodeProperties = {
	...simplify,
	displayOptions: {
		show: {
			resource: ['image', 'message'],
			operation: ['send', 'broadcast', 'getStatus', 'upload'],
		},
	},
};
