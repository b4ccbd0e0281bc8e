import type { IExecuteData, IExecuteFunctions } from 'n8n-workflow';

import type { Memory, Verdict } from '../shared/sending/contract';

/** Of each run of a node that n8n may repeat; gone as soon as n8n lets go of the run. */
const runs = new WeakMap<IExecuteData, Map<number, Map<string, Verdict<unknown>>>>();

/**
 * Remembers what was sent, for the setting Retry On Fail: n8n then runs the whole node again, for all
 * of its items, and knows nothing of what the run before has done. It takes the very same object for
 * the run each time, and no other run has it.
 *
 * @param itemsOf the workflow's items that a message of the sending engine is for, when they are not
 * what the engine counts
 * @returns undefined when n8n does not run the node again. As a tool of an agent it is called several
 * times with what may be one object.
 */
export function memoryOf<Receipt>(
	context: IExecuteFunctions,
	itemsOf?: (itemIndex: number, to: string) => readonly number[],
): Memory<Receipt> | undefined {
	const { retryOnFail, type } = context.getNode();
	if (!retryOnFail || type.endsWith('Tool')) return undefined;
	const run = context.getExecuteData();
	const kept = runs.get(run) ?? new Map<number, Map<string, Verdict<unknown>>>();
	runs.set(run, kept);
	const itemsFor = itemsOf ?? ((itemIndex: number) => [itemIndex]);
	return {
		recall(itemIndex, to) {
			const [item = itemIndex] = itemsFor(itemIndex, to);
			return kept.get(item)?.get(to) as Verdict<Receipt> | undefined;
		},
		// Which of the workflow's items it would be, only the receiver says.
		knows: (itemIndex) => (itemsOf ? kept.size > 0 : kept.has(itemIndex)),
		keep(itemIndex, to, verdict) {
			for (const item of itemsFor(itemIndex, to)) {
				const ofItem = kept.get(item) ?? new Map<string, Verdict<unknown>>();
				kept.set(item, ofItem.set(to, verdict));
			}
		},
	};
}
