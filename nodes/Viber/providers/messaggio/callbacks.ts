import type { Callbacks } from '../provider';

/** Delivery reports (messaggio.md §5). */
export const callbacks: Callbacks = {
	methods: ['GET', 'POST'],
	guardedByAddress: true,
	receive: () => ({ kind: 'genuine', events: [] }),
};
