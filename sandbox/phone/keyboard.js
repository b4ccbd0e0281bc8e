import { buttonOf } from './button.js';
import { byId } from './dom.js';

/** The keyboard a bot sends: a grid of columns with the bot's own colours. */

/** Where one goes on when what was focused is gone: to the field for an answer, or to the chat. */
export const inputOf = () => byId(byId('composer').hidden ? 'chat' : 'text');

/**
 * Draws the keyboard of a person's newest message from the bot, or hides the place for it.
 *
 * @param tap called with message, button number and button
 */
export function drawKeyboard(person, tap) {
	const place = byId('keyboard');
	const newest = person.messages.findLast((message) => message.from === 'bot');
	const keyboard = newest?.keyboard;
	place.hidden = !keyboard;
	byId('composer').hidden = keyboard?.InputFieldState === 'hidden' || !person.mayWrite;
	// Drawn anew only for another keyboard, so that a focused key keeps the focus.
	const shown = keyboard ? `${person.id} ${newest.token}` : '';
	if (place.dataset.shown === shown) return;
	place.dataset.shown = shown;
	const hadFocus = place.contains(document.activeElement);
	place.style.backgroundColor = keyboard?.BgColor ?? '';
	const columns = keyboard?.ButtonsGroupColumns ?? 6;
	place.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
	const keys = keyboard?.Buttons ?? [];
	place.replaceChildren(
		...keys.map((button, index) => {
			const element = buttonOf(button, undefined, () => tap(newest, index, button));
			element.style.gridColumn = `span ${Math.min(button.Columns ?? columns, columns)}`;
			element.style.gridRow = `span ${button.Rows ?? 1}`;
			return element;
		}),
	);
	if (hadFocus) (place.querySelector('button') ?? inputOf()).focus();
}
