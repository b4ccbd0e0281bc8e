import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { findProvider, providerNames } from '../providers';
import type { Ability, Provider } from '../providers/provider';
import { getAccount } from './account';
import { broadcastMessages } from './broadcast';
import { uploadImage } from './image';
import { sendMessages } from './message';
import { getMessageStatus } from './status';
import { getOnlineStatus, getUser } from './user';
import { getWebhook, removeWebhook, setWebhook } from './webhook';

interface Action {
	act(context: IExecuteFunctions, provider: Provider): Promise<INodeExecutionData[]>;
	/** What the provider has to be able to do. */
	takes: Ability;
}

/** What the node can do, by resource and operation. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
	['account.get', { act: getAccount, takes: 'account' }],
	['image.upload', { act: uploadImage, takes: 'images' }],
	['message.broadcast', { act: broadcastMessages, takes: 'broadcasting' }],
	['message.getStatus', { act: getMessageStatus, takes: 'statuses' }],
	['message.send', { act: sendMessages, takes: 'sending' }],
	['user.get', { act: getUser, takes: 'users' }],
	['user.getOnlineStatus', { act: getOnlineStatus, takes: 'users' }],
	['webhook.get', { act: getWebhook, takes: 'webhook' }],
	['webhook.remove', { act: removeWebhook, takes: 'webhook' }],
	['webhook.set', { act: setWebhook, takes: 'webhook' }],
]);

/**
 * Hands a run of the node over to the operation that the user chose.
 *
 * @throws NodeOperationError when resource, operation and provider do not go together, which
 * happens with values left over in a saved workflow and with n8n's "Custom API Call"
 */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = String(context.getNodeParameter('resource', 0, ''));
	const operation = String(context.getNodeParameter('operation', 0, ''));
	const action = ACTIONS.get(`${resource}.${operation}`);
	if (!action) {
		throw new NodeOperationError(
			context.getNode(),
			'This node does not know the chosen resource and operation',
			{
				description:
					"Choose 'Resource' and 'Operation' again. For calls of your own use the HTTP Request node with the same credential.",
				itemIndex: 0,
			},
		);
	}
	const provider = findProvider(context.getNodeParameter('provider', 0, ''));
	if (!provider) {
		throw new NodeOperationError(context.getNode(), 'No provider is chosen', {
			description: `Choose one in 'Provider': ${providerNames(action.takes)}.`,
			itemIndex: 0,
		});
	}
	return await action.act(context, provider);
}
