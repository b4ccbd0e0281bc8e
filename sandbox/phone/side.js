import { byId, make, paintAvatar, unseen } from './dom.js';
import { say } from './live.js';
import { TEXTS } from './texts.js';

/** The left side: whose phone it is, and what is needed to connect to the bot. */

/** From so many people on they can be searched, and at most so many are listed. */
const MANY = 12;
const SHOWN = 40;

/** How a person stands to the bot, in a word or two. */
export function standing(person) {
	if (person.blocked) return TEXTS.blocked;
	return person.subscribed ? TEXTS.subscribed : TEXTS.notSubscribed;
}

/** Messages that arrived and were not read. */
export function unreadOf(person) {
	return person.messages.filter((one) => one.from === 'bot' && one.delivered && !one.seen).length;
}

const standingOf = (person) => [
	make('span', { class: 'person-name', text: person.name }),
	make('span', { class: `standing${person.subscribed ? ' good' : ''}`, text: standing(person) }),
];

/** Name and number, and what the number stands for, if for anything. */
const numberOf = ({ id, name, note }) => [
	make(
		'span',
		{ class: 'person-name with-number' },
		make('span', { text: name }),
		make('span', { class: 'number', text: TEXTS.phoneNumber(id) }),
	),
	note && make('span', { class: 'standing', text: note }),
];

function personOf(person, { isChosen, subscribes, choose }) {
	const avatar = make('span', { class: 'avatar', 'aria-hidden': 'true' });
	paintAvatar(avatar, person.name);
	const unread = unreadOf(person);
	const button = make(
		'button',
		{ type: 'button', 'aria-current': isChosen && 'true', 'data-person': person.id },
		avatar,
		...(subscribes ? standingOf(person) : numberOf(person)),
		unread > 0 && make('span', { class: 'badge', text: unread }, unseen(` ${TEXTS.unread}`)),
	);
	button.addEventListener('click', () => choose(person.id));
	return make('li', {}, button);
}

/**
 * Draws the list of people. A focused entry keeps the focus.
 *
 * @param subscribes true where people subscribe; elsewhere they are told by their number
 */
export function drawPeople(people, { chosen, subscribes, choose }) {
	const focused = document.activeElement?.dataset.person;
	const list = byId('people');
	byId('find').hidden = people.length <= MANY;
	const sought = byId('find').value.trim().toLowerCase();
	const found = people.filter(
		({ id, name, note = '' }) =>
			id === chosen || [id, name, note].some((one) => one.toLowerCase().includes(sought)),
	);
	const shown = found.slice(0, SHOWN);
	const picked = found.find(({ id }) => id === chosen);
	if (picked && !shown.includes(picked)) shown.push(picked);
	list.replaceChildren(
		...shown.map((person) =>
			personOf(person, { isChosen: person.id === chosen, subscribes, choose }),
		),
	);
	const more = people.length - shown.length;
	byId('more-people').textContent =
		more > 0 ? TEXTS.morePeople(more.toLocaleString(TEXTS.language)) : '';
	if (!focused) return;
	[...list.querySelectorAll('button')].find((one) => one.dataset.person === focused)?.focus();
}

function copyButton(name, value) {
	const button = make('button', {
		type: 'button',
		class: 'copy',
		text: TEXTS.copy,
		'aria-label': TEXTS.copyOf(name),
	});
	button.addEventListener('click', async () => {
		const done = await navigator.clipboard.writeText(value).then(
			() => TEXTS.copied,
			() => TEXTS.notCopied,
		);
		button.textContent = done;
		say(done);
		setTimeout(() => {
			button.textContent = TEXTS.copy;
		}, 1500);
	});
	return button;
}

function factOf(name, value, canCopy) {
	const text = make('dd', {}, make('code', { text: value }));
	if (canCopy) text.append(copyButton(name, value));
	return [make('dt', { text: name }), text];
}

/** Draws where the bot's API is, what is needed to connect to it, and what its webhook gets. */
export function drawFacts(bot) {
	// Drawn anew only when something has changed, so that a focused button keeps the focus.
	const { baseUrl, token, credential, webhook, eventTypes } = bot;
	const shown = JSON.stringify([baseUrl, token, credential, webhook, eventTypes]);
	if (byId('facts').dataset.shown === shown) return;
	byId('facts').dataset.shown = shown;
	const events = [TEXTS.alwaysSent, ...bot.eventTypes].join(', ');
	byId('facts').replaceChildren(
		...factOf(TEXTS.baseUrl, bot.baseUrl, true),
		...factOf(TEXTS.secret[bot.provider] ?? TEXTS.token, bot.token, true),
		...Object.entries(bot.credential).flatMap(([name, value]) =>
			factOf(TEXTS.credential[name] ?? name, value, true),
		),
		...factOf(
			TEXTS.webhook,
			bot.webhook === null ? TEXTS.ownWebhooks : bot.webhook || TEXTS.noWebhook,
			false,
		),
		...(bot.webhook && bot.abilities.subscribe ? factOf(TEXTS.events, events, false) : []),
	);
}
