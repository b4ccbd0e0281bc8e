import type { Refusal } from '../wire';

/** What one value of `status` means and what helps (viber-bot-api.md §8). */
export interface StatusCode extends Pick<Refusal, 'repeat' | 'concernsAccount'> {
	/** Viber's own name. */
	name: string;
	reason: string;
	cure: string;
}

const WRONG_TOKEN =
	'Copy the token again from the bot’s page in the Viber Admin Panel (Edit Info) into the credential.';
const ASK_VIBER = 'Ask Viber’s support, or the partner through whom you have the bot.';

/** A broadcast that could not be carried out, perhaps not to its end: somebody may have got it. */
export const BROADCAST_FAILED = 19;

/** All documented codes but 0, which means success. */
export const STATUS_CODES: Readonly<Record<number, StatusCode>> = {
	1: {
		name: 'invalidUrl',
		reason: 'Viber could not use the webhook address',
		cure: 'It has to begin with https://, carry a certificate from a known authority and answer Viber’s check with 200.',
	},
	2: {
		name: 'invalidAuthToken',
		reason: 'Viber does not know this token',
		cure: WRONG_TOKEN,
		concernsAccount: true,
	},
	3: {
		name: 'badData',
		reason: 'Viber found something wrong in the request',
		cure: 'Check the fields against what Viber says about it.',
	},
	4: {
		name: 'missingData',
		reason: 'A mandatory field is missing',
		cure: 'Fill in the field that Viber names.',
	},
	5: {
		name: 'receiverNotRegistered',
		reason: 'This ID belongs to nobody on Viber',
		cure: 'Use the subscriber ID that the Viber Trigger gives for this very bot as user.id; IDs of other bots and phone numbers do not work.',
	},
	6: {
		name: 'receiverNotSubscribed',
		reason: 'This person has not subscribed to the bot',
		cure: 'They must write to the bot first, or subscribe again if they left. Until then Viber delivers nothing to them.',
	},
	7: {
		name: 'publicAccountBlocked',
		reason: 'Viber has blocked this bot',
		cure: ASK_VIBER,
		concernsAccount: true,
	},
	8: {
		name: 'publicAccountNotFound',
		reason: 'The token belongs to no bot',
		cure: WRONG_TOKEN,
		concernsAccount: true,
	},
	9: {
		name: 'publicAccountSuspended',
		reason: 'Viber has suspended this bot',
		cure: ASK_VIBER,
		concernsAccount: true,
	},
	10: {
		name: 'webhookNotSet',
		reason: 'The bot has no webhook, and Viber lets it send only with one',
		cure: 'Publish (activate) a workflow with a Viber Trigger for this bot first.',
		concernsAccount: true,
	},
	11: {
		name: 'receiverNoSuitableDevice',
		reason: 'None of this person’s devices can use bots',
		cure: 'They need a current Viber app on a phone.',
	},
	12: {
		name: 'tooManyRequests',
		reason: 'Viber’s rate limit is reached',
		cure: "Wait a moment. When sending, lower 'Requests at Once' in the options, or set 'Messages per Second' there ('Requests per Second' for broadcasts). One person gets at most 100 messages an hour until they answer.",
		// Not `isRateLimit`: to one person it may be their own limit, for which nobody else has to wait.
		repeat: {},
	},
	13: {
		name: 'apiVersionNotSupported',
		reason: 'This person’s Viber app is older than the message demands',
		cure: "Lower 'Minimum API Version', or remove the option. If it is not set, leave out the buttons that only newer apps know.",
	},
	14: {
		name: 'incompatibleWithVersion',
		reason: 'The message uses something that needs a higher API version',
		cure: "Raise 'Minimum API Version' in the options.",
	},
	15: {
		name: 'publicAccountNotAuthorized',
		reason: 'The bot is not authorized to do this',
		cure: ASK_VIBER,
		concernsAccount: true,
	},
	16: {
		name: 'inchatReplyMessageNotAllowed',
		reason: 'The bot may not answer inside other chats',
		cure: ASK_VIBER,
	},
	17: {
		name: 'publicAccountIsNotInline',
		reason: 'The bot is not set up for use inside other chats',
		cure: ASK_VIBER,
	},
	18: {
		name: 'noPublicChat',
		reason: 'The bot has no public chat to post to',
		cure: 'Send to a subscriber instead.',
	},
	19: {
		name: 'cannotSendBroadcast',
		reason: 'Viber could not carry out the broadcast',
		cure: 'Find out first whether anybody got the message, then try again once.',
	},
	20: {
		name: 'broadcastNotAllowed',
		reason: 'This bot may not broadcast',
		cure: `Send to one person at a time. ${ASK_VIBER}`,
		concernsAccount: true,
	},
	21: {
		name: 'unsupportedCountry',
		reason: 'The bot may not send to this person’s country',
		cure: ASK_VIBER,
	},
	22: {
		name: 'paymentUnsupported',
		reason: 'Payments are not switched on for this bot',
		cure: ASK_VIBER,
	},
	23: {
		name: 'freeMessagesExceeded',
		reason: 'The bot has used up its free messages of this month',
		cure: 'Wait for the next month, or agree on billing with Viber.',
		concernsAccount: true,
	},
	24: {
		name: 'noBalance',
		reason: 'The bot’s balance is used up',
		cure: 'Top up the balance at Viber, then go on with the items that were not sent.',
		concernsAccount: true,
	},
};

/**
 * Explains a value of `status` other than 0.
 *
 * @param status the number from the answer
 * @returns for an undocumented number what can be said of any
 */
export function explainStatus(status: number): StatusCode {
	return (
		STATUS_CODES[status] ?? {
			name: 'generalError',
			reason: 'Viber refused the request without a reason that its documents name',
			cure: 'Look at what Viber says about it, and at the bot’s state in the Viber Admin Panel.',
		}
	);
}
