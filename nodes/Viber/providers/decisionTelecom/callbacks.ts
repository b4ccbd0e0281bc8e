import type { Callbacks } from '../provider';

/** What DecisionTelecom calls back with. */
export const callbacks: Callbacks = {
	methods: ['GET', 'POST'],
	guardedByAddress: true,
	receive: () => ({ kind: 'genuine', events: [] }),
};
