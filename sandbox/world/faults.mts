import { Refusal } from './refusal.mts';

/** A disturbance that is switched on. */
export interface Fault {
	/** How often it still happens; null: until it is switched off. */
	times: number | null;
	/** Only calls of this method; without it, calls of all. */
	method?: string;
	/** Only messages to this person; without it, to all. */
	person?: string;
	/** How slow. */
	ms?: number;
	/** Which status a call is answered with. */
	status?: number;
	/** What is said about a message that fails. */
	desc?: string;
}

type Detail = Exclude<keyof Fault, 'times'>;

interface FaultKind {
	/** Details it takes, and those it cannot do without. */
	takes: readonly Detail[];
	needs?: readonly Detail[];
}

/** Everything that may be made to go wrong. */
const FAULT_KINDS = {
	/** The call is carried out at once, and answered late. */
	slow: { takes: ['method', 'ms'], needs: ['ms'] },
	/** HTTP 500 instead of an answer; the call is not carried out. */
	http500: { takes: ['method'] },
	/** HTTP 200 with a web page instead of an answer; the call is not carried out. */
	htmlAnswer: { takes: ['method'] },
	/** The connection breaks before the call is carried out. */
	resetBefore: { takes: ['method'] },
	/** The call is carried out, and the connection breaks instead of an answer. */
	resetAfter: { takes: ['method'] },
	/** The call is carried out, and the connection stays open without an answer. */
	noAnswer: { takes: ['method'] },
	/** The call is carried out, and the connection breaks in the middle of the answer. */
	halfAnswer: { takes: ['method'] },
	/** The call is refused with "too many requests". */
	rateLimit: { takes: ['method'] },
	/** The call is refused with any status. */
	status: { takes: ['method', 'status'], needs: ['status'] },
	/** A callback that was taken is sent once more, the same to the last byte. */
	duplicates: { takes: [] },
	/** Of two callbacks, the later one goes first. Counts pairs. */
	outOfOrder: { takes: [] },
	/** What a person sends has a link that has expired already. */
	expiredMedia: { takes: [] },
	/** A message is accepted, never shown, and reported as failed. */
	failNext: { takes: ['person', 'desc'] },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof FAULT_KINDS;

const DETAILS: Readonly<Record<Detail, (value: unknown) => boolean>> = {
	method: (value) => typeof value === 'string' && /^[a-z_-]{1,40}$/.test(value),
	person: (value) => typeof value === 'string' && value !== '',
	ms: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 600_000,
	status: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 999,
	desc: (value) => typeof value === 'string' && value.length <= 500,
};

/** The disturbances of one bot. */
export class Faults {
	private on = new Map<FaultName, Fault[]>();

	/** @param changed called after each change */
	constructor(private readonly changed: () => void) {}

	/** What is on, by name; nothing is named that is off. */
	all(): Partial<Record<FaultName, Fault[]>> {
		return Object.fromEntries(
			[...this.on].map(([name, list]) => [name, list.map((one) => ({ ...one }))]),
		);
	}

	/**
	 * Switches disturbances on and off: `null`, `false` or 0 is off, `true` is on until switched off, a
	 * number is on for so many times, an object has `times` and details, a list has several of them.
	 *
	 * @throws Refusal (400) with a sentence when something does not fit; then nothing is changed
	 */
	change(wish: Record<string, unknown>): void {
		const read = Object.entries(wish).map(([name, value]) => {
			if (!isFaultName(name)) {
				const known = Object.keys(FAULT_KINDS).join(', ');
				throw new Refusal(400, `There is no fault "${name}". Faults are: ${known}.`);
			}
			const list: unknown[] = Array.isArray(value) ? value : [value];
			return [name, list.flatMap((one) => readFault(name, one))] as const;
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

	/** Uses up a disturbance once, if it is on for this method or person. */
	take(name: FaultName, about: { method?: string; person?: string } = {}): Fault | undefined {
		const list = this.on.get(name);
		const fault = list?.find(
			({ method, person }) =>
				(method === undefined || method === about.method) &&
				(person === undefined || person === about.person),
		);
		if (!list || !fault) return undefined;
		if (fault.times === null) return fault;
		fault.times -= 1;
		if (fault.times === 0) {
			const rest = list.filter((one) => one !== fault);
			if (rest.length > 0) this.on.set(name, rest);
			else this.on.delete(name);
		}
		this.changed();
		return fault;
	}
}

function isFaultName(name: string): name is FaultName {
	return Object.hasOwn(FAULT_KINDS, name);
}

function readFault(name: FaultName, value: unknown): Fault[] {
	if (value === null || value === false || value === 0) return [];
	const kind: FaultKind = FAULT_KINDS[name];
	const given = typeof value === 'object' ? (value as Record<string, unknown>) : { times: value };
	const times = given.times === undefined || given.times === true ? null : given.times;
	if (times === 0) return [];
	if (times !== null && !(Number.isInteger(times) && Number(times) > 0)) {
		throw new Refusal(400, `${name}.times must be a whole number, or true or null for always.`);
	}
	const fault: Fault = { times: times === null ? null : Number(times) };
	for (const [detail, one] of Object.entries(given)) {
		if (detail === 'times') continue;
		if (!isDetail(detail) || !kind.takes.includes(detail)) {
			throw new Refusal(400, `${name} knows no "${detail}".`);
		}
		if (!DETAILS[detail](one)) throw new Refusal(400, `${name}.${detail} does not fit.`);
		Object.assign(fault, { [detail]: one });
	}
	const missing = kind.needs?.find((detail) => fault[detail] === undefined);
	if (missing) throw new Refusal(400, `${name} needs ${missing}.`);
	return [fault];
}

function isDetail(name: string): name is Detail {
	return Object.hasOwn(DETAILS, name);
}
