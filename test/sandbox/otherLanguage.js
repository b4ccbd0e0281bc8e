// Stands for a translation of sandbox/phone/texts.js: each text between marks, and longer than before.

import { TEXTS as ORIGINAL } from './texts.js?original';

function translated(value) {
	if (typeof value === 'string') return `⟦${value} ·····⟧`;
	if (typeof value === 'function') return (...given) => translated(value(...given));
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, translated(one)]));
}

export const TEXTS = { ...translated(ORIGINAL), language: 'uk', direction: 'ltr' };
