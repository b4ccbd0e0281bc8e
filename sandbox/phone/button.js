import { make, unseen } from './dom.js';
import { pictureOf } from './picture.js';
import { richText } from './richText.js';
import { TEXTS } from './texts.js';

/** A button as a bot describes it, for keyboards and carousels. */

const SIZES = { small: '0.8rem', regular: '0.95rem', medium: '0.95rem', large: '1.15rem' };
const ALIGNED = { left: 'start', center: 'center', middle: 'center', right: 'end' };
const PLACED = { top: 'start', middle: 'center', bottom: 'end' };
const FITS = { crop: 'cover', fill: 'fill', fit: 'contain' };
const DARK_TEXT = '#000000';

/** The luminance at which black and white have the same contrast, 4.58 to 1. */
const DARK_READS_BETTER = 0.179;

/** Black or white, whichever reads better on a colour. */
function readableOn(colour) {
	const hex = colour.replace('#', '');
	const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
	const [red, green, blue] = [0, 2, 4].map((at) => {
		const part = parseInt(wide.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > DARK_READS_BETTER ? DARK_TEXT : '#ffffff';
}

function frame(element, { BorderWidth = 1, BorderColor = '#000000', CornerRadius = 0 }) {
	element.style.border = `${BorderWidth}px solid ${BorderColor}`;
	element.style.borderRadius = `${CornerRadius}px`;
}

function layer(address, scale, isAlone) {
	const picture = pictureOf(address, isAlone ? TEXTS.picture : '', FITS[scale] ?? 'cover');
	return make('span', { class: 'layer' }, picture);
}

function whatItDoes(button) {
	if (button.Map) return TEXTS.opensMap;
	return {
		'open-url': TEXTS.opensUrl,
		'share-phone': TEXTS.sharesPhone,
		'location-picker': TEXTS.sharesLocation,
	}[button.ActionType];
}

/**
 * Draws a button. One that does nothing when tapped is a plain box.
 *
 * @param colour of what lies below, for buttons without a colour of their own
 * @param tap called without arguments
 */
export function buttonOf(button, colour, tap) {
	const isBox = button.ActionType === 'none' && !button.Map;
	const element = isBox
		? make('div', { class: 'key box' })
		: make('button', { type: 'button', class: 'key' });
	const { TextHAlign = 'center', TextVAlign = 'middle' } = button;
	const background = button.BgColor ?? colour;
	element.style.justifyContent = ALIGNED[TextHAlign];
	element.style.alignItems = PLACED[TextVAlign];
	element.style.textAlign = ALIGNED[TextHAlign];
	element.style.fontSize = SIZES[button.TextSize ?? 'regular'];
	if (button.TextPaddings) {
		element.style.padding = button.TextPaddings.map((side) => `${side}px`).join(' ');
	}
	if (background) {
		element.style.backgroundColor = background;
		element.style.color = readableOn(background);
	}
	if (button.Frame) frame(element, button.Frame);
	const isBare = !button.Text;
	if (button.BgMedia) element.append(layer(button.BgMedia, button.BgMediaScaleType, isBare));
	if (button.Image) element.append(layer(button.Image, button.ImageScaleType, isBare));
	if (button.Text) {
		const label = richText(button.Text);
		if (button.TextOpacity !== undefined) label.style.opacity = button.TextOpacity / 100;
		element.append(label);
	} else if (!isBox) element.append(unseen(` ${button.ActionBody}`));
	const does = whatItDoes(button);
	if (does) element.append(unseen(` (${does})`));
	if (!isBox) element.addEventListener('click', tap);
	return element;
}
