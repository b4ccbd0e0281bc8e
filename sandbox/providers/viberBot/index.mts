import { randomBytes } from 'node:crypto';
import { COMMON_SETTINGS_AT_FIRST, isDuration, type SettingRule } from '../../world/settings.mts';
import { FIRST_PEOPLE } from '../../world/people.mts';
import type { Provider } from '../provider.mts';
import { ViberBotDriver } from './bot.mts';
import {
	BROADCASTS_PER_SPAN,
	CALLBACK_TIMEOUT_MS,
	DETAILS_PER_SPAN,
	MEDIA_LINK_MS,
	MESSAGES_PER_HOUR_WITHOUT_REPLY,
	RETRY_DELAYS_MS,
} from './limits.mts';
import { addViberRoutes } from './routes.mts';
import { nextToken, subscriberId } from './tokens.mts';

const SIGNATURE_PLACES = ['header', 'query', 'both'];

/** A setting that limits how often something may happen. */
const limit = (name: string): SettingRule => ({
	name,
	accepts: (value): value is number | null =>
		value === null || (Number.isInteger(value) && Number(value) >= 0),
	mustBe: 'a whole number of 0 or more, or null for no limit',
});

/** Rakuten Viber's own bot API, as viber-bot-api.md describes it. */
export const viberBot: Provider = {
	id: 'viberBot',
	title: 'Viber Bot',
	basePath: '/viber/pa',
	demo: {
		id: 'demo',
		name: 'Corner Café',
		secret: 'sandbox0example0-sandbox0example0-sandbox0example0',
		// Gives Olena an id with `/` and `+`, which clients must encode in URLs.
		seed: 'demo-2',
	},
	abilities: {
		write: true,
		attach: true,
		subscribe: true,
		methods: [
			'send_message',
			'broadcast_message',
			'get_online',
			'get_user_details',
			'get_account_info',
			'set_webhook',
		],
		faults: [
			'slow',
			'http500',
			'http429',
			'htmlAnswer',
			'resetBefore',
			'lateAcceptance',
			'http500After',
			'htmlAfter',
			'statusAfter',
			'resetAfter',
			'noAnswer',
			'halfAnswer',
			'rateLimit',
			'status',
			'duplicates',
			'outOfOrder',
			'expiredMedia',
			'failNext',
		],
		faultStatus: 19,
	},
	firstPeople: FIRST_PEOPLE,
	settings: {
		...COMMON_SETTINGS_AT_FIRST,
		deliveredAfterMs: 400,
		seenAfterMs: 900,
		retryDelaysMs: [...RETRY_DELAYS_MS],
		callbackTimeoutMs: CALLBACK_TIMEOUT_MS,
		signatureIn: 'header',
		messagesPerHourWithoutReply: MESSAGES_PER_HOUR_WITHOUT_REPLY,
		broadcastAllowed: true,
		broadcastsPerTenSeconds: BROADCASTS_PER_SPAN,
		userDetailsPerTwelveHours: DETAILS_PER_SPAN,
		mediaLinkMs: MEDIA_LINK_MS,
		freeMessages: null,
		balance: null,
	},
	settingRules: [
		{
			name: 'signatureIn',
			accepts: (value): value is string => SIGNATURE_PLACES.includes(String(value)),
			mustBe: `one of ${SIGNATURE_PLACES.join(', ')}`,
		},
		limit('messagesPerHourWithoutReply'),
		limit('broadcastsPerTenSeconds'),
		limit('userDetailsPerTwelveHours'),
		// Messages outside sessions that a bot has free, and then status 23. The month is never over here.
		limit('freeMessages'),
		// Messages outside sessions that a bot can pay for, and then status 24. Null: it is not billed.
		limit('balance'),
		{
			name: 'broadcastAllowed',
			accepts: (value): value is boolean => typeof value === 'boolean',
			mustBe: 'true or false',
		},
		{
			name: 'mediaLinkMs',
			accepts: isDuration,
			mustBe: 'milliseconds as a whole number of 0 or more',
		},
	],
	// Three groups of 16 characters: the shape of Viber's tokens (section 1).
	newSecret: () => Array.from({ length: 3 }, () => randomBytes(8).toString('hex')).join('-'),
	personId: subscriberId,
	messageId: () => String(nextToken()),
	open: (account) => new ViberBotDriver(account),
	routes: async (app, world) => await addViberRoutes(app, viberBot, world),
};
