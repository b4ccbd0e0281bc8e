import type { IExecuteFunctions } from 'n8n-workflow';

import type { KeyTrouble, Memory, Verdict } from '../shared/sending/contract';
import type { Entry, Line } from '../shared/sending/account';

/** How a message ended that was sent, or may have been. */
type Ended = Verdict<{ messageId?: string; doubt?: string }>;

/** Of an item of the workflow: its receivers, and how their messages ended that they have, or may have. */
type Messages = Map<string, Ended | undefined>;

interface Kept {
	items: Map<number, Messages>;
	/** The same by what the messages say, where several items may ask for one. */
	messages: Map<string, Messages>;
	keys: KeyTrouble;
	/** What an operation has noted of each item. */
	notes: unknown[];
}

/** Of each run of a node that n8n may repeat; gone as soon as n8n lets go of the run. */
const runs = new WeakMap<object, Kept>();

/** Finds what earlier tries of the very same run have left. */
function keptOf(context: IExecuteFunctions): Kept | undefined {
	const key = context.getNode().retryOnFail ? runOf(context) : undefined;
	if (!key) return undefined;
	const kept = runs.get(key) ?? {
		items: new Map<number, Messages>(),
		messages: new Map<string, Messages>(),
		keys: { stuck: new Set<string>(), unsure: new Set<string>() },
		notes: [],
	};
	runs.set(key, kept);
	return kept;
}

/**
 * An object that all tries of a run have in common, and no other run: what n8n executes. A tool that is
 * called by its agent has that of the agent; there it is what the model has said in this call.
 */
function runOf(context: IExecuteFunctions): object | undefined {
	const run = context.getExecuteData();
	return run.node.name === context.getNode().name ? run : context.getInputData()[0]?.json;
}

/** Where the sending engine counts otherwise than the workflow: what an item of the engine stands for. */
export interface AsItems {
	/** The workflow's items that ask for the message to somebody. */
	of(itemIndex: number, to: string): readonly number[];
	receivers(itemIndex: number): readonly string[];
	/** The same for the same message only; undefined when nothing is to be sent. */
	message(itemIndex: number): string | undefined;
}

/**
 * Remembers what was sent, for the setting Retry On Fail: n8n then runs the whole node again, for all
 * of its items, and knows nothing of what the run before has done.
 *
 * @returns undefined when n8n does not run the node again
 */
export function memoryOf<Receipt extends { messageId?: string; doubt?: string }>(
	context: IExecuteFunctions,
	asItems?: AsItems,
): Memory<Receipt> | undefined {
	const kept = keptOf(context);
	if (!kept) return undefined;
	const { items, keys } = kept;
	const itemsOf = (itemIndex: number, to: string) => asItems?.of(itemIndex, to) ?? [itemIndex];
	const ofMessage = new Map<number, Messages>();
	// None of the items that ask for a message now need have asked for it before.
	const sameMessage = (itemIndex: number): Messages => {
		const known = ofMessage.get(itemIndex);
		if (known) return known;
		const name = asItems?.message(itemIndex);
		const messages = name === undefined ? new Map() : entered(kept.messages, name);
		ofMessage.set(itemIndex, messages);
		return messages;
	};
	const verdictOf = (itemIndex: number, to: string): Ended | undefined => {
		for (const item of itemsOf(itemIndex, to)) {
			const verdict = items.get(item)?.get(to);
			if (verdict) return verdict;
		}
		return sameMessage(itemIndex).get(to);
	};
	return {
		keys,
		recall(itemIndex) {
			const receivers = asItems?.receivers(itemIndex) ?? items.get(itemIndex)?.keys();
			if (!receivers) return undefined;
			const known = [...receivers].map((to) => ({
				to,
				verdict: verdictOf(itemIndex, to) as Verdict<Receipt> | undefined,
			}));
			return asItems && known.every(({ verdict }) => !verdict) ? undefined : known;
		},
		expect(itemIndex, receivers) {
			for (const to of receivers) {
				const known = verdictOf(itemIndex, to);
				for (const item of itemsOf(itemIndex, to)) {
					const messages = entered(items, item);
					if (!messages.get(to)) messages.set(to, known);
				}
			}
		},
		keep(itemIndex, to, verdict) {
			for (const item of itemsOf(itemIndex, to)) entered(items, item).set(to, verdict);
			sameMessage(itemIndex).set(to, verdict);
		},
	};
}

function entered<Key>(all: Map<Key, Messages>, key: Key): Messages {
	const messages = all.get(key) ?? new Map<string, undefined>();
	all.set(key, messages);
	return messages;
}

/**
 * A place for what an operation knows of each item of a run, such as how it is to be told of. In a
 * later try it is still there, for items that cannot be read any more.
 */
export function notesOf<T>(context: IExecuteFunctions): T[] {
	return (keptOf(context)?.notes ?? []) as T[];
}

/** What earlier tries have sent, by items of the workflow and receivers. */
export type MessagesBefore = ReadonlyMap<number, ReadonlyMap<string, Ended | undefined>>;

/** Gives what earlier tries of this run have sent; nothing when there were none. */
export function messagesBefore(context: IExecuteFunctions): MessagesBefore {
	return keptOf(context)?.items ?? new Map();
}

/** Finds again which message it was that an item was for: one of a broadcast may be of several items. */
export class SameMessages<T> {
	private readonly byVerdict = new Map<Ended, Map<string, T>>();

	find(to: string, verdict: Ended): T | undefined {
		return this.byVerdict.get(verdict)?.get(to);
	}

	note(to: string, verdict: Ended, what: T): void {
		const byReceiver = this.byVerdict.get(verdict) ?? new Map<string, T>();
		this.byVerdict.set(verdict, byReceiver.set(to, what));
	}
}

/**
 * What earlier tries of this run have done and left, for a try that cannot begin.
 *
 * @returns nothing when there were none, or nothing was sent
 */
export function entriesOfEarlierTries(context: IExecuteFunctions): Entry[] {
	const items = messagesBefore(context);
	const told = new SameMessages<Line>();
	const inOrder = [...items].sort(([one], [other]) => one - other);
	const all = inOrder.flatMap(([item, messages]) =>
		[...messages].flatMap(([to, verdict]): Entry[] => {
			if (!verdict) return [{ ending: 'notTried', line: { item, to } }];
			const same = told.find(to, verdict);
			if (same) {
				same.alsoIn = [...(same.alsoIn ?? []), item];
				return [];
			}
			const entry = entryOf({ item, to }, verdict);
			told.note(to, verdict, entry.line);
			return [entry];
		}),
	);
	if (all.every(({ ending }) => ending === 'notTried')) return [];
	const others = context
		.getInputData()
		.flatMap((_, item): Entry[] =>
			items.has(item) ? [] : [{ ending: 'notTried', line: { item } }],
		);
	return [...all, ...others].sort((one, other) => one.line.item - other.line.item);
}

function entryOf(line: Line, verdict: Ended): Entry {
	if (verdict.kind === 'accepted') {
		const { messageId = null, doubt } = verdict.receipt;
		return { ending: 'accepted', line: { ...line, messageId, ...(doubt && { doubt }) } };
	}
	const { code, name } = verdict.refusal;
	return { ending: 'uncertain', line: { ...line, code, name } };
}
