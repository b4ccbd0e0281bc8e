import type { INodeProperties } from 'n8n-workflow';

import { contentFields } from './content';
import { kindFields } from './kind';
import { optionsField } from './options';
import { PROVIDER } from './shown';

/** What the user fills in to send a message through DecisionTelecom. */
export const sendFields = [...kindFields, ...contentFields];

/** The options of the same operation, shown after the fields that all providers share. */
export const sendOptions = [optionsField];

/** What the user fills in to ask what became of a message. */
export const statusFields: INodeProperties[] = [
	{
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 100429',
		hint: 'DecisionTelecom keeps IDs for 5 days',
		description: 'ID of the message, from the output of Send a message',
		displayOptions: { show: { ...PROVIDER, operation: ['getStatus'] } },
	},
];
