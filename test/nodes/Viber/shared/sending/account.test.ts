import type { Acknowledged } from '../../../../../nodes/Viber/shared/sending/account';
import { accountOf, entriesOf } from '../../../../../nodes/Viber/shared/sending/account';
import {
	accountInLines,
	accountInWords,
	CALLS,
} from '../../../../../nodes/Viber/shared/sending/accountWords';
import type { Result } from '../../../../../nodes/Viber/shared/sending/contract';
import { refusal } from './support';

function accepted(itemIndex: number, to = `p${itemIndex}`): Result<Acknowledged> {
	return { kind: 'accepted', itemIndex, to, receipt: { messageId: `id${itemIndex}` } };
}

function failed(
	itemIndex: number,
	status: 'refused' | 'notSent' | 'unknown',
	to = `p${itemIndex}`,
): Result<Acknowledged> {
	return { kind: 'failed', itemIndex, to, status, tries: 1, refusal: refusal('6') };
}

function notTried(itemIndex: number): Result<Acknowledged> {
	return { kind: 'notTried', itemIndex };
}

function summedUp(results: Array<Result<Acknowledged>>, items = results.length) {
	return accountOf(entriesOf(results), items);
}

function words(results: Array<Result<Acknowledged>>, items = results.length): string {
	return accountInWords(summedUp(results, items));
}

describe('accountOf', () => {
	it('finds where to go on, and what to leave out, when answers came out of order', () => {
		const account = summedUp(
			[
				accepted(0),
				failed(1, 'refused'),
				accepted(2),
				failed(3, 'unknown'),
				notTried(4),
				accepted(5),
				{ kind: 'skipped', itemIndex: 6, to: 'p6', key: 'k' },
				notTried(7),
			],
			8,
		);
		expect(account).toEqual({
			items: 8,
			accepted: [0, 2, 5].map((item) => ({ item, to: `p${item}`, messageId: `id${item}` })),
			refused: [],
			uncertain: [{ item: 3, to: 'p3', code: '6', name: 'no' }],
			failed: [{ item: 1, to: 'p1', code: '6', name: 'no' }],
			skipped: [{ item: 6, to: 'p6' }],
			notTried: [{ item: 4 }, { item: 7 }],
			continueFrom: 1,
			leaveOut: [2, 3, 5, 6],
			inPart: [],
		});
	});

	it('tells of items of which only some recipients are done', () => {
		const account = summedUp(
			[accepted(0), accepted(1, 'a'), failed(1, 'refused', 'b'), notTried(2)],
			3,
		);
		expect(account).toMatchObject({ continueFrom: 1, leaveOut: [], inPart: [1] });
		expect(accountInWords(account)).toMatch(/begin with item 1\. Some recipients of item 1 are/);
	});

	it('keeps what a provider leaves in doubt', () => {
		const receipt = { doubt: 'No ID came back' };
		expect(summedUp([{ kind: 'accepted', itemIndex: 0, to: 'a', receipt }], 1).accepted).toEqual([
			{ item: 0, to: 'a', messageId: null, doubt: 'No ID came back' },
		]);
	});

	it('counts an item that could not be drafted among the failed', () => {
		const failure = { status: 'invalid' as const, message: 'No text', description: '' };
		const account = summedUp([accepted(0), { kind: 'invalid', itemIndex: 1, failure }], 2);
		expect(account).toMatchObject({ failed: [{ item: 1, code: 'invalid' }], continueFrom: 1 });
	});

	it('has nowhere to go on when all is done', () => {
		expect(summedUp([accepted(0), failed(1, 'unknown')], 2).continueFrom).toBeNull();
	});
});

describe('accountInWords', () => {
	it.each<[string, Array<Result<Acknowledged>>, RegExp]>([
		[
			'accepted',
			[accepted(0), accepted(1), failed(2, 'refused'), notTried(3)],
			/^Accepted: 2 \(item 0: id0, item 1: id1\)\. Not sent: 1 \(item 2\)\. Not tried: 1 \(item 3\)\. To send the rest, begin with item 2\.$/,
		],
		[
			'out of order',
			[failed(0, 'refused'), ...[1, 2, 3].map((item) => accepted(item)), notTried(4), accepted(5)],
			/begin with item 0, and leave out items 1–3, 5\.$/,
		],
		[
			'nothing accepted',
			[failed(0, 'refused'), notTried(1)],
			/^No message was accepted\. Not sent: 1 \(item 0\)\. Not tried/,
		],
		[
			'uncertain',
			[accepted(0), failed(1, 'unknown'), notTried(2)],
			/Outcome unknown: 1 \(item 1\): find out .* begin with item 2\.$/,
		],
		[
			'skipped',
			[accepted(0), { kind: 'skipped', itemIndex: 1, to: 'p1', key: 'k' }, failed(2, 'notSent')],
			/Skipped, as their keys are noted as sent: 1 \(item 1\)\. To send the rest, begin with item 2\.$/,
		],
	])('%s', (_, results, expected) => {
		expect(words(results)).toMatch(expected);
	});

	it('stays short after thousands of messages', () => {
		const results = Array.from({ length: 10_000 }, (_, item) =>
			item % 2 === 0 ? accepted(item) : notTried(item),
		);
		expect(words(results)).toMatch(/^Accepted: 5,000 .*, and 4,950 more, all of them in the data/);
		expect(words(results).length).toBeLessThan(3000);
		expect(summedUp(results, 10_000).accepted).toHaveLength(5000);
	});

	it('says nothing of a run of one message', () => {
		expect(words([failed(0, 'unknown')])).toBe('');
	});

	it('says of one item with many recipients what became of the others', () => {
		const results = [failed(0, 'unknown', 'a'), failed(0, 'unknown', 'b'), notTried(0)];
		expect(words(results, 1)).toMatch(
			/Outcome unknown: 2 .*Not tried: 1 \(item 0\)\. .*the others only/,
		);
	});

	it('says of how many it is not certain that they were sent', () => {
		const doubtful: Result<Acknowledged> = {
			kind: 'accepted',
			itemIndex: 1,
			to: 'p1',
			receipt: { doubt: 'No ID' },
		};
		const account = summedUp([accepted(0), doubtful, failed(2, 'refused')], 3);
		expect(accountInWords(account)).toMatch(
			/^Accepted: 2 .* For 1 of these it is not certain that they were sent/,
		);
		expect(account.accepted[1]).toMatchObject({ to: 'p1', messageId: null, doubt: 'No ID' });
	});
});

describe('accountOf, of receivers that several items name', () => {
	const line = { item: 0, alsoIn: [2, 4], to: 'a', messageId: '42' };

	it('has each of these items to be left out', () => {
		const account = accountOf(
			[
				{ ending: 'accepted', line },
				{ ending: 'failed', line: { item: 1, to: 'b', code: '3' } },
				{ ending: 'refused', line: { item: 3, to: 'c', code: '6' } },
			],
			5,
		);
		expect(account).toMatchObject({ continueFrom: 1, leaveOut: [2, 3, 4], inPart: [] });
	});

	it('finds the first item that is left, wherever it is named first', () => {
		const account = accountOf(
			[
				{ ending: 'notTried', line: { item: 5, to: 'b' } },
				{ ending: 'notTried', line: { item: 2, alsoIn: [6], to: 'c' } },
			],
			7,
		);
		expect(account.continueFrom).toBe(2);
	});

	it('says an ID once, with how many have it', () => {
		const many = Array.from({ length: 300 }, (_, index) => ({
			ending: 'accepted' as const,
			line: { item: 0, to: `p${index}`, messageId: '42' },
		}));
		const account = accountOf([...many, { ending: 'notTried', line: { item: 1 } }], 2);
		expect(accountInWords(account)).toMatch(/^Accepted: 300 \(item 0: 42 for 300\)\. Not tried/);
	});
});

describe('accountInLines', () => {
	it('names everything, however many there are', () => {
		const results = Array.from({ length: 1000 }, (_, item) =>
			item < 120 ? accepted(item) : item < 130 ? failed(item, 'unknown') : notTried(item),
		);
		const lines = accountInLines(summedUp([...results, failed(1000, 'refused'), accepted(1001)]));
		const text = `${lines.join(', ')},`;
		for (let item = 0; item < 120; item++)
			expect(text).toContain(`item ${item} to p${item} id${item},`);
		for (let item = 120; item < 130; item++)
			expect(text).toContain(`item ${item} to p${item} code 6,`);
		expect(lines).toContain('notTried: item 130–999');
		expect(lines).toContain('continueFrom: item 130');
		expect(lines).toContain('leaveOut: items 1001');
		expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(2000);
	});

	it('says which receivers are left', () => {
		const account = accountOf(
			[
				{
					ending: 'accepted',
					line: { item: 0, alsoIn: [1], to: 'a', messageId: null, doubt: 'No ID' },
				},
				{ ending: 'notTried', line: { item: 0, to: 'b' } },
			],
			2,
		);
		expect(accountInLines(account)).toEqual([
			'accepted: item 0+1 to a no ID in doubt',
			'notTried: item 0 to b',
			'continueFrom: item 0',
			'leaveOut: items 1',
		]);
	});
});

describe('the account of calls', () => {
	it('has the IDs that came before the failure', () => {
		const account = accountOf(
			[
				{ ending: 'accepted', line: { item: 0, id: 'image-1' } },
				{ ending: 'failed', line: { item: 1, code: '4' } },
			],
			2,
		);
		expect(accountInWords(account, CALLS)).toBe(
			'Done: 1 (item 0: image-1). Not done: 1 (item 1). To do the rest, begin with item 1.',
		);
	});

	it('has only the items of what gave no ID', () => {
		const done = [0, 1, 2].map((item) => ({ ending: 'accepted' as const, line: { item } }));
		const account = accountOf([...done, { ending: 'notTried', line: { item: 3 } }], 4);
		expect(accountInWords(account, CALLS)).toBe(
			'Done: 3 (items 0–2). Not tried: 1 (item 3). To do the rest, begin with item 3.',
		);
	});
});
