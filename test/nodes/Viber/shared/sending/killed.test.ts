import fc from 'fast-check';

import type { Outcome } from '../../../../../nodes/Viber/shared/sending/contract';
import { runItems } from '../../../../../nodes/Viber/shared/sending/engine';
import type { Receipt } from './support';
import { accept, KeyStore, planFor, repeat, setback } from './support';

const ENDINGS: Record<string, Outcome<Receipt>> = {
	refuse: setback('refused', 'no'),
	notSent: setback('notSent', 'noConnection'),
	unknown: setback('unknown', 'noAnswer'),
	repeat: repeat(),
	limit: repeat({ isRateLimit: true, afterMs: 700 }),
	account: setback('refused', 'balance', { concernsAccount: true }),
};

const script = fc.record({
	items: fc.integer({ min: 1, max: 30 }),
	endings: fc.array(fc.constantFrom('accept', 'accept', 'accept', ...Object.keys(ENDINGS)), {
		maxLength: 40,
	}),
	latencyMs: fc.integer({ min: 1, max: 200 }),
	limits: fc.record(
		{
			atOnce: fc.integer({ min: 1, max: 6 }),
			pace: fc.record({
				count: fc.integer({ min: 1, max: 8 }),
				perMs: fc.integer({ min: 1, max: 1500 }),
				of: fc.constantFrom('requests' as const, 'messages' as const),
			}),
			batching: fc.record({
				size: fc.integer({ min: 1, max: 6 }),
				intervalMs: fc.integer({ min: 1, max: 900 }),
			}),
		},
		{ requiredKeys: ['atOnce'] },
	),
	isGrouped: fc.boolean(),
	stopOnFailure: fc.boolean(),
	cancelAt: fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined }),
});

/** As long as it takes to give a key back: what is under way in the store, and two calls of 3 ms. */
const SETTLING_MS = 9;

it('whenever n8n is killed, the keys noted are those of requests that went out and may have come through', async () => {
	await fc.assert(
		fc.asyncProperty(script, async (given) => {
			/** Of each receiver's last request: when it was answered, and whether that said that nothing was sent. */
			const requests = new Map<string, { end: number; sentNothing: boolean }>();
			const canceller = new AbortController();
			const { plan, clock } = planFor({
				drafts: Array.from({ length: given.items }, (_, item) => ({
					keys: [[`key of p${item}`]],
					receiversAtOnce: 5,
					...(given.isGrouped && { content: 'same', groupKey: 'same' }),
				})),
				limits: given.limits,
				latencyMs: given.latencyMs,
				stopOnFailure: given.stopOnFailure,
				signal: canceller.signal,
			});
			const store = new KeyStore(clock);
			let count = 0;
			plan.claims = store;
			plan.send = async (content, receivers) => {
				const ending = given.endings[count] ?? 'accept';
				count += 1;
				for (const to of receivers) requests.set(to, { end: Infinity, sentNothing: false });
				await clock.sleep(given.latencyMs);
				const outcome = ENDINGS[ending] ?? accept(content, receivers);
				const sentNothing = outcome.kind === 'refused' || outcome.kind === 'notSent';
				for (const to of receivers) requests.set(to, { end: clock.now(), sentNothing });
				return outcome;
			};
			/** Since when keys are noted of which nothing was sent. */
			const idle = new Map<string, number>();
			clock.beforeJump = () => {
				// Of what is on the wire, and of what may have come through, the key is noted.
				for (const [to, { sentNothing }] of requests) {
					if (!sentNothing) expect(store.held).toContain(`key of ${to}`);
				}
				for (const key of idle.keys()) if (!store.held.has(key)) idle.delete(key);
				for (const key of store.held) {
					const request = requests.get(key.replace('key of ', ''));
					if (request && !request.sentNothing) continue;
					const since = idle.get(key) ?? clock.now();
					idle.set(key, since);
					expect(clock.now() - since).toBeLessThanOrEqual(SETTLING_MS);
				}
			};
			if (given.cancelAt !== undefined) {
				void clock.sleep(given.cancelAt).then(() => canceller.abort());
			}
			await clock.until(runItems(plan));
			clock.beforeJump();
		}),
		{ numRuns: 300 },
	);
}, 60_000);
