import { make } from './dom.js';

/** The few tags that button texts know, as elements of the page. */

const TAG = /<(\/?)(b|i|u|s|br|font)((?:\s[^<>]*)?)\s*\/?>/gi;

/**
 * Reads the text of a button. Each known tag is made as an element with nothing but a checked colour or
 * size; all else, broken tags too, stays text.
 */
export function richText(text) {
	const root = make('span', { class: 'label', dir: 'auto' });
	let here = root;
	let last = 0;
	for (const match of text.matchAll(TAG)) {
		const [whole, closing, rawName, attributes] = match;
		const name = rawName.toLowerCase();
		here.append(entitiesRead(text.slice(last, match.index)));
		last = match.index + whole.length;
		if (name === 'br') here.append(make('br'));
		else if (closing) {
			const open = here.closest(name === 'font' ? 'span.font' : name);
			if (open && root !== open && root.contains(open)) here = open.parentElement;
		} else {
			const element = name === 'font' ? fontOf(attributes) : make(name);
			here.append(element);
			here = element;
		}
	}
	here.append(entitiesRead(text.slice(last)));
	return root;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", nbsp: '\u00a0' };

/** Text with its character references read once, as text again. */
function entitiesRead(text) {
	return text.replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/g, (_whole, name) => ENTITIES[name]);
}

function fontOf(attributes) {
	const element = make('span', { class: 'font' });
	const colour = /color\s*=\s*["']?(#[0-9a-f]{6}|#[0-9a-f]{3})\b/i.exec(attributes);
	const size = /size\s*=\s*["']?(\d{2})\b/i.exec(attributes);
	if (colour) element.style.color = colour[1];
	if (size) element.style.fontSize = `${Math.min(32, Math.max(12, Number(size[1]))) / 16}rem`;
	return element;
}
