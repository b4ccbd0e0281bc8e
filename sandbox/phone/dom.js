import { isLocal } from './picture.js';
import { TEXTS } from './texts.js';

/** Small helpers to build the page. Text goes in as text; nothing here takes HTML. */

const SVG = 'http://www.w3.org/2000/svg';
const AVATAR_COLOURS = [
	'#8a3ffc',
	'#0f62a8',
	'#00695c',
	'#a2384f',
	'#7a4b00',
	'#4552c2',
	'#2e6b30',
];

/** The element with an id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element.
 *
 * @param tag name of the element
 * @param attributes set as attributes, except `text` (its text); false and undefined are left out
 * @param children elements to put into it
 */
export function make(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === undefined || value === false) continue;
		if (name === 'text') element.textContent = value;
		else element.setAttribute(name, value === true ? '' : value);
	}
	element.append(...children.filter(Boolean));
	return element;
}

/** Text only for those who listen to the page. */
export const unseen = (text) => make('span', { class: 'unseen', text });

/** A drawn mark of one path, in a box of 24 × 16. */
export function mark(name, path) {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('viewBox', '0 0 24 16');
	svg.setAttribute('class', `mark ${name}`);
	svg.setAttribute('aria-hidden', 'true');
	const line = document.createElementNS(SVG, 'path');
	line.setAttribute('d', path);
	svg.append(line);
	return svg;
}

/** A drawing of one path in a box of its own. */
export function drawing(name, box, path) {
	const svg = mark(name, path);
	svg.setAttribute('viewBox', box);
	svg.setAttribute('class', `drawing ${name}`);
	return svg;
}

/** Gives an element the look of somebody's avatar: initials on a colour of their own. */
export function paintAvatar(element, name, picture) {
	const words = name.trim().split(/\s+/);
	const initials = words.slice(0, 2).map((word) => [...word][0] ?? '');
	const sum = [...name].reduce((total, letter) => total + letter.codePointAt(0), 0);
	element.textContent = initials.join('').toUpperCase();
	element.style.setProperty('--own', AVATAR_COLOURS[sum % AVATAR_COLOURS.length]);
	// Nothing is fetched from elsewhere: initials stand for a picture that another host has.
	if (!picture || !isLocal(picture)) return;
	const image = make('img', { src: picture, alt: '', referrerpolicy: 'no-referrer' });
	// Initials stay where the picture cannot be had.
	image.addEventListener('error', () => image.remove());
	element.append(image);
}

/** Hours and minutes, as the wire writes them too. */
export const clock = (at) =>
	new Date(at).toLocaleTimeString(TEXTS.language, { hour: '2-digit', minute: '2-digit' });

/** True if a scrolled element stands at its end, give or take a line. */
export const atEnd = (element) =>
	element.scrollHeight - element.scrollTop - element.clientHeight < 40;

/** Scrolls an element to its end. */
export const toEnd = (element) => {
	element.scrollTop = element.scrollHeight;
};
