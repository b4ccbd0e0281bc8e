import type { Person } from '../../world/types.mts';
import { isObject } from '../fields.mts';
import type { BotMessage } from './messageRules.mts';

const SIGN = 'replace_me_with_';
const PLACEHOLDER = /replace_me_with_(receiver_id|url_encoded_receiver_id|user_name)/g;

/** Puts a person's id and name where a broadcast says so, anywhere in the message (section 4). */
export function fillPlaceholders(message: BotMessage, person: Person): BotMessage {
	const values: Record<string, string> = {
		receiver_id: person.id,
		url_encoded_receiver_id: encodeURIComponent(person.id),
		user_name: person.name,
	};
	const fill = <Value,>(value: Value): Value => {
		if (typeof value === 'string') {
			if (!value.includes(SIGN)) return value;
			return value.replace(PLACEHOLDER, (_all, name: string) => values[name] ?? '') as Value;
		}
		if (Array.isArray(value)) return value.map(fill) as Value;
		if (!isObject(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)])) as Value;
	};
	return fill(message);
}
