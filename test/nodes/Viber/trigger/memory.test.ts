import {
	borrowedBy,
	findLoan,
	forgetBorrowed,
	isTestOf,
	readBorrowed,
	rememberBorrowed,
} from '../../../../nodes/Viber/trigger/borrowed';
import { arrive, heirsOf, leave, present, sighted } from '../../../../nodes/Viber/trigger/holders';
import {
	forgetPredecessors,
	readPredecessors,
	rememberPredecessor,
} from '../../../../nodes/Viber/trigger/predecessors';
import { isRepeat } from '../../../../nodes/Viber/trigger/repeats';

let count = 0;
const fresh = (name: string) => ({ url: `https://n8n.example/webhook/${name}-${count++}/viber` });
const urls = (webhooks: Array<{ url: string }>) => webhooks.map(({ url }) => url);

describe('repeats', () => {
	it('are those of the same trigger within two hours', () => {
		const now = 1_700_000_000_000;
		expect(isRepeat('one', 'a', now)).toBe(false);
		expect(isRepeat('one', 'a', now + 7_199_999)).toBe(true);
		expect(isRepeat('two', 'a', now)).toBe(false);
		expect(isRepeat('one', 'a', now + 7_200_000)).toBe(false);
	});

	it('remembers the last thousand', () => {
		for (let id = 0; id <= 1000; id++) expect(isRepeat('many', String(id), 1)).toBe(false);
		expect(isRepeat('many', '1000', 1)).toBe(true);
		expect(isRepeat('many', '1', 1)).toBe(true);
		expect(isRepeat('many', '0', 1)).toBe(false);
	});

	it('remembers the last thousand triggers', () => {
		for (let id = 0; id <= 1000; id++) isRepeat(`t${id}`, 'a', 1);
		expect(isRepeat('t1000', 'a', 1)).toBe(true);
		expect(isRepeat('t0', 'a', 1)).toBe(false);
	});
});

describe('who inherits the webhook', () => {
	it('whoever had it before, and in place of one who has left, whoever had it before that', () => {
		const [a, b, c] = [fresh('a'), fresh('b'), fresh('c')];
		expect(urls(heirsOf('account', [b], c.url))).toEqual([b.url]);
		leave(b.url, [a]);
		expect(urls(heirsOf('account', [b], c.url))).toEqual([a.url]);
		leave(a.url, []);
		expect(heirsOf('account', [b], c.url)).toEqual([]);
		sighted(b.url);
		expect(urls(heirsOf('account', [b], c.url))).toEqual([b.url]);
	});

	it('the one who was activated last on the same account, if nobody else is left', () => {
		const [a, b, c, d] = [fresh('a'), fresh('b'), fresh('c'), fresh('d')];
		arrive('mine', a);
		arrive('mine', b);
		arrive('mine', a);
		arrive('other', c);
		expect(urls(heirsOf('mine', [], d.url))).toEqual([a.url, b.url]);
		expect(urls(heirsOf('mine', [], a.url))).toEqual([b.url]);
		leave(a.url, []);
		leave(b.url, []);
		expect(heirsOf('mine', [], d.url)).toEqual([]);
	});

	it('nobody, when all have left in a circle', () => {
		const [a, b] = [fresh('a'), fresh('b')];
		leave(a.url, [b]);
		leave(b.url, [a]);
		expect(present([a, b])).toEqual([]);
	});

	it('never a test, but the one from whom it has borrowed', () => {
		const [owner, test] = [fresh('owner'), fresh('test')];
		rememberBorrowed({}, test.url, owner);
		expect(present([test])).toEqual([owner]);
		forgetBorrowed({}, test.url);
		expect(borrowedBy(test.url)).toBeUndefined();
	});
});

describe('a loan', () => {
	const LIVE = 'https://n8n.example/webhook/1-2/viber';
	const TEST = 'https://n8n.example/webhook-test/1-2/viber';

	it.each([
		[TEST, LIVE, true],
		['https://n8n.example/some/where/webhook-test/1-2/viber', LIVE, true],
		[LIVE, LIVE, false],
		['https://other.example/webhook-test/1-2/viber', LIVE, false],
		['https://n8n.example/webhook-test/1-3/viber', LIVE, false],
		['nonsense', LIVE, false],
	])('%s is the test of %s: %s', (test, live, expected) => {
		expect(isTestOf(test, live)).toBe(expected);
	});

	it('is found by the address of the active workflow, in n8n’s memory and in our own', () => {
		const memory = {};
		rememberBorrowed(memory, TEST, { url: 'https://x.example', eventTypes: ['seen'] });
		const lender = { url: 'https://x.example', eventTypes: ['seen'] };
		expect(findLoan(memory, LIVE)).toEqual({ testUrl: TEST, lender });
		expect(findLoan({}, LIVE)).toEqual({ testUrl: TEST, lender });
		expect(readBorrowed({}, TEST)).toEqual(lender);
		forgetBorrowed(memory, TEST);
		expect(findLoan(memory, LIVE)).toBeUndefined();
	});
});

describe('predecessors', () => {
	const URL = 'https://n8n.example/webhook/1/viber';

	it('are remembered most recent first, each once, at most five', () => {
		const memory = {};
		for (const name of ['a', 'b', 'c', 'a', 'd', 'e', 'f']) {
			rememberPredecessor(memory, URL, { url: name }, true);
		}
		const { forward, webhooks } = readPredecessors(memory, URL);
		expect(forward).toBe(true);
		expect(urls(webhooks)).toEqual(['f', 'e', 'd', 'a', 'c']);
	});

	it('stay when nobody new is found, and go with the trigger', () => {
		const memory = {};
		rememberPredecessor(memory, URL, { url: 'a', eventTypes: ['seen'] }, true);
		rememberPredecessor(memory, URL, undefined, false);
		expect(readPredecessors(memory, URL)).toEqual({
			forward: false,
			webhooks: [{ url: 'a', eventTypes: ['seen'] }],
		});
		// As in a copy of the workflow that has come with its memory.
		expect(readPredecessors(memory, `${URL}2`)).toEqual({ forward: false, webhooks: [] });
		forgetPredecessors(memory);
		expect(memory).toEqual({});
	});
});
