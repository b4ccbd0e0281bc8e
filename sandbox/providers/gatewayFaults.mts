import type { FaultName } from '../world/faults.mts';

/** What may go wrong at a gateway for business messages. */
export const GATEWAY_FAULTS: readonly FaultName[] = [
	'slow',
	'http500',
	'htmlAnswer',
	'resetBefore',
	'resetAfter',
	'noAnswer',
	'halfAnswer',
	'rateLimit',
	'status',
	'duplicates',
	'outOfOrder',
	'failNext',
];
