import type { Provider } from '../provider';
import { callbacks } from './callbacks';
import { SEND_SPEED, STATUS_REQUESTS_AT_ONCE } from './limits';
import { draftMessage, getStatus, sendMessage } from './requests';
import { sendOutcome, statusOutcome } from './responses';
import { readStatus } from './statuses';

/** Business messages to phone numbers through DecisionTelecom, with SMS where Viber does not reach. */
export const decisionTelecom: Provider = {
	id: 'decisionTelecom',
	name: 'DecisionTelecom',
	credential: 'decisionTelecomApi',
	sending: {
		draft: draftMessage,
		request: sendMessage,
		outcome: sendOutcome,
		speed: SEND_SPEED,
		groups: false,
	},
	callbacks,
	statuses: {
		get: getStatus,
		read: readStatus,
		outcome: statusOutcome,
		atOnce: STATUS_REQUESTS_AT_ONCE,
	},
};
