import type { IDataObject } from 'n8n-workflow';

import {
	checkLength,
	InvalidInput,
	readEntries,
	readRequiredText,
	readText,
	readUrl,
	readWholeNumber,
} from '../../../shared/inputs';
import type { ReadParameter } from '../../parameters';
import { ACTION_BODY, BUTTON_TEXT, COLUMNS, KEYBOARD_BUTTON_ROWS } from '../limits';
import type { FormButton } from './board';
import { color } from './checks';
import { toMarkup } from './markup';

/** The list of buttons, as the user sees it. */
export const KEYBOARD_LABEL = 'Keyboard Buttons';

const ACTION_TYPES: Readonly<Record<string, string>> = {
	reply: 'reply',
	openUrl: 'open-url',
	sharePhone: 'share-phone',
	shareLocation: 'location-picker',
	none: 'none',
};

// A link may lead into an app as well; `javascript:` and the like are nobody's wish.
const LINK_PROTOCOLS = ['https:', 'http:', 'viber:', 'tel:', 'sms:', 'mailto:'];

const LABELS: Readonly<Record<string, string>> = {
	ActionType: 'When Tapped',
	BgColor: 'Background Color',
	Columns: 'Width',
	Image: 'Image URL',
	Rows: 'Height',
	TextSize: 'Text Size',
};

/**
 * Reads the buttons of the form "Keyboard Buttons" (viber-bot-api.md §5).
 *
 * @param read reads the user's fields
 * @throws InvalidInput that names the button and its field
 */
export function readKeyboardButtons(read: ReadParameter): FormButton[] {
	const entries = readEntries(read, 'keyboardButtons.button', KEYBOARD_LABEL);
	return entries.map((entry, index) => toButton(entry, `Keyboard Button ${index + 1}`));
}

function toButton(read: ReadParameter, name: string): FormButton {
	const place = (key: string) => `${name}: ${LABELS[key] ?? 'Text'}`;
	const text = readText(read, 'text', place('Text'));
	const textColor = readColor(read, 'textColor', `${name}: Text Color`);
	const markup = toMarkup(text, { color: textColor });
	const image = readUrl(read, 'imageUrl', place('Image'));
	const background = readColor(read, 'backgroundColor', place('BgColor'));
	if (markup === '' && image === '' && background === '') {
		throw new InvalidInput(
			`'${place('Text')}' is empty, and so are the image and the background color`,
			`Fill in one of them, or remove button ${name.split(' ').pop()}.`,
		);
	}
	checkLength(markup, place('Text'), BUTTON_TEXT);
	const textSize = readText(read, 'textSize', place('TextSize'));
	const button: IDataObject = {
		Columns: readWholeNumber(read, 'columns', place('Columns'), COLUMNS) ?? COLUMNS.max,
		Rows: readWholeNumber(read, 'rows', place('Rows'), KEYBOARD_BUTTON_ROWS) ?? 1,
		...readAction(read, name, text, 'reply'),
		...(markup === '' ? {} : { Text: markup }),
		...(textSize === '' || textSize === 'regular' ? {} : { TextSize: textSize }),
		...(background === '' ? {} : { BgColor: background }),
		...(image === '' ? {} : { Image: image }),
		...(read('silent', false) === true ? { Silent: true } : {}),
	};
	return { button, place };
}

/**
 * Reads what happens when something is tapped.
 *
 * @param name the button or card, as the user knows it
 * @param text what the person reads on it: it is also the reply when none is given
 * @param usual what happens when nothing is chosen
 * @throws InvalidInput that names the field
 */
export function readAction(
	read: ReadParameter,
	name: string,
	text: string,
	usual: string,
): IDataObject {
	const action = readText(read, 'action', `${name}: When Tapped`) || usual;
	const ActionType = Object.hasOwn(ACTION_TYPES, action) ? ACTION_TYPES[action] : undefined;
	if (ActionType === undefined) {
		throw new InvalidInput(
			`'${name}: When Tapped' is not one of the choices`,
			`Choose again what happens in '${name}: When Tapped'.`,
		);
	}
	let body = action;
	if (action === 'reply') {
		const label = `${name}: Reply`;
		body = readText(read, 'replyText', label).trim() || text.trim();
		if (body === '') {
			throw new InvalidInput(
				`'${label}' is empty`,
				`Fill in what the person answers by tapping, or choose another action.`,
			);
		}
		checkLength(body, label, ACTION_BODY);
	}
	if (action === 'openUrl') {
		const label = `${name}: Link`;
		body = readRequiredText(read, 'url', label).trim();
		checkLink(body, label);
		checkLength(body, label, ACTION_BODY);
	}
	return { ActionType, ActionBody: body };
}

/**
 * Reads a color.
 *
 * @returns '' when none is chosen
 * @throws InvalidInput that names the field
 */
export function readColor(read: ReadParameter, name: string, label: string): string {
	const value = readText(read, name, label).trim();
	if (value !== '') color(value, label);
	return value;
}

function checkLink(link: string, label: string): void {
	let protocol = '';
	try {
		protocol = new URL(link).protocol;
	} catch {
		protocol = '';
	}
	if (!LINK_PROTOCOLS.includes(protocol)) {
		throw new InvalidInput(
			`'${label}' is not a link`,
			`Give the whole address in '${label}', beginning with https://. Links into apps may begin with viber:, tel:, sms: or mailto:.`,
		);
	}
}
