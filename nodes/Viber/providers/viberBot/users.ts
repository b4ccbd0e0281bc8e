import type { IDataObject } from 'n8n-workflow';

import type { UserCalls } from '../calls';
import type { CallOutcome, Exchange } from '../wire';
import { CALLS_AT_ONCE, ONLINE_IDS } from './limits';
import { call } from './requests';
import { callOutcome } from './responses';

/** People of a bot (viber-bot-api.md §7, `get_user_details` and `get_online`). */
export const users: UserCalls = {
	get: (id) => call('get_user_details', { id }),
	simplify,
	getOutcome,
	onlineAtOnce: ONLINE_IDS.max,
	getOnline: (ids) => call('get_online', { ids: [...ids] }),
	readOnline,
	onlineOutcome: callOutcome,
	atOnce: CALLS_AT_ONCE,
};

/** Words for `online_status` (viber-bot-api.md §7). */
const ONLINE_STATUS: Readonly<Record<number, string>> = {
	0: 'online',
	1: 'offline',
	2: 'undisclosed',
	3: 'tryLater',
	4: 'unavailable',
};

function simplify(answer: IDataObject): IDataObject {
	const user = (answer.user ?? {}) as IDataObject;
	return {
		provider: 'viberBot',
		id: user.id,
		name: user.name,
		avatar: user.avatar,
		country: user.country,
		language: user.language,
		deviceType: user.device_type,
		operatingSystem: user.primary_device_os,
		viberVersion: user.viber_version,
		apiVersion: user.api_version,
	};
}

// Code 12 has a meaning of its own here (§1): two calls in 12 hours for each person.
function getOutcome(exchange: Exchange): CallOutcome {
	const outcome = callOutcome(exchange);
	if (outcome.kind === 'done' || outcome.refusal.code !== '12') return outcome;
	return {
		kind: outcome.kind,
		refusal: {
			...outcome.refusal,
			reason: 'Viber tells about the same person only twice in 12 hours',
			cure: 'Keep what you get, for example in a data table, and ask again later.',
			repeat: undefined,
		},
	};
}

function readOnline(
	answer: IDataObject,
	ids: readonly string[],
	simplified: boolean,
): IDataObject[] {
	const told = new Map<string, IDataObject>();
	for (const user of Array.isArray(answer.users) ? (answer.users as IDataObject[]) : []) {
		told.set(String(user.id), user);
	}
	return ids.map((id) => {
		const user = told.get(id);
		if (!simplified) return user ?? { id };
		const code = Number(user?.online_status ?? Number.NaN);
		const lastOnline = Number(user?.last_online);
		return {
			provider: 'viberBot',
			id,
			onlineStatus: user ? (ONLINE_STATUS[code] ?? 'unknown') : 'notTold',
			...(Number.isNaN(code) ? {} : { onlineStatusCode: code }),
			...(lastOnline > 0 && lastOnline <= 8.64e15
				? { lastOnline: new Date(lastOnline).toISOString() }
				: {}),
		};
	});
}
