import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { StatusCalls } from '../providers/calls';
import type { Provider } from '../providers/provider';
import type { CallOutcome, Exchange } from '../providers/wire';
import { eventToJson } from '../shared/events';
import { readId } from '../shared/ids';
import { readSimplify } from '../shared/switches';
import { forEachItem } from './calling';
import { unable } from './unable';

/** Carries out "Get the status of a message": one message per input item, several side by side. */
export async function getMessageStatus(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { statuses } = provider;
	if (!statuses) throw unable(context, provider, 'statuses');
	const manner = { atOnce: statuses.atOnce, repeatsUnknown: true };
	return await forEachItem(context, provider, manner, async ({ read, call }) => {
		const messageId = readId(read, 'messageId', 'Message ID');
		const simplify = readSimplify(read);
		const answer = await call(statuses.get(messageId), (exchange) =>
			aboutThis(provider, statuses, messageId, exchange),
		);
		return [simplify ? eventToJson(statuses.read(answer)) : answer];
	});
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
