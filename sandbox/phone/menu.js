import { byId } from './dom.js';
import { inputOf } from './keyboard.js';

/** The menu in the head of the phone: what a person does beside writing. */

const DEFAULT_SEEN_MS = 900;

/** Opens or closes it. */
export function showMenu(open) {
	byId('menu').hidden = !open;
	byId('menu-button').setAttribute('aria-expanded', String(open));
}

function closeMenu() {
	showMenu(false);
	byId('menu-button').focus();
}

function listenToChoices({ act, change }) {
	for (const [id, what] of [
		['subscribe', 'subscribe'],
		['block', 'unsubscribe'],
	]) {
		byId(id).addEventListener('click', () => {
			closeMenu();
			void act(what);
		});
	}
	byId('open').addEventListener('submit', (event) => {
		event.preventDefault();
		const context = byId('context').value;
		showMenu(false);
		inputOf().focus();
		void act('open', context ? { context } : {});
	});
	byId('by-hand').addEventListener('change', ({ target }) => {
		void change({ seenAfterMs: target.checked ? null : DEFAULT_SEEN_MS });
	});
}

/** Makes it work. @param does `act` as the chosen person, and `change` settings of the account */
export function startMenu(does) {
	byId('menu-button').addEventListener('click', () => showMenu(byId('menu').hidden));
	document.addEventListener('keydown', ({ key }) => {
		if (key === 'Escape' && !byId('menu').hidden) closeMenu();
	});
	document.addEventListener('click', ({ target }) => {
		if (!target.closest('#menu, #menu-button')) showMenu(false);
	});
	// It lies over the chat: whoever goes on must see where they are.
	byId('menu').addEventListener('focusout', ({ relatedTarget }) => {
		if (relatedTarget && !relatedTarget.closest('#menu, #menu-button')) showMenu(false);
	});
	listenToChoices(does);
}
