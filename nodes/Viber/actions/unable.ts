import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { providerNames } from '../providers';
import type { Ability, Provider } from '../providers/provider';

/**
 * The error for an operation that a provider does not have; n8n keeps such a choice when another
 * operation is chosen.
 *
 * @param ability what the operation takes
 */
export function unable(
	context: IExecuteFunctions,
	provider: Provider,
	ability: Ability,
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`${provider.name} cannot carry out this operation`,
		{
			description: `Choose another 'Operation', or in 'Provider': ${providerNames(ability)}.`,
			itemIndex: 0,
		},
	);
}
