import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;
const USER_TIME = 11;
const SYSTEM_TIME = 12;
/** What makes the kernel forget the highest memory use so far. */
const RESET_PEAK = '5';

/**
 * Watches a process on Linux, without its children. Elsewhere it gives NaN.
 *
 * @param pid of the process
 */
export class Meter {
	private readonly folder: string;

	constructor(pid: number | undefined) {
		this.folder = `/proc/${pid}`;
	}

	/** Processor time so far, milliseconds. */
	cpuMs(): number {
		if (!existsSync(`${this.folder}/stat`)) return Number.NaN;
		// The name in brackets may contain anything, so the fields are counted behind it.
		const fields = readFileSync(`${this.folder}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ');
		const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
		return (ticks / TICKS_PER_SECOND) * 1000;
	}

	/** Memory in use now, MB. */
	memoryMb(): number {
		return this.status('VmRSS');
	}

	/** The highest memory use since the last `resetPeak`, MB. */
	peakMb(): number {
		return this.status('VmHWM');
	}

	/** Forgets the highest memory use. */
	resetPeak(): void {
		if (existsSync(`${this.folder}/clear_refs`)) {
			writeFileSync(`${this.folder}/clear_refs`, RESET_PEAK);
		}
	}

	private status(name: string): number {
		if (!existsSync(`${this.folder}/status`)) return Number.NaN;
		const text = readFileSync(`${this.folder}/status`, 'utf8');
		return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
	}
}
