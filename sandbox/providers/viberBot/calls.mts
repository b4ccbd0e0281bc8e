import { createHash } from 'node:crypto';
import type { Account } from '../../world/account.mts';
import { checkFields, type FieldRule, type JsonObject } from '../fields.mts';
import type { ViberBotDriver } from './bot.mts';
import { STATUS, ViberRefusal } from './codes.mts';
import { getOnline, getUserDetails } from './lookups.mts';
import { refuse } from './messageRules.mts';
import { broadcastMessage, sendMessage } from './sending.mts';
import { OPTIONAL_EVENTS } from './state.mts';
import { isAcceptableWebhook } from './webhookUrl.mts';
import { subscriberId } from './tokens.mts';

/** What a method answers with beyond the common envelope, and what the log says of it. */
export interface Answer {
	fields: JsonObject;
	person?: string;
	note?: string;
}

/** One method of the API. @throws ViberRefusal */
export type Method = (
	account: Account,
	driver: ViberBotDriver,
	body: JsonObject,
) => Promise<Answer>;

// The six documented names, and those that official libraries send or Viber was seen to answer with.
const KNOWN_EVENTS = [
	...OPTIONAL_EVENTS,
	'message',
	'subscribed',
	'unsubscribed',
	'webhook',
	'client_status',
];

const WEBHOOK: readonly FieldRule[] = [
	{ name: 'url', kind: 'string', required: true },
	{
		name: 'event_types',
		kind: 'array',
		items: { name: '', kind: 'string', oneOf: KNOWN_EVENTS },
	},
	{ name: 'send_name', kind: 'boolean' },
	{ name: 'send_photo', kind: 'boolean' },
	{ name: 'is_inline', kind: 'boolean' },
];

/** Section 2: sets the one webhook after the new address has answered, or removes it. */
const setWebhook: Method = async (account, driver, body) => {
	refuse(checkFields(body, WEBHOOK));
	const { state } = driver;
	const url = String(body.url);
	if (url === '') {
		state.webhook = '';
		state.eventTypes = [];
		account.announce({ kind: 'facts' });
		return { fields: { event_types: [] }, note: 'webhook removed' };
	}
	if (!isAcceptableWebhook(url)) {
		throw new ViberRefusal(STATUS.invalidUrl, 'URL not valid or not HTTPS');
	}
	const failure = await driver.callbacks.handshake(url);
	if (failure !== undefined) throw new ViberRefusal(STATUS.invalidUrl, failure);
	const asked = body.event_types as string[] | undefined;
	state.webhook = url;
	state.eventTypes = OPTIONAL_EVENTS.filter((event) => asked?.includes(event) ?? true);
	state.sendName = body.send_name === true;
	state.sendPhoto = body.send_photo === true;
	account.announce({ kind: 'facts' });
	return { fields: { event_types: state.eventTypes }, note: url };
};

/** Section 7: the bot's own profile. */
const getAccountInfo: Method = async (account, driver) => {
	const digits = BigInt(`0x${createHash('sha256').update(account.id).digest('hex')}`) % 10n ** 19n;
	const uri = account.id === 'demo' ? 'cornercafe' : account.id;
	return {
		fields: {
			id: `pa:${String(digits).padStart(19, '5')}`,
			name: account.name,
			uri,
			icon: `https://media.example.test/${uri}/icon.jpg`,
			background: `https://media.example.test/${uri}/background.jpg`,
			category: 'Food and drink',
			subcategory: 'Café',
			location: { lon: 24.0316, lat: 49.8429 },
			country: 'UA',
			webhook: driver.state.webhook,
			event_types: driver.state.eventTypes,
			subscribers_count: account.people.filter((person) => person.subscribed).length,
			members: [
				{
					id: subscriberId(`${account.id}/owner`),
					name: 'Owner',
					avatar: `https://media.example.test/${uri}/owner.jpg`,
					role: 'admin',
				},
			],
		},
	};
};

/** The methods that the sandbox plays, by the last part of their URL. */
export const METHODS: Readonly<Record<string, Method>> = {
	set_webhook: setWebhook,
	get_account_info: getAccountInfo,
	send_message: sendMessage,
	broadcast_message: broadcastMessage,
	get_online: getOnline,
	get_user_details: getUserDetails,
};
