import type { INodeProperties } from 'n8n-workflow';

import {
	batchingOption,
	messagesPerSecondOption,
	requestsAtOnceOption,
	retriesOption,
	sendOncePerKeyOption,
} from '../../../shared/sendingOptions';
import { SEND } from './shown';

/** What may be left out of a message (messaggio.md §2). */
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
			placeholder: '{ "delay": 10 }',
			description:
				'Further fields of the request that the form does not offer, such as delay, pref, group_id or label, as a JSON object. Fields that the node itself sets are not allowed.',
		},
		batchingOption,
		{
			displayName: 'Charset',
			name: 'charset',
			type: 'options',
			options: [
				{ name: 'CP1251', value: 'CP1251', description: 'Windows Cyrillic' },
				{ name: 'UCS-2', value: 'UCS-2', description: 'UTF-16, big-endian' },
				{ name: 'UTF-8', value: 'UTF-8', description: 'Has all characters' },
			],
			default: 'UTF-8',
			description:
				'Encoding of Text. Keep UTF-8 unless Messaggio asks for another: signing is documented for UTF-8 only. If Messaggio refuses the signature (code -2), choose UTF-8.',
		},
		{
			displayName: 'Delivery Report',
			name: 'deliveryReport',
			type: 'boolean',
			default: true,
			description:
				'Whether Messaggio gives an ID and reports on the delivery. Without it there is neither a message ID nor any event in the Viber Trigger.',
		},
		{
			displayName: 'Delivery Timeout in Seconds',
			name: 'deliveryTimeout',
			type: 'number',
			typeOptions: { minValue: 60, maxValue: 86400 },
			default: 86400,
			description:
				'How long Viber may take to deliver the message, from 60 to 86,400 seconds. Messaggio cuts it to whole minutes: 119 is one minute. Without this option it is 24 hours; older documents say 14 days.',
		},
		{
			displayName: 'Encode Expiry Text',
			name: 'encodeExpiryText',
			type: 'boolean',
			default: false,
			description:
				'Whether to encode Expiry Text in the chosen Charset as well. When off, Expiry Text is sent in UTF-8.',
		},
		{
			displayName: 'Expiry Text',
			name: 'expiryText',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. Your order 1042 is on its way',
			description:
				'Text that is shown in place of the message when the delivery timeout has run out, and the text of the SMS when Messaggio sends one instead. Without it the SMS has the same text as the message.',
		},
		{
			displayName: 'HTTP Method',
			name: 'method',
			type: 'options',
			options: [
				{
					name: 'GET',
					value: 'GET',
					description:
						'Text, phone numbers and signature become part of the address and may end up in logs',
				},
				{ name: 'POST', value: 'POST', description: 'Everything goes in the body' },
			],
			default: 'POST',
			description:
				'How the request is made. Choose GET only for a gateway that takes nothing else.',
		},
		messagesPerSecondOption,
		{
			displayName: 'Recipients per Request',
			name: 'recipientsPerRequest',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1000 },
			default: 10,
			description:
				'How many phone numbers one request may hold, from 1 to 1,000. Above 10 it has no effect unless you also raise Messages per Second, which is 10 without that option. Items per Batch and, with GET, the length of the address limit it, too.',
		},
		requestsAtOnceOption,
		retriesOption,
		{
			displayName: 'Send Equal Messages Together',
			name: 'groupEqual',
			type: 'boolean',
			default: true,
			description:
				'Whether to send items with the same message and sender in one request. Each recipient gets exactly what they would get otherwise, and each item has its own result. The value of the first item applies to the whole run.',
		},
		sendOncePerKeyOption,
		{
			displayName: 'Transaction ID',
			name: 'transactionId',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-1042',
			description:
				'ID of your own that comes back with every event of the message. All recipients of one message share it, and it does not keep a message from being sent twice.',
		},
	],
};
