import { byId, make } from './dom.js';

/** What is told to those who listen to the page. */

const KEPT = 5;

/** Says a sentence without taking the focus. One that follows at once does not take its place. */
export function say(text) {
	const region = byId('live');
	region.append(make('p', { text }));
	while (region.childElementCount > KEPT) region.firstElementChild.remove();
}
