import type { Acknowledged } from '../../../../../nodes/Viber/shared/sending/account';
import { accountInWords, accountOf } from '../../../../../nodes/Viber/shared/sending/account';
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

function words(results: Array<Result<Acknowledged>>, items = results.length): string {
	return accountInWords(accountOf(results, items));
}

describe('accountOf', () => {
	it('finds where to go on, and what to leave out, when answers came out of order', () => {
		const account = accountOf(
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
			uncertain: [{ item: 3, to: 'p3', code: '6' }],
			failed: [{ item: 1, to: 'p1', code: '6' }],
			skipped: [{ item: 6, to: 'p6' }],
			notTried: [4, 7],
			continueFrom: 1,
			leaveOut: [2, 3, 5, 6],
			inPart: [],
		});
	});

	it('tells of items of which only some recipients are done', () => {
		const account = accountOf(
			[accepted(0), accepted(1, 'a'), failed(1, 'refused', 'b'), notTried(2)],
			3,
		);
		expect(account).toMatchObject({ continueFrom: 1, leaveOut: [], inPart: [1] });
		expect(accountInWords(account)).toMatch(/begin with item 1\. Some recipients of item 1 were/);
	});

	it('keeps what a provider leaves in doubt', () => {
		const receipt = { doubt: 'No ID came back' };
		expect(accountOf([{ kind: 'accepted', itemIndex: 0, to: 'a', receipt }], 1).accepted).toEqual([
			{ item: 0, to: 'a', messageId: null, doubt: 'No ID came back' },
		]);
	});

	it('counts an item that could not be drafted among the failed', () => {
		const failure = { status: 'invalid' as const, message: 'No text', description: '' };
		const account = accountOf([accepted(0), { kind: 'invalid', itemIndex: 1, failure }], 2);
		expect(account).toMatchObject({ failed: [{ item: 1, code: 'invalid' }], continueFrom: 1 });
	});

	it('has nowhere to go on when all is done', () => {
		expect(accountOf([accepted(0), failed(1, 'unknown')], 2).continueFrom).toBeNull();
	});
});

describe('accountInWords', () => {
	it.each<[string, Array<Result<Acknowledged>>, RegExp]>([
		[
			'accepted',
			[accepted(0), accepted(1), failed(2, 'refused'), notTried(3)],
			/^Accepted: 2 \(item 0: id0, item 1: id1\)\. Not tried: item 3\. To send the rest, begin with item 2\.$/,
		],
		[
			'out of order',
			[failed(0, 'refused'), ...[1, 2, 3].map((item) => accepted(item)), notTried(4), accepted(5)],
			/begin with item 0, and leave out items 1–3, 5\.$/,
		],
		[
			'nothing accepted',
			[failed(0, 'refused'), notTried(1)],
			/^No message was accepted\. Not tried/,
		],
		[
			'uncertain',
			[accepted(0), failed(1, 'unknown'), notTried(2)],
			/Outcome unknown: 1 \(item 1\): find out .* begin with item 2\.$/,
		],
		[
			'skipped',
			[accepted(0), { kind: 'skipped', itemIndex: 1, to: 'p1', key: 'k' }, failed(2, 'notSent')],
			/Skipped, as their keys were sent before: 1\. To send the rest, begin with item 2\.$/,
		],
	])('%s', (_, results, expected) => {
		expect(words(results)).toMatch(expected);
	});

	it('stays short after thousands of messages', () => {
		const results = Array.from({ length: 10_000 }, (_, item) =>
			item % 2 === 0 ? accepted(item) : notTried(item),
		);
		expect(words(results)).toMatch(/^Accepted: 5000 .*, and 4950 more, all of them in the data/);
		expect(words(results).length).toBeLessThan(3000);
		expect(accountOf(results, 10_000).accepted).toHaveLength(5000);
	});

	it('says nothing of a run of one message', () => {
		expect(words([failed(0, 'unknown')])).toBe('');
	});

	it('says of one item with many recipients what became of the others', () => {
		const results = [failed(0, 'unknown', 'a'), failed(0, 'unknown', 'b'), notTried(0)];
		expect(words(results, 1)).toMatch(/Outcome unknown: 2 .*Not tried: item 0\. .*the others only/);
	});

	it('says for how many the provider gave no ID', () => {
		const doubtful: Result<Acknowledged> = {
			kind: 'accepted',
			itemIndex: 1,
			to: 'p1',
			receipt: { doubt: 'No ID' },
		};
		const account = accountOf([accepted(0), doubtful, failed(2, 'refused')], 3);
		expect(accountInWords(account)).toMatch(/^Accepted: 2 .* gave no ID to 1, so that/);
		expect(account.accepted[1]).toMatchObject({ to: 'p1', messageId: null, doubt: 'No ID' });
	});
});
