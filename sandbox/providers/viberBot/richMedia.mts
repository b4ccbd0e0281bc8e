import type { CardPlace } from '../../world/types.mts';
import { isObject, type FieldRule, type JsonObject } from '../fields.mts';
import { buttonList, COLOUR, isPicker } from './buttons.mts';
import { MAX_CARDS } from './limits.mts';

/**
 * Carousels as a field table, and how their buttons fill the cards (section 6). Columns, rows and colour
 * are "required" there with a default beside it; what has a default may be left out here.
 */
export const RICH_MEDIA: readonly FieldRule[] = [
	{ name: 'Type', kind: 'string', required: true, oneOf: ['rich_media'] },
	{ name: 'ButtonsGroupColumns', kind: 'integer', min: 1, max: 6 },
	{ name: 'ButtonsGroupRows', kind: 'integer', min: 1, max: 7 },
	{ name: 'BgColor', kind: 'string', pattern: COLOUR },
	buttonList({
		columns: 6,
		rows: 7,
		also: (button) =>
			isPicker(button)
				? `may not be ${String(button.ActionType)}: that works in keyboards only`
				: undefined,
	}),
];

/** How wide and high the cards of a carousel are. */
function gridOf(richMedia: JsonObject): { columns: number; rows: number } {
	const { ButtonsGroupColumns = 6, ButtonsGroupRows = 7 } = richMedia;
	return { columns: Number(ButtonsGroupColumns), rows: Number(ButtonsGroupRows) };
}

/** Says what is wrong with a carousel as a whole: a button that fits no card, or too many cards. */
export function wrongInCarousel(richMedia: JsonObject): string | undefined {
	const grid = gridOf(richMedia);
	const buttons = Array.isArray(richMedia.Buttons) ? richMedia.Buttons.filter(isObject) : [];
	for (const [index, { Columns = grid.columns, Rows = 1 }] of buttons.entries()) {
		if (Number(Columns) > grid.columns || Number(Rows) > grid.rows) {
			const card = `${grid.columns} × ${grid.rows}`;
			const own = `${String(Columns)} × ${String(Rows)}`;
			return `has a button that fits no card: Buttons[${index}] is ${own}, cards are ${card}`;
		}
	}
	const cards = layCards(richMedia).length;
	return cards > MAX_CARDS ? `has ${cards} cards, more than ${MAX_CARDS}` : undefined;
}

/**
 * Lays the buttons of a carousel on cards: each at the first free place of the card, in reading order,
 * and a new card begins with the first button that finds no place.
 */
export function layCards(richMedia: JsonObject): CardPlace[][] {
	const grid = gridOf(richMedia);
	const buttons = Array.isArray(richMedia.Buttons) ? richMedia.Buttons.filter(isObject) : [];
	const cards: CardPlace[][] = [];
	let taken = new Set<number>();
	for (const [button, { Columns = grid.columns, Rows = 1 }] of buttons.entries()) {
		const size = { columns: Number(Columns), rows: Number(Rows) };
		let place = cards.length > 0 ? firstFree(taken, grid, size) : undefined;
		if (!place) {
			taken = new Set();
			cards.push([]);
			place = { column: 1, row: 1 };
		}
		for (const cell of cellsOf(place, size)) taken.add(cell);
		cards.at(-1)?.push({ button, ...place, ...size });
	}
	return cards;
}

interface Spot {
	column: number;
	row: number;
}

interface Size {
	columns: number;
	rows: number;
}

/** The numbers of the cells that a button covers; ten to a row. */
function cellsOf({ column, row }: Spot, { columns, rows }: Size): number[] {
	return Array.from(
		{ length: columns * rows },
		(_, at) => (row + Math.floor(at / columns)) * 10 + column + (at % columns),
	);
}

function firstFree(taken: Set<number>, grid: Size, size: Size): Spot | undefined {
	for (let row = 1; row + size.rows - 1 <= grid.rows; row++) {
		for (let column = 1; column + size.columns - 1 <= grid.columns; column++) {
			const spot = { column, row };
			if (cellsOf(spot, size).every((cell) => !taken.has(cell))) return spot;
		}
	}
	return undefined;
}
