import { atEnd, byId, make, mark, toEnd, unseen } from './dom.js';
import { TEXTS } from './texts.js';

/** The wire: every call and callback as it happens, with ids that can be followed. */

const SHOWN_LINES = 500;
const ARROWS = { in: 'M3 8H20M14.500 3 20 8l-5.500 5', out: 'M21 8H4M9.500 3 4 8l5.500 5' };

let followed = '';

function statusOf({ what, status }) {
	if (status === null) return { tone: 'warn', text: TEXTS.noStatus };
	if (what === 'callback') {
		return { tone: status === 200 ? 'good' : 'bad', text: TEXTS.httpStatus(status) };
	}
	return status === 0
		? { tone: 'good', text: TEXTS.callOk }
		: { tone: 'bad', text: TEXTS.callRefused(status) };
}

function stamp(at) {
	const time = new Date(at).toLocaleTimeString(TEXTS.language);
	return `${time}.${String(at % 1000).padStart(3, '0')}`;
}

function arrowOf(direction, text) {
	const arrow = mark(direction, ARROWS[direction]);
	return make('span', { class: 'arrow' }, arrow, text && unseen(text));
}

function lineOf(entry, nameOf) {
	const { direction, name, token, person, note, attempt } = entry;
	const status = statusOf(entry);
	const who = person ? nameOf(person) : undefined;
	const id =
		token &&
		make('button', {
			type: 'button',
			class: 'id',
			text: token,
			'data-id': token,
			'aria-label': TEXTS.follow(token),
			'aria-pressed': String(token === followed),
		});
	const about = make(
		'span',
		{ class: 'about' },
		id,
		who && make('span', { class: 'person', text: who }),
		attempt > 1 && make('span', { class: 'attempt', text: TEXTS.attempt(attempt) }),
	);
	return make(
		'li',
		{ class: `line ${direction}${token && token === followed ? ' followed' : ''}` },
		make('time', { datetime: new Date(entry.at).toISOString(), text: stamp(entry.at) }),
		arrowOf(direction, direction === 'in' ? TEXTS.callIn : TEXTS.callbackOut),
		make('span', { class: 'name', text: name }),
		make('span', { class: `status ${status.tone}`, text: status.text }),
		about.childNodes.length > 0 && about,
		note && make('span', { class: 'note', dir: 'auto', text: note }),
	);
}

/** Draws the whole log anew. @param nameOf gives a person's name by id */
export function drawWire(log, nameOf) {
	byId('wire').replaceChildren(...log.slice(-SHOWN_LINES).map((entry) => lineOf(entry, nameOf)));
	byId('wire-empty').hidden = log.length > 0;
	toEnd(byId('wire-scroll'));
}

/** Adds a line at the end and follows it if the reader was at the end. */
export function drawLine(entry, nameOf) {
	const scroll = byId('wire-scroll');
	const list = byId('wire');
	const follow = atEnd(scroll);
	list.append(lineOf(entry, nameOf));
	if (list.childElementCount > SHOWN_LINES) list.firstElementChild.remove();
	byId('wire-empty').hidden = true;
	if (follow) toEnd(scroll);
}

/** Marks everything that carries the followed id, in the wire and in the chat. */
export function drawFollowed() {
	for (const button of document.querySelectorAll('.id')) {
		const isIt = button.dataset.id === followed;
		button.setAttribute('aria-pressed', String(isIt));
		button.closest('.line').classList.toggle('followed', isIt);
	}
	for (const message of document.querySelectorAll('.message')) {
		message.classList.toggle('followed', message.dataset.token === followed);
	}
}

/** Says what the arrows mean, and lets a press on an id follow it and a second press let go. */
export function startWire() {
	byId('legend').replaceChildren(
		make('li', { class: 'in' }, arrowOf('in'), make('span', { text: TEXTS.legendIn })),
		make('li', { class: 'out' }, arrowOf('out'), make('span', { text: TEXTS.legendOut })),
	);
	byId('wire').addEventListener('click', (event) => {
		const button = event.target.closest('.id');
		if (!button) return;
		followed = followed === button.dataset.id ? '' : button.dataset.id;
		drawFollowed();
	});
}
