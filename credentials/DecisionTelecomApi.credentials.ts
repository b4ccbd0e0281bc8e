import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { basicHeader } from '../nodes/Viber/providers/decisionTelecom/authorization';

const WRONG_KEY =
	'DecisionTelecom does not accept this access key. Copy it again, and check the Key Encoding: a key that is encoded twice is refused, too.';
const WRONG_ADDRESS = 'There is no such address at this server. Check the Base URL.';

const NOT_READABLE =
	'The answer is not one of DecisionTelecom’s. Check the Base URL, and copy the access key again: a wrong key can also end here.';

/** Signs requests to DecisionTelecom with the access key (decisiontelecom.md §2). */
export class DecisionTelecomApi implements ICredentialType {
	name = 'decisionTelecomApi';

	displayName = 'DecisionTelecom API';

	icon: Icon = {
		light: 'file:../nodes/Viber/viber.svg',
		dark: 'file:../nodes/Viber/viber.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-viber/n8n-nodes-viber#decisiontelecom-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Access Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'From your account manager at DecisionTelecom',
			description:
				'Key that signs in to the account. Blanks and line breaks around it do not matter.',
		},
		{
			displayName: 'Key Encoding',
			name: 'keyEncoding',
			type: 'options',
			options: [
				{
					name: 'Already Base64',
					value: 'base64',
					description: 'The key is sent as it is',
				},
				{
					name: 'Automatic',
					value: 'auto',
					description:
						'A key that is Base64 of 32 hexadecimal characters is sent as it is; any other is encoded',
				},
				{ name: 'Raw', value: 'raw', description: 'The key is encoded' },
			],
			default: 'auto',
			description:
				'How the access key is written. Some managers give out the Base64 form, others the raw key; a key that is encoded twice is refused. Change this only if the test refuses a key that you know to be right.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://web.it-decision.com/v1/api',
			placeholder: 'e.g. https://web.it-decision.com/v1/api',
			description:
				'Change it only to reach a compatible gateway or the sandbox in this package’s repository',
		},
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…/viber',
			hint: 'Production URL of a Viber Trigger, to get delivery events and answers',
			description:
				'Goes with every message, unless the node names another one. The Callback Secret is added to it.',
		},
		{
			displayName: 'Callback Secret',
			name: 'callbackSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'At least 16 random letters and digits; keep a copy of them',
			description:
				'DecisionTelecom does not sign its callbacks. This secret is added to the Callback URL, and the Viber Trigger refuses callbacks without it. Keep a copy before you save: a saved secret cannot be looked up here.',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { apiKey, keyEncoding } = credentials;
		return {
			...requestOptions,
			headers: {
				...requestOptions.headers,
				Authorization: basicHeader(String(apiKey ?? ''), keyEncoding),
			},
		};
	}

	// Asks for a message that cannot exist: nothing is sent, and whatever a genuine answer says of the
	// message, the key was good. Refusals come with any HTTP status, so all answers are looked into.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/receive-viber',
			method: 'POST',
			headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
			body: '{"message_id":0}',
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
		rules: (
			[
				[401, WRONG_KEY],
				[403, WRONG_KEY],
				[404, WRONG_ADDRESS],
				[405, WRONG_ADDRESS],
				[
					429,
					'DecisionTelecom asks to go more slowly (Too Many Requests), so the key was not checked. Wait a moment and test again.',
				],
				[
					500,
					'DecisionTelecom met an internal error, so the key was not checked. Test again in a moment.',
				],
				[undefined, NOT_READABLE],
				// Those of DecisionTelecom are numbers; these words are what other services have there.
				['error', NOT_READABLE],
				['fail', NOT_READABLE],
				['failed', NOT_READABLE],
				['ok', NOT_READABLE],
				['success', NOT_READABLE],
			] as const
		).flatMap(([value, message]) =>
			(typeof value === 'number' ? [value, String(value)] : [value]).map((written) => ({
				type: 'responseSuccessBody' as const,
				properties: { key: 'status', value: written, message },
			})),
		),
	};
}
