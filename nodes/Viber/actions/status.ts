import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type {
	CallOutcome,
	Exchange,
	Provider,
	ReadParameter,
	StatusCalls,
} from '../providers/provider';
import { eventToJson } from '../shared/events';
import { InvalidInput, readRequiredText } from '../shared/inputs';
import { forEachItem } from './calling';
import { unable } from './unable';

/** Carries out "Get the status of a message": one message per input item, several side by side. */
export async function getMessageStatus(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { statuses } = provider;
	if (!statuses) throw unable(context, provider);
	const manner = { atOnce: statuses.atOnce, repeatsUnknown: true };
	return await forEachItem(context, provider, manner, async ({ read, call }) => {
		const messageId = readMessageId(read);
		const simplify = read('simplify', true) === true;
		const answer = await call(statuses.get(messageId), (exchange) =>
			aboutThis(provider, statuses, messageId, exchange),
		);
		return [simplify ? eventToJson(statuses.read(answer)) : answer];
	});
}

function readMessageId(read: ReadParameter): string {
	const label = 'Message ID';
	const value = read('messageId', '');
	if (typeof value === 'number' && !Number.isSafeInteger(value)) {
		throw new InvalidInput(
			`'${label}' is a number that has lost its last digits`,
			`Keep the ID as text from where it comes, and give '${label}' that text.`,
		);
	}
	return readRequiredText(read, 'messageId', label).trim();
}

// Without this, the fate of another message could pass for that of this one.
function aboutThis(
	provider: Provider,
	statuses: StatusCalls,
	messageId: string,
	exchange: Exchange,
): CallOutcome {
	const outcome = statuses.outcome(exchange);
	if (outcome.kind !== 'done') return outcome;
	if (statuses.read(outcome.answer).messageId === messageId) return outcome;
	return {
		kind: 'refused',
		refusal: {
			code: 'otherMessage',
			name: 'otherMessage',
			reason: `${provider.name} answered about another message`,
			cure: "Check 'Message ID', and the Base URL in the credential.",
		},
	};
}
