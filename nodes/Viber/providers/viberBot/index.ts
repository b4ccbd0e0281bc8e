import type { Provider } from '../provider';
import { receive } from './callbacks';
import { sendMessage } from './requests';
import { sendOutcome } from './responses';
import { webhook } from './webhook';

/** Viber's own bot API: people are reached by the subscriber id that they get by writing first. */
export const viberBot: Provider = {
	id: 'viberBot',
	name: 'Viber Bot',
	credential: 'viberBotApi',
	sending: { request: sendMessage, outcome: sendOutcome },
	callbacks: { receive },
	webhook,
};
