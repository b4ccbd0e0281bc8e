import type {
	IDataObject,
	IHookFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
	INodePropertyTypeOptions,
} from 'n8n-workflow';

import { findProvider } from '../providers';
import type { Provider } from '../providers/provider';
import { callbackSecretIn, SECRET_PARAMETER, withSecret } from '../shared/callbackSecret';
import { triggerProvider } from './provider';

/** Path of the trigger's webhooks in the description of the node. */
const WEBHOOK_PATH = 'viber';

/**
 * The value of the one option. The address itself holds the secret, and must not get into a
 * workflow, which people export and share.
 */
const SHOWN = 'address';

/** The list is asked for anew when the node, its provider or its credential changes. */
const addressLoader: INodePropertyTypeOptions = {
	loadOptionsMethod: 'getCallbackAddress',
	loadOptionsDependsOn: ['provider', 'webhookId'],
};

const guarded = { show: { provider: ['decisionTelecom', 'messaggio'] } };

/**
 * Shows the whole address to give to the provider: n8n shows it without the secret, and only a list
 * of options may read a credential. A list knows nothing of the node in the workflow; so its
 * webhook ID is handed to it by a parameter. It is not called "… Name or ID", as n8n's linter would
 * have it for a list to choose from: there is nothing to choose, and no ID to give instead.
 */
export const callbackAddressFields: INodeProperties[] = [
	{
		displayName: 'Webhook ID',
		name: 'webhookId',
		type: 'hidden',
		default: '={{ $webhookId }}',
		displayOptions: guarded,
	},
	{
		displayName: 'Callback URL',
		name: 'callbackAddress',
		type: 'options',
		required: true,
		noDataExpression: true,
		typeOptions: addressLoader,
		default: SHOWN,
		displayOptions: guarded,
		hint: 'Open the list to see all of it',
		description: `The Production URL with the callback secret of the credential, which is only shown and not stored in the workflow. To copy it, copy the Production URL above, and add ?${SECRET_PARAMETER}= with the secret, which is best copied from where you keep it: the credential does not show a saved one.`,
	},
];

/**
 * Gives the one option of 'Callback URL', which shows the address, or says what is missing.
 *
 * @returns never throws, as the editor would take the field for invalid then
 */
export async function loadCallbackAddress(
	context: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const provider = findProvider(context.getCurrentNodeParameter('provider'));
	if (!provider?.callbacks.guardedByAddress) return [];
	const credential = await readCredential(context, provider);
	if (!credential) {
		return shown(
			'Choose a credential first',
			`The credential for ${provider.name} holds the secret that guards the address`,
		);
	}
	const secret = callbackSecretIn(credential);
	if (secret === '') {
		return shown(
			'No Callback Secret: anybody can call this address',
			`Fill in 'Callback Secret' in the credential for ${provider.name}, then reload this list`,
		);
	}
	const address = productionAddress(context);
	if (address === undefined) {
		const parameter = `?${SECRET_PARAMETER}=${encodeURIComponent(secret)}`;
		return shown(parameter, 'Add this to the end of the Production URL above');
	}
	return shown(withSecret(address, secret), adviceFor(provider));
}

/**
 * Warns in the log when nothing guards the address that a provider is given by hand.
 *
 * @throws what n8n throws when the credential cannot be read
 */
export async function warnOfOpenAddress(context: IHookFunctions): Promise<void> {
	const provider = triggerProvider(context);
	if (!provider.callbacks.guardedByAddress) return;
	const credential = await context.getCredentials(provider.credential);
	if (callbackSecretIn(credential) !== '') return;
	context.logger.warn(
		`Viber Trigger takes everything that comes to its address for a callback of ${provider.name}, as the credential has no callback secret. Fill in 'Callback Secret' there, and give ${provider.name} the address that 'Callback URL' in Viber Trigger shows then.`,
		{ node: context.getNode().name },
	);
}

// The editor shows two lines of the description.
function shown(name: string, description: string): INodePropertyOptions[] {
	return [{ name, value: SHOWN, description }];
}

function adviceFor({ id, name }: Provider): string {
	return id === 'decisionTelecom'
		? 'The Viber node adds the secret itself: it needs only the Production URL'
		: `Give it to ${name}, in the settings of your account or through your manager`;
}

/** @returns undefined when n8n does not tell its own address, or the node's webhook ID, here */
function productionAddress(context: ILoadOptionsFunctions): string | undefined {
	const webhookId = context.getCurrentNodeParameter('webhookId');
	// The base of the editor's address may be another one (N8N_EDITOR_BASE_URL), so it does not do.
	const { additionalData } = context as { additionalData?: { webhookBaseUrl?: unknown } };
	const base = additionalData?.webhookBaseUrl;
	if (typeof base !== 'string' || !URL.canParse(base)) return undefined;
	if (typeof webhookId !== 'string' || webhookId === '' || webhookId.startsWith('=')) {
		return undefined;
	}
	return `${base}/${encodeURIComponent(webhookId)}/${WEBHOOK_PATH}`;
}

async function readCredential(
	context: ILoadOptionsFunctions,
	provider: Provider,
): Promise<IDataObject | undefined> {
	try {
		return await context.getCredentials<IDataObject>(provider.credential);
	} catch {
		return undefined;
	}
}
