import type { Provider } from '../provider';
import { receive } from './callbacks';
import { account } from './account';
import { sendMessage } from './requests';
import { sendOutcome } from './responses';
import { users } from './users';
import { webhook } from './webhook';

/** Viber's own bot API: people are reached by the subscriber id that they get by writing first. */
export const viberBot: Provider = {
	id: 'viberBot',
	name: 'Viber Bot',
	credential: 'viberBotApi',
	sending: { request: sendMessage, outcome: sendOutcome },
	callbacks: { receive },
	webhook,
	account,
	users,
};
