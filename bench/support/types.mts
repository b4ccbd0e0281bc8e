import type { InstalledN8n } from '../../sandbox/n8n/install.mjs';

/** What every benchmark is given. */
export interface Setting {
	n8n: InstalledN8n;
	/** The packed package. */
	tarball: string;
	/** A folder for its states, removed at the end. */
	folder: string;
	/** Where the programs print to. */
	logs: string;
	rounds: number;
	/** Small numbers, to try the programs themselves: the figures mean nothing. */
	quick: boolean;
	/** Tells what is being done. */
	say: (text: string) => void;
}

/** What one run of one contestant gave, by metric. */
export type Sample = Record<string, number>;

/** One thing that is measured. */
export interface Metric {
	key: string;
	label: string;
	unit: string;
	/** Digits after the point; none when left out. */
	digits?: number;
}

/** One contestant with its runs. */
export interface Line {
	/** One that begins with "Viber" is this package, and is drawn in its colour. */
	name: string;
	samples: Sample[];
	/** What must be known to read it, such as that it was scaled. */
	note?: string;
}

/** What was to be reached, and whether it was. */
export interface Target {
	says: string;
	isMet: boolean;
}

/** Contestants compared: the first metric decides, against the line called `reference`. */
export interface Figure {
	title: string;
	metrics: Metric[];
	better: 'less' | 'more';
	reference: string;
	lines: Line[];
	targets: Target[];
	/** What keeps it from being better, and how far that is. */
	bound: string;
}

/** One benchmark program. */
export interface Bench {
	name: string;
	/** What it compares, for the usage text. */
	about: string;
	/** @throws when a contestant sent another number of messages than it was told to */
	run: (setting: Setting) => Promise<Figure[]>;
}
