import type { Figure, Line, Metric, Sample, Setting, Target } from './types.mts';

/** Somebody to be measured. */
export interface Contestant {
	name: string;
	note?: string;
	/** Runs a little before anything is measured: what runs for the first time is slow. */
	warmUp?: () => Promise<unknown>;
	/** Runs once and measures. */
	run: () => Promise<Sample>;
}

/**
 * Lets all contestants run once in each round, so that what disturbs the machine for a while
 * disturbs all of them. Each round begins with another one: the first gains or loses by that.
 *
 * @returns their samples, in the order of the contestants
 */
export async function inRounds(
	{ rounds, say }: Pick<Setting, 'rounds' | 'say'>,
	contestants: readonly Contestant[],
): Promise<Line[]> {
	const lines = contestants.map(
		({ name, note }): Line => ({ name, samples: [], ...(note === undefined ? {} : { note }) }),
	);
	for (const { name, warmUp } of contestants) {
		if (!warmUp) continue;
		say(`warming up: ${name}`);
		await warmUp();
	}
	for (let round = 0; round < rounds; round++) {
		for (const turn of contestants.keys()) {
			const index = (round + turn) % contestants.length;
			const contestant = contestants[index];
			if (!contestant) continue;
			say(`round ${round + 1} of ${rounds}: ${contestant.name}`);
			lines[index]?.samples.push(await contestant.run());
		}
	}
	return lines;
}

/** The middle of some numbers; the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const half = sorted.length / 2;
	const upper = sorted[Math.floor(half)] ?? Number.NaN;
	return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** The median of a metric over the runs of a line; NaN when it was not measured. */
export function medianOf({ samples }: Line, key: string): number {
	return median(samples.flatMap((sample) => sample[key] ?? []));
}

/** The line of this name. @throws Error when there is none */
export function lineOf(lines: readonly Line[], name: string): Line {
	const found = lines.find((line) => line.name === name);
	if (!found) throw new Error(`There is no line "${name}".`);
	return found;
}

/** A line's median divided by that of the reference, by the deciding metric. */
export function ratioOf(
	figure: Pick<Figure, 'lines' | 'reference' | 'metrics'>,
	line: Line,
): number {
	const key = figure.metrics[0]?.key ?? '';
	return medianOf(line, key) / medianOf(lineOf(figure.lines, figure.reference), key);
}

/**
 * Compares the medians of two lines with what was to be reached.
 *
 * @param limit `most`: `one` divided by `other` may be this much; `least`: it must be
 */
export function target(
	lines: readonly Line[],
	key: string,
	[one, other]: readonly [string, string],
	limit: { most: number } | { least: number },
): Target {
	const ratio = medianOf(lineOf(lines, one), key) / medianOf(lineOf(lines, other), key);
	const [word, wanted, isMet] =
		'most' in limit
			? ['at most', limit.most, ratio <= limit.most]
			: ['at least', limit.least, ratio >= limit.least];
	return { says: `"${one}" ÷ "${other}": ${shown(ratio, 2)}, wanted ${word} ${wanted}`, isMet };
}

/** A number with digits after the point and commas between thousands; a dash when there is none. */
export function shown(value: number, digits = 0): string {
	if (!Number.isFinite(value)) return '–';
	return value.toLocaleString('en-GB', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}

/** The median of a metric with its unit. */
export function shownMedian(line: Line, { key, unit, digits }: Metric): string {
	return `${shown(medianOf(line, key), digits)} ${unit}`.trimEnd();
}
