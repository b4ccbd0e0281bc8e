import { randomUUID } from 'crypto';
import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

import type { Clock } from '../shared/sending/clock';
import { realClock } from '../shared/sending/clock';
import type { Claims } from '../shared/sending/contract';
import type { KeyTable } from '../shared/sending/sharedKeys';
import { SharedKeys } from '../shared/sending/sharedKeys';

/** How many keys a node remembers at least. n8n writes all of them anew at each claim. */
const KEYS_KEPT = 10_000;

const MODE: ICheckProcessedOptions = { mode: 'entries' };

/** Whoever works on a node's keys in this process; the next in turn waits for it. */
const turns = new Map<string, Promise<unknown>>();

/**
 * The keys that a node has sent, in n8n's own store of processed data: they hold across executions
 * and workers, in manual executions, too. n8n reads the store, changes it and writes it, so that two
 * at a time would undo each other. Within one process they take turns here; with other processes
 * {@link SharedKeys} deals.
 *
 * @param keys how many the run is known to have by now; as many are kept, so that the run can be
 * repeated
 */
export function keyStore(
	context: IExecuteFunctions,
	keys: () => number,
	clock: Clock = realClock,
): Claims {
	return new SharedKeys(keyTable(context, keys), clock, randomUUID());
}

function keyTable(context: IExecuteFunctions, keys: () => number): KeyTable {
	const { helpers } = context;
	const name = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
	const record = async (names: readonly string[], options = MODE) =>
		(await helpers.checkProcessedAndRecord([...names], 'node', options)).new.map(String);
	const remove = async (names: readonly string[]) =>
		await helpers.removeProcessed([...names], 'node', MODE);
	return {
		note: async (names) =>
			await inTurn(name, async () => {
				const begin = performance.now();
				const fresh = new Set(await record(names));
				return { fresh, ms: performance.now() - begin };
			}),
		remove: async (names) => await inTurn(name, async () => await remove(names)),
		// n8n can do no more than note and take away, so it does both.
		hasAny: async (names) =>
			await inTurn(name, async () => {
				const fresh = await record(names);
				if (fresh.length > 0) await remove(fresh);
				return fresh.length < names.length;
			}),
		// Not while the run goes on: another run of the node may have keys that this one knows nothing of.
		trim: async (added) =>
			await inTurn(name, async () => {
				const found = await helpers.getProcessedDataCount('node', MODE);
				const most = Math.max(KEYS_KEPT, keys());
				if (found > most) await record([], { ...MODE, maxEntries: Math.max(most, found - added) });
			}),
	};
}

async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
	const result = (turns.get(name) ?? Promise.resolve()).then(work);
	const settled = result.catch(() => {});
	turns.set(name, settled);
	await settled;
	if (turns.get(name) === settled) turns.delete(name);
	return await result;
}
