import fc from 'fast-check';

import type {
	BroadcastReceipt,
	ReceiverResult,
} from '../../../../nodes/Viber/actions/broadcastResults';
import {
	byReceiver,
	entriesOfBroadcast,
	spread,
} from '../../../../nodes/Viber/actions/broadcastResults';
import type { BroadcastOutcome } from '../../../../nodes/Viber/providers/sending';
import type { Receiver } from '../../../../nodes/Viber/shared/recipients';
import { accountOf } from '../../../../nodes/Viber/shared/sending/account';
import { accountInWords } from '../../../../nodes/Viber/shared/sending/accountWords';
import { realClock } from '../../../../nodes/Viber/shared/sending/clock';
import { runItems } from '../../../../nodes/Viber/shared/sending/engine';

const refusal = { code: '6', name: 'receiverNotSubscribed', reason: 'No', cure: 'Do this.' };

function accepted(...names: string[]): BroadcastOutcome {
	const failed = new Map(names.map((name) => [name, { refusal, answer: { status: 6 } }]));
	return { kind: 'accepted', messageId: '42', answer: { status: 0 }, failed };
}

/** Carries out requests as the node does, with what each of them comes to. */
async function run(
	sizes: number[],
	outcomes: Array<(names: readonly string[]) => BroadcastOutcome>,
	stops: boolean,
): Promise<{ results: ReceiverResult[]; people: string[]; requests: number }> {
	let person = 0;
	const requests: Receiver[][] = sizes.map((size) =>
		Array.from({ length: size }, () => ({ to: `p${person}`, itemIndexes: [person++] })),
	);
	let sent = 0;
	const report = await runItems<number, BroadcastReceipt>({
		items: requests.length,
		async prepare(index) {
			const receivers = (requests[index] ?? []).map(({ to }) => to);
			return { draft: { receivers, receiversAtOnce: receivers.length, content: index } };
		},
		async send(index, names) {
			sent += 1;
			return spread(outcomes[index]?.(names) ?? accepted(), names);
		},
		limits: { atOnce: 1 },
		retries: { tries: 1, totalMs: 0, baseMs: 0, capMs: 0 },
		groups: false,
		splitsRefused: false,
		repeatsUnknown: false,
		stopOnFailure: stops,
		clock: realClock,
		random: Math.random,
	});
	return {
		results: byReceiver(report.results, requests),
		people: requests.flat().map(({ to }) => to),
		requests: sent,
	};
}

const whole = (kind: 'refused' | 'unknown' | 'notSent') => (): BroadcastOutcome => ({
	kind,
	refusal,
});

describe('the account of a broadcast', () => {
	it('has everybody once, in their order, whatever happens', async () => {
		const outcome = fc.constantFrom(
			() => accepted(),
			(names: readonly string[]) => accepted(names[0] ?? ''),
			whole('refused'),
			whole('unknown'),
			whole('notSent'),
		);
		const script = fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), outcome), { maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(script, fc.boolean(), async (steps, stops) => {
				const { results, people } = await run(
					steps.map(([size]) => size),
					steps.map(([, one]) => one),
					stops,
				);
				expect(results.map(({ receiver }) => receiver.to)).toEqual(people);
				expect(entriesOfBroadcast(results).map(({ line }) => line.to)).toEqual(people);
			}),
		);
	});

	it('says what was accepted, who may have it, and who was not tried', async () => {
		const { results, requests } = await run(
			[2, 1, 2],
			[() => accepted('p1'), whole('unknown')],
			true,
		);
		expect(requests).toBe(2);
		const account = accountOf(entriesOfBroadcast(results), 5);
		expect(account).toEqual({
			items: 5,
			accepted: [{ item: 0, to: 'p0', messageId: '42' }],
			refused: [{ item: 1, to: 'p1', code: '6', name: 'receiverNotSubscribed' }],
			failed: [],
			uncertain: [{ item: 2, to: 'p2', code: '6', name: 'receiverNotSubscribed' }],
			skipped: [],
			notTried: [
				{ item: 3, to: 'p3' },
				{ item: 4, to: 'p4' },
			],
			continueFrom: 3,
			leaveOut: [],
			inPart: [],
		});
		expect(accountInWords(account)).toBe(
			'Accepted: 1 (item 0: 42). Refused individually: 1 (item 1). Outcome unknown: 1 (item 2): find out whether they were sent before you send them again. Not tried: 2 (items 3–4). To send the rest, begin with item 3.',
		);
	});

	it('knows all items that named a receiver', () => {
		const receiver = { to: 'a', itemIndexes: [0, 0, 2] };
		expect(entriesOfBroadcast([{ kind: 'skipped', receiver, key: 'k' }])).toEqual([
			{ ending: 'skipped', line: { item: 0, alsoIn: [2], to: 'a' } },
		]);
	});

	it('lets a run go on when single receivers are refused', async () => {
		const { results } = await run([2, 1], [() => accepted('p0'), () => accepted()], true);
		expect(results.map(({ kind }) => kind)).toEqual(['refused', 'accepted', 'accepted']);
		expect(results[0]).toMatchObject({ refusal, answer: { status: 6 } });
	});
});
