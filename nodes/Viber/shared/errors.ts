import type { INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Refusal } from '../providers/wire';
import { InvalidInput } from './inputs';

/** What went wrong, in words for the user. */
export interface Failure {
	/** With `unknown` the message may be out; with all others it certainly is not. */
	status: 'refused' | 'notSent' | 'unknown' | 'invalid' | 'notTried';
	/** What happened. */
	message: string;
	/** What to do about it. */
	description: string;
	/** The recipient, once it is known. */
	to?: string;
	code?: string;
	name?: string;
}

/** Why an item did not go through, ready to become an error or an error item. */
export interface ItemFailure extends Failure {
	itemIndex: number;
	/** How often a receiver was named beyond the first time. */
	duplicatesRemoved?: number;
}

/**
 * Words a provider's refusal for the user: what happened first, what to do second.
 *
 * @param provider its name, as people know it
 * @param to the recipient, if it concerns one
 */
export function failureFromRefusal(
	provider: string,
	status: Failure['status'],
	refusal: Refusal,
	to?: string,
): Failure {
	// n8n replaces a message that holds a code of the system, such as ECONNREFUSED, by its own.
	const isProviderCode = /^-?\d+$/.test(refusal.code);
	return {
		status,
		message: isProviderCode
			? `${refusal.reason} (${refusal.name}, code ${refusal.code})`
			: refusal.reason,
		description: describe(provider, refusal, isProviderCode, to),
		...(to === undefined ? {} : { to }),
		code: refusal.code,
		name: refusal.name,
	};
}

/**
 * Words what was wrong with a field.
 *
 * @param error what building a request threw
 * @returns undefined when it is not about a field: then it is a fault of ours, or n8n's own error
 */
export function failureFromInput(error: unknown): Failure | undefined {
	if (!(error instanceof InvalidInput)) return undefined;
	return { status: 'invalid', message: error.message, description: error.cure };
}

/**
 * Words why an item could not be read: a wrong field, or an error of n8n's own, such as an expression
 * that cannot be resolved or a credential that is missing.
 *
 * @param advice what to tell after n8n's own words
 */
export function failureOfReading(error: unknown, advice: string): Failure {
	const { description } = (error ?? {}) as { description?: unknown };
	const says = typeof description === 'string' ? description.replace(/\.$/, '') : '';
	return (
		failureFromInput(error) ?? {
			status: 'invalid',
			message: error instanceof Error ? error.message : String(error),
			description: says === '' ? advice : `${says}. ${advice}`,
		}
	);
}

/**
 * Turns a failure into an error of n8n's. Refusals are NodeApiErrors. All else is a
 * NodeOperationError, since NodeApiError replaces messages about networks by its own, and advises
 * to retry where a message could go out twice.
 *
 * @param itemIndex the item, if it concerns one
 */
export function toNodeError(
	node: INode,
	failure: Failure,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const { message, description } = failure;
	if (failure.status !== 'refused') {
		return forModel(node, new NodeOperationError(node, message, { description, itemIndex }));
	}
	const response: JsonObject = { code: failure.code ?? '', name: failure.name ?? '' };
	const words = { message, description, httpCode: failure.code ?? '', itemIndex };
	return forModel(node, new NodeApiError(node, response, words));
}

/**
 * Puts all words of an error into its message when the node is the tool of an AI agent. n8n hands
 * the model one text only, mostly the message: without what to do, and without what was sent
 * already, it would guess, or send again.
 *
 * @param node its type ends in `Tool` when n8n has made it a tool
 */
function forModel<Thrown extends NodeApiError | NodeOperationError>(
	node: INode,
	error: Thrown,
): Thrown {
	if (!node.type.endsWith('Tool') || !error.description) return error;
	// Afterwards: n8n's constructors replace messages that hold a code of the system.
	error.message = `${error.message.replace(/\.$/, '')}. ${error.description}`;
	error.description = null;
	return error;
}

/**
 * Makes the item that stands for a failed one when the node goes on. All of it lies under the one
 * key `error`: n8n then sends it to the error output together with the fields of the input item.
 * Had the item an `error` of its own, n8n would keep the message only, and the recipient and the
 * code would be lost.
 *
 * @param provider value of the parameter `provider`
 */
export function errorItem(provider: string, failure: ItemFailure): INodeExecutionData {
	const { itemIndex, ...words } = failure;
	return { json: { error: { provider, ...words } }, pairedItem: { item: itemIndex } };
}

function describe(
	provider: string,
	refusal: Refusal,
	isProviderCode: boolean,
	to: string | undefined,
): string {
	const parts = [refusal.cure];
	if (refusal.providerText !== undefined) {
		parts.push(`${provider} says: ${refusal.providerText.replace(/\.$/, '')}.`);
	}
	if (to !== undefined) parts.push(`Recipient: ${to}.`);
	if (!isProviderCode) parts.push(`Technical detail: ${refusal.code}.`);
	return parts.join(' ');
}
