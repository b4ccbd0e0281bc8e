/** A node in the editor as somebody has filled it in. */
export interface View {
	name: string;
	/** The Viber node if left out. */
	type?: 'viberTrigger' | 'viberTool';
	parameters: Record<string, unknown>;
}

const send = (name: string, provider: string, parameters: object): View => ({
	name,
	parameters: { resource: 'message', operation: 'send', provider, ...parameters },
});

const bot = (name: string, messageType: string, parameters: object = {}): View =>
	send(`bot: ${name}`, 'viberBot', { messageType, ...parameters });

const shop = (name: string, parameters: object): View =>
	send(`DecisionTelecom: ${name}`, 'decisionTelecom', parameters);

const media = (name: string, parameters: object): View =>
	send(`Messaggio: ${name}`, 'messaggio', parameters);

const other = (resource: string, operation: string, provider = 'viberBot'): View => ({
	name: `${resource}: ${operation}`,
	parameters: { resource, operation, provider },
});

const BUTTON = { text: 'Menu', action: 'reply', replyText: 'menu' };
const CARD = { title: 'Soup', buttonText: 'Order', url: 'https://www.example.com/soup' };

const COMMON = {
	batching: { batch: { batchSize: 50, batchInterval: 1000 } },
	messagesPerSecond: 10,
	requestsAtOnce: 10,
	retries: 4,
	sendOncePerKey: 'order-1042',
};

export const VIEWS: View[] = [
	bot('text', 'text'),
	bot('picture', 'picture'),
	bot('video', 'video'),
	bot('file', 'file'),
	bot('link', 'url'),
	bot('contact', 'contact'),
	bot('location', 'location'),
	bot('sticker', 'sticker'),
	bot('carousel', 'richMedia', { cards: { card: [CARD] } }),
	bot('keyboard', 'keyboard', { keyboardButtons: { button: [BUTTON] } }),
	bot('all options', 'video', {
		options: {
			...COMMON,
			caption: 'The menu',
			duration: 30,
			fileSize: 0,
			binaryPropertyName: 'data',
			keyboardBackgroundColor: '',
			keyboardDefaultHeight: false,
			keyboardInputField: 'regular',
			keyboardJson: '',
			minApiVersion: 1,
			avatar: '',
			thumbnailUrl: '',
			trackingData: '',
		},
	}),
	shop('text', { messageType: 'text' }),
	shop('text with image and button', { messageType: 'textImageButton' }),
	shop('promotional text', { messageType: 'promotionalText' }),
	shop('type by number', { messageType: 'other' }),
	shop('all options', {
		messageType: 'text',
		options: {
			...COMMON,
			extraFields: '',
			allowUndocumented: false,
			callbackUrl: '',
			validityPeriod: 3600,
		},
	}),
	media('text', { messageType: 'text' }),
	media('image', { messageType: 'image' }),
	media('text with button', { messageType: 'textButton' }),
	media('text with image and button', { messageType: 'textImageButton' }),
	media('all options', {
		messageType: 'text',
		options: {
			...COMMON,
			extraFields: '',
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
	}),
	{
		name: 'broadcast: from a list',
		parameters: { resource: 'message', operation: 'broadcast', provider: 'viberBot' },
	},
	{
		name: 'broadcast: one per item',
		parameters: {
			resource: 'message',
			operation: 'broadcast',
			provider: 'viberBot',
			receiversFrom: 'items',
		},
	},
	other('message', 'getStatus', 'decisionTelecom'),
	other('image', 'upload', 'messaggio'),
	other('user', 'get'),
	other('user', 'getOnlineStatus'),
	other('account', 'get'),
	other('webhook', 'get'),
	other('webhook', 'set'),
	other('webhook', 'remove'),
	{
		name: 'trigger: bot',
		type: 'viberTrigger',
		parameters: { provider: 'viberBot', events: ['message'] },
	},
	{
		name: 'trigger: bot with welcome',
		type: 'viberTrigger',
		parameters: {
			provider: 'viberBot',
			events: ['conversationStarted', 'message'],
			welcomeMode: 'message',
			welcome: { text: 'Hello {name}', from: 'Corner Café', keyboard: '', pictureUrl: '', trackingData: '' },
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
	},
	{
		name: 'trigger: DecisionTelecom',
		type: 'viberTrigger',
		parameters: { provider: 'decisionTelecom', events: ['message', 'delivered'] },
	},
	{
		name: 'trigger: Messaggio',
		type: 'viberTrigger',
		parameters: { provider: 'messaggio', events: ['message', 'delivered'] },
	},
	...['viberBot', 'decisionTelecom', 'messaggio'].map((provider): View => ({
		name: `tool: ${provider}`,
		type: 'viberTool',
		parameters: { provider, to: "={{ $fromAI('To') }}" },
	})),
];
