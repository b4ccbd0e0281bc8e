import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type {
	CallOutcome,
	Exchange,
	Provider,
	ProviderRequest,
	ReadParameter,
} from '../providers/provider';
import type { Failure } from '../shared/errors';
import { errorItem, failureFromInput, failureFromRefusal, toNodeError } from '../shared/errors';
import { addressIn, exchange, readBaseUrl } from '../shared/http';
import { workSideBySide } from '../shared/pool';

/** What an operation has at hand for one item. */
export interface ItemCall {
	itemIndex: number;
	/** Reads one of the user's fields. */
	read: ReadParameter;
	/** The provider's address, as the credential has it. */
	baseUrl: string;
	/**
	 * Makes one call and judges it.
	 *
	 * @throws CallFailed unless the provider has done what was asked
	 */
	call(request: ProviderRequest, judge: (exchange: Exchange) => CallOutcome): Promise<IDataObject>;
}

/** A call that did not lead to an answer; `failure` has the words for the user. */
class CallFailed extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/**
 * Runs an operation that asks or sets something, item by item.
 *
 * @param act gives what one item comes to: none, one or several JSON objects
 * @param atOnce how many items may be under way at the same time
 * @returns the items, in input order and each linked to its input
 * @throws NodeApiError or NodeOperationError at the first failure, unless the node is set to go on
 */
export async function forEachItem(
	context: IExecuteFunctions,
	provider: Provider,
	act: (item: ItemCall) => Promise<IDataObject[]>,
	atOnce = 1,
): Promise<INodeExecutionData[]> {
	const goesOn = context.continueOnFail();
	const results = await workSideBySide({
		pieces: context.getInputData().length,
		atOnce,
		work: async (itemIndex) => await attempt(context, provider, itemIndex, act),
		endsWith: (result) => !goesOn && !Array.isArray(result),
		isCancelled: () => context.getExecutionCancelSignal?.()?.aborted ?? false,
	});
	return results.flatMap((result, itemIndex) => {
		if (Array.isArray(result)) {
			return result.map((json) => ({ json, pairedItem: { item: itemIndex } }));
		}
		if (!goesOn) throw toNodeError(context.getNode(), result, itemIndex);
		return [errorItem(provider.id, { ...result, itemIndex })];
	});
}

async function attempt(
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
	act: (item: ItemCall) => Promise<IDataObject[]>,
): Promise<IDataObject[] | Failure> {
	try {
		const credential = await context.getCredentials(provider.credential, itemIndex);
		const baseUrl = await readBaseUrl(context, provider, itemIndex);
		return await act({
			itemIndex,
			read: (name, fallback) => context.getNodeParameter(name, itemIndex, fallback) as unknown,
			baseUrl,
			async call(request, judge) {
				const address = addressIn(credential, request.address);
				const outcome = judge(await exchange(context, provider, address, request));
				if (outcome.kind === 'done') return outcome.answer;
				throw new CallFailed(failureFromRefusal(provider.name, outcome.kind, outcome.refusal));
			},
		});
	} catch (error) {
		if (error instanceof CallFailed) return error.failure;
		return (
			failureFromInput(error) ?? {
				status: 'invalid',
				message: error instanceof Error ? error.message : String(error),
				description: 'Check the fields of this item.',
			}
		);
	}
}
