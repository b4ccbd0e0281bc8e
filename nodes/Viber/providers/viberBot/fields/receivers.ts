import type { INodeProperties } from 'n8n-workflow';

import { BROADCAST, MESSAGE, SEND } from './shown';

const to: INodeProperties = {
	displayName: 'To',
	name: 'to',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 01234567890A=',
	hint: 'From the Viber Trigger: user.id of whoever wrote to the bot',
	description:
		'Subscriber ID of the person who gets the message. The Viber Trigger gives it with everything that somebody writes to the bot.',
};

/** Who gets the message, and from whom. */
export const receiverFields: INodeProperties[] = [
	{ ...to, displayOptions: { show: SEND } },
	{
		displayName: 'Recipients',
		name: 'receiversFrom',
		type: 'options',
		required: true,
		noDataExpression: true,
		options: [
			{
				name: 'From a List',
				value: 'list',
				description: 'Each item has the whole list; items with the same message go out together',
			},
			{
				name: 'One per Input Item',
				value: 'items',
				description: 'Each item names one person; items with the same message go out together',
			},
		],
		default: 'list',
		description:
			'Where the recipients come from. The output has one item per recipient. Those whom Viber refuses get the status "refused" with a reason and do not fail the node; a request that fails as a whole does. A recipient named twice for the same message gets it once, and duplicatesRemoved counts the repeats.',
		displayOptions: { show: BROADCAST },
	},
	{
		displayName: 'Recipient IDs',
		name: 'receivers',
		type: 'string',
		required: true,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. 01234567890A=, 12345678901B=',
		hint: 'Any number; up to 300 go out with each request',
		description:
			'Subscriber IDs with commas or line breaks between them, a JSON list, or an expression that gives an array. To gather a column of many items, put an Aggregate node before this one.',
		displayOptions: { show: { ...BROADCAST, receiversFrom: ['list'] } },
	},
	{ ...to, displayOptions: { show: { ...BROADCAST, receiversFrom: ['items'] } } },
	{
		displayName: 'Sender Name',
		name: 'from',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Corner Café',
		hint: 'At most 28 characters',
		description: 'Name that the person sees above the message',
		displayOptions: { show: MESSAGE },
	},
];
