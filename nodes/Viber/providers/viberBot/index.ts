import type { Provider } from '../provider';
import { account } from './account';
import { proof, receive } from './callbacks';
import { BROADCAST_SPEED, SEND_SPEED } from './limits';
import { mediaQuestion } from './media';
import { broadcastContent, broadcastMessages, draftMessage, sendMessage } from './requests';
import { broadcastOutcome, sendOutcome } from './responses';
import { users } from './users';
import { webhook } from './webhook';
import { welcome } from './welcome';

/** Viber's own bot API: people are reached by the subscriber id that they get by writing first. */
export const viberBot: Provider = {
	id: 'viberBot',
	name: 'Viber Bot',
	credential: 'viberBotApi',
	sending: {
		mediaQuestion,
		draft: draftMessage,
		request: sendMessage,
		outcome: sendOutcome,
		speed: SEND_SPEED,
		groups: false,
	},
	broadcasting: {
		content: broadcastContent,
		requests: broadcastMessages,
		outcome: broadcastOutcome,
		speed: BROADCAST_SPEED,
	},
	callbacks: { methods: ['POST'], receive, proof, welcome },
	webhook,
	account,
	users,
};
