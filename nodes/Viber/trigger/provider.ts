import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { findProvider, providerNames } from '../providers';
import type { Provider } from '../providers/provider';

/**
 * Finds the provider that the trigger is set to.
 *
 * @throws NodeOperationError for a value that no provider has
 */
export function triggerProvider(context: IHookFunctions | IWebhookFunctions): Provider {
	const provider = findProvider(context.getNodeParameter('provider'));
	if (!provider) {
		throw new NodeOperationError(context.getNode(), 'The trigger has no provider', {
			description: `Choose one of these in 'Provider': ${providerNames()}.`,
		});
	}
	return provider;
}
