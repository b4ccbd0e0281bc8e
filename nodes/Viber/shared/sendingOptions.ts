import type { INodeProperties } from 'n8n-workflow';

// Options about how a run of many items goes, for all providers alike. Where nothing else is said,
// they are read once, with the first item.

/** As in n8n's HTTP Request node, whose users know it; the linter would write "Ms". */
const BATCH_INTERVAL = 'Batch Interval (ms)';

const SEND_ONLY = { show: { '/operation': ['send'] } };

/** Pauses between batches, in the words of n8n's HTTP Request node. */
export const batchingOption: INodeProperties = {
	displayName: 'Batching',
	name: 'batching',
	type: 'fixedCollection',
	placeholder: 'Add Batching',
	default: { batch: {} },
	displayOptions: SEND_ONLY,
	description:
		'Pauses between batches of messages. Without it messages go out as fast as the other options let them. The value of the first item applies to the whole run.',
	options: [
		{
			displayName: 'Batching',
			name: 'batch',
			values: [
				{
					displayName: 'Items per Batch',
					name: 'batchSize',
					type: 'number',
					typeOptions: { minValue: -1 },
					default: 50,
					description:
						'How many messages go out before each pause. -1 for disabled. 0 will be treated as 1.',
				},
				{
					displayName: BATCH_INTERVAL,
					name: 'batchInterval',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 1000,
					description: 'Time between two batches, in milliseconds. 0 for disabled.',
				},
			],
		},
	],
};

/** The limit of messages in time. */
export const messagesPerSecondOption: INodeProperties = {
	displayName: 'Messages per Second',
	name: 'messagesPerSecond',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 1000 },
	default: 10,
	displayOptions: SEND_ONLY,
	description:
		'How many messages may be sent per second; 0 for no limit. Without this option: 10 for Messaggio, no limit for the others. The value of the first item applies to the whole run.',
};

/** The same for broadcasts, each request of which names many. */
export const requestsPerSecondOption: INodeProperties = {
	displayName: 'Requests per Second',
	name: 'requestsPerSecond',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 1000 },
	default: 50,
	displayOptions: { show: { '/operation': ['broadcast'] } },
	description:
		'How many requests may be sent per second; 0 for no limit. Without this option: 500 in 10 seconds, the limit that Viber documents. The value of the first item applies to the whole run.',
};

/** The limit of requests under way. */
export const requestsAtOnceOption: INodeProperties = {
	displayName: 'Requests at Once',
	name: 'requestsAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 200 },
	default: 10,
	description:
		'How many requests may run at the same time; 1 sends them one after another. Without this option: 50 for Send with a Viber bot, 10 otherwise. Messages to one person always keep their order. The value of the first item applies to the whole run.',
};

/** How often a request is repeated. */
export const retriesOption: INodeProperties = {
	displayName: 'Retries',
	name: 'retries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 4,
	description:
		'How often to repeat a request that certainly sent nothing, because there was no connection or the provider asked to try again; 0 to never repeat. No repeat is scheduled later than a minute after the first try. A request whose answer was lost is never repeated. The value of the first item applies to the whole run.',
};

/** What keeps a message from being sent twice. */
export const sendOncePerKeyOption: INodeProperties = {
	displayName: 'Send Once per Key',
	name: 'sendOncePerKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.orderId }}',
	description:
		'A text that identifies the message, such as an order number, usually an expression. A message whose key this node has already sent is skipped, also in later executions and with n8n’s Retry On Fail. With Messaggio and in broadcasts each recipient has their own key; otherwise the key alone counts, so make the person part of it if several get a message about the same order. The node remembers its last 10,000 keys, or as many as it sends messages at a time.',
};
