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
				'Fields of the request that the form lacks, such as delay, pref, group_id or label, as a JSON object. They cannot replace what the node sets by itself.',
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
				'Encoding in which Text goes out. Leave it at UTF-8 unless Messaggio asks for another: which bytes are to be signed is documented for UTF-8 only, and with another charset the bytes as sent are signed. If Messaggio then refuses the signature (code -2), choose UTF-8.',
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
				'Whether Expiry Text goes out in the chosen Charset, too. The documents apply it to Text only, so Expiry Text is UTF-8 unless this is on.',
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
						'Text, phone numbers and signature land in the address, and so in the logs of servers and proxies',
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
				'How many phone numbers one request may name, from 1 to 1,000. Messaggio names no limit. Never more than Messages per Second or Items per Batch go out in one, nor, with GET, more than the address has room for.',
		},
		requestsAtOnceOption,
		retriesOption,
		{
			displayName: 'Send Equal Messages Together',
			name: 'groupEqual',
			type: 'boolean',
			default: true,
			description:
				'Whether items with the same message and sender go out together, as one request to several numbers. Nobody gets anything else than by themselves, and each item gets its own result. Read with the first item, for all of them.',
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
