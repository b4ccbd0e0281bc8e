import type { Result } from './contract';

/** What the account needs of a receipt. */
export interface Acknowledged {
	messageId?: string;
	/** The provider took the request, but does not say so of this receiver. */
	doubt?: string;
}

/** What became of a message; of `uncertain` it is not known whether it was sent. */
export type Ending = 'accepted' | 'refused' | 'failed' | 'uncertain' | 'skipped' | 'notTried';

/** One message, or an item of which no message was made. Items count from 0. */
export interface Line {
	item: number;
	/** Further items that named the same receiver for the same message. */
	alsoIn?: number[];
	to?: string;
	messageId?: string | null;
	doubt?: string;
	/** Of what is no message, such as an image. */
	id?: string;
	/** All that a call gave. */
	answers?: unknown[];
	/** Why it was not sent, or may not have been. */
	code?: string;
	name?: string;
}

/** A line, and the list where it belongs. */
export interface Entry {
	ending: Ending;
	line: Line;
}

/** What a run has done and left, so that a new one need send nothing twice. Items count from 0. */
export interface Account extends Record<Ending, Line[]> {
	/** How many the run had. */
	items: number;
	/** The first item that is still to be sent; null when there is none. */
	continueFrom: number | null;
	/** Later items of which nothing is to be sent any more. */
	leaveOut: number[];
	/** Items of which only some of the recipients are still to be sent to. */
	inPart: number[];
}

/**
 * Sums up a run, whatever order its answers came in.
 *
 * @param entries in the order of the items
 * @param items how many the run had
 */
export function accountOf(entries: readonly Entry[], items: number): Account {
	const account: Account = {
		items,
		accepted: [],
		refused: [],
		failed: [],
		uncertain: [],
		skipped: [],
		notTried: [],
		continueFrom: null,
		leaveOut: [],
		inPart: [],
	};
	const open = new Set<number>();
	const closed = new Set<number>();
	for (const { ending, line } of entries) {
		account[ending].push(line);
		const isOpen = ending === 'failed' || ending === 'notTried';
		for (const item of [line.item, ...(line.alsoIn ?? [])]) (isOpen ? open : closed).add(item);
	}
	if (open.size === 0) return account;
	const first = [...open].reduce((one, other) => Math.min(one, other));
	account.continueFrom = first;
	account.leaveOut = inOrder(closed).filter((item) => item > first && !open.has(item));
	account.inPart = inOrder(open).filter((item) => closed.has(item));
	return account;
}

/** Items from the first to the last. */
export function inOrder(items: Iterable<number>): number[] {
	return [...items].sort((one, other) => one - other);
}

/** Enters the results of a run whose items are those of the workflow. */
export function entriesOf(results: ReadonlyArray<Result<Acknowledged>>): Entry[] {
	return results.map((result): Entry => {
		const item = result.itemIndex;
		switch (result.kind) {
			case 'accepted': {
				const { messageId = null, doubt } = result.receipt;
				const line = { item, to: result.to, messageId, ...(doubt && { doubt }) };
				return { ending: 'accepted', line };
			}
			case 'failed': {
				const { code, name } = result.refusal;
				const ending = result.status === 'unknown' ? 'uncertain' : 'failed';
				return { ending, line: { item, to: result.to, code, name } };
			}
			case 'invalid': {
				const { to, code, status } = result.failure;
				return {
					ending: 'failed',
					line: { item, ...(to === undefined ? {} : { to }), code: code ?? status },
				};
			}
			case 'skipped':
				return { ending: 'skipped', line: { item, to: result.to } };
			case 'notTried':
				return {
					ending: 'notTried',
					line: { item, ...(result.to === undefined ? {} : { to: result.to }) },
				};
		}
	});
}
