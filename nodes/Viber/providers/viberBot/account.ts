import type { IDataObject } from 'n8n-workflow';

import type { AccountCalls } from '../calls';
import { getAccountInfo } from './requests';
import { callOutcome } from './responses';

/** The account behind the token (viber-bot-api.md §7, `get_account_info`). */
export const account: AccountCalls = { get: getAccountInfo, simplify, outcome: callOutcome };

function simplify(answer: IDataObject): IDataObject {
	return {
		provider: 'viberBot',
		id: answer.id,
		name: answer.name,
		uri: answer.uri,
		category: answer.category,
		subcategory: answer.subcategory,
		country: answer.country,
		webhook: answer.webhook ?? '',
		eventTypes: answer.event_types ?? [],
		subscribersCount: answer.subscribers_count,
	};
}
