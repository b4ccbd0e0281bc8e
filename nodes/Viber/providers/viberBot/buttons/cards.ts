import type { IDataObject } from 'n8n-workflow';

import { checkLength, InvalidInput, readEntries, readText, readUrl } from '../../../shared/inputs';
import type { ReadParameter } from '../../parameters';
import { BUTTON_TEXT, COLUMNS } from '../limits';
import type { FormButton } from './board';
import { readAction, readColor } from './form';
import { toMarkup } from './markup';

/** The list of cards, as the user sees it. */
export const CARDS_LABEL = 'Cards';

/** Behind the texts of cards, and what a carousel has where the user chose no color. */
export const CARD_BACKGROUND = '#FFFFFF';

// The parts of a card from top to bottom, and how many rows of the grid each takes. Together they
// are the highest card that Viber draws (viber-bot-api.md §6).
const PARTS = { image: 4, words: 2, button: 1 } as const;

type Part = keyof typeof PARTS;

interface Card {
	name: string;
	parts: Partial<Record<Part, IDataObject>>;
}

/** Cards as buttons of one flat list, and the grid that keeps them apart. */
export interface BuiltCards {
	buttons: FormButton[];
	rows: number | undefined;
}

/**
 * Reads the cards of the form and lays them onto the grid (viber-bot-api.md §6). A new card begins
 * where the rows of the one before are full, so all cards get the same parts: one that lacks an
 * image that another has gets an empty place instead.
 *
 * @param read reads the user's fields
 * @param background color of the empty places and behind texts
 * @throws InvalidInput that names the card and its field
 */
export function readCards(read: ReadParameter, background: string): BuiltCards {
	const entries = readEntries(read, 'cards.card', CARDS_LABEL);
	const cards = entries.map((entry, index) => toCard(entry, `Card ${index + 1}`, background));
	const used = (Object.keys(PARTS) as Part[]).filter((part) =>
		cards.some((card) => card.parts[part] !== undefined),
	);
	const buttons = cards.flatMap(({ name, parts }) =>
		used.map((part) => ({
			button: { Columns: COLUMNS.max, Rows: PARTS[part], ...(parts[part] ?? empty(background)) },
			place: () => `${name}: ${PART_LABELS[part]}`,
		})),
	);
	const rows = used.reduce((sum, part) => sum + PARTS[part], 0);
	return { buttons, rows: cards.length === 0 ? undefined : rows };
}

const PART_LABELS: Readonly<Record<Part, string>> = {
	image: 'Image URL',
	words: 'Title',
	button: 'Button Text',
};

function empty(background: string): IDataObject {
	return { ActionType: 'none', ActionBody: 'none', BgColor: background };
}

function toCard(read: ReadParameter, name: string, background: string): Card {
	const title = readText(read, 'title', `${name}: Title`).trim();
	const subtitle = readText(read, 'subtitle', `${name}: Subtitle`).trim();
	const buttonText = readText(read, 'buttonText', `${name}: Button Text`).trim();
	const image = readUrl(read, 'imageUrl', `${name}: Image URL`);
	if (title === '' && subtitle === '' && buttonText === '' && image === '') {
		throw new InvalidInput(`'${name}' is empty`, 'Give the card an image, a title or a button.');
	}
	// The whole card does what its button does: people tap on the picture as well.
	const action = readAction(read, name, buttonText || title, 'openUrl');
	const words = toWords(title, subtitle);
	checkLength(words, `${name}: Title and Subtitle`, BUTTON_TEXT);
	return {
		name,
		parts: {
			...(image === '' ? {} : { image: { ...action, Image: image } }),
			...(words === ''
				? {}
				: {
						words: {
							...action,
							Text: words,
							TextHAlign: 'left',
							TextVAlign: 'middle',
							BgColor: background,
						},
					}),
			...(buttonText === '' ? {} : { button: toButton(read, name, buttonText, action) }),
		},
	};
}

function toWords(title: string, subtitle: string): string {
	return [toMarkup(title, { bold: true }), toMarkup(subtitle)]
		.filter((line) => line !== '')
		.join('<br>');
}

function toButton(
	read: ReadParameter,
	name: string,
	text: string,
	action: IDataObject,
): IDataObject {
	const markup = toMarkup(text, {
		color: readColor(read, 'buttonTextColor', `${name}: Button Text Color`),
	});
	checkLength(markup, `${name}: Button Text`, BUTTON_TEXT);
	const background = readColor(read, 'buttonColor', `${name}: Button Color`);
	return { ...action, Text: markup, ...(background === '' ? {} : { BgColor: background }) };
}
