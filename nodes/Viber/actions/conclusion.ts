import type {
	IDataObject,
	IExecuteFunctions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import type { Failure, ItemFailure } from '../shared/errors';
import { failureFromRefusal, toNodeError } from '../shared/errors';
import { count } from '../shared/inputs';
import type { Account } from '../shared/sending/account';
import type { Terms } from '../shared/sending/accountWords';
import { accountInLines, accountInWords } from '../shared/sending/accountWords';
import type { Result, StoppedBy } from '../shared/sending/contract';

/** A result that is neither an acceptance nor a skipped message. */
export type Unsuccessful<Receipt> = Exclude<Result<Receipt>, { kind: 'accepted' | 'skipped' }>;

/**
 * Words why an item, or its part for one receiver, did not go through.
 *
 * @param isAddressed whether the results know their receivers, which questions have none of
 */
export function failureOf<Receipt>(
	provider: Provider,
	result: Unsuccessful<Receipt>,
	isAddressed = true,
): ItemFailure {
	const { itemIndex } = result;
	if (result.kind === 'invalid') return { ...result.failure, itemIndex };
	const to = isAddressed ? result.to : undefined;
	if (result.kind === 'notTried') return { ...notTried(to), itemIndex };
	const failure = failureFromRefusal(provider.name, result.status, result.refusal, to);
	const { tries } = result;
	const tried = tries > 1 ? ` Tried ${tries} times.` : '';
	return { ...failure, description: `${failure.description}${tried}`, itemIndex };
}

/** Words that a run had stopped before the turn of an item. */
export function notTried(to?: string): Failure {
	return {
		status: 'notTried',
		message: 'Not tried, as the run had stopped',
		description:
			'Nothing was sent for this item. The error of the item that stopped the run says why.',
		...(to === undefined ? {} : { to }),
	};
}

/** What a run that stopped has to say for itself. */
export interface Conclusion {
	account: Account;
	terms?: Terms;
	stuckKeys?: readonly string[];
	unsureKeys?: readonly string[];
	/** Whether the results know their receivers, which questions have none of. */
	isAddressed?: boolean;
}

/**
 * The error that a run of the node ends with: always when the execution was cancelled, and with any
 * other stop unless the node is set to go on. It has the account in words, and whole in its data.
 *
 * @param conclude sums up the run; asked only when there is an error
 * @returns undefined when the run is to give items. The account of a cancelled run is logged whole as
 * well, as n8n has closed the execution by then; it holds numbers, IDs and recipients, no texts.
 */
export function errorOf<Receipt>(
	context: IExecuteFunctions,
	provider: Provider,
	stoppedBy: StoppedBy<Receipt> | undefined,
	conclude: () => Conclusion,
): NodeApiError | NodeOperationError | undefined {
	if (!stoppedBy) return undefined;
	const isCancelled = stoppedBy.cause === 'cancelled';
	if (context.continueOnFail() && !isCancelled) return undefined;
	const { account, terms, stuckKeys = [], unsureKeys = [], isAddressed } = conclude();
	const words = `${accountInWords(account, terms)} ${keyWords({ stuckKeys, unsureKeys })}`.trim();
	const failure = isCancelled
		? cancelled()
		: failureOf(provider, stoppedBy.result as Unsuccessful<Receipt>, isAddressed);
	if (isCancelled) {
		context.logger.warn(`Viber: ${failure.message}. ${words}`.trim());
		// By default n8n's log shows neither objects nor what lies in the error.
		for (const line of accountInLines(account)) context.logger.warn(`Viber: ${line}`);
	}
	const description = `${failure.description} ${words}`.trim();
	const error = toNodeError(context.getNode(), { ...failure, description }, failure.itemIndex);
	error.context.data = account;
	return error;
}

function cancelled(): Failure & { itemIndex?: number } {
	return { status: 'notTried', message: 'The execution was cancelled', description: '' };
}

interface Keys {
	stuckKeys: readonly string[];
	unsureKeys: readonly string[];
}

/** Tells in the editor of keys that are noted as sent though nothing was sent, or perhaps are. */
export function hintStuckKeys(context: IExecuteFunctions, keys: Keys): void {
	const message = keyWords(keys);
	if (message !== '') context.addExecutionHints?.({ message, location: 'outputPane' });
}

/** Says which keys are, or may be, noted although nothing was sent for them; '' when there are none. */
function keyWords({ stuckKeys, unsureKeys }: Keys): string {
	const option = "of the keys in 'Send Once per Key'";
	const stuck = `Nothing was sent for ${count(stuckKeys.length)} ${option}, but n8n could not forget them: their messages will be skipped. Give these items another key.`;
	const unsure = `Nothing was sent for ${count(unsureKeys.length)} ${option}, but n8n may have noted them, as its database failed: if their messages are skipped, although they were not sent earlier, give these items another key.`;
	return [
		...(stuckKeys.length === 0 ? [] : [stuck]),
		...(unsureKeys.length === 0 ? [] : [unsure]),
	].join(' ');
}

/** What is said of a message that was sent before, by its key. */
export function skippedJson(provider: Provider, to: string, key: string): IDataObject {
	return {
		provider: provider.id,
		to,
		messageId: null,
		status: 'skipped',
		key: key.split('\n')[0],
		note: 'Not sent: this key is noted as already sent',
	};
}
