import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../providers/provider';

/** The error for an operation that a provider does not have; n8n keeps such a choice when another operation is chosen. */
export function unable(context: IExecuteFunctions, provider: Provider): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`${provider.name} cannot carry out this operation`,
		{ description: "Choose another 'Provider', or another 'Operation'.", itemIndex: 0 },
	);
}
