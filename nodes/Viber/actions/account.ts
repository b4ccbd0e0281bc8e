import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { readSimplify } from '../shared/switches';
import { ASKING, forEachItem } from './calling';
import { unable } from './unable';

/** Carries out "Get the bot account". */
export async function getAccount(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { account } = provider;
	if (!account) throw unable(context, provider, 'account');
	return await forEachItem(context, provider, ASKING, async ({ read, call }) => {
		const simplify = readSimplify(read);
		const answer = await call(account.get(), account.outcome);
		return [simplify ? account.simplify(answer) : answer];
	});
}
