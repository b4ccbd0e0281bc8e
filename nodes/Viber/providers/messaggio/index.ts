import type { Provider } from '../provider';
import { callbacks } from './callbacks';
import { images } from './images';
import { SEND_SPEED } from './limits';
import { draftMessage, sendMessage } from './requests';
import { sendOutcome } from './responses';

/** Messaggio's bulk API: people are reached by their phone number, on Viber or by SMS. */
export const messaggio: Provider = {
	id: 'messaggio',
	name: 'Messaggio',
	credential: 'messaggioApi',
	sending: {
		draft: draftMessage,
		request: sendMessage,
		outcome: sendOutcome,
		speed: SEND_SPEED,
		groups: true,
	},
	callbacks,
	images,
};
