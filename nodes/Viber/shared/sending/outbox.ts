import type { Draft } from './contract';

/** One message to one receiver, drafted. */
export interface Delivery<Content> {
	/** Where its result belongs; grows with each message that is drafted. */
	position: number;
	itemIndex: number;
	to: string;
	/** Empty when nothing keeps it from being sent again. */
	keys: readonly string[];
	draft: Draft<Content>;
}

/** What the outbox needs of a run. */
export interface Supply<Content> {
	items: number;
	/** Drafts one item: nothing when that fails. */
	draft(itemIndex: number): Promise<Array<Delivery<Content>>>;
	groups: boolean;
	/** How many messages may wait. */
	window: number;
	/** How many messages one request may hold at most. */
	heaviest: number;
	isStopped(): boolean;
	/** Whether the items that are left must not be drafted. */
	endsDrafting(): boolean;
	/** Lets n8n do something else. */
	breathe(): Promise<void>;
}

/** After so many items that were drafted at a stretch. */
const AT_A_STRETCH = 200;

/** As many settled messages as are kept in a line, rather than moving the others up each time. */
const KEPT = 100;

/** A message that has not gone out. */
interface Waiting<Content> {
	delivery: Delivery<Content>;
	/** How many of its names another message has, which comes first. */
	behind: number;
}

/** All messages with the same receiver or the same key, in order; the first may be under way. */
interface Line<Content> {
	waiting: Array<Waiting<Content>>;
	/** How many of them are settled. */
	settled: number;
}

/**
 * The messages whose turn comes next. It drafts items as late as it can, puts together what may go
 * out together, and holds back a message while an earlier one to the same receiver, or with the same
 * key, is not settled: messages of one chat arrive in the order of their items.
 *
 * However many messages wait for one receiver, each is looked at once when it comes and once when it
 * is free.
 */
export class Outbox<Content> {
	/** Those that nothing holds back, in order. */
	private free: Array<Waiting<Content>> = [];
	private readonly lines = new Map<string, Line<Content>>();
	/** How many wait, and how many of each group. */
	private waiting = 0;
	private readonly sizes = new Map<unknown, number>();
	private nextItem = 0;
	/** How many items were drafted since something went out. */
	private stretch = 0;

	constructor(private readonly supply: Supply<Content>) {}

	/** Items from this one on have not been drafted. */
	get undrafted(): number {
		return this.nextItem;
	}

	/** Whether nothing is left, neither drafted nor to be drafted. */
	get isEmpty(): boolean {
		return this.waiting === 0 && !this.hasItems;
	}

	/**
	 * Takes out what the next request is to hold.
	 *
	 * @returns undefined when nothing may go out now
	 */
	async next(): Promise<Array<Delivery<Content>> | undefined> {
		while (!this.supply.isStopped()) {
			const chosen = this.choose();
			if (chosen.length > 0 && !this.mayGrow(chosen)) return this.takeOut(chosen);
			if (!this.mayDraft()) return undefined;
			// A group is worth a whole window; for anything else one more item will do.
			do await this.draftOne();
			while (chosen.length > 0 && this.mayDraft() && !this.supply.isStopped());
		}
		return undefined;
	}

	/** Lets go what waited for this message. */
	settle(delivery: Delivery<Content>): void {
		for (const name of namesOf(delivery)) {
			const line = this.lines.get(name);
			if (!line) continue;
			line.settled += 1;
			if (line.settled > KEPT) {
				line.waiting.splice(0, line.settled);
				line.settled = 0;
			}
			const next = line.waiting[line.settled];
			if (!next) this.lines.delete(name);
			else {
				next.behind -= 1;
				if (next.behind === 0) this.setFree(next);
			}
		}
	}

	private mayDraft(): boolean {
		return this.hasItems && this.waiting < this.supply.window;
	}

	private get hasItems(): boolean {
		return this.nextItem < this.supply.items && !this.supply.endsDrafting();
	}

	private mayGrow([first, ...others]: Array<Waiting<Content>>): boolean {
		if (!first || !this.supply.groups || first.delivery.draft.groupKey === undefined) return false;
		return others.length + 1 < this.most(first) && this.mayDraft();
	}

	private most({ delivery }: Waiting<Content>): number {
		return Math.max(1, Math.min(delivery.draft.receiversAtOnce, this.supply.heaviest));
	}

	private async draftOne(): Promise<void> {
		const itemIndex = this.nextItem;
		this.nextItem += 1;
		this.stretch += 1;
		if (this.stretch % AT_A_STRETCH === 0) await this.supply.breathe();
		for (const delivery of await this.supply.draft(itemIndex)) this.join(delivery);
	}

	private join(delivery: Delivery<Content>): void {
		const waiting: Waiting<Content> = { delivery, behind: 0 };
		for (const name of namesOf(delivery)) {
			const line = this.lines.get(name);
			if (line) {
				line.waiting.push(waiting);
				waiting.behind += 1;
			} else this.lines.set(name, { waiting: [waiting], settled: 0 });
		}
		this.count(waiting, 1);
		if (waiting.behind === 0) this.setFree(waiting);
	}

	/** Puts it in its place; most come last, and those that had to wait come near the front. */
	private setFree(waiting: Waiting<Content>): void {
		const { position } = waiting.delivery;
		let place = this.free.length;
		while (place > 0 && (this.free[place - 1]?.delivery.position ?? 0) > position) place -= 1;
		this.free.splice(place, 0, waiting);
	}

	private choose(): Array<Waiting<Content>> {
		const [first] = this.free;
		if (!first) return [];
		const group = this.groupOf(first);
		const most = Math.min(this.most(first), this.sizes.get(group) ?? 1);
		const chosen: Array<Waiting<Content>> = [];
		for (const waiting of this.free) {
			if (chosen.length >= most) break;
			if (this.groupOf(waiting) === group) chosen.push(waiting);
		}
		return chosen;
	}

	private takeOut(chosen: Array<Waiting<Content>>): Array<Delivery<Content>> {
		this.stretch = 0;
		const leaving = new Set(chosen);
		this.free = this.free.filter((waiting) => !leaving.has(waiting));
		for (const waiting of chosen) this.count(waiting, -1);
		return chosen.map(({ delivery }) => delivery);
	}

	private groupOf({ delivery: { draft } }: Waiting<Content>): unknown {
		return this.supply.groups ? (draft.groupKey ?? draft) : draft;
	}

	private count(waiting: Waiting<Content>, change: number): void {
		this.waiting += change;
		const group = this.groupOf(waiting);
		const size = (this.sizes.get(group) ?? 0) + change;
		if (size === 0) this.sizes.delete(group);
		else this.sizes.set(group, size);
	}
}

/** What no two messages that are under way may have in common. */
function namesOf({ to, keys }: Delivery<unknown>): Set<string> {
	return new Set([`to ${to}`, ...keys.map((key) => `key ${key}`)]);
}
