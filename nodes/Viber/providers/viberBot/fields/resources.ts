import type { INodeProperties } from 'n8n-workflow';

import { simplify } from '../../../shared/simplify';
import { identityOptions } from './identity';

const BOT = { provider: ['viberBot'] };
const SET_WEBHOOK = { ...BOT, resource: ['webhook'], operation: ['set'] };

/** What the user fills in for the account, people and the webhook of a bot. */
export const resourceFields: INodeProperties[] = [
	{
		displayName: 'User ID',
		name: 'userId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 01234567890A=',
		hint: 'Viber tells about the same person only twice in 12 hours',
		description: 'Subscriber ID of the person, as the Viber Trigger gives it',
		displayOptions: { show: { ...BOT, resource: ['user'], operation: ['get'] } },
	},
	{
		displayName: 'User IDs',
		name: 'userIds',
		type: 'string',
		required: true,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. 01234567890A=, 12345678901B=',
		hint: 'Any number; each ID gives one item',
		description: 'Subscriber IDs, comma-separated or one per line. An expression may give a list.',
		displayOptions: { show: { ...BOT, resource: ['user'], operation: ['getOnlineStatus'] } },
	},
	{
		displayName:
			'The Viber Trigger sets the webhook by itself. Setting it here takes it away from a published (activated) Viber Trigger, which then receives nothing. Use it only when something outside n8n should be called.',
		name: 'setWebhookNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: SET_WEBHOOK },
	},
	{
		displayName: 'Webhook URL',
		name: 'webhookUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://www.example.com/viber',
		hint: 'Viber calls it at once and accepts it only if it answers 200',
		description:
			'Public address that begins with https:// and has a certificate from a known authority',
		displayOptions: { show: SET_WEBHOOK },
	},
	{
		displayName: 'Events',
		name: 'webhookEvents',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Conversation Started',
				value: 'conversationStarted',
				description: 'Somebody opens the chat',
			},
			{
				name: 'Message Delivered',
				value: 'delivered',
				description: 'A message has reached a device of the person',
			},
			{
				name: 'Message Failed',
				value: 'failed',
				description: 'A message that was accepted could not be shown',
			},
			{ name: 'Message Seen', value: 'seen', description: 'The person has read the messages' },
		],
		default: ['conversationStarted', 'delivered', 'failed', 'seen'],
		description:
			'Messages, subscriptions and unsubscriptions always arrive. These events arrive only if chosen.',
		displayOptions: { show: SET_WEBHOOK },
	},
	{
		...simplify,
		displayOptions: { show: { ...BOT, resource: ['account', 'user', 'webhook'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: SET_WEBHOOK },
		options: identityOptions,
	},
];
