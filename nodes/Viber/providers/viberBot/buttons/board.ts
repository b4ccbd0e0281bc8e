import type { IDataObject } from 'n8n-workflow';

import { count, InvalidInput } from '../../../shared/inputs';
import { isObject } from '../../../shared/objects';
import { CARD_ROWS, CARDS, COLUMNS, KEYBOARD_ROWS } from '../limits';
import type { Need, Place } from './checks';
import { checkKeys } from './checks';
import type { Board } from './rules';
import { BOARD_RULES, BUTTON_RULES, PICKERS } from './rules';

/** Buttons that the form made, and where they came from. */
export interface FormButton {
	button: IDataObject;
	/** Names a field of the form by the key that was made of it. */
	place: (key: string) => Place;
}

/** A keyboard or carousel as it goes out, with what it needs. */
export interface BuiltBoard {
	board: IDataObject;
	needs: Need[];
}

const TYPE: Readonly<Record<Board, string>> = { keyboard: 'keyboard', richMedia: 'rich_media' };

/**
 * Puts a keyboard or a carousel together from the form and the user's JSON: the buttons of the
 * JSON come after those of the form, and whatever else the JSON says counts more than the form.
 * Checks the whole (viber-bot-api.md §5 and §6).
 *
 * @param kind which of the two
 * @param form buttons of the form, and what the form says of the board
 * @param json what the user gave as JSON
 * @param labels of the form's list, of the JSON field and, by key, of the form's settings
 * @throws InvalidInput that names the place and what is wrong there
 */
export function buildBoard(
	kind: Board,
	form: { buttons: FormButton[]; settings: IDataObject },
	json: IDataObject | undefined,
	labels: { form: string; json: string; settings: Readonly<Record<string, string>> },
): BuiltBoard {
	const { Buttons: given = [], ...rest } = json ?? {};
	const settings: IDataObject = { Type: TYPE[kind], ...form.settings, ...rest };
	const needs = checkKeys({ ...settings, Buttons: given }, BOARD_RULES[kind], (key) =>
		json && Object.hasOwn(json, key) ? `${labels.json}: ${key}` : (labels.settings[key] ?? key),
	);
	const columns = Number(settings.ButtonsGroupColumns ?? COLUMNS.max);
	const rows = Number(settings.ButtonsGroupRows ?? CARD_ROWS.max);
	const all: FormButton[] = [
		...form.buttons,
		...(given as unknown[]).map((button, index) => {
			const name = `${labels.json}: Buttons[${index}]`;
			if (!isObject(button)) {
				throw new InvalidInput(`'${name}' is not an object`, 'Give each button in braces.');
			}
			return { button, place: (key: string) => `${name}.${key}` };
		}),
	];
	if (all.length === 0) {
		throw new InvalidInput(
			`'${labels.form}' has no entries`,
			`Add at least one entry to '${labels.form}', or give buttons in '${labels.json}'.`,
		);
	}
	for (const entry of all) {
		needs.push(...checkButton(kind, entry, { columns, rows }));
	}
	checkRoom(
		kind,
		all.map(({ button }) => button),
		{ columns, rows },
		labels.form,
	);
	return { board: { ...settings, Buttons: all.map(({ button }) => button) }, needs };
}

function checkButton(
	kind: Board,
	{ button, place }: FormButton,
	grid: { columns: number; rows: number },
): Need[] {
	const needs = checkKeys(button, BUTTON_RULES[kind], place);
	const isFilled = ['Text', 'BgMedia', 'Image', 'BgColor'].some((key) => button[key]);
	if (!isFilled) {
		throw new InvalidInput(
			`'${place('Text')}' is empty, and nothing else of the button can be seen`,
			'Give the button a text, an image or a background color.',
		);
	}
	if (button.ActionBody === undefined || button.ActionBody === '') {
		throw new InvalidInput(
			`'${place('ActionBody')}' is empty`,
			'Say what the button sends or opens. Viber wants some text here even where nothing happens.',
		);
	}
	if (kind === 'richMedia' && PICKERS.includes(button.ActionType)) {
		throw new InvalidInput(
			`'${place('ActionType')}' asks for a phone number or a location, which a carousel cannot`,
			'Put such a button into the keyboard.',
		);
	}
	if (
		button.TextBgGradientColor !== undefined &&
		!['top', 'bottom'].includes(String(button.TextVAlign))
	) {
		throw new InvalidInput(
			`'${place('TextBgGradientColor')}' goes only with text at the top or the bottom`,
			"Set TextVAlign to 'top' or 'bottom', or leave the gradient out.",
		);
	}
	if (
		button.MediaPlayer !== undefined &&
		!['video', 'audio'].includes(String(button.OpenURLMediaType))
	) {
		throw new InvalidInput(
			`'${place('MediaPlayer')}' goes only with videos and sounds`,
			"Set OpenURLMediaType to 'video' or 'audio', or leave the player out.",
		);
	}
	checkSize(place('Columns'), Number(button.Columns ?? 1), grid.columns);
	if (kind === 'richMedia') checkSize(place('Rows'), Number(button.Rows ?? 1), grid.rows);
	return needs;
}

function checkSize(place: Place, size: number, room: number): void {
	if (size <= room) return;
	throw new InvalidInput(
		`'${place}' is ${size}, but the grid has only ${room}`,
		`Set '${place}' to ${room} at most, or make the grid larger.`,
	);
}

// How Viber packs buttons of several heights is not documented. The area is the least that they
// take: what does not fit by area does not fit at all.
function checkRoom(
	kind: Board,
	buttons: IDataObject[],
	grid: { columns: number; rows: number },
	label: string,
): void {
	const area = buttons.reduce((sum, button) => {
		const width = Number(button.Columns ?? grid.columns);
		return sum + width * Number(button.Rows ?? 1);
	}, 0);
	const lines = Math.ceil(area / grid.columns);
	if (kind === 'keyboard') {
		if (lines <= KEYBOARD_ROWS) return;
		throw new InvalidInput(
			`'${label}' takes ${lines} rows, the limit is ${KEYBOARD_ROWS}`,
			'Make buttons narrower, so that several share a row, or leave some out.',
		);
	}
	const most = CARDS * grid.columns * grid.rows;
	const cards = Math.ceil(lines / grid.rows);
	if (buttons.length > most || cards > CARDS) {
		throw new InvalidInput(
			`'${label}' takes ${count(cards)} cards with ${count(buttons.length)} buttons, the limit is ${CARDS} cards with ${count(most)} buttons`,
			'Leave some cards or buttons out, or send a second message.',
		);
	}
}
