import { Bell } from './bell';
import { ClaimDesk } from './claimDesk';
import type { Plan, Report } from './contract';
import { Courier } from './courier';
import { Gate, widest } from './gate';
import { Ledger } from './ledger';
import type { Delivery } from './outbox';
import { Outbox } from './outbox';
import { noDraft } from './verdicts';

const WINDOW = 1000;

/**
 * After so many requests come others to their turn. Without it all requests would begin in one go and
 * their answers arrive in one go, with time lost in between; nor would n8n get round to anything else.
 */
const IN_ONE_GO = 5;

/**
 * Carries out the items of a run: side by side, paced, repeated only where nothing can go out twice,
 * and with an account of every one. Messages to one receiver begin in the order of their items, each
 * after the one before it is settled. When the run is to stop, nothing further begins, what is under
 * way is waited for, and the rest is reported as not tried. Halves of a refused request are still sent
 * when nothing but a failure has ended the run.
 *
 * @returns one result for each receiver of each item, in their order; never throws
 */
export async function runItems<Content, Receipt>(
	plan: Plan<Content, Receipt>,
): Promise<Report<Receipt>> {
	const ledger = new Ledger<Content, Receipt>(plan);
	const cancel = () => ledger.stop({ cause: 'cancelled' });
	if (plan.signal?.aborted) cancel();
	plan.signal?.addEventListener('abort', cancel, { once: true });
	const desk = plan.claims && new ClaimDesk(plan.claims, plan.memory?.keys);
	const undrafted = await dispatch(plan, ledger, desk);
	plan.signal?.removeEventListener('abort', cancel);
	await desk?.keep(ledger.sentBefore);
	await desk?.settled();
	const { stuck: stuckKeys = [], unsure: unsureKeys = [] } = desk ?? {};
	return { ...ledger.close(undrafted, plan.items), stuckKeys, unsureKeys };
}

/** Keeps as many requests under way as may be; gives the first item that was not drafted. */
async function dispatch<Content, Receipt>(
	plan: Plan<Content, Receipt>,
	ledger: Ledger<Content, Receipt>,
	desk: ClaimDesk | undefined,
): Promise<number> {
	const gate = new Gate(plan.clock, plan.limits, [ledger.stopped, ledger.halted]);
	const courier = new Courier(plan, gate, ledger, desk);
	const outbox = new Outbox<Content>({
		items: plan.items,
		draft: async (itemIndex) => await draft(plan, ledger, itemIndex),
		groups: plan.groups,
		window: Math.max(1, plan.window ?? WINDOW),
		heaviest: gate.heaviest,
		isStopped: () => ledger.stopped.aborted,
		endsDrafting: () => ledger.endsDrafting,
		breathe: async () => await plan.clock.sleep(1, ledger.stopped),
	});
	const atOnce = widest(plan.limits);
	const bell = new Bell();
	let active = 0;
	let begun = 0;
	const begin = async (chosen: Array<Delivery<Content>>) => {
		active += 1;
		try {
			await courier.carry(chosen);
		} finally {
			for (const delivery of chosen) outbox.settle(delivery);
			active -= 1;
			bell.ring();
		}
	};
	while (!ledger.stopped.aborted && !(outbox.isEmpty && active === 0)) {
		const chosen = active < atOnce ? await outbox.next() : undefined;
		if (chosen && !ledger.stopped.aborted) {
			void begin(chosen);
			begun += 1;
			if (begun % IN_ONE_GO === 0) await plan.clock.sleep(1, ledger.stopped);
		} else if (active > 0) await bell.heard();
	}
	while (active > 0) await bell.heard();
	return outbox.undrafted;
}

async function draft<Content, Receipt>(
	plan: Plan<Content, Receipt>,
	ledger: Ledger<Content, Receipt>,
	itemIndex: number,
): Promise<Array<Delivery<Content>>> {
	try {
		const prepared = await plan.prepare(itemIndex);
		if ('draft' in prepared) return ledger.open(itemIndex, prepared.draft);
		ledger.openInvalid(itemIndex, prepared.failure);
	} catch (error) {
		ledger.openInvalid(itemIndex, noDraft(error));
	}
	return [];
}
