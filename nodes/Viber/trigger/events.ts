import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const delivered: INodePropertyOptions = {
	name: 'Message Delivered',
	value: 'delivered',
	description: 'A message of yours has reached a device of the person',
};

const pending: INodePropertyOptions = {
	name: 'Message Pending',
	value: 'pending',
	description: 'A message of yours is still on its way',
};

const unknown: INodePropertyOptions = {
	name: 'Unknown',
	value: 'unknown',
	description: 'A callback that this node does not recognize, passed on in full',
};

const anyEvent: INodePropertyOptions = {
	name: 'Any Event',
	value: 'all',
	description: 'All events, including those the provider may add later',
};

const botEvents: INodePropertyOptions[] = [
	anyEvent,
	{
		name: 'Conversation Started',
		value: 'conversationStarted',
		description: 'Somebody opens the chat, perhaps through a link; they need not be subscribed',
	},
	delivered,
	{
		name: 'Message Failed',
		value: 'failed',
		description: 'A message that was accepted could not be shown to the person',
	},
	{
		name: 'Message Received',
		value: 'message',
		description: 'Somebody writes to you or taps a button',
	},
	{
		name: 'Message Seen',
		value: 'seen',
		description: 'The person has read your messages up to this one',
	},
	{
		name: 'Payment Status Changed',
		value: 'clientStatus',
		description: 'Somebody presses a payment button',
	},
	{
		name: 'Person Subscribed',
		value: 'subscribed',
		description:
			'Somebody subscribes without writing; a first message subscribes too, but comes as Message Received',
	},
	{
		name: 'Person Unsubscribed',
		value: 'unsubscribed',
		description: 'Somebody leaves; messages to them are refused from now on',
	},
];

const failed: INodePropertyOptions = {
	name: 'Message Failed',
	value: 'failed',
	description:
		'A message that was accepted was not delivered. An SMS in its place may still follow, and has an event of its own.',
};

const seen: INodePropertyOptions = {
	name: 'Message Seen',
	value: 'seen',
	description: 'The person has read the message',
};

const messaggioEvents: INodePropertyOptions[] = [
	anyEvent,
	delivered,
	failed,
	{
		...pending,
		description:
			'A message of yours is still on its way; Messaggio’s manager has to turn these events on',
	},
	{
		name: 'Message Received',
		value: 'message',
		description: 'Somebody answers a message of yours',
	},
	seen,
	unknown,
];

const decisionTelecomEvents: INodePropertyOptions[] = [
	anyEvent,
	delivered,
	{
		...failed,
		description:
			'A message that was accepted was not delivered on the channel that the event names. After "viber" an SMS may still follow, and has an event of its own.',
	},
	pending,
	{
		name: 'Message Received',
		value: 'message',
		description: 'Somebody answers a two-way message of yours',
	},
	seen,
	{
		name: 'Message Sent',
		value: 'sent',
		description: 'A message of yours has left DecisionTelecom for Viber',
	},
	unknown,
];

// Who sends business messages wants to know first whether they have arrived; answers are rarer, but
// the one thing that must not be missed.
const BUSINESS_FIRST = ['delivered', 'failed', 'message'];

const botEventsField: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	required: true,
	displayOptions: { show: { provider: ['viberBot'] } },
	options: botEvents,
	default: ['message'],
};

/** What starts the workflow: of each provider, only what it tells. */
export const eventFields: INodeProperties[] = [
	botEventsField,
	{
		...botEventsField,
		displayOptions: { show: { provider: ['decisionTelecom'] } },
		options: decisionTelecomEvents,
		default: BUSINESS_FIRST,
	},
	{
		...botEventsField,
		displayOptions: { show: { provider: ['messaggio'] } },
		options: messaggioEvents,
		default: BUSINESS_FIRST,
	},
];
