import type { INodeProperties } from 'n8n-workflow';

/** Whose callbacks start the workflow. The hidden option keeps the field in sight; see selectors. */
export const triggerProviderField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	required: true,
	noDataExpression: true,
	options: [
		{
			name: 'None',
			value: 'none',
			displayOptions: { show: { provider: ['none'] } },
		},
		{
			name: 'Viber Bot',
			value: 'viberBot',
			description: 'A bot of your own, for people who have written to it',
		},
	],
	default: 'viberBot',
};

/** What the trigger listens to, and how it gives it on. */
export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'A Viber bot calls one address only. Activating this workflow makes it this one; listening for a test event borrows it and gives it back afterwards.',
		name: 'oneWebhookNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: ['viberBot'] } },
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Any Event',
				value: 'all',
				description: 'Everything that the provider tells, also what it may add in the future',
			},
			{
				name: 'Conversation Started',
				value: 'conversationStarted',
				description: 'Somebody opens the chat, perhaps through a link; they need not be subscribed',
			},
			{
				name: 'Message Delivered',
				value: 'delivered',
				description: 'A message of yours has reached a device of the person',
			},
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
		],
		default: ['message'],
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		required: true,
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { provider: ['viberBot'] } },
		options: [
			{
				displayName: 'Include Names',
				name: 'sendName',
				type: 'boolean',
				default: true,
				description: 'Whether Viber tells the names of people who allow it',
			},
			{
				displayName: 'Include Photos',
				name: 'sendPhoto',
				type: 'boolean',
				default: true,
				description: 'Whether Viber tells the profile pictures of people who allow it',
			},
		],
	},
];
