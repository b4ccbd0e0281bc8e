/**
 * How many events are remembered for each trigger, and how long. Viber repeats within two hours;
 * Messaggio goes on for 24, but begins after five minutes, and ends with the first that is answered.
 */
const MOST_EVENTS = 1000;
const REMEMBERED_MS = 2 * 60 * 60 * 1000;

/** Triggers whose events are remembered; the one that was called longest ago goes first. */
const MOST_TRIGGERS = 1000;

const seenByTrigger = new Map<string, Map<string, number>>();

/**
 * Notes an event, by this process only (viber-bot-api.md §9.1: repeats carry the same token).
 *
 * @param trigger tells triggers apart
 * @param eventId the same for a repeat
 * @param now in ms
 * @returns whether it has been seen recently
 */
export function isRepeat(trigger: string, eventId: string, now = Date.now()): boolean {
	const seen = seenByTrigger.get(trigger) ?? new Map<string, number>();
	seenByTrigger.delete(trigger);
	seenByTrigger.set(trigger, seen);
	dropOldest(seenByTrigger, MOST_TRIGGERS);
	// The order is that of arrival, so the ones past their time are in front.
	for (const [id, at] of seen) {
		if (now - at < REMEMBERED_MS) break;
		seen.delete(id);
	}
	if (seen.has(eventId)) return true;
	seen.set(eventId, now);
	dropOldest(seen, MOST_EVENTS);
	return false;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
	const oldest = map.keys().next();
	if (map.size > most && !oldest.done) map.delete(oldest.value);
}
