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
			description: 'Your account manager at DecisionTelecom gives it to you',
		},
		{
			displayName: 'Key Encoding',
			name: 'keyEncoding',
			type: 'options',
			options: [
				{
					name: 'Already Base64',
					value: 'base64',
					description: 'The key goes out as it stands',
				},
				{
					name: 'Automatic',
					value: 'auto',
					description:
						'A key that looks like Base64 of 32 hexadecimal characters goes out as it is',
				},
				{ name: 'Raw', value: 'raw', description: 'The key is put into Base64' },
			],
			default: 'auto',
			description:
				'How the access key is written. Some managers hand it out in Base64, some raw; what was encoded twice is refused. Change it only when the test refuses a key that you know to be right.',
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
			hint: 'Production URL of a Viber Trigger, to follow deliveries and get answers',
			description:
				'Production URL of a Viber Trigger. DecisionTelecom reports there what becomes of your messages, and what people answer. It goes with every message, unless the node names another one.',
		},
		{
			displayName: 'Callback Secret',
			name: 'callbackSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'A long random text of your own; keep a copy of it',
			description:
				'DecisionTelecom does not sign what it reports. This secret is added to the Callback URL, and the Viber Trigger turns away who does not know it. A long random text of your own is best. Keep a copy of it before you save: a saved secret cannot be looked up here.',
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
