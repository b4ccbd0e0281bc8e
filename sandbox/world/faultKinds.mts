import { Refusal } from './refusal.mts';
import { isRetryAfter, type RetryAfter } from './retryAfter.mts';

/** A disturbance that is switched on. */
export interface Fault extends RetryAfter {
	/** How often it still happens; null: until it is switched off. */
	times: number | null;
	/** With which of what comes from now on it begins: 3 lets two pass. Left out once it has begun. */
	from?: number;
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

type Detail = Exclude<keyof Fault, 'times' | 'from'>;

interface FaultKind {
	/** Details it takes beside `times` and `from`, and those it cannot do without. */
	takes: readonly Detail[];
	needs?: readonly Detail[];
}

const RATE: readonly Detail[] = ['method', 'retryAfter', 'retryAfterAs'];

/** Everything that may be made to go wrong. */
const FAULT_KINDS = {
	/** The call is carried out at once, and answered late. */
	slow: { takes: ['method', 'ms'], needs: ['ms'] },
	/** HTTP 500 instead of an answer; the call is not carried out. */
	http500: { takes: ['method'] },
	/** HTTP 429 instead of an answer; the call is not carried out. */
	http429: { takes: RATE },
	/** HTTP 200 with a web page instead of an answer; the call is not carried out. */
	htmlAnswer: { takes: ['method'] },
	/** The connection breaks before the call is carried out. */
	resetBefore: { takes: ['method'] },
	/** The call is carried out so late that a client with less patience has given up by then. */
	lateAcceptance: { takes: ['method', 'ms'], needs: ['ms'] },
	/** The call is carried out, and HTTP 500 comes instead of an answer. */
	http500After: { takes: ['method'] },
	/** The call is carried out, and HTTP 200 comes with a web page instead of an answer. */
	htmlAfter: { takes: ['method'] },
	/** The call is carried out, and answered as if it had been refused with a status. */
	statusAfter: { takes: ['method', 'status'], needs: ['status'] },
	/** The call is carried out, and the connection breaks instead of an answer. */
	resetAfter: { takes: ['method'] },
	/** The call is carried out, and the connection stays open without an answer. */
	noAnswer: { takes: ['method'] },
	/** The call is carried out, and the connection breaks in the middle of the answer. */
	halfAnswer: { takes: ['method'] },
	/** The call is refused with "too many requests". */
	rateLimit: { takes: RATE },
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
	...isRetryAfter,
};

/** True for disturbances of calls; all others are of what happens by itself. */
export function isAboutCalls(name: FaultName): boolean {
	const { takes }: FaultKind = FAULT_KINDS[name];
	return takes.includes('method');
}

/**
 * Reads one disturbance: `null`, `false` or 0 is none, `true` is one until it is switched off, a number
 * one for so many times, an object has `times`, `from` and details.
 *
 * @throws Refusal (400) with a sentence when something does not fit
 */
export function readFault(name: FaultName, value: unknown): Fault[] {
	if (value === null || value === false || value === 0) return [];
	const kind: FaultKind = FAULT_KINDS[name];
	const given: Record<string, unknown> =
		typeof value === 'object' ? (value as Record<string, unknown>) : { times: value };
	const times = given.times === undefined || given.times === true ? null : given.times;
	if (times === 0) return [];
	if (times !== null && !(Number.isInteger(times) && Number(times) > 0)) {
		throw new Refusal(400, `${name}.times must be a whole number, or true or null for always.`);
	}
	const { from = 1 } = given;
	if (!(Number.isInteger(from) && Number(from) > 0)) {
		throw new Refusal(400, `${name}.from must be a whole number of 1 or more.`);
	}
	const fault: Fault = {
		times: times === null ? null : Number(times),
		...(from === 1 ? {} : { from: Number(from) }),
	};
	for (const [detail, one] of Object.entries(given)) {
		if (detail === 'times' || detail === 'from') continue;
		if (!isDetail(detail) || !kind.takes.includes(detail)) {
			throw new Refusal(400, `${name} knows no "${detail}".`);
		}
		if (!DETAILS[detail](one)) throw new Refusal(400, `${name}.${detail} does not fit.`);
		Object.assign(fault, { [detail]: one });
	}
	if (fault.retryAfterAs && typeof fault.retryAfter !== 'number') {
		throw new Refusal(400, `${name}.retryAfterAs goes with seconds in retryAfter.`);
	}
	const missing = kind.needs?.find((detail) => fault[detail] === undefined);
	if (missing) throw new Refusal(400, `${name} needs ${missing}.`);
	return [fault];
}

function isDetail(name: string): name is Detail {
	return Object.hasOwn(DETAILS, name);
}
