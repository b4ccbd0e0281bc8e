import { messages, tool, withOptions } from './messages.mts';
import type { View } from './view.mts';
import { END, HEAD } from './view.mts';

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
		['Recipients', 'Recipient IDs', ...BROADCAST],
		'broadcast from a list',
	),
	operation(
		'broadcast: message',
		{ resource: 'message', operation: 'broadcast', receiversFrom: 'items' },
		['Recipients', 'To', ...BROADCAST],
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
			...['Provider', 'Callback URL', 'Trigger On', ...END],
		]),
	),
];

/** All forms of the package that somebody meets. */
export const VIEWS: View[] = [...messages, ...withOptions, ...operations, ...triggers, tool];
