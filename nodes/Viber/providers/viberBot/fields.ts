import type { INodeProperties } from 'n8n-workflow';

const SEND = { resource: ['message'], operation: ['send'], provider: ['viberBot'] };

/** What the user fills in to send a message through a Viber bot. */
export const sendFields: INodeProperties[] = [
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 01234567890A=',
		description:
			'Subscriber ID of the person who gets the message. The Viber Trigger gives it with everything that somebody writes to the bot.',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Sender Name',
		name: 'from',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Corner Café',
		hint: 'At most 28 characters',
		description: 'Name that the person sees above the message',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		required: true,
		noDataExpression: true,
		options: [{ name: 'Text', value: 'text', description: 'Plain text, with emoji' }],
		default: 'text',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		required: true,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Your order 1042 is on its way',
		hint: 'At most 7,000 characters',
		description: 'Text of the message, sent as typed',
		displayOptions: { show: { ...SEND, messageType: ['text'] } },
	},
];

/** The options of the same operation, shown after the fields that all providers share. */
export const sendOptions: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: SEND },
		options: [
			{
				displayName: 'Minimum API Version',
				name: 'minApiVersion',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 10 },
				default: 1,
				description:
					'Oldest Viber API level that the person’s app must understand to get this message. Viber refuses the message when the app is older.',
			},
			{
				displayName: 'Sender Avatar URL',
				name: 'avatar',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://www.example.com/avatar.png',
				description:
					'Web address of the picture beside the sender name. At most 100 kB, best 720 x 720 pixels.',
			},
			{
				displayName: 'Tracking Data',
				name: 'trackingData',
				type: 'string',
				default: '',
				placeholder: 'e.g. order-1042',
				description:
					'Text of your own that comes back with the person’s next message. At most 4,000 characters.',
			},
		],
	},
];
