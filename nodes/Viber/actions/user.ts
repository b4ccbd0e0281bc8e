import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { readRequiredText } from '../shared/inputs';
import { cut, parseRecipients } from '../shared/recipients';
import { readSimplify } from '../shared/switches';
import { forEachItem } from './calling';
import { unable } from './unable';

/** Carries out "Get a user": one person per input item. */
export async function getUser(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { users } = provider;
	if (!users) throw unable(context, provider, 'users');
	const manner = { atOnce: users.atOnce, repeatsUnknown: true };
	return await forEachItem(context, provider, manner, async ({ read, call }) => {
		const id = readRequiredText(read, 'userId', 'User ID').trim();
		const simplify = readSimplify(read);
		const answer = await call(users.get(id), users.getOutcome);
		return [simplify ? users.simplify(answer) : answer];
	});
}

/** Carries out "Get online status": any number of people per input item, one output item each. */
export async function getOnlineStatus(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { users } = provider;
	if (!users) throw unable(context, provider, 'users');
	const manner = { atOnce: users.atOnce, repeatsUnknown: true };
	return await forEachItem(context, provider, manner, async ({ read, call }) => {
		const ids = parseRecipients(read('userIds', ''), 'User IDs');
		const most = { entries: users.onlineAtOnce, weight: Number.POSITIVE_INFINITY };
		const simplify = readSimplify(read);
		const output = [];
		for (const chunk of cut(ids, most, () => 0)) {
			const answer = await call(users.getOnline(chunk), users.onlineOutcome);
			output.push(...users.readOnline(answer, chunk, simplify));
		}
		return output;
	});
}
