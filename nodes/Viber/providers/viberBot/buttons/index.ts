import type { IDataObject } from 'n8n-workflow';

import { InvalidInput, readObject, readText, readWholeNumber } from '../../../shared/inputs';
import type { ReadParameter } from '../../parameters';
import { API_VERSION, COLUMNS, RICH_MEDIA_LEVEL, CARD_ROWS } from '../limits';
import { buildBoard } from './board';
import { CARD_BACKGROUND, CARDS_LABEL, readCards } from './cards';
import type { Need } from './checks';
import { KEYBOARD_LABEL, readColor, readKeyboardButtons } from './form';

/** What a keyboard or a carousel looks like, for errors. */
const BOARD_EXAMPLE = '{ "Buttons": [] }';

const KEYBOARD_SETTINGS: Readonly<Record<string, string>> = {
	BgColor: 'Keyboard Background Color',
	DefaultHeight: 'Keyboard Default Height',
	InputFieldState: 'Keyboard Input Field',
};

/** Part of a message, with the features in it that only newer apps understand. */
export interface Built {
	fields: IDataObject;
	needs: Need[];
}

/**
 * Builds the keyboard that goes with a message, or alone (viber-bot-api.md §5).
 *
 * @param read reads the user's fields
 * @param isWanted whether there has to be one
 * @returns nothing when the user has not asked for a keyboard
 * @throws InvalidInput that names the button and what is wrong with it
 */
export function buildKeyboard(read: ReadParameter, isWanted: boolean): Built {
	const json = readObject(read, 'options.keyboardJson', 'Keyboard JSON', BOARD_EXAMPLE);
	const buttons = readKeyboardButtons(read);
	if (!isWanted && buttons.length === 0 && json === undefined) return { fields: {}, needs: [] };
	const { board, needs } = buildBoard(
		'keyboard',
		{ buttons, settings: keyboardSettings(read) },
		json,
		{
			form: KEYBOARD_LABEL,
			json: 'Keyboard JSON',
			settings: KEYBOARD_SETTINGS,
		},
	);
	return { fields: { keyboard: board }, needs };
}

/**
 * Builds a carousel (viber-bot-api.md §6).
 *
 * @param read reads the user's fields
 * @throws InvalidInput that names the card and what is wrong with it
 */
export function buildRichMedia(read: ReadParameter): Built {
	const chosen = readColor(read, 'options.carouselBackgroundColor', 'Carousel Background Color');
	const background = chosen || CARD_BACKGROUND;
	const { buttons, rows } = readCards(read, background);
	const { board, needs } = buildBoard(
		'richMedia',
		{
			buttons,
			settings: {
				ButtonsGroupColumns: COLUMNS.max,
				ButtonsGroupRows: rows ?? CARD_ROWS.max,
				BgColor: background,
			},
		},
		readObject(read, 'options.carouselJson', 'Carousel JSON', BOARD_EXAMPLE),
		{
			form: CARDS_LABEL,
			json: 'Carousel JSON',
			settings: { BgColor: 'Carousel Background Color' },
		},
	);
	const altText = readText(read, 'options.altText', 'Alternative Text');
	return {
		fields: { rich_media: board, ...(altText === '' ? {} : { alt_text: altText }) },
		needs: [{ level: RICH_MEDIA_LEVEL, place: 'Message Type' }, ...needs],
	};
}

/**
 * Finds the API level that a message has to ask for (viber-bot-api.md §5, "level"): the one that
 * the user set, or else the least that its features need.
 *
 * @param read reads the user's fields
 * @param needs what the features of the message need
 * @returns undefined when the first level will do
 * @throws InvalidInput when the user set less than a feature needs
 */
export function findApiVersion(read: ReadParameter, needs: readonly Need[]): number | undefined {
	const label = 'Minimum API Version';
	const given = readWholeNumber(read, 'options.minApiVersion', label, API_VERSION);
	const [highest] = [...needs].sort((one, other) => other.level - one.level);
	if (given === undefined || highest === undefined) return given ?? highest?.level;
	if (given < highest.level) {
		throw new InvalidInput(
			`'${label}' is ${given}, but '${highest.place}' needs ${highest.level}`,
			`Remove the option '${label}': the node then fills in what the message needs. Older apps cannot show this message, whatever the number says.`,
		);
	}
	return given;
}

function keyboardSettings(read: ReadParameter): IDataObject {
	const background = readColor(
		read,
		'options.keyboardBackgroundColor',
		'Keyboard Background Color',
	);
	const inputField = readText(read, 'options.keyboardInputField', 'Keyboard Input Field');
	return {
		...(background === '' ? {} : { BgColor: background }),
		...(inputField === '' || inputField === 'regular' ? {} : { InputFieldState: inputField }),
		...(read('options.keyboardDefaultHeight', false) === true ? { DefaultHeight: true } : {}),
	};
}
