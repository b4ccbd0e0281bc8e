import type { INodeProperties } from 'n8n-workflow';

/** What Viber tells of a person, wherever a webhook is set (viber-bot-api.md §2, `send_name` and `send_photo`). */
export const identityOptions: INodeProperties[] = [
	{
		displayName: 'Include Names',
		name: 'sendName',
		type: 'boolean',
		default: true,
		description: 'Whether Viber should include the names of people who allow it',
	},
	{
		displayName: 'Include Photos',
		name: 'sendPhoto',
		type: 'boolean',
		default: true,
		description: 'Whether Viber should include the profile pictures of people who allow it',
	},
];
