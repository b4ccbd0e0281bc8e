import type { LogEntry } from './types.mts';

const KEPT_ENTRIES = 5000;

/** The record of one bot's wire: in order, bounded, and never holding the bot's secrets. */
export class WireLog {
	private entries: LogEntry[] = [];

	private lastSeq = 0;

	/**
	 * @param secrets texts that are blotted out of every note, each by its name in brackets
	 * @param heard called with each new entry
	 */
	constructor(
		private readonly secrets: Readonly<Record<string, string>>,
		private readonly heard: (entry: LogEntry) => void,
	) {}

	/** Adds a line and numbers it. */
	add(line: Omit<LogEntry, 'seq' | 'at'>): void {
		const entry: LogEntry = { seq: ++this.lastSeq, at: Date.now(), ...line };
		for (const [name, secret] of Object.entries(this.secrets)) {
			entry.note = entry.note.replaceAll(secret, `(${name})`);
		}
		this.entries.push(entry);
		// Cut in large steps: shifting an array at every line would cost more than it saves.
		if (this.entries.length > KEPT_ENTRIES * 1.2) this.entries = this.entries.slice(-KEPT_ENTRIES);
		this.heard(entry);
	}

	/** Lines numbered above `since`, oldest first, at most the last 5,000. */
	after(since: number): LogEntry[] {
		const kept = this.entries.slice(-KEPT_ENTRIES);
		return since > 0 ? kept.filter((entry) => entry.seq > since) : kept;
	}

	/** Forgets all lines. Numbers go on rising, so that nobody mistakes new lines for old ones. */
	clear(): void {
		this.entries = [];
	}
}
