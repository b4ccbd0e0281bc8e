import type { EventName } from './events';

/** What one value of a status table means. */
export interface StatusWord {
	event: EventName;
	/** The provider's own name for it. */
	name: string;
	/** Why the message did not arrive: one sentence without a full stop. */
	reason?: string;
}

/** Status words by the provider's values. */
export type StatusTable = Readonly<Record<string, StatusWord>>;

/**
 * Looks a value up in a table.
 *
 * @param value as it came in, perhaps with a name that every object has
 */
export function lookUp<T>(table: Readonly<Record<string, T>>, value: string): T | undefined {
	return Object.hasOwn(table, value) ? table[value] : undefined;
}
