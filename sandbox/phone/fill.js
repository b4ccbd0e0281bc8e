import { TEXTS } from './texts.js';

/** Puts the words into the page: each element says by a data attribute which text belongs where. */
export function fillTexts() {
	document.documentElement.lang = TEXTS.language;
	document.documentElement.dir = TEXTS.direction;
	for (const element of document.querySelectorAll('[data-text]')) {
		element.textContent = TEXTS[element.dataset.text];
	}
	for (const element of document.querySelectorAll('[data-label]')) {
		element.setAttribute('aria-label', TEXTS[element.dataset.label]);
	}
	for (const element of document.querySelectorAll('[data-placeholder]')) {
		element.placeholder = TEXTS[element.dataset.placeholder];
	}
}
