import type { IExecuteFunctions } from 'n8n-workflow';

import { entriesOfEarlierTries, memoryOf } from '../../../../../nodes/Viber/actions/reruns';
import type { Memory } from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Receipt, Wishes } from './support';
import { accept, planFor, setback } from './support';

/** One try of a run that n8n repeats. */
function tryOf(
	run: object,
	{ name = 'Viber', retryOnFail = true, items = 6 } = {},
): IExecuteFunctions {
	return {
		getNode: () => ({ name, type: 'n8n-nodes-viber.viber', retryOnFail }),
		getExecuteData: () => ({ node: { name: 'Viber' }, run }),
		getInputData: () => Array.from({ length: items }, () => ({ json: run })),
	} as unknown as IExecuteFunctions;
}

/** A memory that lasts from one run to the next. */
function memory(): Memory<Receipt> {
	const run = { node: { name: 'Viber' } };
	const context = tryOf(run);
	context.getExecuteData = () => run as never;
	const made = memoryOf<Receipt>(context);
	if (!made) throw new Error('There is no memory');
	return made;
}

async function run(wishes: Wishes) {
	const { plan, clock, seen } = planFor(wishes);
	const { results, stoppedBy } = await clock.until(runItems(plan));
	const kinds = results.map((one) => (one.kind === 'failed' ? one.status : one.kind));
	return { results, kinds, seen: seen.map(({ content }) => content), stoppedBy };
}

const drafts = Array.from({ length: 6 }, () => ({}));

describe('a run of the same items once more', () => {
	it('sends what was refused or not tried, and gives the IDs of all', async () => {
		const kept = memory();
		const first = await run({
			drafts,
			memory: kept,
			limits: { atOnce: 2 },
			stopOnFailure: true,
			answer: (content, receivers) =>
				content === 'text 2' ? setback('refused') : accept(content, receivers),
		});
		expect(first.kinds).toEqual([
			...['accepted', 'accepted', 'refused', 'accepted'],
			...['notTried', 'notTried'],
		]);
		const second = await run({ drafts, memory: kept, stopOnFailure: true });
		expect(second.seen).toEqual(['text 2', 'text 4', 'text 5']);
		expect(second.results[1]).toMatchObject({ receipt: { messageId: 'text 1>p1' } });
		expect(second.kinds).toEqual(Array(6).fill('accepted'));
	});

	it('never sends what may have arrived, and ends there again when failures end it', async () => {
		const kept = memory();
		const wishes: Wishes = { drafts, memory: kept, limits: { atOnce: 1 }, stopOnFailure: true };
		await run({
			...wishes,
			answer: (content, receivers) =>
				content === 'text 2' ? setback('unknown') : accept(content, receivers),
		});
		const again = await run(wishes);
		expect(again.seen).toEqual([]);
		expect(again.kinds.slice(0, 4)).toEqual(['accepted', 'accepted', 'unknown', 'notTried']);
		expect(again.stoppedBy).toMatchObject({ cause: 'failure', result: { itemIndex: 2 } });
		const { kinds, seen } = await run({ ...wishes, stopOnFailure: false });
		expect(kinds[2]).toBe('unknown');
		expect(seen).toEqual(['text 3', 'text 4', 'text 5']);
	});

	it('drafts nothing that it has neither sent before nor will now', async () => {
		const kept = memory();
		const wishes: Wishes = { drafts, memory: kept, limits: { atOnce: 1 }, stopOnFailure: true };
		const drafted: number[] = [];
		for (const window of [2, 2]) {
			const { plan, clock } = planFor({
				...wishes,
				window,
				answer: (content, receivers) =>
					content === 'text 2' ? setback('unknown') : accept(content, receivers),
			});
			const { prepare } = plan;
			plan.prepare = async (itemIndex) => {
				drafted.push(itemIndex);
				return await prepare(itemIndex);
			};
			await clock.until(runItems(plan));
		}
		expect(drafted).toEqual([0, 1, 2, 0, 1, 2]);
	});

	it('does not take one receiver of an item for another', async () => {
		const kept = memory();
		const both = [{ receivers: ['a', 'b'], receiversAtOnce: 2, content: 'same' }];
		await run({
			drafts: both,
			memory: kept,
			answer: () => ({
				kind: 'mixed',
				each: [{ kind: 'accepted', receipt: { messageId: '1' } }, setback('refused')],
			}),
		});
		const { plan, clock, seen } = planFor({ drafts: both, memory: kept });
		await clock.until(runItems(plan));
		expect(seen.map(({ receivers }) => receivers)).toEqual([['b']]);
	});
});

describe('what a later try tells', () => {
	/** The first takes long and ends uncertain, the others are accepted meanwhile. */
	async function firstTry(kept: Memory<Receipt>) {
		const { plan, clock } = planFor({
			drafts,
			memory: kept,
			stopOnFailure: true,
			limits: { atOnce: 3 },
			answer: (content, receivers) =>
				content === 'text 0' ? setback('unknown') : accept(content, receivers),
		});
		const { send } = plan;
		plan.send = async (content, receivers) => {
			if (content === 'text 0') await clock.sleep(500);
			return await send(content, receivers);
		};
		const { results } = await clock.until(runItems(plan));
		return results.map((one) => (one.kind === 'failed' ? one.status : one.kind));
	}

	it('is all that was accepted, also when an item before it is uncertain', async () => {
		const kept = memory();
		const first = await firstTry(kept);
		expect(first).toEqual(['unknown', ...Array(5).fill('accepted')]);
		const again = await run({ drafts, memory: kept, stopOnFailure: true });
		expect(again.kinds).toEqual(first);
		expect(again.seen).toEqual([]);
	});

	it('is all that was accepted, also when it is cancelled before it begins', async () => {
		const kept = memory();
		const first = await firstTry(kept);
		const again = await run({ drafts, memory: kept, signal: AbortSignal.abort() });
		expect(again.kinds).toEqual(first);
		expect(again.stoppedBy).toEqual({ cause: 'cancelled' });
	});

	it('is all that was accepted, also when the account ends it early', async () => {
		const kept = memory();
		await run({
			drafts,
			memory: kept,
			limits: { atOnce: 1 },
			answer: (content, receivers) =>
				content === 'text 0' ? setback('refused') : accept(content, receivers),
		});
		const again = await run({
			drafts,
			memory: kept,
			limits: { atOnce: 1 },
			answer: () => setback('refused', '2', { concernsAccount: true }),
		});
		expect(again.kinds).toEqual(['refused', ...Array(5).fill('accepted')]);
	});

	it('sends nothing to the others of an item of which one is uncertain, when failures end it', async () => {
		const kept = memory();
		const both = [{ receivers: ['a', 'b'], receiversAtOnce: 1, content: 'same' }];
		const wishes: Wishes = { drafts: both, memory: kept, stopOnFailure: true, groups: false };
		await run({ ...wishes, limits: { atOnce: 1 }, answer: () => setback('unknown') });
		const again = await run(wishes);
		expect(again.seen).toEqual([]);
		expect(again.kinds).toEqual(['unknown', 'notTried']);
	});
});

describe('an item that cannot be drafted in a later try', () => {
	const all = [{ receivers: ['a', 'b', 'c'], receiversAtOnce: 1, content: 'same' }, {}];

	async function firstTry(kept: Memory<Receipt>, others: 'refused' | 'unknown') {
		await run({
			drafts: all,
			memory: kept,
			groups: false,
			answer: (content, [to = '']) =>
				to === 'a' || content !== 'same' ? accept(content, [to]) : setback(others),
		});
	}

	it('fails for those only who have no message', async () => {
		const kept = memory();
		await firstTry(kept, 'refused');
		const again = await run({ drafts: ['no file', {}], memory: kept, stopOnFailure: true });
		expect(again.seen).toEqual([]);
		expect(again.kinds).toEqual(['accepted', 'invalid', 'invalid', 'accepted']);
		expect(again.results[0]).toMatchObject({ to: 'a', receipt: { messageId: 'same>a' } });
		expect(again.results[1]).toMatchObject({ failure: { message: 'no file', to: 'b' } });
		expect(again.stoppedBy).toMatchObject({ cause: 'failure', result: { kind: 'invalid' } });
	});

	it('may have been sent as before', async () => {
		const kept = memory();
		await firstTry(kept, 'unknown');
		const again = await run({ drafts: ['no file', {}], memory: kept, stopOnFailure: true });
		expect(again.kinds).toEqual(['accepted', 'unknown', 'unknown', 'accepted']);
		expect(again.stoppedBy).toMatchObject({ result: { kind: 'failed', status: 'unknown' } });
	});

	it('is no failure when everybody has it', async () => {
		const kept = memory();
		const wishes: Wishes = { drafts: all, memory: kept, stopOnFailure: true };
		await run(wishes);
		const again = await run({ ...wishes, drafts: ['no file', {}] });
		expect(again.kinds).toEqual(Array(4).fill('accepted'));
		expect(again.stoppedBy).toBeUndefined();
	});
});

describe('what is remembered', () => {
	const keep = (context: IExecuteFunctions) => {
		const kept = memoryOf<Receipt>(context);
		kept?.expect(1, ['a', 'b']);
		kept?.keep(1, 'a', { kind: 'accepted', receipt: { messageId: 'id' } });
		return kept;
	};

	it('is that of the same run only', () => {
		const run = { node: { name: 'Viber' } };
		const context = tryOf(run);
		context.getExecuteData = () => run as never;
		keep(context);
		expect(memoryOf(context)?.recall(1)).toEqual([
			{ to: 'a', verdict: { kind: 'accepted', receipt: { messageId: 'id' } } },
			{ to: 'b', verdict: undefined },
		]);
		expect(memoryOf(context)?.recall(0)).toBeUndefined();
		const other = { ...run };
		context.getExecuteData = () => other as never;
		expect(memoryOf(context)?.recall(1)).toBeUndefined();
	});

	it('is that of the same call only, of a tool that its agent calls', () => {
		// n8n hands the agent's run to its tools, and one object for each call of the model's.
		const call = { To: 'a' };
		keep(tryOf(call, { name: 'Tool' }));
		expect(memoryOf(tryOf(call, { name: 'Tool' }))?.recall(1)).toHaveLength(2);
		expect(memoryOf(tryOf({ To: 'a' }, { name: 'Tool' }))?.recall(1)).toBeUndefined();
	});

	it('is nothing where n8n does not run the node again', () => {
		expect(keep(tryOf({}, { name: 'Tool', retryOnFail: false }))).toBeUndefined();
	});

	it('tells what was sent when a later try cannot begin', () => {
		const call = {};
		const context = tryOf(call, { name: 'Tool', items: 3 });
		expect(entriesOfEarlierTries(context)).toEqual([]);
		keep(context);
		expect(entriesOfEarlierTries(context)).toEqual([
			{ ending: 'notTried', line: { item: 0 } },
			{ ending: 'accepted', line: { item: 1, to: 'a', messageId: 'id' } },
			{ ending: 'notTried', line: { item: 1, to: 'b' } },
			{ ending: 'notTried', line: { item: 2 } },
		]);
	});

	it('tells what is not certain, then, too, and a message of several items once', () => {
		const context = tryOf({}, { name: 'Tool', items: 3 });
		const kept = memoryOf<Receipt>(context, () => ({
			of: () => [0, 2],
			receivers: () => ['a', 'b'],
			message: () => 'text',
		}));
		kept?.expect(0, ['a', 'b']);
		kept?.keep(0, 'a', { kind: 'accepted', receipt: { messageId: 'id', doubt: 'Perhaps not' } });
		kept?.keep(0, 'b', setback('unknown', '7'));
		expect(entriesOfEarlierTries(context)).toEqual([
			{
				ending: 'accepted',
				line: { item: 0, alsoIn: [2], to: 'a', messageId: 'id', doubt: 'Perhaps not' },
			},
			{ ending: 'uncertain', line: { item: 0, alsoIn: [2], to: 'b', code: '7', name: 'no' } },
			{ ending: 'notTried', line: { item: 1 } },
		]);
	});
});
