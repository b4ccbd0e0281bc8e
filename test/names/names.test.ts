import type { INodeProperties, INodePropertyCollection, INodeTypeDescription } from 'n8n-workflow';

import { DecisionTelecomApi } from '../../credentials/DecisionTelecomApi.credentials';
import { MessaggioApi } from '../../credentials/MessaggioApi.credentials';
import { ViberBotApi } from '../../credentials/ViberBotApi.credentials';
import { Viber } from '../../nodes/Viber/Viber.node';
import { ViberTrigger } from '../../nodes/Viber/ViberTrigger.node';

/** The names that saved workflows hold: a parameter, and below it the values it can have. */
function namesOf(properties: INodeProperties[]): Record<string, unknown> {
	const names: Record<string, unknown> = {};
	for (const { name, type, options } of properties) {
		if (type === 'notice') continue;
		const before = names[name];
		if (type === 'collection') names[name] = namesOf(options as INodeProperties[]);
		else if (type === 'fixedCollection') {
			const groups = options as INodePropertyCollection[];
			names[name] = Object.fromEntries(groups.map((group) => [group.name, namesOf(group.values)]));
		} else
			names[name] =
				options?.map((option) => ('value' in option ? option.value : option.name)) ?? type;
		// Several definitions of one parameter, for different operations, are one name to a workflow.
		names[name] = merged(before, names[name]);
	}
	return names;
}

function merged(before: unknown, now: unknown): unknown {
	if (Array.isArray(before) && Array.isArray(now)) return [...new Set([...before, ...now])];
	const isGroup = typeof before === 'object' && typeof now === 'object' && before && now;
	return isGroup ? { ...before, ...now } : now;
}

function signature({ name, version, credentials, properties, webhooks }: INodeTypeDescription) {
	return {
		name,
		version,
		credentials: credentials?.map((credential) => credential.name),
		webhooks: webhooks?.map(({ httpMethod, path }) => `${String(httpMethod)} ${path}`),
		parameters: namesOf(properties),
	};
}

// Changing one of these breaks workflows in the wild: that takes a new node version.
describe('the names that stay', () => {
	it('Viber', () => {
		expect(signature(new Viber().description)).toEqual({
			name: 'viber',
			version: 1,
			credentials: ['decisionTelecomApi', 'messaggioApi', 'viberBotApi'],
			webhooks: undefined,
			parameters: {
				resource: ['account', 'image', 'message', 'user', 'webhook'],
				operation: [
					'get',
					'upload',
					'broadcast',
					'getStatus',
					'send',
					'getOnlineStatus',
					'remove',
					'set',
				],
				userId: 'string',
				userIds: 'string',
				webhookUrl: 'string',
				webhookEvents: ['conversationStarted', 'delivered', 'failed', 'seen'],
				provider: ['decisionTelecom', 'messaggio', 'none', 'viberBot'],
				messageId: 'string',
				typeCode: 'number',
				purpose: ['promotional', 'transactional'],
				twoWay: 'boolean',
				buttonText: 'string',
				buttonUrl: 'string',
				smsText: 'string',
				to: 'string',
				from: 'string',
				receiversFrom: ['list', 'items'],
				receivers: 'string',
				messageType: [
					'other',
					'promotionalText',
					'text',
					'textImageButton',
					'image',
					'textButton',
					'richMedia',
					'contact',
					'file',
					'keyboard',
					'url',
					'location',
					'picture',
					'sticker',
					'video',
				],
				text: 'string',
				channel: ['sms', 'viber'],
				imageId: 'string',
				binaryPropertyName: 'string',
				imageUrl: 'string',
				videoUrl: 'string',
				fileUrl: 'string',
				contactName: 'string',
				contactPhone: 'string',
				latitude: 'number',
				longitude: 'number',
				linkUrl: 'string',
				stickerId: 'string',
				cards: {
					card: {
						imageUrl: 'string',
						title: 'string',
						subtitle: 'string',
						buttonText: 'string',
						action: ['none', 'openUrl', 'reply'],
						url: 'string',
						replyText: 'string',
						buttonColor: 'color',
						buttonTextColor: 'color',
					},
				},
				keyboardButtons: {
					button: {
						text: 'string',
						action: ['none', 'openUrl', 'reply', 'shareLocation', 'sharePhone'],
						replyText: 'string',
						url: 'string',
						columns: 'number',
						rows: 'number',
						backgroundColor: 'color',
						textColor: 'color',
						textSize: ['large', 'regular', 'small'],
						imageUrl: 'string',
						silent: 'boolean',
					},
				},
				simplify: 'boolean',
				options: {
					batching: { batch: { batchSize: 'number', batchInterval: 'number' } },
					groupEqual: 'boolean',
					messagesPerSecond: 'number',
					requestsAtOnce: 'number',
					requestsPerSecond: 'number',
					retries: 'number',
					sendOncePerKey: 'string',
					extraFields: 'json',
					charset: ['CP1251', 'UCS-2', 'UTF-8'],
					deliveryReport: 'boolean',
					deliveryTimeout: 'number',
					encodeExpiryText: 'boolean',
					expiryText: 'string',
					method: ['GET', 'POST'],
					recipientsPerRequest: 'number',
					transactionId: 'string',
					sendName: 'boolean',
					sendPhoto: 'boolean',

					allowUndocumented: 'boolean',
					callbackUrl: 'string',
					validityPeriod: 'number',
					altText: 'string',
					caption: 'string',
					carouselBackgroundColor: 'color',
					carouselJson: 'json',
					contactAvatar: 'string',
					duration: 'number',
					fileName: 'string',
					fileSize: 'number',
					binaryPropertyName: 'string',
					keyboardBackgroundColor: 'color',
					keyboardDefaultHeight: 'boolean',
					keyboardInputField: ['hidden', 'minimized', 'regular'],
					keyboardJson: 'json',
					minApiVersion: 'number',
					avatar: 'string',
					thumbnailUrl: 'string',
					trackingData: 'string',
				},
			},
		});
	});

	it('Viber Trigger', () => {
		expect(signature(new ViberTrigger().description)).toEqual({
			name: 'viberTrigger',
			version: [1, 1.1],
			credentials: ['viberBotApi', 'decisionTelecomApi', 'messaggioApi'],
			webhooks: ['POST viber', 'GET viber'],
			parameters: {
				provider: ['decisionTelecom', 'messaggio', 'none', 'viberBot'],
				webhookId: 'hidden',
				callbackAddress: 'options',
				events: [
					'all',
					'conversationStarted',
					'delivered',
					'failed',
					'message',
					'seen',
					'clientStatus',
					'subscribed',
					'unsubscribed',
					'pending',
					'sent',
					'unknown',
				],
				simplify: 'boolean',
				welcomeMode: ['message', 'lastNode', 'none'],
				welcome: {
					keyboard: 'json',
					pictureUrl: 'string',
					from: 'string',
					text: 'string',
					trackingData: 'string',
				},
				options: {
					downloadMedia: 'boolean',
					dropRepeats: 'boolean',
					sendName: 'boolean',
					sendPhoto: 'boolean',
					maxMediaSize: 'number',
					mediaProperty: 'string',
					existingWebhook: ['refuse', 'takeOver', 'forward'],
				},
			},
		});
	});

	it('Viber Bot API', () => {
		const { name, properties } = new ViberBotApi();
		expect({ name, fields: namesOf(properties) }).toEqual({
			name: 'viberBotApi',
			fields: { authToken: 'string', baseUrl: 'string' },
		});
	});

	it('DecisionTelecom API', () => {
		const { name, properties } = new DecisionTelecomApi();
		expect({ name, fields: namesOf(properties) }).toEqual({
			name: 'decisionTelecomApi',
			fields: {
				apiKey: 'string',
				keyEncoding: ['base64', 'auto', 'raw'],
				baseUrl: 'string',
				callbackUrl: 'string',
				callbackSecret: 'string',
			},
		});
	});

	it('Messaggio API', () => {
		const { name, properties } = new MessaggioApi();
		expect({ name, fields: namesOf(properties) }).toEqual({
			name: 'messaggioApi',
			fields: {
				login: 'string',
				secretKey: 'string',
				baseUrl: 'string',
				mediaUrl: 'string',
				callbackSecret: 'string',
			},
		});
	});

	it('shows a user no provider but the real ones', () => {
		for (const { description } of [new Viber(), new ViberTrigger()]) {
			const providers = description.properties.filter(({ name }) => name === 'provider');
			expect(providers).not.toEqual([]);
			for (const provider of providers) {
				const hidden = provider.options?.filter(
					(option) => 'displayOptions' in option && option.displayOptions,
				);
				expect(hidden).toMatchObject([{ value: 'none' }]);
			}
		}
	});
});
