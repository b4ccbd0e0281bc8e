/**
 * How many events are remembered for each trigger, and how long. Viber repeats within two hours;
 * Messaggio goes on for 24, but begins after five minutes, and ends with the first that is answered.
 */
const MOST_EVENTS = 1000;
const REMEMBERED_MS = 2 * 60 * 60 * 1000;

/** Triggers whose events are remembered; the one that was called longest ago goes first. */
const MOST_TRIGGERS = 1000;

interface Seen {
	/** In ms. */
	at: number;
	taken: Promise<boolean>;
}

const seenByTrigger = new Map<string, Map<string, Seen>>();

/** What becomes of an event; a `Taking` is one. */
interface Fate {
	/** Comes to whether n8n has taken it; never rejects. */
	done: Promise<boolean>;
	/** Calls back when n8n has not. */
	whenRefused(undo: () => void): void;
}

/**
 * Notes an event, by this process only (viber-bot-api.md §9.1: repeats carry the same token). It is
 * forgotten when n8n turns out not to have taken it: then its repeat is the first.
 *
 * @param trigger tells triggers apart
 * @param eventId the same for a repeat
 * @param fate of this event, if it is the first
 * @param now in ms
 * @returns undefined when it has not been seen recently; otherwise what became of the first
 */
export function firstOf(
	trigger: string,
	eventId: string,
	fate: Fate,
	now = Date.now(),
): Promise<boolean> | undefined {
	const seen = seenByTrigger.get(trigger) ?? new Map<string, Seen>();
	seenByTrigger.delete(trigger);
	seenByTrigger.set(trigger, seen);
	dropOldest(seenByTrigger, MOST_TRIGGERS);
	// The order is that of arrival, so the ones past their time are in front.
	for (const [id, { at }] of seen) {
		if (now - at < REMEMBERED_MS) break;
		seen.delete(id);
	}
	const first = seen.get(eventId);
	if (first) return first.taken;
	const event = { at: now, taken: fate.done };
	seen.set(eventId, event);
	dropOldest(seen, MOST_EVENTS);
	fate.whenRefused(() => {
		if (seen.get(eventId) === event) seen.delete(eventId);
	});
	return undefined;
}

const TAKEN: Fate = { done: Promise.resolve(true), whenRefused: () => {} };

/** The same for what needs no n8n to be done. Says whether it has been seen recently. */
export function isRepeat(trigger: string, eventId: string, now = Date.now()): boolean {
	return firstOf(trigger, eventId, TAKEN, now) !== undefined;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
	const oldest = map.keys().next();
	if (map.size > most && !oldest.done) map.delete(oldest.value);
}
