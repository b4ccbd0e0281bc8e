import type { Draft } from './contract';

/** One message to one receiver, drafted. */
export interface Delivery<Content> {
	/** Where its result belongs. */
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
}

/**
 * The messages whose turn comes next. It drafts items as late as it can, puts together what may go
 * out together, and holds back a message while an earlier one to the same receiver, or with the same
 * key, is not settled: messages of one chat arrive in the order of their items.
 */
export class Outbox<Content> {
	private waiting: Array<Delivery<Content>> = [];
	/** How many are waiting of each group. */
	private readonly sizes = new Map<unknown, number>();
	/** Receivers and keys of what is under way. */
	private readonly busy = new Set<string>();
	private nextItem = 0;

	constructor(private readonly supply: Supply<Content>) {}

	/** Items from this one on have not been drafted. */
	get undrafted(): number {
		return this.nextItem;
	}

	/** Whether nothing is left, neither drafted nor to be drafted. */
	get isEmpty(): boolean {
		return this.waiting.length === 0 && !this.hasItems;
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
		for (const name of namesOf(delivery)) this.busy.delete(name);
	}

	private mayDraft(): boolean {
		return this.hasItems && this.waiting.length < this.supply.window;
	}

	private get hasItems(): boolean {
		return this.nextItem < this.supply.items && !this.supply.endsDrafting();
	}

	private mayGrow(chosen: Array<Delivery<Content>>): boolean {
		const [first] = chosen;
		if (!first || !this.supply.groups || first.draft.groupKey === undefined) return false;
		return chosen.length < this.most(first) && this.mayDraft();
	}

	private most({ draft }: Delivery<Content>): number {
		return Math.max(1, Math.min(draft.receiversAtOnce, this.supply.heaviest));
	}

	private async draftOne(): Promise<void> {
		const itemIndex = this.nextItem;
		this.nextItem += 1;
		for (const delivery of await this.supply.draft(itemIndex)) {
			this.waiting.push(delivery);
			this.count(delivery, 1);
		}
	}

	private choose(): Array<Delivery<Content>> {
		const chosen: Array<Delivery<Content>> = [];
		const earlier = new Set<string>();
		let most = 1;
		for (const delivery of this.waiting) {
			const names = namesOf(delivery);
			const isFree = names.every((name) => !this.busy.has(name) && !earlier.has(name));
			for (const name of names) earlier.add(name);
			const [first] = chosen;
			if (!isFree || (first && this.groupOf(first) !== this.groupOf(delivery))) continue;
			chosen.push(delivery);
			if (!first) most = Math.min(this.most(delivery), this.sizes.get(this.groupOf(delivery)) ?? 1);
			if (chosen.length >= most) break;
		}
		return chosen;
	}

	private takeOut(chosen: Array<Delivery<Content>>): Array<Delivery<Content>> {
		const leaving = new Set(chosen);
		this.waiting = this.waiting.filter((delivery) => !leaving.has(delivery));
		for (const delivery of chosen) {
			this.count(delivery, -1);
			for (const name of namesOf(delivery)) this.busy.add(name);
		}
		return chosen;
	}

	private groupOf({ draft }: Delivery<Content>): unknown {
		return this.supply.groups ? (draft.groupKey ?? draft) : draft;
	}

	private count(delivery: Delivery<Content>, change: number): void {
		const group = this.groupOf(delivery);
		const size = (this.sizes.get(group) ?? 0) + change;
		if (size === 0) this.sizes.delete(group);
		else this.sizes.set(group, size);
	}
}

function namesOf({ to, keys }: Delivery<unknown>): string[] {
	return [`to ${to}`, ...keys.map((key) => `key ${key}`)];
}
