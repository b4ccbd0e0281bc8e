import type { IExecuteFunctions } from 'n8n-workflow';

import type { KeyTrouble, Memory, Verdict } from '../shared/sending/contract';
import type { Entry, Line } from '../shared/sending/account';
import { inOrder } from '../shared/sending/account';

/** How a message ended that was sent, or may have been. */
type Ended = Verdict<{ messageId?: string; doubt?: string }>;

/** One message to one receiver. */
interface Slot {
	/** What tells messages apart: for a broadcast what it says, otherwise the item it is of. */
	name: string;
	to: string;
	/** The items of the workflow that have asked for it. */
	items: Set<number>;
	/** Nothing when it is certain that it was not sent. */
	verdict?: Ended;
}

interface Kept {
	/** By message and receiver. */
	slots: Map<string, Map<string, Slot>>;
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
		slots: new Map<string, Map<string, Slot>>(),
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
	/** The same for the same message only. */
	message(itemIndex: number): string;
}

/**
 * Remembers what was sent, for the setting Retry On Fail: n8n then runs the whole node again, for all
 * of its items, and knows nothing of what the run before has done.
 *
 * @returns undefined when n8n does not run the node again
 */
export function memoryOf<Receipt extends { messageId?: string; doubt?: string }>(
	context: IExecuteFunctions,
	itemsOfEngine?: () => AsItems,
): Memory<Receipt> | undefined {
	const kept = keptOf(context);
	if (!kept) return undefined;
	const asItems = itemsOfEngine?.();
	const { slots, keys } = kept;
	const names = new Map<number, string>();
	const nameOf = (itemIndex: number): string => {
		const name = names.get(itemIndex) ?? asItems?.message(itemIndex) ?? String(itemIndex);
		names.set(itemIndex, name);
		return name;
	};
	const slotOf = (itemIndex: number, to: string): Slot => {
		const name = nameOf(itemIndex);
		const ofMessage = slots.get(name) ?? new Map<string, Slot>();
		slots.set(name, ofMessage);
		const slot = ofMessage.get(to) ?? { name, to, items: new Set() };
		ofMessage.set(to, slot);
		return slot;
	};
	const others = asItems && sentByReceiver(slots);
	const verdictOf = (itemIndex: number, to: string): Ended | undefined => {
		const own = slots.get(nameOf(itemIndex))?.get(to)?.verdict;
		if (own) return own;
		// Its text may have been another one when it went out; each item is sent once all the same.
		const sent = others?.get(to) ?? [];
		const items = asItems?.of(itemIndex, to) ?? [];
		const isSent = items.every((item) => sent.some((slot) => slot.items.has(item)));
		const [first] = items;
		if (!isSent || first === undefined) return undefined;
		return sent.find((slot) => slot.items.has(first))?.verdict;
	};
	return {
		keys,
		recall(itemIndex) {
			const receivers = asItems?.receivers(itemIndex) ?? slots.get(nameOf(itemIndex))?.keys();
			if (!receivers) return undefined;
			const known = [...receivers].map((to) => ({
				to,
				verdict: verdictOf(itemIndex, to) as Verdict<Receipt> | undefined,
			}));
			return asItems && known.every(({ verdict }) => !verdict) ? undefined : known;
		},
		expect(itemIndex, receivers) {
			for (const to of receivers) {
				const { items } = slotOf(itemIndex, to);
				for (const item of asItems?.of(itemIndex, to) ?? [itemIndex]) items.add(item);
			}
		},
		keep(itemIndex, to, verdict) {
			slotOf(itemIndex, to).verdict = verdict;
		},
	};
}

/** What was sent, or may have been, by the receivers. */
function sentByReceiver(slots: Kept['slots']): Map<string, Slot[]> {
	const sent = new Map<string, Slot[]>();
	for (const slot of allOf(slots)) {
		if (!slot.verdict) continue;
		const ofReceiver = sent.get(slot.to) ?? [];
		ofReceiver.push(slot);
		sent.set(slot.to, ofReceiver);
	}
	return sent;
}

function allOf(slots: Kept['slots']): Slot[] {
	return [...slots.values()].flatMap((ofMessage) => [...ofMessage.values()]);
}

/**
 * A place for what an operation knows of each item of a run, such as how it is to be told of. In a
 * later try it is still there, for items that cannot be read any more.
 */
export function notesOf<T>(context: IExecuteFunctions): T[] {
	return (keptOf(context)?.notes ?? []) as T[];
}

/** Gives the messages of earlier tries of this run, each to one receiver: sent, or to be sent. */
export function messagesBefore(context: IExecuteFunctions): ReadonlyArray<Readonly<Slot>> {
	const kept = keptOf(context);
	return kept ? allOf(kept.slots) : [];
}

/** Whether earlier tries of this run have sent anything, or may have. */
export function hasSent(context: IExecuteFunctions): boolean {
	return messagesBefore(context).some(({ verdict }) => verdict);
}

/**
 * What earlier tries of this run have done and left, for a try that cannot begin.
 *
 * @returns nothing when there were none, or nothing was sent
 */
export function entriesOfEarlierTries(context: IExecuteFunctions): Entry[] {
	if (!hasSent(context)) return [];
	const before = messagesBefore(context);
	const known = new Set<number>();
	const all = before.map((slot) => {
		for (const item of slot.items) known.add(item);
		return entryOf(slot);
	});
	const others = context
		.getInputData()
		.flatMap((_, item): Entry[] =>
			known.has(item) ? [] : [{ ending: 'notTried', line: { item } }],
		);
	return [...all, ...others].sort((one, other) => one.line.item - other.line.item);
}

function entryOf({ to, items, verdict }: Slot): Entry {
	const [item = 0, ...alsoIn] = inOrder(items);
	const line: Line = { item, ...(alsoIn.length > 0 && { alsoIn }), to };
	if (!verdict) return { ending: 'notTried', line };
	if (verdict.kind === 'accepted') {
		const { messageId = null, doubt } = verdict.receipt;
		return { ending: 'accepted', line: { ...line, messageId, ...(doubt && { doubt }) } };
	}
	const { code, name } = verdict.refusal;
	return { ending: 'uncertain', line: { ...line, code, name } };
}
