import type { FaultName } from '../world/faultKinds.mts';

/** What may go wrong at a gateway for business messages. */
export const GATEWAY_FAULTS: readonly FaultName[] = [
	'slow',
	'http500',
	'http429',
	'htmlAnswer',
	'resetBefore',
	'lateAcceptance',
	'http500After',
	'htmlAfter',
	'resetAfter',
	'noAnswer',
	'halfAnswer',
	'rateLimit',
	'status',
	'duplicates',
	'outOfOrder',
	'failNext',
];
