import type { INodeProperties } from 'n8n-workflow';

import {
	batchingOption,
	messagesPerSecondOption,
	requestsAtOnceOption,
	retriesOption,
	sendOncePerKeyOption,
} from '../../../shared/sendingOptions';
import { SEND } from './shown';

/** What may be left out of a message. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: SEND },
	options: [
		{
			displayName: 'Additional Fields JSON',
			name: 'extraFields',
			type: 'json',
			default: '',
			placeholder: '{ "field": "value" }',
			description:
				'Further fields of the request, as a JSON object or an expression that gives one. Fields that the node itself sets are not allowed.',
		},
		{
			displayName: 'Allow Undocumented',
			name: 'allowUndocumented',
			type: 'boolean',
			default: false,
			description:
				'Whether to allow what only some of DecisionTelecom’s documents describe: an SMS fallback for any message, two-way messages without a Callback URL, images of any file extension, any purpose and any fields with a type given by its number, and a validity period of up to 432,000 seconds (5 days)',
		},
		batchingOption,
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…/viber',
			description:
				'Production URL of the Viber Trigger that should get the events and answers of this message, instead of the one in the credential. The node adds the callback secret.',
		},
		messagesPerSecondOption,
		requestsAtOnceOption,
		retriesOption,
		sendOncePerKeyOption,
		{
			displayName: 'Validity Period in Seconds',
			name: 'validityPeriod',
			type: 'number',
			typeOptions: { minValue: 40, maxValue: 432000 },
			default: 3600,
			description:
				'How long Viber tries to deliver, from 40 to 21,600 seconds (6 hours). After that the message is dropped, and not charged, or the SMS is sent. Without this option Viber tries for up to a day.',
		},
	],
};
