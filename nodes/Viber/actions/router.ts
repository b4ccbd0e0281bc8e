import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { findProvider, providerNames } from '../providers';
import type { Provider } from '../providers/provider';
import { getAccount } from './account';
import { broadcastMessages } from './broadcast';
import { uploadImage } from './image';
import { sendMessages } from './message';
import { getMessageStatus } from './status';
import { getOnlineStatus, getUser } from './user';
import { getWebhook, removeWebhook, setWebhook } from './webhook';

type Action = (context: IExecuteFunctions, provider: Provider) => Promise<INodeExecutionData[]>;

/** What the node can do, by resource and operation. */
const ACTIONS: ReadonlyMap<string, Action> = new Map([
	['account.get', getAccount],
	['image.upload', uploadImage],
	['message.broadcast', broadcastMessages],
	['message.getStatus', getMessageStatus],
	['message.send', sendMessages],
	['user.get', getUser],
	['user.getOnlineStatus', getOnlineStatus],
	['webhook.get', getWebhook],
	['webhook.remove', removeWebhook],
	['webhook.set', setWebhook],
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
		throw new NodeOperationError(
			context.getNode(),
			'The chosen provider cannot carry out this operation',
			{ description: `Choose one of these in 'Provider': ${providerNames()}.`, itemIndex: 0 },
		);
	}
	return await action(context, provider);
}
