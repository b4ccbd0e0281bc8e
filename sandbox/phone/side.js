import { byId, make, paintAvatar, unseen } from './dom.js';
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

function personOf(person, isChosen, choose) {
	const avatar = make('span', { class: 'avatar', 'aria-hidden': 'true' });
	paintAvatar(avatar, person.name);
	const unread = unreadOf(person);
	const button = make(
		'button',
		{ type: 'button', 'aria-current': isChosen && 'true', 'data-person': person.id },
		avatar,
		make('span', { class: 'person-name', text: person.name }),
		make('span', {
			class: `standing${person.subscribed ? ' good' : ''}`,
			text: standing(person),
		}),
		unread > 0 && make('span', { class: 'badge', text: unread }, unseen(` ${TEXTS.unread}`)),
	);
	button.addEventListener('click', () => choose(person.id));
	return make('li', {}, button);
}

/** Draws the list of people. A focused entry keeps the focus. */
export function drawPeople(people, chosen, choose) {
	const focused = document.activeElement?.dataset.person;
	const list = byId('people');
	byId('find').hidden = people.length <= MANY;
	const sought = byId('find').value.trim().toLowerCase();
	const found = people.filter(
		({ id, name }) => id === chosen || name.toLowerCase().includes(sought),
	);
	const shown = found.slice(0, SHOWN);
	const picked = found.find(({ id }) => id === chosen);
	if (picked && !shown.includes(picked)) shown.push(picked);
	list.replaceChildren(...shown.map((person) => personOf(person, person.id === chosen, choose)));
	const more = people.length - shown.length;
	byId('more-people').textContent = more > 0 ? TEXTS.morePeople(more) : '';
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
		await navigator.clipboard.writeText(value);
		button.textContent = TEXTS.copied;
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

/** Draws where the bot's API is, its token, and what its webhook gets. */
export function drawFacts(bot) {
	const events = [TEXTS.alwaysSent, ...bot.eventTypes].join(', ');
	byId('facts').replaceChildren(
		...factOf(TEXTS.baseUrl, bot.baseUrl, true),
		...factOf(TEXTS.token, bot.token, true),
		...factOf(TEXTS.webhook, bot.webhook || TEXTS.noWebhook, false),
		...(bot.webhook ? factOf(TEXTS.events, events, false) : []),
	);
}
