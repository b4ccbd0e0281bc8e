import type { Failure } from '../errors';
import { LOOK_IN_CHAT } from '../exchanges';
import type { Outcome, Setback, Verdict } from './contract';

/**
 * Spreads the outcome of a request over its receivers.
 *
 * @param receivers how many there are
 * @returns one verdict each; one about whom nothing was said is `unknown`, never accepted
 */
export function verdictsOf<Receipt>(
	outcome: Exclude<Outcome<Receipt>, { kind: 'invalid' }>,
	receivers: number,
): Array<Verdict<Receipt>> {
	return Array.from({ length: receivers }, (_, index): Verdict<Receipt> => {
		if (outcome.kind === 'mixed') return outcome.each[index] ?? unforeseen('noVerdict');
		if (outcome.kind !== 'accepted') return outcome;
		const receipt = outcome.receipts[index];
		return receipt === undefined ? unforeseen('noReceipt') : { kind: 'accepted', receipt };
	});
}

/**
 * What can be said of a request when something happened that must not: it may be out.
 *
 * @param code a short word for it
 */
export function unforeseen(code: string): Setback {
	return {
		kind: 'unknown',
		refusal: {
			code,
			name: 'outcomeUnknown',
			reason: 'Outcome unknown: the answer says nothing about this receiver',
			cure: LOOK_IN_CHAT,
		},
	};
}

/**
 * Words what the user has to know of an item whose fields could not be read for a reason that nobody
 * has foreseen.
 */
export function noDraft(error: unknown): Failure {
	return {
		status: 'invalid',
		message: messageOf(error),
		description: 'Nothing was sent for this item. Check its fields.',
	};
}

/** Words that the store of the keys could not be asked. */
export function noClaim(error: unknown): Failure {
	return {
		status: 'invalid',
		message: 'n8n could not look up whether this key was sent before',
		description: `Nothing was sent for this item. Save the workflow, see whether n8n’s database works, then send again. n8n says: ${messageOf(error)}`,
	};
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
