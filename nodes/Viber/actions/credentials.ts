import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';

/** A provider's credential, as it is for one item. */
export interface KnownCredential {
	data: IDataObject;
	/** The same within a run only for the same data. */
	id: number;
}

/** Finding out costs a handful of readings, which fewer items do not bring in. */
const MANY = 10;

/**
 * Reads the provider's credential, item by item. Looking it up and decrypting it takes n8n about as
 * long as a request, so it is read once when no item can change it. A credential may hold
 * expressions, though, which n8n does not let be seen: it is therefore also read for items that do
 * not exist. An expression that looks at its item fails then, or gives something else. For one that
 * bears that, such as `$input.all()[$itemIndex]?.json.tenant ?? "A"`, some real items are compared as
 * well; one that singles out another item by its number goes unnoticed.
 *
 * @returns reads it for one item; throws the error of n8n when there is none
 */
export function credentialReader(
	context: IExecuteFunctions,
	provider: Provider,
): (itemIndex: number) => Promise<KnownCredential> {
	const items = context.getInputData().length;
	const ids = new Map<string, number>();
	const readAt = async (itemIndex: number): Promise<KnownCredential> => {
		const data: IDataObject = await context.getCredentials(provider.credential, itemIndex);
		const text = JSON.stringify(data);
		const id = ids.get(text) ?? ids.size;
		ids.set(text, id);
		return { data, id };
	};
	let common: Promise<KnownCredential | undefined> | undefined;
	return async (itemIndex) => {
		if (items < MANY) return await readAt(itemIndex);
		common ??= sameForAll(readAt, items);
		return (await common) ?? (await readAt(itemIndex));
	};
}

async function sameForAll(
	readAt: (itemIndex: number) => Promise<KnownCredential>,
	items: number,
): Promise<KnownCredential | undefined> {
	try {
		const credential = await readAt(0);
		const some = [1, 2, 3, Math.floor(items / 2), items - 1];
		const nobody = [items, items + 1];
		for (const itemIndex of [...nobody, ...some]) {
			if ((await readAt(itemIndex)).id !== credential.id) return undefined;
		}
		return credential;
	} catch {
		return undefined;
	}
}
