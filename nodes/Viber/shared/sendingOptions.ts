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
		'Pauses between batches of messages. Without it messages go out as fast as the other options let them. Read with the first item, for all of them.',
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
		'How many messages may go out in a second; 0 for no limit. Without this option there is none, but for Messaggio it is 10, which accounts have unless Messaggio raises it. Read with the first item, for all of them.',
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
		'How many requests may go out in a second; 0 for no limit. Without this option there are 500 in 10 seconds at most, which is what Viber documents. Read with the first item, for all of them.',
};

/** The limit of requests under way. */
export const requestsAtOnceOption: INodeProperties = {
	displayName: 'Requests at Once',
	name: 'requestsAtOnce',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 200 },
	default: 10,
	description:
		'How many requests may be under way side by side. 1 sends one after another. Without this option it is 10, and 50 for single messages of a Viber bot. Messages to one person keep their order in any case. Read with the first item, for all of them.',
};

/** How often a request is repeated. */
export const retriesOption: INodeProperties = {
	displayName: 'Retries',
	name: 'retries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 4,
	description:
		'How often a request is repeated that certainly sent nothing, as no connection came about or the provider asked to try again; 0 for none. However many are allowed, none begins later than a minute after the first try. A request whose answer got lost is never repeated. Read with the first item, for all of them.',
};

/** What keeps a message from being sent twice. */
export const sendOncePerKeyOption: INodeProperties = {
	displayName: 'Send Once per Key',
	name: 'sendOncePerKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.orderId }}',
	description:
		'Text that names the message, such as the number of an order, as an expression. A message whose key this node has sent before is skipped, also in later executions and when n8n’s Retry On Fail runs the node again. The node remembers its last 10,000 keys, or as many as it sends messages at a time.',
};
