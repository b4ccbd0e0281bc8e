import { lineOf, medianOf, ratioOf, shown, shownMedian } from './figures.mts';
import type { Figure, Line } from './types.mts';

const WIDTH = 860;
const MARGIN = 24;
const NAME_WIDTH = 300;
const BAR_WIDTH = 330;
const ROW = 26;
const TITLE = 34;
const GAP = 18;

// The picture has a ground of its own, so that it is readable on any page.
const STYLE = `
	.ground { fill: #ffffff; stroke: #d0d7de; }
	text { font: 13px system-ui, sans-serif; fill: #1f2328; }
	.title { font-weight: 600; font-size: 14px; }
	.soft { fill: #59636e; }
	.bar { fill: #8c959f; }
	.own { fill: #7360f2; }
	@media (prefers-color-scheme: dark) {
		.ground { fill: #0d1117; stroke: #3d444d; }
		text { fill: #f0f6fc; }
		.soft { fill: #9198a1; }
		.bar { fill: #656c76; }
		.own { fill: #a99dff; }
	}
`;

const escaped = (text: string): string =>
	text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

function label(figure: Figure, line: Line): string {
	const [metric] = figure.metrics;
	if (!metric) return '';
	const value = shownMedian(line, metric);
	return line.name === figure.reference ? value : `${value} (× ${shown(ratioOf(figure, line), 2)})`;
}

function drawFigure(figure: Figure, top: number): string[] {
	const key = figure.metrics[0]?.key ?? '';
	const unit = figure.better === 'less' ? 'less is better' : 'more is better';
	const longest = Math.max(
		...figure.lines.map((line) => medianOf(line, key)).filter(Number.isFinite),
	);
	const heading = `<text class="title" x="${MARGIN}" y="${top + 18}">${escaped(figure.title)} <tspan class="soft" font-weight="400">· ${unit}</tspan></text>`;
	const rows = figure.lines.flatMap((line, index) => {
		const value = medianOf(line, key);
		const y = top + TITLE + index * ROW;
		const width = Number.isFinite(value) ? Math.max(1, (value / longest) * BAR_WIDTH) : 0;
		const x = MARGIN + NAME_WIDTH;
		const look = line.name.startsWith('Viber') ? 'own' : 'bar';
		return [
			`<text x="${x - 10}" y="${y + 13}" text-anchor="end">${escaped(line.name)}</text>`,
			`<rect class="${look}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="17" rx="2"/>`,
			`<text class="soft" x="${(x + width + 8).toFixed(1)}" y="${y + 13}">${escaped(label(figure, line))}</text>`,
		];
	});
	return [heading, ...rows];
}

/**
 * Draws figures as one picture: a bar per line, with its median and its ratio to the reference.
 *
 * @returns SVG that is readable on light and dark pages
 */
export function chartOf(figures: readonly Figure[]): string {
	const drawn: string[] = [];
	let top = MARGIN;
	for (const figure of figures) {
		// A figure whose reference is missing is a mistake, better found here than in the picture.
		lineOf(figure.lines, figure.reference);
		drawn.push(...drawFigure(figure, top));
		top += TITLE + figure.lines.length * ROW + GAP;
	}
	const height = top - GAP + MARGIN;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Benchmark results">`,
		`<style>${STYLE}</style>`,
		`<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
		...drawn,
		'</svg>',
		'',
	].join('\n');
}
