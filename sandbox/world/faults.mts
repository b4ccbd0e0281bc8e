import { isAboutCalls, readFault, type Fault, type FaultName } from './faultKinds.mts';
import { Refusal } from './refusal.mts';

/** What a provider can be disturbed in. */
export interface Disturbable {
	title: string;
	abilities: {
		methods: readonly string[];
		faults: readonly FaultName[];
		faultMethods?: Partial<Record<FaultName, readonly string[]>>;
	};
}

/** The disturbances that may strike a call: those that were on, and had begun, when it came in. */
export type Turn = ReadonlySet<Fault>;

/** The disturbances of one bot. */
export class Faults {
	private on = new Map<FaultName, Fault[]>();

	/**
	 * @param provider what it plays; everything else is refused
	 * @param changed called after each change
	 */
	constructor(
		private readonly provider: Disturbable,
		private readonly changed: () => void,
	) {}

	/** What is on, by name; nothing is named that is off. */
	all(): Partial<Record<FaultName, Fault[]>> {
		return Object.fromEntries(
			[...this.on].map(([name, list]) => [name, list.map((one) => ({ ...one }))]),
		);
	}

	/**
	 * Switches disturbances on and off, each as {@link readFault} has it; a list has several of a kind.
	 *
	 * @throws Refusal (400) with a sentence when something does not fit, also when the provider does not
	 *   play it; then nothing is changed
	 */
	change(wish: Record<string, unknown>): void {
		const read = Object.entries(wish).map(([name, value]) => {
			const known = this.known(name);
			const list: unknown[] = Array.isArray(value) ? value : [value];
			const faults = list.flatMap((one) => readFault(known, one));
			for (const { method } of faults) this.checkMethod(known, method);
			return [known, faults] as const;
		});
		for (const [name, list] of read) {
			if (list.length > 0) this.on.set(name, list);
			else this.on.delete(name);
		}
		this.changed();
	}

	/** Switches everything off. */
	clear(): void {
		this.on.clear();
		this.changed();
	}

	/**
	 * Counts a call that has come in and is known to be for the bot.
	 *
	 * @returns what may strike it; later calls may be under way by the time that it does
	 */
	arrive(method: string): Turn {
		const turn = new Set<Fault>();
		let hasCounted = false;
		for (const [name, list] of this.on) {
			for (const fault of list) {
				if (!isAboutCalls(name) || !this.fits(name, fault, { method })) continue;
				if (begins(fault)) turn.add(fault);
				else hasCounted = true;
			}
		}
		if (hasCounted) this.changed();
		return turn;
	}

	/** Uses up a disturbance of a call once, if it is one of those that may strike it. */
	strike(name: FaultName, { turn }: { turn: Turn }): Fault | undefined {
		const found = this.on.get(name)?.find((one) => turn.has(one));
		return this.useUp(name, found);
	}

	/** Uses up a disturbance of what is no call once, if it is on for this person. */
	take(name: FaultName, about: { person?: string } = {}): Fault | undefined {
		const fitting = (this.on.get(name) ?? []).filter((one) => this.fits(name, one, about));
		// All of them count, also those that are not used up.
		const begun = fitting.filter(begins);
		if (begun.length < fitting.length) this.changed();
		return this.useUp(name, begun[0]);
	}

	private useUp(name: FaultName, fault: Fault | undefined): Fault | undefined {
		if (!fault || fault.times === null) return fault;
		fault.times -= 1;
		if (fault.times === 0) {
			const rest = (this.on.get(name) ?? []).filter((one) => one !== fault);
			if (rest.length > 0) this.on.set(name, rest);
			else this.on.delete(name);
		}
		this.changed();
		return fault;
	}

	private fits(
		name: FaultName,
		{ method, person }: Fault,
		about: { method?: string; person?: string },
	): boolean {
		const methods = this.provider.abilities.faultMethods?.[name];
		return (
			(method === undefined || method === about.method) &&
			(person === undefined || person === about.person) &&
			(about.method === undefined || (methods?.includes(about.method) ?? true))
		);
	}

	private known(name: string): FaultName {
		const { title, abilities } = this.provider;
		const found = abilities.faults.find((one) => one === name);
		if (found) return found;
		const known = abilities.faults.join(', ');
		throw new Refusal(400, `There is no fault "${name}" at ${title}. Faults are: ${known}.`);
	}

	private checkMethod(name: FaultName, method: string | undefined): void {
		const { title, abilities } = this.provider;
		const methods = abilities.faultMethods?.[name] ?? abilities.methods;
		if (method === undefined || methods.includes(method)) return;
		throw new Refusal(
			400,
			`${name} strikes no calls of "${method}" at ${title}, only of: ${methods.join(', ')}.`,
		);
	}
}

/** Counts one that comes. @returns true if the disturbance had begun before it */
function begins(fault: Fault): boolean {
	if (fault.from === undefined) return true;
	fault.from -= 1;
	if (fault.from === 1) delete fault.from;
	return false;
}
