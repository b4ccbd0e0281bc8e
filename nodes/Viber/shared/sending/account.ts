import type { Result } from './contract';

/** What the account needs of a receipt. */
export interface Acknowledged {
	messageId?: string;
	/** The provider took the request, but does not say so of this receiver. */
	doubt?: string;
}

/** What a run has done and left, so that a new one need send nothing twice. Items count from 0. */
export interface Account {
	items: number;
	accepted: Array<{ item: number; to: string; messageId: string | null; doubt?: string }>;
	/** Whether these were sent is not known. */
	uncertain: Array<{ item: number; to: string; code: string }>;
	failed: Array<{ item: number; to?: string; code: string }>;
	/** Sent before, by their key. */
	skipped: Array<{ item: number; to: string }>;
	/** Items of which nothing, or not everything, was begun. */
	notTried: number[];
	/** The first item that is still to be sent; null when there is none. */
	continueFrom: number | null;
	/** Later items that were accepted, sent before, or are uncertain. */
	leaveOut: number[];
	/** Items of which only some of the recipients are still to be sent to. */
	inPart: number[];
}

/**
 * Sums up a run, whatever order its answers came in.
 *
 * @param results of a report
 * @param items how many the run had
 */
export function accountOf(results: ReadonlyArray<Result<Acknowledged>>, items: number): Account {
	const account: Account = {
		items,
		accepted: [],
		uncertain: [],
		failed: [],
		skipped: [],
		notTried: [],
		continueFrom: null,
		leaveOut: [],
		inPart: [],
	};
	const open = new Set<number>();
	const closed = new Set<number>();
	for (const result of results) {
		enter(account, result);
		(isOpen(result) ? open : closed).add(result.itemIndex);
	}
	const [first] = open;
	if (first === undefined) return account;
	account.continueFrom = first;
	account.leaveOut = [...closed].filter((item) => item > first && !open.has(item));
	account.inPart = [...open].filter((item) => closed.has(item));
	return account;
}

/** Whether this is still to be sent, and certainly was not. */
function isOpen(result: Result<Acknowledged>): boolean {
	if (result.kind === 'failed') return result.status !== 'unknown';
	return result.kind === 'invalid' || result.kind === 'notTried';
}

function enter(account: Account, result: Result<Acknowledged>): void {
	const item = result.itemIndex;
	switch (result.kind) {
		case 'accepted': {
			const { messageId = null, doubt } = result.receipt;
			account.accepted.push({ item, to: result.to, messageId, ...(doubt && { doubt }) });
			return;
		}
		case 'failed': {
			const list = result.status === 'unknown' ? account.uncertain : account.failed;
			list.push({ item, to: result.to, code: result.refusal.code });
			return;
		}
		case 'invalid':
			account.failed.push({ item, code: result.failure.code ?? result.failure.status });
			return;
		case 'skipped':
			account.skipped.push({ item, to: result.to });
			return;
		case 'notTried':
			if (account.notTried.at(-1) !== item) account.notTried.push(item);
	}
}

/** So that the words stay readable after thousands of messages. */
const NAMED_AT_MOST = 50;

/**
 * Says in words what a run that stopped has done, and how to go on.
 *
 * @returns '' for a run of one message, which was not accepted: the error has said everything
 */
export function accountInWords(account: Account): string {
	const { items, accepted, failed, uncertain, skipped, notTried } = account;
	const ended = accepted.length + failed.length + uncertain.length + skipped.length;
	if (items === 1 && ended <= 1 && accepted.length + notTried.length === 0) return '';
	const doubtful = accepted.filter(({ doubt }) => doubt !== undefined).length;
	const ids = accepted.map(({ item, messageId }) => `item ${item}: ${messageId ?? 'no ID'}`);
	return [
		accepted.length === 0
			? 'No message was accepted.'
			: `Accepted: ${accepted.length} (${named(ids)}).`,
		...(doubtful === 0
			? []
			: [
					`Of these the provider gave no ID to ${doubtful}, so that it is not certain that they go out: the data of this error says which.`,
				]),
		...(uncertain.length === 0
			? []
			: [
					`Outcome unknown: ${uncertain.length} (${itemsIn(uncertain.map(({ item }) => item))}): find out whether they were sent before you send them again.`,
				]),
		...(skipped.length === 0
			? []
			: [`Skipped, as their keys were sent before: ${skipped.length}.`]),
		...(notTried.length === 0 ? [] : [`Not tried: ${itemsIn(notTried)}.`]),
		...howToGoOn(account),
	].join(' ');
}

function howToGoOn({ continueFrom, leaveOut, inPart }: Account): string[] {
	if (continueFrom === null) return [];
	const without = leaveOut.length === 0 ? '' : `, and leave out ${itemsIn(leaveOut)}`;
	return [
		`To send the rest, begin with item ${continueFrom}${without}.`,
		...(inPart.length === 0
			? []
			: [
					`Some recipients of ${itemsIn(inPart)} were accepted or are uncertain: send to the others only.`,
				]),
	];
}

function itemsIn(items: readonly number[]): string {
	const spans: Array<{ from: number; to: number }> = [];
	for (const item of items) {
		const last = spans.at(-1);
		if (last && item <= last.to + 1) last.to = item;
		else spans.push({ from: item, to: item });
	}
	const isOne = spans.length === 1 && spans[0]?.from === spans[0]?.to;
	const words = spans.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
	return `${isOne ? 'item' : 'items'} ${named(words)}`;
}

function named(words: readonly string[]): string {
	const more = words.length - NAMED_AT_MOST;
	const some = words.slice(0, NAMED_AT_MOST).join(', ');
	return more > 0 ? `${some}, and ${more} more, all of them in the data of this error` : some;
}
