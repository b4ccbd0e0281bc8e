/** A node in the editor as somebody has filled it in. */
export interface View {
	/** Name of the node and of its picture. */
	name: string;
	/** The Viber node if left out. */
	type?: 'viberTrigger' | 'viberTool';
	parameters: Record<string, unknown>;
	/** The fields that are to be seen, from the top down, and no others. */
	labels: string[];
	/** What is to stand below the node on the canvas. */
	subtitle: string;
}

const HEAD = ['Resource', 'Operation', 'Provider'];
const SENT = [...HEAD, 'To', 'Sender Name', 'Message Type'];
const END = ['Simplify', 'Options'];

const COMMON = {
	batching: { batch: { batchSize: 50, batchInterval: 1000 } },
	messagesPerSecond: 10,
	requestsAtOnce: 10,
	retries: 4,
	sendOncePerKey: 'order-1042',
};
const BATCHING = ['Batching', 'Items per Batch', 'Batch Interval (ms)'];
const PACE = ['Requests at Once', 'Retries'];

function send(name: string, provider: string, parameters: object, labels: string[]): View {
	return {
		name,
		parameters: { resource: 'message', operation: 'send', provider, ...parameters },
		labels: [...SENT, ...labels],
		subtitle: 'send: message',
	};
}

const bot = (messageType: string, labels: string[]): View =>
	send(`bot ${messageType}`, 'viberBot', { messageType }, [...labels, 'Keyboard Buttons', ...END]);

const shop = (messageType: string, labels: string[]): View =>
	send(`DecisionTelecom ${messageType}`, 'decisionTelecom', { messageType }, [...labels, ...END]);

const media = (messageType: string, labels: string[]): View =>
	send(`Messaggio ${messageType}`, 'messaggio', { messageType }, [...labels, ...END]);

const SHOP_TEXT = ['Purpose', 'Two-Way', 'Text', 'SMS Fallback Text'];
const IMAGE_AND_BUTTON = ['Image URL', 'Button Text', 'Button URL'];

const messages: View[] = [
	bot('text', ['Text']),
	bot('picture', ['Image URL']),
	bot('video', ['Video URL']),
	bot('file', ['File URL']),
	bot('url', ['Link']),
	bot('contact', ['Contact Name', 'Contact Phone']),
	bot('location', ['Latitude', 'Longitude']),
	bot('sticker', ['Sticker ID']),
	send(
		'bot carousel',
		'viberBot',
		{
			messageType: 'richMedia',
			cards: {
				card: [{ title: 'Soup', buttonText: 'Order', url: 'https://www.example.com/soup' }],
			},
		},
		[
			...['Cards', 'Image URL', 'Title', 'Subtitle', 'Button Text', 'When Tapped', 'Link'],
			...['Button Colour', 'Button Text Colour', 'Keyboard Buttons', ...END],
		],
	),
	send(
		'bot keyboard',
		'viberBot',
		{
			messageType: 'keyboard',
			keyboardButtons: { button: [{ text: 'Menu', action: 'reply', replyText: 'menu' }] },
		},
		[
			...['Keyboard Buttons', 'Text', 'When Tapped', 'Reply', 'Width', 'Height'],
			...['Background Colour', 'Text Colour', 'Text Size', 'Image URL', 'Silent', ...END],
		],
	),
	shop('text', SHOP_TEXT),
	shop('textImageButton', ['Two-Way', 'Text', ...IMAGE_AND_BUTTON]),
	shop('other', [
		...['Message Type Number', 'Purpose', 'Text', ...IMAGE_AND_BUTTON, 'SMS Fallback Text'],
	]),
	media('text', ['Channel', 'Text']),
	media('image', ['Image ID']),
	media('textButton', ['Text', 'Button Text', 'Button URL']),
	media('textImageButton', ['Text', 'Image ID', 'Button Text', 'Button URL']),
];

/** Every option added. */
const withOptions: View[] = [
	send(
		'bot video options',
		'viberBot',
		{
			messageType: 'video',
			options: {
				...COMMON,
				caption: 'The menu',
				duration: 30,
				fileSize: 0,
				binaryPropertyName: 'data',
				keyboardBackgroundColor: '',
				keyboardDefaultHeight: false,
				keyboardInputField: 'regular',
				keyboardJson: '{ "HeightScale": 50 }',
				minApiVersion: 1,
				avatar: '',
				thumbnailUrl: '',
				trackingData: '',
			},
		},
		[
			...['Video URL', 'Keyboard Buttons', ...END, ...BATCHING, 'Caption'],
			...['Duration in Seconds', 'File Size in Bytes', 'Input Data Field Name'],
			...['Keyboard Background Colour', 'Keyboard Default Height', 'Keyboard Input Field'],
			...['Keyboard JSON', 'Messages per Second', 'Minimum API Version', ...PACE],
			...['Send Once per Key', 'Sender Avatar URL', 'Thumbnail URL', 'Tracking Data'],
		],
	),
	send(
		'DecisionTelecom text options',
		'decisionTelecom',
		{
			messageType: 'text',
			options: {
				...COMMON,
				extraFields: '{ "field": "value" }',
				allowUndocumented: false,
				callbackUrl: '',
				validityPeriod: 3600,
			},
		},
		[
			...[...SHOP_TEXT, ...END, 'Additional Fields JSON', 'Allow Undocumented', ...BATCHING],
			...['Callback URL', 'Messages per Second', ...PACE, 'Send Once per Key'],
			'Validity Period in Seconds',
		],
	),
	send(
		'Messaggio text options',
		'messaggio',
		{
			messageType: 'text',
			options: {
				...COMMON,
				extraFields: '{ "delay": 10 }',
				charset: 'UTF-8',
				deliveryReport: true,
				deliveryTimeout: 86400,
				encodeExpiryText: false,
				expiryText: '',
				method: 'POST',
				recipientsPerRequest: 10,
				groupEqual: true,
				transactionId: '',
			},
		},
		[
			...['Channel', 'Text', ...END, 'Additional Fields JSON', ...BATCHING, 'Charset'],
			...['Delivery Report', 'Delivery Timeout in Seconds', 'Encode Expiry Text'],
			...['Expiry Text', 'HTTP Method', 'Messages per Second', 'Recipients per Request', ...PACE],
			...['Send Equal Messages Together', 'Send Once per Key', 'Transaction ID'],
		],
	),
];

function operation(
	subtitle: string,
	parameters: { resource: string; operation: string } & Record<string, unknown>,
	labels: string[],
	name = subtitle.replace(':', ''),
): View {
	return {
		name,
		parameters: { provider: 'viberBot', ...parameters },
		labels: [...HEAD, ...labels],
		subtitle,
	};
}

const BROADCAST = ['Sender Name', 'Message Type', 'Text', 'Keyboard Buttons', ...END];

const operations: View[] = [
	operation(
		'broadcast: message',
		{ resource: 'message', operation: 'broadcast' },
		['Receivers', 'Receiver IDs', ...BROADCAST],
		'broadcast from a list',
	),
	operation(
		'broadcast: message',
		{ resource: 'message', operation: 'broadcast', receiversFrom: 'items' },
		['Receivers', 'To', ...BROADCAST],
		'broadcast one per item',
	),
	operation(
		'get status: message',
		{ resource: 'message', operation: 'getStatus', provider: 'decisionTelecom' },
		['Message ID', 'Simplify'],
	),
	operation('upload: image', { resource: 'image', operation: 'upload', provider: 'messaggio' }, [
		'Input Data Field Name',
		'Simplify',
	]),
	operation('get: user', { resource: 'user', operation: 'get' }, ['User ID', 'Simplify']),
	operation('get online status: user', { resource: 'user', operation: 'getOnlineStatus' }, [
		...['User IDs', 'Simplify'],
	]),
	operation('get: account', { resource: 'account', operation: 'get' }, ['Simplify']),
	operation('get: webhook', { resource: 'webhook', operation: 'get' }, ['Simplify']),
	operation('set: webhook', { resource: 'webhook', operation: 'set' }, [
		...['Webhook URL', 'Events', ...END],
	]),
	operation('remove: webhook', { resource: 'webhook', operation: 'remove' }, ['Simplify']),
];

function trigger(
	name: string,
	provider: string,
	events: string[],
	subtitle: string,
	labels: string[],
	more: object = {},
): View {
	const parameters = { provider, events, ...more };
	return { name: `trigger ${name}`, type: 'viberTrigger', parameters, labels, subtitle };
}

const NEWS = ['message', 'delivered'];

const triggers: View[] = [
	trigger('bot', 'viberBot', ['message'], 'message', ['Provider', 'Trigger On', ...END]),
	trigger(
		'bot with a welcome',
		'viberBot',
		['conversationStarted', 'message'],
		'conversation started, message',
		[
			...['Provider', 'Trigger On', 'Simplify', 'Welcome Message', 'Welcome Fields'],
			...['Keyboard JSON', 'Picture URL', 'Sender Name', 'Text', 'Tracking Data', 'Options'],
			...['Download Media', 'Drop Repeats', 'Existing Webhook', 'Include Names', 'Include Photos'],
			...['Largest Download (MB)', 'Put Output File in Field'],
		],
		{
			welcomeMode: 'message',
			welcome: { keyboard: '{}', pictureUrl: '', from: '', text: '', trackingData: '' },
			options: {
				downloadMedia: true,
				dropRepeats: true,
				existingWebhook: 'takeOver',
				sendName: true,
				sendPhoto: true,
				maxMediaSize: 50,
				mediaProperty: 'data',
			},
		},
	),
	...['decisionTelecom', 'messaggio'].map((provider) =>
		trigger(provider, provider, NEWS, 'message, delivered', [
			...['Provider', 'Callback Address', 'Trigger On', ...END],
		]),
	),
];

const tool: View = {
	...send('tool', 'decisionTelecom', { messageType: 'text' }, []),
	type: 'viberTool',
	labels: ['Tool Description', ...SENT, ...SHOP_TEXT, ...END],
};

/** All forms of the package that somebody meets. */
export const VIEWS: View[] = [...messages, ...withOptions, ...operations, ...triggers, tool];
