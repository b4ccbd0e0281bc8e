import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

import type { Claims } from '../shared/sending/contract';

/** How many keys a node remembers at least. n8n writes all of them anew at each claim. */
const KEYS_KEPT = 10_000;

/** Whoever works on a node's keys in this process; the next in turn waits for it. */
const turns = new Map<string, Promise<unknown>>();

/**
 * The keys that a node has sent, in n8n's own store of processed data: they hold across executions
 * and workers, in manual executions, too. n8n reads the store, changes it and writes it, so that two
 * at a time would undo each other. Within one process they take turns here; two workers that claim in
 * the very same moment are not kept apart.
 *
 * @param messages how many the run is known to send by now; as many keys are kept, so that the run
 * can be repeated
 */
export function keyStore(context: IExecuteFunctions, messages: () => number): Claims {
	const name = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
	const options = (): ICheckProcessedOptions => ({
		mode: 'entries',
		maxEntries: Math.max(KEYS_KEPT, messages()),
	});
	return {
		claim: async (keys) =>
			await inTurn(name, async () => {
				const { new: fresh } = await context.helpers.checkProcessedAndRecord(
					[...keys],
					'node',
					options(),
				);
				return new Set(fresh.map(String));
			}),
		release: async (keys) =>
			await inTurn(
				name,
				async () => await context.helpers.removeProcessed([...keys], 'node', options()),
			),
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
