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
	/** It is there for what earlier tries have sent, under this name, and must not go out. */
	earlier?: { name: string; failure: ItemFailure };
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
