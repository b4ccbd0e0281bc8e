import type {
	ICredentialDataDecryptedObject,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { UPLOAD_CODES } from '../nodes/Viber/providers/messaggio/codes';
import { signRequest } from '../nodes/Viber/providers/messaggio/signedRequest';
import { TEST_UPLOAD_BODY, TEST_UPLOAD_TYPE } from '../nodes/Viber/providers/messaggio/testUpload';

const NOT_READABLE =
	'Messaggio did not accept the test, or the answer is not one of Messaggio’s. Its refusals often cannot be read any closer: check Secret Key, Login and Media URL.';

/** Signs requests to Messaggio with the account's secret key (messaggio.md §3 and §6). */
export class MessaggioApi implements ICredentialType {
	name = 'messaggioApi';

	displayName = 'Messaggio API';

	icon: Icon = {
		light: 'file:../nodes/Viber/viber.svg',
		dark: 'file:../nodes/Viber/viber.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-viber/n8n-nodes-viber#messaggio-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Login',
			name: 'login',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. demoUser',
			hint: 'From your manager at Messaggio',
			description: 'Login of the account in Messaggio’s bulk API',
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			hint: 'From your manager at Messaggio; other services of Messaggio have other keys',
			description: 'Key that requests are signed with; it is never sent itself',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://bulk.sms-online.com/',
			placeholder: 'e.g. https://bulk.sms-online.com/',
			description:
				'Where messages are sent to. Change it only to reach a compatible gateway or the sandbox in this package’s repository.',
		},
		{
			displayName: 'Media URL',
			name: 'mediaUrl',
			type: 'string',
			required: true,
			default: 'https://media.sms-online.com/upload/',
			placeholder: 'e.g. https://media.sms-online.com/upload/',
			description:
				'Where images are uploaded to. The test of this credential uploads an image of one pixel there, and sends no message.',
		},
		{
			displayName: 'Callback Secret',
			name: 'callbackSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'At least 16 random letters and digits; keep a copy of them',
			description:
				'Messaggio does not sign its callbacks. This secret becomes part of the address that Messaggio calls, and the Viber Trigger refuses callbacks without it. Keep a copy before you save: a saved secret cannot be looked up here. The Viber Trigger shows the whole address, which ends in ?secret= with it.',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return await signRequest(credentials, requestOptions);
	}

	// Messaggio has no call that does nothing. Of an upload that is right in all else only the
	// signature can be refused, and the answer, unlike that to a message, can be read by n8n's rules.
	test: ICredentialTestRequest = {
		request: {
			// As a base it counts among the domains that the credential may go to; as the whole address
			// it goes out without a change, and through a proxy where there is one.
			baseURL: '={{ $credentials.mediaUrl.trim() }}',
			url: '={{ $credentials.mediaUrl.trim() }}',
			method: 'POST',
			headers: { 'Content-Type': TEST_UPLOAD_TYPE, Accept: 'application/json' },
			body: TEST_UPLOAD_BODY,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		},
		rules: [
			...Object.entries(UPLOAD_CODES).flatMap(([code, { name, reason, cure }]) =>
				[Number(code), code].map((value) => ({
					type: 'responseSuccessBody' as const,
					properties: { key: 'status', value, message: `${reason} (${name}). ${cure}` },
				})),
			),
			{
				type: 'responseSuccessBody' as const,
				properties: { key: 'status', value: undefined, message: NOT_READABLE },
			},
			// Codes that are not documented; what was stored always has an ID.
			{
				type: 'responseSuccessBody' as const,
				properties: {
					key: 'image_id',
					value: undefined,
					message: 'Messaggio did not store the test image. Check Login, Secret Key and Media URL.',
				},
			},
		],
	};
}
