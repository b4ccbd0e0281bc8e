import { byId, make, unseen } from './dom.js';
import { TEXTS } from './texts.js';

/** The keyboard a bot sends: a grid of six columns with the bot's own colours. */

const SIZES = { small: '0.8rem', regular: '0.95rem', medium: '0.95rem', large: '1.15rem' };
const TAG = /<(\/?)(b|i|u|s|br|font)((?:\s[^<>]*)?)\s*\/?>/gi;
const ALIGNED = { left: 'start', center: 'center', middle: 'center', right: 'end' };
const PLACED = { top: 'start', middle: 'center', bottom: 'end' };
const DARK_TEXT = '#1c1733';

/** Black or white, whichever reads better on a colour. */
function readableOn(colour) {
	const hex = colour.replace('#', '');
	const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
	const [red, green, blue] = [0, 2, 4].map((at) => {
		const part = parseInt(wide.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? DARK_TEXT : '#ffffff';
}

/**
 * Button texts know a handful of tags. Each is made as an element with nothing but a checked colour or
 * size; all else, broken tags too, stays text.
 */
function richText(text) {
	const root = make('span', { class: 'label' });
	let here = root;
	let last = 0;
	for (const match of text.matchAll(TAG)) {
		const [whole, closing, rawName, attributes] = match;
		const name = rawName.toLowerCase();
		here.append(text.slice(last, match.index));
		last = match.index + whole.length;
		if (name === 'br') here.append(make('br'));
		else if (closing) {
			const open = here.closest(name === 'font' ? 'span.font' : name);
			if (open && root.contains(open)) here = open.parentElement;
		} else {
			const element = name === 'font' ? fontOf(attributes) : make(name);
			here.append(element);
			here = element;
		}
	}
	here.append(text.slice(last));
	return root;
}

function fontOf(attributes) {
	const element = make('span', { class: 'font' });
	const colour = /color\s*=\s*["']?(#[0-9a-f]{6}|#[0-9a-f]{3})\b/i.exec(attributes);
	const size = /size\s*=\s*["']?(\d{2})\b/i.exec(attributes);
	if (colour) element.style.color = colour[1];
	if (size) element.style.fontSize = `${Math.min(32, Math.max(12, Number(size[1]))) / 16}rem`;
	return element;
}

function buttonOf(button, index, tap) {
	const element = make('button', { type: 'button', class: 'key' });
	const { Columns = 6, Rows = 1, BgColor, TextHAlign = 'center', TextVAlign = 'middle' } = button;
	element.style.gridColumn = `span ${Columns}`;
	element.style.gridRow = `span ${Rows}`;
	element.style.justifyContent = ALIGNED[TextHAlign];
	element.style.alignItems = PLACED[TextVAlign];
	element.style.fontSize = SIZES[button.TextSize ?? 'regular'];
	if (BgColor) {
		element.style.backgroundColor = BgColor;
		element.style.color = readableOn(BgColor);
	}
	const picture = button.Image ?? button.BgMedia;
	if (picture) {
		const image = make('img', { src: picture, alt: '', referrerpolicy: 'no-referrer' });
		image.addEventListener('error', () => image.remove());
		element.append(image);
	}
	if (button.Text) element.append(richText(button.Text));
	else element.append(unseen(button.ActionBody));
	if (button.ActionType === 'open-url') element.append(unseen(TEXTS.opensUrl));
	element.addEventListener('click', () => tap(index));
	return element;
}

/**
 * Draws the keyboard of a person's newest message from the bot, or hides the place for it.
 *
 * @param tap called with message and button number
 */
export function drawKeyboard(person, tap) {
	const place = byId('keyboard');
	const newest = person.messages.findLast((message) => message.from === 'bot');
	const keyboard = newest?.keyboard;
	place.hidden = !keyboard;
	byId('composer').hidden = keyboard?.InputFieldState === 'hidden';
	// Drawn anew only for another keyboard, so that a focused key keeps the focus.
	const shown = keyboard ? newest.token : '';
	if (place.dataset.token === shown) return;
	place.dataset.token = shown;
	place.style.backgroundColor = keyboard?.BgColor ?? '';
	const keys = keyboard?.Buttons ?? [];
	place.replaceChildren(
		...keys.map((button, index) => buttonOf(button, index, (at) => tap(newest, at, button))),
	);
}
