import { ratioOf, shown, shownMedian } from './figures.mts';
import type { Figure } from './types.mts';

/**
 * Writes a figure as a table of medians for a terminal, with the targets and what bounds it.
 *
 * @returns its lines
 */
export function tableOf(figure: Figure): string[] {
	const { title, metrics, lines, reference, targets, bound } = figure;
	const head = ['', ...metrics.map(({ label }) => label), `ratio`];
	const rows = lines.map((line) => [
		line.name,
		...metrics.map((metric) => shownMedian(line, metric)),
		line.name === reference ? '1' : shown(ratioOf(figure, line), 2),
	]);
	const widths = head.map((_, column) =>
		Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
	);
	const drawn = [head, ...rows].map((row) =>
		row
			.map((cell, column) =>
				column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
			)
			.join('   ')
			.trimEnd(),
	);
	return [
		title,
		...drawn.map((text) => `  ${text}`),
		...lines.flatMap(({ name, note }) => (note === undefined ? [] : [`  ${name}: ${note}`])),
		...targets.map(({ says, isMet }) => `  ${isMet ? 'met' : 'NOT MET'}: ${says}`),
		`  What bounds it: ${bound}`,
	];
}
