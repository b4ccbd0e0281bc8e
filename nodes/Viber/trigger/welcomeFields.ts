import type { INodeProperties } from 'n8n-workflow';

/** How somebody is greeted who opens the chat (viber-bot-api.md §9.5). */
export const welcomeFields: INodeProperties[] = [
	{
		displayName: 'Welcome Message',
		name: 'welcomeMode',
		type: 'options',
		required: true,
		noDataExpression: true,
		displayOptions: { show: { provider: ['viberBot'], events: ['conversationStarted', 'all'] } },
		options: [
			{
				name: 'From the Fields Below',
				value: 'message',
				description: 'Greets with a text, a picture or a keyboard, at once',
			},
			{
				name: 'From the Last Node of the Workflow',
				value: 'lastNode',
				description:
					'Greets with the first item of the last node: an item with "text", or a whole message as the Viber Bot API takes it. It has to be there within 4 seconds.',
			},
			{
				name: 'None',
				value: 'none',
				description: 'Does not greet',
			},
		],
		default: 'none',
		description:
			'What a person sees when they open the chat, even if not subscribed. It is the answer to Conversation Started; you can write to them only after they have written.',
	},
	{
		displayName: 'Welcome Fields',
		name: 'welcome',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		displayOptions: {
			show: {
				provider: ['viberBot'],
				events: ['conversationStarted', 'all'],
				welcomeMode: ['message', 'lastNode'],
			},
		},
		options: [
			{
				displayName: 'Keyboard JSON',
				name: 'keyboard',
				type: 'json',
				default: '',
				placeholder:
					'{ "Buttons": [{ "Text": "Menu", "ActionType": "reply", "ActionBody": "menu" }] }',
				description:
					'Buttons below the chat, as the Viber Bot API takes them. {name} becomes the person’s name.',
				displayOptions: { show: { '/welcomeMode': ['message'] } },
			},
			{
				displayName: 'Picture URL',
				name: 'pictureUrl',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/hello.png',
				description:
					'Public address of a picture that ends in .jpeg, .jpg, .png or .gif. The text becomes its caption, of 768 characters at most.',
				displayOptions: { show: { '/welcomeMode': ['message'] } },
			},
			{
				displayName: 'Sender Name',
				name: 'from',
				type: 'string',
				default: '',
				placeholder: 'e.g. Example Shop',
				description:
					'Name shown above the message, 28 characters at most. Viber demands one: without it the message may not be shown.',
			},
			{
				displayName: 'Text',
				name: 'text',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. Hello {name}, how can we help?',
				description:
					'At most 7,000 characters. {name}, {country} and {language} become what Viber tells of the person, or nothing.',
				displayOptions: { show: { '/welcomeMode': ['message'] } },
			},
			{
				displayName: 'Tracking Data',
				name: 'trackingData',
				type: 'string',
				default: '',
				placeholder: 'e.g. welcome-2026',
				description:
					'Comes back with the first message that the person writes, 4,000 characters at most',
				displayOptions: { show: { '/welcomeMode': ['message'] } },
			},
		],
	},
];
