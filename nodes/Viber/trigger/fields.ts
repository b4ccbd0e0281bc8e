import type { INodeProperties } from 'n8n-workflow';

import { identityOptions } from '../providers/viberBot/fields/identity';
import { simplify } from '../shared/simplify';
import { callbackAddressFields } from './callbackAddress';
import { eventFields } from './events';
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
			name: 'DecisionTelecom',
			value: 'decisionTelecom',
			description: 'Business messages to phone numbers: delivery events and replies',
		},
		{
			name: 'Messaggio',
			value: 'messaggio',
			description: 'Business messages to phone numbers: delivery events and replies',
		},
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
			'Whether to leave out callbacks that this n8n process has already received; Viber repeats a callback that was answered late. With several processes, or across restarts, use a Remove Duplicates node on eventId.',
	},
	{
		displayName: 'Existing Webhook',
		name: 'existingWebhook',
		type: 'options',
		options: [
			{
				name: 'Refuse',
				value: 'refuse',
				description: 'Leaves it there: this workflow then cannot be published (activated)',
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
					'The other address still receives every callback, from here, and gets the webhook back when this workflow is unpublished (deactivated)',
			},
		],
		default: 'takeOver',
		description:
			'What publishing (activating) does when the bot calls another address already. Listening for a test event always forwards, and puts the address back.',
	},
	...identityOptions,
	{
		displayName: 'Largest Download (MB)',
		name: 'maxMediaSize',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description:
			'Larger files are not downloaded. Each file is held in memory while it is downloaded.',
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

/** The options of a trigger for business messages. */
const businessOptions: INodeProperties[] = [
	{
		displayName: 'Drop Repeats',
		name: 'dropRepeats',
		type: 'boolean',
		default: true,
		description:
			'Whether to leave out callbacks that this n8n process has already received. Events that cannot be told apart from a repeat, such as a second equal reply through Messaggio, are never left out. With several processes, or across restarts, use a Remove Duplicates node on eventId.',
	},
];

/** What the trigger listens to, and how it gives it on. */
export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'A Viber bot calls one address only. Publishing (activating) this workflow makes it this one; listening for a test event borrows it and gives it back afterwards.',
		name: 'oneWebhookNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: ['viberBot'] } },
	},
	{
		displayName:
			'DecisionTelecom calls the address that comes with each message: copy the Production URL above into the "Callback URL" of the credential, or of the Viber node, which adds the callback secret. For a test event do so with the Test URL.',
		name: 'decisionTelecomNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: ['decisionTelecom'] } },
	},
	{
		displayName:
			'Messaggio calls one address for the whole account: put the one below into its settings, or give it to your manager. What comes while this workflow is not published (activated) is lost. For a test event, call the Test URL yourself, with ?secret= and the callback secret.',
		name: 'messaggioNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: ['messaggio'] } },
	},
	...callbackAddressFields,
	...eventFields,
	simplify,
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
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { provider: ['decisionTelecom', 'messaggio'] } },
		options: businessOptions,
	},
];
