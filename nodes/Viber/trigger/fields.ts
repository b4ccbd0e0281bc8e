import type { INodeProperties } from 'n8n-workflow';

import { identityOptions } from '../providers/viberBot/fields/identity';
import { welcomeFields } from './welcomeFields';

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

/** The options of a trigger for a Viber bot. */
const botOptions: INodeProperties[] = [
	{
		displayName: 'Download Media',
		name: 'downloadMedia',
		type: 'boolean',
		default: false,
		description:
			'Whether to fetch pictures, videos and files of messages at once, since their links expire after about an hour. The workflow starts when they are there; if one cannot be fetched, the item says why in mediaError.',
	},
	{
		displayName: 'Drop Repeats',
		name: 'dropRepeats',
		type: 'boolean',
		default: true,
		description:
			'Whether to leave out what this n8n process has received already; Viber repeats a callback that was answered late. For more processes or after a restart, compare eventId with a Remove Duplicates node.',
	},
	{
		displayName: 'Existing Webhook',
		name: 'existingWebhook',
		type: 'options',
		options: [
			{
				name: 'Refuse',
				value: 'refuse',
				description: 'Leaves it there: this workflow then cannot be activated',
			},
			{
				name: 'Take Over',
				value: 'takeOver',
				description: 'The other address receives nothing from now on',
			},
			{
				name: 'Take Over and Forward',
				value: 'forward',
				description:
					'The other address still receives every callback, from here, and gets the webhook back when this workflow is deactivated',
			},
		],
		default: 'takeOver',
		description:
			'What activating does when the bot calls another address already. Listening for a test event always forwards, and puts the address back.',
	},
	...identityOptions,
	{
		displayName: 'Largest Download (MB)',
		name: 'maxMediaSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Files above this size are not fetched. Each is held in memory for a moment.',
		displayOptions: { show: { downloadMedia: [true] } },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'mediaProperty',
		type: 'string',
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { downloadMedia: [true] } },
	},
];

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
	...welcomeFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { provider: ['viberBot'] } },
		options: botOptions,
	},
];
