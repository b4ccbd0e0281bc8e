import { parseExact } from '../../../vendor/json';
import { InvalidInput } from './inputs';

/**
 * Reads a list of receivers: an array, JSON text of an array, or text with commas, semicolons or
 * line breaks between them. Blanks around them and empty places do not count.
 *
 * @param value what the user, or an expression, has put into the field
 * @param label what the user sees
 * @param kind what an entry is, in words
 * @returns at least one receiver, in the given order, repeats included
 * @throws InvalidInput when there is none, or an entry is neither text nor a number
 */
export function parseRecipients(value: unknown, label: string, kind = 'ID'): string[] {
	const entries = typeof value === 'string' ? entriesOf(value, label) : value;
	const list: unknown[] = Array.isArray(entries) ? entries : [entries];
	const receivers = list
		.map((entry, index) => toReceiver(entry, index, { label, kind }))
		.filter((receiver) => receiver !== '');
	if (receivers.length === 0) {
		throw new InvalidInput(
			`'${label}' is empty`,
			`Fill in '${label}'. If it is an expression, check that this item has the value.`,
		);
	}
	return receivers;
}

function entriesOf(text: string, label: string): unknown {
	if (text.trimStart().startsWith('{')) return noList(label);
	if (!text.trimStart().startsWith('[')) return text.split(/[,;\r\n]/);
	try {
		return parseExact(text);
	} catch {
		return noList(label);
	}
}

function noList(label: string): never {
	throw new InvalidInput(
		`'${label}' begins like JSON but is not a list`,
		`Write '${label}' as ["first", "second"], or without brackets and with a comma between the recipients.`,
	);
}

function toReceiver(
	entry: unknown,
	index: number,
	{ label, kind }: { label: string; kind: string },
): string {
	if (entry === undefined || entry === null) return '';
	if (typeof entry === 'string') return entry.trim();
	if (typeof entry === 'number' && Number.isSafeInteger(entry)) return String(entry);
	throw new InvalidInput(
		`Entry ${index + 1} of '${label}' is not ${kind === 'ID' ? 'an' : 'a'} ${kind}`,
		`'${label}' takes a list of ${kind}s only. Pick the ${kind} out of each object in the expression, and keep long numbers as text.`,
	);
}

/** One receiver of a message, and the items that named them. */
export interface Receiver {
	to: string;
	/** In order; an item appears as often as it named the receiver. */
	itemIndexes: number[];
	/** The keys of all these items, when the message may be sent only once for each of them. */
	onceKeys?: Set<string>;
}

/** Receivers who get the same message. */
export interface Audience {
	key: string;
	receivers: Receiver[];
}

/** Somebody named by an item. */
export interface Named {
	to: string;
	itemIndex: number;
	/** The same for the same message. */
	key: string;
	onceKey?: string;
}

/**
 * Gathers those who get the same message, each of them once.
 *
 * @param named who is to get what, in order
 * @returns in the order in which the messages and the receivers first appeared
 */
export function gather(named: Iterable<Named>): Audience[] {
	const audiences = new Map<string, Map<string, Receiver>>();
	for (const { to, itemIndex, key, onceKey } of named) {
		const receivers = audiences.get(key) ?? new Map<string, Receiver>();
		audiences.set(key, receivers);
		const receiver = receivers.get(to) ?? { to, itemIndexes: [] };
		receivers.set(to, receiver);
		receiver.itemIndexes.push(itemIndex);
		if (onceKey !== undefined) receiver.onceKeys = (receiver.onceKeys ?? new Set()).add(onceKey);
	}
	return [...audiences].map(([key, receivers]) => ({ key, receivers: [...receivers.values()] }));
}

/**
 * Cuts a list into pieces, none of them too long or too heavy.
 *
 * @param list in the order in which the pieces shall come
 * @param most entries, and weight, of one piece
 * @param weigh weight of one entry; one that is too heavy by itself gets a piece of its own
 */
export function cut<T>(
	list: readonly T[],
	most: { entries: number; weight: number },
	weigh: (entry: T) => number,
): T[][] {
	const pieces: T[][] = [];
	let weight = 0;
	for (const entry of list) {
		const own = weigh(entry);
		const piece = pieces.at(-1);
		if (piece && piece.length < most.entries && weight + own <= most.weight) {
			piece.push(entry);
			weight += own;
		} else {
			pieces.push([entry]);
			weight = own;
		}
	}
	return pieces;
}
