import type { INodeProperties } from 'n8n-workflow';

import { SEND, shownFor } from './shown';

/** Who gets the message, from whom, and what each type of message says (messaggio.md §2). */
export const contentFields: INodeProperties[] = [
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 380500000001',
		hint: 'Several numbers: with commas between them, or as a list',
		description:
			'Phone numbers in international format, such as 380500000001 or +38 (050) 000-00-01. Each number gets the message once and gives an output item of its own.',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Sender Name',
		name: 'from',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. CornerCafe',
		hint: 'At most 11 characters',
		description:
			'Name that the person sees as the sender. Messaggio has to approve it first, and tells capital letters from small ones.',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		required: true,
		noDataExpression: true,
		options: [
			{ name: 'Image', value: 'image', description: 'Picture alone, on Viber' },
			{ name: 'Text', value: 'text', description: 'Plain text, on Viber or by SMS' },
			{
				name: 'Text with Button',
				value: 'textButton',
				description: 'Text and a button that opens a web address, on Viber',
			},
			{
				name: 'Text with Image and Button',
				value: 'textImageButton',
				description: 'Text, picture and a button that opens a web address, on Viber',
			},
		],
		default: 'text',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Channel',
		name: 'channel',
		type: 'options',
		required: true,
		options: [
			{
				name: 'SMS',
				value: 'sms',
				description: 'By SMS only',
			},
			{
				name: 'Viber',
				value: 'viber',
				description: 'On Viber; by SMS instead when Messaggio has enabled that for the account',
			},
		],
		default: 'viber',
		description: 'Which way the message goes',
		displayOptions: shownFor('text'),
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		required: true,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Your order 1042 is on its way',
		hint: 'At most 2,048 characters; Viber itself stops at 1,000',
		description:
			'Text of the message, sent as typed. Beyond 1,000 characters it may be refused later, as Viber shows no more in a business message.',
		displayOptions: shownFor('text', 'textButton', 'textImageButton'),
	},
	{
		displayName: 'Image ID',
		name: 'imageId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. {{ $json.imageId }}',
		hint: 'Comes from "Upload an image" of this node',
		description:
			'ID of the picture, of at most 64 characters, as "Upload an image" of this node gives it. One ID can be used in many messages.',
		displayOptions: shownFor('image', 'textImageButton'),
	},
	{
		displayName: 'Button Text',
		name: 'buttonText',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Track it',
		hint: 'At most 30 characters',
		description: 'What the button says',
		displayOptions: shownFor('textButton', 'textImageButton'),
	},
	{
		displayName: 'Button URL',
		name: 'buttonUrl',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. https://shop.example.com/orders/1042',
		hint: 'At most 2,048 characters',
		description: 'Web address that the button opens',
		displayOptions: shownFor('textButton', 'textImageButton'),
	},
];
