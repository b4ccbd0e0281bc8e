import type { FieldRule, JsonObject } from '../fields.mts';
import { buttonList, COLOUR } from './buttons.mts';
import { MAX_KEYBOARD_ROWS } from './limits.mts';

/** The keyboard as a field table (section 5). */

/** The fields of the `keyboard` object. */
export const KEYBOARD: readonly FieldRule[] = [
	{ name: 'Type', kind: 'string', required: true, oneOf: ['keyboard'] },
	buttonList({ columns: 6, rows: 2 }),
	{ name: 'BgColor', kind: 'string', pattern: COLOUR },
	{ name: 'DefaultHeight', kind: 'boolean' },
	{ name: 'CustomDefaultHeight', kind: 'integer', min: 40, max: 70, level: 3 },
	{ name: 'HeightScale', kind: 'integer', min: 20, max: 100, level: 3 },
	{ name: 'ButtonsGroupColumns', kind: 'integer', min: 1, max: 6, level: 4 },
	{ name: 'ButtonsGroupRows', kind: 'integer', min: 1, max: 7, level: 4 },
	{
		name: 'InputFieldState',
		kind: 'string',
		oneOf: ['regular', 'minimized', 'hidden'],
		level: 4,
	},
	{ name: 'FavoritesMetadata', kind: 'object', level: 6 },
];

/** Says what is wrong with a keyboard as a whole: more rows than a phone shows. */
export function keyboardTooTall(keyboard: JsonObject): string | undefined {
	const buttons = Array.isArray(keyboard.Buttons) ? (keyboard.Buttons as JsonObject[]) : [];
	let rows = 0;
	let rowHeight = 0;
	let used = 6;
	for (const { Columns = 6, Rows = 1 } of buttons) {
		if (used + Number(Columns) > 6) {
			rows += rowHeight;
			rowHeight = 0;
			used = 0;
		}
		used += Number(Columns);
		rowHeight = Math.max(rowHeight, Number(Rows));
	}
	rows += rowHeight;
	return rows > MAX_KEYBOARD_ROWS ? `has ${rows} rows, more than ${MAX_KEYBOARD_ROWS}` : undefined;
}
