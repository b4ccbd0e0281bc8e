import { UnexpectedError } from 'n8n-workflow';

import type { Provider } from '../provider';
import { callbacks } from './callbacks';

function unable(): never {
	throw new UnexpectedError('This provider does not send yet');
}

/** Business messages to phone numbers. */
export const decisionTelecom: Provider = {
	id: 'decisionTelecom',
	name: 'DecisionTelecom',
	credential: 'decisionTelecomApi',
	sending: { draft: unable, request: unable, outcome: unable },
	callbacks,
};
