import { Window } from '../../world/window.mts';
import { MAX_TRACKING_DATA, SESSION_MESSAGES, SESSION_MS } from './limits.mts';

/** Events that a bot may choose to get; the others always come (section 2). */
export const OPTIONAL_EVENTS = ['delivered', 'seen', 'failed', 'conversation_started'] as const;

const HOUR_MS = 60 * 60 * 1000;

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

	/** Messages since the last reply in this clock hour (section 11, number 12). */
	unansweredInHour(now: number): number {
		return this.hour === Math.floor(now / HOUR_MS) ? this.sentInHour : 0;
	}

	/** Counts a message of the bot. @returns billing_status of a bot that is not billed (section 3) */
	botSent(now: number, trackingData: string | null): number {
		this.sentInHour = this.unansweredInHour(now) + 1;
		this.hour = Math.floor(now / HOUR_MS);
		this.trackingData = (trackingData ?? '').slice(0, MAX_TRACKING_DATA);
		const inSession = now - this.lastWroteAt < SESSION_MS && this.sentInSession < SESSION_MESSAGES;
		if (!inSession) return 3;
		this.sentInSession += 1;
		return 1;
	}
}

/** What Viber keeps of one bot beside its people. */
export class BotState {
	webhook = '';

	eventTypes: string[] = [];

	sendName = false;

	sendPhoto = false;

	readonly broadcasts = new Window();

	private readonly talks = new Map<string, Talk>();

	/** The talk with one person, begun when first asked for. */
	talk(personId: string): Talk {
		const known = this.talks.get(personId);
		if (known) return known;
		const begun = new Talk();
		this.talks.set(personId, begun);
		return begun;
	}

	/** True if the bot gets this event. */
	wants(event: string): boolean {
		const isOptional = OPTIONAL_EVENTS.some((one) => one === event);
		return !isOptional || this.eventTypes.includes(event);
	}
}
