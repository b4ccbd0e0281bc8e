import type { IExecuteFunctions } from 'n8n-workflow';

import type { ItemFailure } from '../shared/errors';
import type { Receiver } from '../shared/recipients';
import { inOrder } from '../shared/sending/account';
import type { PlannedRequest } from './broadcastPlan';
import type { AsItems } from './reruns';
import { memoryOf, messagesBefore } from './reruns';

/**
 * Adds to the requests of a run what earlier tries have sent, where nothing asks for it any more: an
 * item cannot be read now, or says something else. Nobody who has a message is left out so, and each
 * stays one receiver of all items that have asked for it.
 *
 * @param failures of the items that cannot be sent now
 * @returns all requests, and the failures of items of which nothing was sent
 */
export function withEarlierTries(
	context: IExecuteFunctions,
	planned: readonly PlannedRequest[],
	failures: readonly ItemFailure[],
): { requests: PlannedRequest[]; failures: ItemFailure[] } {
	const before = messagesBefore(context);
	const served = new Set(before.flatMap(({ items, verdict }) => (verdict ? [...items] : [])));
	if (served.size === 0) return { requests: [...planned], failures: [...failures] };
	const reasons = new Map(
		failures
			.filter(({ itemIndex }) => served.has(itemIndex))
			.map((failure) => [failure.itemIndex, failure]),
	);
	const find = receiverFinder(context, planned);
	const again = before.flatMap(({ name, to, items, verdict }): PlannedRequest[] => {
		const unfit = [...items].filter((item) => reasons.has(item));
		const receiver = find(name, to, verdict);
		if (receiver) {
			receiver.itemIndexes = inOrder([...receiver.itemIndexes, ...unfit]);
			return [];
		}
		const itemIndexes = inOrder(verdict ? [...items] : unfit);
		const [itemIndex] = itemIndexes;
		if (itemIndex === undefined) return [];
		const failure = reasons.get(unfit[0] ?? itemIndex) ?? { ...SENT_BEFORE, itemIndex };
		const receivers = [{ to, itemIndexes }];
		return [{ receivers, content: {}, credential: {}, earlier: { name, failure } }];
	});
	// In front, as what is the matter with them is known, whatever becomes of the others.
	return {
		requests: [...again, ...planned],
		failures: failures.filter(({ itemIndex }) => !served.has(itemIndex)),
	};
}

/** For what is remembered as sent, of which nothing more is to be told. */
const SENT_BEFORE = {
	status: 'notTried' as const,
	message: 'Sent by an earlier try',
	description: '',
};

/** Finds who of the requests at hand has, or gets, a message of an earlier try. */
function receiverFinder(context: IExecuteFunctions, planned: readonly PlannedRequest[]) {
	const items = asItems(planned);
	const memory = memoryOf(context, () => items);
	const byName = new Map<string, Map<string, Receiver>>();
	const byVerdict = new Map<unknown, Map<string, Receiver>>();
	const note = <Key>(all: Map<Key, Map<string, Receiver>>, key: Key, receiver: Receiver) => {
		all.set(key, (all.get(key) ?? new Map<string, Receiver>()).set(receiver.to, receiver));
	};
	for (const [index, { receivers }] of planned.entries()) {
		const known = memory?.recall(index);
		const name = items.message(index);
		for (const [place, receiver] of receivers.entries()) {
			note(byName, name, receiver);
			const verdict = known?.[place]?.verdict;
			if (verdict) note(byVerdict, verdict, receiver);
		}
	}
	return (name: string, to: string, verdict: unknown): Receiver | undefined =>
		byName.get(name)?.get(to) ?? (verdict ? byVerdict.get(verdict)?.get(to) : undefined);
}

/** How the requests of a broadcast look to the memory of what was sent. */
export function asItems(requests: readonly PlannedRequest[]): AsItems {
	const receivers = requests.map(
		({ receivers: all }) => new Map(all.map(({ to, itemIndexes }) => [to, itemIndexes])),
	);
	return {
		of: (request, to) => receivers[request]?.get(to) ?? [],
		receivers: (request) => [...(receivers[request]?.keys() ?? [])],
		message(request) {
			const { content, credential, keys, earlier } = requests[request] ?? {};
			// It stays in the memory of this process, as the credential does.
			return earlier?.name ?? JSON.stringify([credential, content, keys === undefined]);
		},
	};
}
