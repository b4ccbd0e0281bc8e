import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ReadParameter } from '../providers/parameters';
import type { Provider } from '../providers/provider';
import type { CallOutcome, Exchange, ProviderRequest } from '../providers/wire';
import { errorItem, failureOfReading } from '../shared/errors';
import { isDenial } from '../shared/exchanges';
import { addressIn, exchange, withoutSlashes } from '../shared/http';
import type { Entry } from '../shared/sending/account';
import { accountOf, entriesOf } from '../shared/sending/account';
import { CALLS } from '../shared/sending/accountWords';
import { realClock } from '../shared/sending/clock';
import type { Result, Setback } from '../shared/sending/contract';
import type { Answer } from '../shared/sending/reads';
import { askItems } from '../shared/sending/reads';
import { RETRIES } from '../shared/waits';
import { errorOf, failureOf } from './conclusion';
import { credentialReader } from './credentials';
import { parameterReader } from './reading';

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

/** How the items of an operation go. */
export interface CallingManner {
	/** How many of them may be under way at the same time. */
	atOnce: number;
	/** Whether a call without an answer may be made again: not where it changes something. */
	repeatsUnknown: boolean;
	/** Finds in what was given the ID that must not get lost when a later item fails. */
	idOf?(given: IDataObject): unknown;
}

/** Asks one thing after another. */
export const ASKING: CallingManner = { atOnce: 1, repeatsUnknown: true };

/** A call that did not lead to an answer. */
class CallFailed extends Error {
	constructor(readonly setback: Setback) {
		super(setback.refusal.reason);
	}
}

/**
 * Runs an operation that asks or sets something, item by item. Calls that failed for a reason that
 * passes are made again.
 *
 * @param act gives what one item comes to: none, one or several JSON objects
 * @returns the items, in input order and each linked to its input
 * @throws NodeApiError or NodeOperationError at the first failure, unless the node is set to go on
 */
export async function forEachItem(
	context: IExecuteFunctions,
	provider: Provider,
	manner: CallingManner,
	act: (item: ItemCall) => Promise<IDataObject[]>,
): Promise<INodeExecutionData[]> {
	const credentialFor = credentialReader(context, provider);
	const readFor = parameterReader(context);

	async function actOn(itemIndex: number): Promise<IDataObject[]> {
		const { data } = await credentialFor(itemIndex);
		return await act({
			itemIndex,
			read: readFor(itemIndex),
			baseUrl: withoutSlashes(addressIn(data)),
			async call(request, judge) {
				const address = addressIn(data, request.address);
				const ended = await exchange(context, provider, address, request, data);
				const outcome = judge(ended);
				if (outcome.kind === 'done') return outcome.answer;
				const setback = { kind: outcome.kind, refusal: outcome.refusal };
				throw new CallFailed(manner.repeatsUnknown ? setback : changed(setback, ended));
			},
		});
	}

	const { results, stoppedBy } = await askItems<IDataObject[]>({
		items: context.getInputData().length,
		ask: async (itemIndex) => await answerOf(async () => await actOn(itemIndex)),
		limits: { atOnce: manner.atOnce },
		retries: RETRIES,
		repeatsUnknown: manner.repeatsUnknown,
		stopOnFailure: !context.continueOnFail(),
		signal: context.getExecutionCancelSignal?.(),
		clock: realClock,
		random: Math.random,
	});
	const error = errorOf(context, provider, stoppedBy, () => ({
		account: accountOf(entriesOfCalls(results, manner), context.getInputData().length),
		terms: CALLS,
		isAddressed: false,
	}));
	if (error) throw error;
	return results.flatMap((result) => {
		if (result.kind === 'skipped') return [];
		if (result.kind !== 'accepted') {
			return [errorItem(provider.id, failureOf(provider, result, false))];
		}
		const pairedItem = { item: result.itemIndex };
		return result.receipt.map((json) => ({ json, pairedItem }));
	});
}

/** What somebody else has answered in the provider's place may come after a change was made. */
function changed(setback: Setback, ended: Exchange): Setback {
	const { kind, refusal } = setback;
	const isCertain = ended.kind !== 'answer' || isDenial(ended.statusCode);
	if (kind !== 'refused' || refusal.heard !== 'somebodyElse' || isCertain) return setback;
	const cure = `It may have been done all the same: find out before you do it again. ${refusal.cure}`;
	return { kind: 'unknown', refusal: { ...refusal, cure } };
}

/** To the engine the item is its own receiver, which says nothing to the user. */
function entriesOfCalls(results: ReadonlyArray<Result<IDataObject[]>>, { idOf }: CallingManner) {
	const entries = entriesOf(
		results.map((result) => (result.kind === 'accepted' ? { ...result, receipt: {} } : result)),
	);
	return entries.map(({ ending, line }, index): Entry => {
		const { item, code, name } = line;
		const result = results[index];
		const answers = result?.kind === 'accepted' ? result.receipt : undefined;
		const id = answers?.[0] && idOf?.(answers[0]);
		return {
			ending,
			line: {
				item,
				...(typeof id === 'string' && { id }),
				...(answers && { answers }),
				...(code !== undefined && { code, ...(name !== undefined && { name }) }),
			},
		};
	});
}

async function answerOf(act: () => Promise<IDataObject[]>): Promise<Answer<IDataObject[]>> {
	try {
		return { kind: 'done', answer: await act() };
	} catch (error) {
		if (error instanceof CallFailed) return error.setback;
		return {
			kind: 'invalid',
			failure: failureOfReading(error, 'Check the fields of this item.'),
		};
	}
}
