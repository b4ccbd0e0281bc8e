import type { INodeProperties } from 'n8n-workflow';

import { SEND, shownFor } from './shown';

/** Who gets the message, from whom, and of which kind it is. */
export const kindFields: INodeProperties[] = [
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. +380 50 000 00 01',
		hint: 'With the country code; spaces, brackets and hyphens do not matter',
		description:
			'Phone number of the person who gets the message, in international format with the country code, such as 380500000001',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Sender Name',
		name: 'from',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. DemoShop',
		hint: 'At most 20 characters',
		description: 'Sender name, exactly as registered for your account',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		required: true,
		noDataExpression: true,
		options: [
			{
				name: 'Other',
				value: 'other',
				description: 'A type that DecisionTelecom has told you by its number',
			},
			{
				name: 'Promotional Text',
				value: 'promotionalText',
				description: 'Plain text as type 225, which not all of DecisionTelecom’s documents mention',
			},
			{
				name: 'Text',
				value: 'text',
				description: 'Plain text; if transactional, with SMS fallback',
			},
			{
				name: 'Text with Image and Button',
				value: 'textImageButton',
				description: 'Text with an image and a button that opens a page; always promotional',
			},
		],
		default: 'text',
		displayOptions: { show: SEND },
	},
	{
		displayName: 'Message Type Number',
		name: 'typeCode',
		type: 'number',
		required: true,
		typeOptions: { minValue: 1 },
		default: 0,
		placeholder: 'e.g. 207',
		hint: 'Empty fields below are not sent. 106, 108, 206, 208 and 225 are checked like the types with a name.',
		description:
			'Number of the message type. Put fields that are not below into Additional Fields JSON in the options.',
		displayOptions: shownFor('other'),
	},
	{
		displayName: 'Purpose',
		name: 'purpose',
		type: 'options',
		required: true,
		options: [
			{
				name: 'Promotional',
				value: 'promotional',
				description: 'Offers and news: text, image and button',
			},
			{
				name: 'Transactional',
				value: 'transactional',
				description: 'What the person waits for, such as codes and orders: text only',
			},
		],
		default: 'transactional',
		description:
			'What the message is for. DecisionTelecom may charge and deliver them differently.',
		displayOptions: shownFor('other', 'text'),
	},
	{
		displayName: 'Two-Way',
		name: 'twoWay',
		type: 'boolean',
		required: true,
		default: false,
		description:
			'Whether the person can answer. The answers go to the Callback URL of the credential or of the options: start a workflow there with a Viber Trigger.',
		displayOptions: shownFor('text', 'textImageButton'),
	},
];
