import type { Provider } from '../provider';
import { proof, receive } from './callbacks';
import { sendMessage } from './requests';
import { sendOutcome } from './responses';
import { webhook } from './webhook';
import { welcome } from './welcome';

/** Viber's own bot API: people are reached by the subscriber id that they get by writing first. */
export const viberBot: Provider = {
	id: 'viberBot',
	name: 'Viber Bot',
	credential: 'viberBotApi',
	sending: { request: sendMessage, outcome: sendOutcome },
	callbacks: { receive, proof, welcome },
	webhook,
};
