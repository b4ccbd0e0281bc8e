import { count } from '../inputs';
import type { Account, Ending, Line } from './account';

/** So that the words stay readable after thousands of messages. */
const NAMED_AT_MOST = 50;

/** How a run is spoken of. */
export interface Terms {
	done: string;
	nothingDone: string;
	notDone: string;
	findOut: string;
	rest: string;
}

const MESSAGES: Terms = {
	done: 'Accepted',
	nothingDone: 'No message was accepted.',
	notDone: 'Not sent',
	findOut: 'find out whether they were sent before you send them again',
	rest: 'To send the rest',
};

/** For what is not a message: an upload, a question. */
export const CALLS: Terms = {
	done: 'Done',
	nothingDone: 'Nothing was done.',
	notDone: 'Not done',
	findOut: 'find out whether they were done before you do them again',
	rest: 'To do the rest',
};

/**
 * Says in words what a run that stopped has done, and how to go on.
 *
 * @returns '' for a run of one message, which was not accepted: the error has said everything
 */
export function accountInWords(account: Account, terms = MESSAGES): string {
	const { items, accepted, refused, failed, uncertain, skipped, notTried } = account;
	const ended = [refused, failed, uncertain, skipped].reduce((sum, list) => sum + list.length, 0);
	if (items === 1 && ended <= 1 && accepted.length + notTried.length === 0) return '';
	const doubtful = accepted.filter(({ doubt }) => doubt !== undefined).length;
	const say = (number: number, words: string) => (number === 0 ? [] : [words]);
	return [
		accepted.length === 0
			? terms.nothingDone
			: `${terms.done}: ${count(accepted.length)} (${ids(accepted)}).`,
		...say(
			doubtful,
			`For ${count(doubtful)} of these it is not certain that they were sent: the data of this error says which, and why.`,
		),
		...say(refused.length, `Refused individually: ${summary(refused)}.`),
		...say(failed.length, `${terms.notDone}: ${summary(failed)}.`),
		...say(uncertain.length, `Outcome unknown: ${summary(uncertain)}: ${terms.findOut}.`),
		...say(skipped.length, `Skipped, as their keys are noted as sent: ${summary(skipped)}.`),
		...say(notTried.length, `Not tried: ${summary(notTried)}.`),
		...howToGoOn(account, terms),
	].join(' ');
}

/** Each ID once for its item, with how many messages have it. */
function ids(accepted: readonly Line[]): string {
	if (accepted.every(({ messageId, id }) => messageId === undefined && id === undefined)) {
		return itemsIn(accepted.map(({ item }) => item));
	}
	const numbers = new Map<string, number>();
	for (const { item, messageId, id = messageId } of accepted) {
		const name = `item ${item}: ${id ?? 'no ID'}`;
		numbers.set(name, (numbers.get(name) ?? 0) + 1);
	}
	return named(
		[...numbers].map(([name, number]) => (number === 1 ? name : `${name} for ${count(number)}`)),
	);
}

function summary(lines: readonly Line[]): string {
	return `${count(lines.length)} (${itemsIn(lines.map(({ item }) => item))})`;
}

function howToGoOn({ continueFrom, leaveOut, inPart }: Account, { rest }: Terms): string[] {
	if (continueFrom === null) return [];
	const without = leaveOut.length === 0 ? '' : `, and leave out ${itemsIn(leaveOut)}`;
	return [
		`${rest}, begin with item ${continueFrom}${without}.`,
		...(inPart.length === 0
			? []
			: [
					`Some recipients of ${itemsIn(inPart)} are done or uncertain: send to the others only, whom the data of this error names.`,
				]),
	];
}

function named(words: readonly string[]): string {
	const more = words.length - NAMED_AT_MOST;
	const some = words.slice(0, NAMED_AT_MOST).join(', ');
	return more > 0
		? `${some}, and ${count(more)} more, all of them in the data of this error`
		: some;
}

/** Names items, runs of them by their first and last: "items 0, 3–7". */
function itemsIn(items: readonly number[]): string {
	const words = spansOf(items);
	const isOne = words.length === 1 && !words[0]?.includes('–');
	return `${isOne ? 'item' : 'items'} ${named(words)}`;
}

function spansOf(items: readonly number[]): string[] {
	const spans: Array<{ from: number; to: number }> = [];
	for (const item of [...items].sort((one, other) => one - other)) {
		const last = spans.at(-1);
		if (last && item <= last.to + 1) last.to = item;
		else spans.push({ from: item, to: item });
	}
	return spans.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
}

/** Kept short enough for one line each. */
const IN_ONE_LINE = 50;

const ENDINGS: readonly Ending[] = [
	'accepted',
	'refused',
	'failed',
	'uncertain',
	'skipped',
	'notTried',
];

/**
 * Writes the whole account as lines of text, for a log that shows nothing but text.
 *
 * @returns no more than fifty messages in each
 */
export function accountInLines(account: Account): string[] {
	const { continueFrom, leaveOut } = account;
	const lines = ENDINGS.flatMap((ending) => {
		const words = account[ending].flatMap(inShort);
		const bare = account[ending].filter((line) => inShort(line).length === 0);
		const spans = spansOf(bare.map(({ item }) => item)).map((span) => `item ${span}`);
		return pieces([...words, ...spans]).map((piece) => `${ending}: ${piece.join(', ')}`);
	});
	return [
		...lines,
		...(continueFrom === null ? [] : [`continueFrom: item ${continueFrom}`]),
		...pieces(spansOf(leaveOut)).map((piece) => `leaveOut: items ${piece.join(', ')}`),
	];
}

/** @returns none for a line that says nothing beyond its item */
function inShort({ item, alsoIn = [], to, messageId, id, doubt, code }: Line): string[] {
	const details = [
		...(to === undefined ? [] : [`to ${to}`]),
		...(messageId === undefined ? [] : [messageId ?? 'no ID']),
		...(id === undefined ? [] : [id]),
		...(doubt === undefined ? [] : ['in doubt']),
		...(code === undefined ? [] : [`code ${code}`]),
	];
	return details.length === 0 ? [] : [`item ${[item, ...alsoIn].join('+')} ${details.join(' ')}`];
}

function pieces(words: readonly string[]): string[][] {
	return Array.from({ length: Math.ceil(words.length / IN_ONE_LINE) }, (_, index) =>
		words.slice(index * IN_ONE_LINE, (index + 1) * IN_ONE_LINE),
	);
}
