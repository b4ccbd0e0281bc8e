import type { View } from './view.mts';
import { END, HEAD } from './view.mts';

const SENT = [...HEAD, 'To', 'Sender Name', 'Message Type'];

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

/** Sending a message, of every type that asks for something of its own. */
export const messages: View[] = [
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
			...['Button Color', 'Button Text Color', 'Keyboard Buttons', ...END],
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
			...['Background Color', 'Text Color', 'Text Size', 'Image URL', 'Silent', ...END],
		],
	),
	shop('text', SHOP_TEXT),
	shop('textImageButton', ['Two-Way', 'Text', ...IMAGE_AND_BUTTON, 'SMS Fallback Text']),
	shop('other', [
		...['Message Type Number', 'Purpose', 'Text', ...IMAGE_AND_BUTTON, 'SMS Fallback Text'],
	]),
	media('text', ['Channel', 'Text']),
	media('image', ['Image ID']),
	media('textButton', ['Text', 'Button Text', 'Button URL']),
	media('textImageButton', ['Text', 'Image ID', 'Button Text', 'Button URL']),
];

/** The same with every option added. */
export const withOptions: View[] = [
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
			...['Keyboard Background Color', 'Keyboard Default Height', 'Keyboard Input Field'],
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

/** What an AI agent is given. */
export const tool: View = {
	...send('tool', 'decisionTelecom', { messageType: 'text' }, []),
	type: 'viberTool',
	labels: ['Tool Description', ...SENT, ...SHOP_TEXT, ...END],
};
