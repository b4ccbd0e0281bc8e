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
			reason: 'Outcome unknown: the answer says nothing about this recipient',
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

/** Words that the store of the keys failed when it was asked for the key of a message. */
export function noClaim(error: unknown, to: string): Failure {
	return {
		status: 'invalid',
		message: 'n8n could not look up whether this key was sent before',
		description: `Nothing was sent for this item. Save the workflow, check n8n’s database, then send again. The key may have been noted anyway: if the item is then skipped although it was never sent, give it another key. n8n says: ${messageOf(error)}`,
		to,
	};
}

/** Words that a key is noted by this very run, which sent nothing and could not take it back. */
export function stuckKey(to: string): Failure {
	return {
		status: 'invalid',
		message: 'The key of this message is noted as sent, although nothing was sent',
		description:
			'n8n noted the key in this run and then could not forget it. Nothing was sent for this item. Give it another key, then send it.',
		to,
	};
}

/** Words that a key is noted, but perhaps by this very run, which sent nothing. */
export function unsureKey(to: string): Failure {
	return {
		status: 'invalid',
		message: 'It is not known whether this key was sent before',
		description:
			'n8n’s database failed when this run was to note the key, so that it may be noted although nothing was sent. Nothing was sent for this item. If it was not sent earlier, give it another key, then send it.',
		to,
	};
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
