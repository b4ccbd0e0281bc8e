import type { Person } from '../../world/types.mts';
import { checkFields, type FieldRule, type JsonObject } from '../fields.mts';
import type { Method } from './calls.mts';
import { STATUS, ViberRefusal } from './codes.mts';
import { DETAILS_SPAN_MS, MAX_ONLINE_IDS } from './limits.mts';
import { refuse } from './messageRules.mts';
import { nextToken } from './tokens.mts';

/** What a bot may ask about people (section 7). */

const IDS: FieldRule = {
	name: 'ids',
	kind: 'array',
	required: true,
	min: 1,
	max: MAX_ONLINE_IDS,
	items: { name: '', kind: 'string', min: 1 },
};

const ONLINE_CODES = { online: 0, offline: 1, undisclosed: 2, tryLater: 3 };

/** Who is online: one answer for each id, in the order asked. */
export const getOnline: Method = async (account, _driver, body) => {
	refuse(checkFields(body, [IDS]));
	const ids = body.ids as string[];
	const users = ids.map((id) => ({ id, ...onlineState(account.find(id)) }));
	return { fields: { users }, note: `${ids.length} ${ids.length === 1 ? 'person' : 'people'}` };
};

function onlineState(person: Person | undefined): JsonObject {
	if (!person?.subscribed) return { online_status: 4, online_status_message: 'unavailable' };
	const { presence, lastOnline } = person;
	return {
		online_status: ONLINE_CODES[presence],
		online_status_message: presence,
		...(presence === 'offline' && lastOnline !== null ? { last_online: lastOnline } : {}),
	};
}

const ID: FieldRule = { name: 'id', kind: 'string', required: true, min: 1 };

/** Mobile country and network codes of the countries that the first people live in. */
const NETWORKS: Readonly<Record<string, { mcc: number; mnc: number }>> = {
	UA: { mcc: 255, mnc: 1 },
	PL: { mcc: 260, mnc: 2 },
	GB: { mcc: 234, mnc: 10 },
};

/** A person's profile, twice in twelve hours for each. */
export const getUserDetails: Method = async (account, driver, body) => {
	refuse(checkFields(body, [ID]));
	const person = account.find(String(body.id));
	const token = nextToken();
	const refusal = (status: number, says: string) =>
		new ViberRefusal(status, says, person?.id, token);
	if (!person) throw refusal(STATUS.receiverNotRegistered, 'receiverNotRegistered');
	if (!person.subscribed) throw refusal(STATUS.receiverNotSubscribed, 'notSubscribed');
	const most = account.settings.userDetailsPerTwelveHours;
	const asked = driver.state.talk(person.id).detailsAsked;
	if (typeof most === 'number' && !asked.admits(account.now(), most, DETAILS_SPAN_MS)) {
		throw refusal(
			STATUS.tooManyRequests,
			`tooManyRequests: details of this user were given ${most} times in 12 hours`,
		);
	}
	const user = {
		id: person.id,
		name: person.name,
		...(person.avatar ? { avatar: person.avatar } : {}),
		country: person.country,
		language: person.language,
		primary_device_os: 'Android 14',
		api_version: person.apiVersion,
		viber_version: '22.4.0',
		...(NETWORKS[person.country] ?? { mcc: 0, mnc: 0 }),
		device_type: 'Sandbox Phone',
	};
	return { fields: { message_token: token, user }, person: person.id };
};
