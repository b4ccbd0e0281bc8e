import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { STATUS_CODES } from '../nodes/Viber/providers/viberBot/codes';

/** Signs requests to the Viber Bot API with the bot's token (viber-bot-api.md §1). */
export class ViberBotApi implements ICredentialType {
	name = 'viberBotApi';

	displayName = 'Viber Bot API';

	icon: Icon = {
		light: 'file:../nodes/Viber/viber.svg',
		dark: 'file:../nodes/Viber/viber.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-viber/n8n-nodes-viber#viber-bot-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication Token',
			name: 'authToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'In the Viber Admin Panel, at the bottom of Edit Info of your bot',
			description: 'Token of the bot. Whoever has it can write in the name of your bot.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://chatapi.viber.com/pa',
			placeholder: 'e.g. https://chatapi.viber.com/pa',
			description:
				'Change it only to reach a compatible gateway or the sandbox in this package’s repository',
		},
	];

	// Not declared as an expression, which n8n would work out anew for each of thousands of requests.
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const token = String(credentials.authToken ?? '').trim();
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, 'X-Viber-Auth-Token': token },
		};
	}

	// Viber answers HTTP 200 also to a wrong token, so the test has to look into the answer; and n8n
	// drops an empty object, so the empty body goes out as text.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/get_account_info',
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: '{}',
			disableFollowRedirect: true,
		},
		rules: [
			...Object.entries(STATUS_CODES).map(([code, { name, reason, cure }]) => ({
				type: 'responseSuccessBody' as const,
				properties: {
					key: 'status',
					value: Number(code),
					message: `${reason} (${name}). ${cure}`,
				},
			})),
			{
				type: 'responseSuccessBody' as const,
				properties: {
					key: 'status',
					value: undefined,
					message: 'The answer is not one of Viber’s. Check the Base URL.',
				},
			},
			// Codes that are not documented; an account always has an ID.
			{
				type: 'responseSuccessBody' as const,
				properties: {
					key: 'id',
					value: undefined,
					message: 'Viber returned no account. Check the token and the Base URL.',
				},
			},
		],
	};
}
