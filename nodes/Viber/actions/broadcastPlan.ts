import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { ReadParameter } from '../providers/parameters';
import type { Provider } from '../providers/provider';
import type { Broadcasting } from '../providers/sending';
import type { ItemFailure } from '../shared/errors';
import { readRequiredText } from '../shared/inputs';
import { mediaFinder } from '../shared/media';
import { readSimplify } from '../shared/switches';
import type { Named, Receiver } from '../shared/recipients';
import { gather, parseRecipients } from '../shared/recipients';
import { credentialReader } from './credentials';
import { prepare } from './prepare';
import type { AsItems, MessagesBefore } from './reruns';
import { memoryOf, messagesBefore, SameMessages } from './reruns';
import { readKeys } from './runSettings';

/** What one input item asks for. */
export interface Wish {
	itemIndex: number;
	receivers: string[];
	content: IDataObject;
	/** Read before sending: it may be an expression that fails. */
	simplify: boolean;
	credential: IDataObject;
	/** The same only for the same credential. */
	credentialId: number;
	/** For each receiver, when each may get the message once only. */
	keys?: string[];
}

/** One request of a run, with those whom it is for. */
export interface PlannedRequest {
	receivers: Receiver[];
	/** For each receiver the keys of all items that named them for this message. */
	keys?: string[][];
	content: IDataObject;
	credential: IDataObject;
	/** Why it must not go out; then it is there for what earlier tries have sent. */
	failure?: ItemFailure;
}

/**
 * Reads what each item asks for; those whose fields cannot be sent come as failures.
 *
 * @param atOnce for how many items media files are looked up side by side
 */
export async function readWishes(
	context: IExecuteFunctions,
	provider: Provider,
	broadcasting: Broadcasting,
	{ readFor, atOnce }: { readFor: (itemIndex: number) => ReadParameter; atOnce: number },
): Promise<{ wishes: Wish[]; failures: ItemFailure[] }> {
	const wishes: Wish[] = [];
	const failures: ItemFailure[] = [];
	const findMedia = mediaFinder(context, {
		questionOf: (itemIndex) => provider.sending.mediaQuestion?.(readFor(itemIndex)),
		atOnce,
	});
	const credentialFor = credentialReader(context, provider);
	const perItem = context.getNodeParameter('receiversFrom', 0, 'list') === 'items';
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		const read = readFor(itemIndex);
		const prepared = await prepare(itemIndex, async (): Promise<Wish> => {
			const receivers = perItem
				? [readRequiredText(read, 'to', 'To').trim()]
				: parseRecipients(read('receivers', ''), 'Recipient IDs');
			const media = await findMedia(itemIndex);
			const content = broadcasting.content(read, receivers, media);
			const { data, id } = await credentialFor(itemIndex);
			const keys = readKeys(read, receivers, true);
			return {
				itemIndex,
				receivers,
				content,
				simplify: readSimplify(read),
				credential: data,
				credentialId: id,
				...(keys && { keys }),
			};
		});
		if ('failure' in prepared) failures.push(prepared.failure);
		else wishes.push(prepared.ready);
	}
	return { wishes, failures };
}

/**
 * Plans the requests. Equal messages go out together, and nobody gets one twice: a list that comes
 * along with each of many items, as expressions easily make it, is one broadcast all the same.
 */
export function plan(wishes: readonly Wish[], broadcasting: Broadcasting): PlannedRequest[] {
	const byKey = new Map<string, Wish>();
	return gather(namedIn(wishes, byKey)).flatMap(({ key, receivers }) => {
		const wish = byKey.get(key);
		if (!wish) return [];
		const { content, credential, keys } = wish;
		const byId = new Map<string, Receiver>(receivers.map((receiver) => [receiver.to, receiver]));
		return broadcasting.requests(content, [...byId.keys()]).map((outgoing) => {
			const named = outgoing.receivers.flatMap((to) => byId.get(to) ?? []);
			return {
				receivers: named,
				content,
				credential,
				...(keys && { keys: named.map(({ onceKeys = [] }) => [...onceKeys]) }),
			};
		});
	});
}

/**
 * Adds to the requests of a run those items that cannot be sent now, but were, to some at least, in an
 * earlier try: so that nobody misses who has the message. Somebody who is among the requests with the
 * same message stays one receiver, of one item more.
 *
 * @returns all requests, and the failures of the other items
 */
export function withEarlierTries(
	context: IExecuteFunctions,
	planned: readonly PlannedRequest[],
	failures: readonly ItemFailure[],
): { requests: PlannedRequest[]; failures: ItemFailure[] } {
	const before: MessagesBefore = failures.length === 0 ? new Map() : messagesBefore(context);
	if (before.size === 0) return { requests: [...planned], failures: [...failures] };
	const told = new SameMessages<Receiver>();
	const memory = memoryOf(context, asItems(planned));
	for (const [index, { receivers }] of planned.entries()) {
		for (const [place, { to, verdict }] of (memory?.recall(index) ?? []).entries()) {
			const receiver = receivers[place];
			if (receiver && verdict) told.note(to, verdict, receiver);
		}
	}
	const again: PlannedRequest[] = [];
	const others = failures.filter((failure) => {
		const { itemIndex } = failure;
		const known = [...(before.get(itemIndex) ?? [])];
		if (known.every(([, verdict]) => !verdict)) return true;
		for (const [to, verdict] of known) {
			const same = verdict && told.find(to, verdict);
			if (same) {
				same.itemIndexes.push(itemIndex);
				same.itemIndexes.sort((one, other) => one - other);
			} else {
				const receiver = { to, itemIndexes: [itemIndex] };
				if (verdict) told.note(to, verdict, receiver);
				again.push({ receivers: [receiver], content: {}, credential: {}, failure });
			}
		}
		return false;
	});
	// In front, as what is the matter with them is known, whatever becomes of the others.
	return { requests: [...again, ...planned], failures: others };
}

/** How the requests of a broadcast look to the memory of what was sent. */
export function asItems(requests: readonly PlannedRequest[]): AsItems {
	return {
		of: (request, to) =>
			requests[request]?.receivers.find((receiver) => receiver.to === to)?.itemIndexes ?? [],
		receivers: (request) => requests[request]?.receivers.map(({ to }) => to) ?? [],
		message(request) {
			const { content, credential, keys, failure } = requests[request] ?? {};
			// It stays in the memory of this process, as the credential does.
			return failure ? undefined : JSON.stringify([credential, content, keys === undefined]);
		},
	};
}

/** One by one: a long list that comes along with each of many items makes millions of them. */
function* namedIn(wishes: readonly Wish[], byKey: Map<string, Wish>): Generator<Named> {
	for (const wish of wishes) {
		const { itemIndex, receivers, content, credentialId, keys } = wish;
		const key = JSON.stringify([credentialId, keys === undefined, content]);
		byKey.set(key, byKey.get(key) ?? wish);
		for (const [index, to] of receivers.entries()) {
			yield { to, itemIndex, key, onceKey: keys?.[index] };
		}
	}
}
