import type { Settings } from '../../world/types.mts';
import { Window } from '../../world/window.mts';
import { STATUS } from './codes.mts';
import { MAX_TRACKING_DATA, SESSION_MESSAGES, SESSION_MS } from './limits.mts';

/** Events that a bot may choose to get; the others always come (section 2). */
export const OPTIONAL_EVENTS = ['delivered', 'seen', 'failed', 'conversation_started'] as const;

const HOUR_MS = 60 * 60 * 1000;

/** Values of `billing_status` (section 3). */
const BILLING = { inSession: 1, inSessionBillable: 2, free: 3, charged: 5 } as const;

/** What is remembered of the talk between a bot and one person. */
class Talk {
	trackingData = '';

	readonly detailsAsked = new Window();

	private lastWroteAt = -Infinity;

	private sentInSession = 0;

	private hour = 0;

	private sentInHour = 0;

	/** The person wrote: a session begins, and the count of unanswered messages starts anew. */
	personWrote(now: number): void {
		this.lastWroteAt = now;
		this.sentInSession = 0;
		this.sentInHour = 0;
	}

	/** True while messages belong to a session: for a day after the person wrote, and for 60 of them. */
	isInSession(now: number): boolean {
		return now - this.lastWroteAt < SESSION_MS && this.sentInSession < SESSION_MESSAGES;
	}

	/** Messages since the last reply in this clock hour (section 11, number 12). */
	unansweredInHour(now: number): number {
		return this.hour === Math.floor(now / HOUR_MS) ? this.sentInHour : 0;
	}

	/** Counts a message of the bot. */
	botSent(now: number, trackingData: string | null): void {
		this.sentInHour = this.unansweredInHour(now) + 1;
		this.hour = Math.floor(now / HOUR_MS);
		this.trackingData = (trackingData ?? '').slice(0, MAX_TRACKING_DATA);
		if (this.isInSession(now)) this.sentInSession += 1;
	}
}

/** What Viber keeps of one bot beside its people. */
export class BotState {
	webhook = '';

	eventTypes: string[] = [];

	sendName = false;

	sendPhoto = false;

	readonly broadcasts = new Window();

	/** Messages outside sessions so far: free up to a number for some bots, paid for by the others. */
	private outsideSessions = 0;

	private readonly talks = new Map<string, Talk>();

	/** The talk with one person, begun when first asked for. */
	talk(personId: string): Talk {
		const known = this.talks.get(personId);
		if (known) return known;
		const begun = new Talk();
		this.talks.set(personId, begun);
		return begun;
	}

	/** The status with which a message outside a session is refused, if there are no more for this bot. */
	unpaidBy({ balance, freeMessages }: Settings): number | undefined {
		if (typeof balance === 'number') {
			return this.outsideSessions >= balance ? STATUS.noBalance : undefined;
		}
		const isOver = typeof freeMessages === 'number' && this.outsideSessions >= freeMessages;
		return isOver ? STATUS.freeMessagesExceeded : undefined;
	}

	/** Counts a message to somebody. @returns its billing_status (section 3) */
	charge(isInSession: boolean, { balance }: Settings): number {
		const isBillable = typeof balance === 'number';
		if (isInSession) return isBillable ? BILLING.inSessionBillable : BILLING.inSession;
		this.outsideSessions += 1;
		return isBillable ? BILLING.charged : BILLING.free;
	}

	/** True if the bot gets this event. */
	wants(event: string): boolean {
		const isOptional = OPTIONAL_EVENTS.some((one) => one === event);
		return !isOptional || this.eventTypes.includes(event);
	}
}
