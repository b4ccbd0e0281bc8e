import { contentOf } from './content.js';
import { atEnd, byId, clock, make, mark, paintAvatar, toEnd, unseen } from './dom.js';
import { TEXTS } from './texts.js';

/** The chat on the phone: bubbles, ticks and days. */

const GROUP_MS = 5 * 60 * 1000;
const TICK = 'M6 8.500 9.500 12 16 4.500';
const TWO_TICKS = 'M3 8.500 6.500 12 13 4.500M10.500 11.200 11.300 12 18 4.500';

const MARKS = {
	sent: () => mark('sent', TICK),
	delivered: () => mark('delivered', TWO_TICKS),
	seen: () => mark('seen', TWO_TICKS),
};

function statusOf(message) {
	if (message.from === 'person') {
		return message.delivered
			? { name: 'delivered', text: TEXTS.takenByBot }
			: { name: 'sent', text: TEXTS.sentByPerson };
	}
	if (message.seen) return { name: 'seen', text: TEXTS.seenByPerson };
	return message.delivered
		? { name: 'delivered', text: TEXTS.deliveredByBot }
		: { name: 'sent', text: TEXTS.sentByBot };
}

function footOf(message) {
	const status = statusOf(message);
	return make(
		'span',
		{ class: 'foot', title: status.text },
		make('time', { datetime: new Date(message.at).toISOString(), text: clock(message.at) }),
		MARKS[status.name](),
		unseen(status.text),
	);
}

function dayName(at) {
	const day = new Date(at).toDateString();
	if (day === new Date().toDateString()) return TEXTS.today;
	if (day === new Date(Date.now() - 86_400_000).toDateString()) return TEXTS.yesterday;
	return new Date(at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
}

function isSameDay(one, other) {
	return new Date(one.at).toDateString() === new Date(other.at).toDateString();
}

function continues(message, previous) {
	return (
		previous !== undefined &&
		previous.from === message.from &&
		previous.senderName === message.senderName &&
		message.at - previous.at < GROUP_MS &&
		isSameDay(previous, message)
	);
}

/** Types that are drawn without a bubble around them. */
const BARE = ['sticker', 'rich_media'];

function bubbleOf(message, previous, bot, tap) {
	const goesOn = continues(message, previous);
	const fromBot = message.from === 'bot';
	const item = make('li', {
		class: `message ${message.from}${goesOn ? ' goes-on' : ''}`,
		'data-token': message.token,
	});
	if (fromBot) {
		const avatar = make('span', { class: 'avatar small', 'aria-hidden': 'true' });
		if (!goesOn) paintAvatar(avatar, message.senderName ?? bot.name, message.senderAvatar);
		item.append(avatar);
	}
	const name = message.senderName ?? bot.name;
	const bubble = make('div', {
		class: `bubble of-${message.type}${BARE.includes(message.type) ? ' bare' : ''}`,
	});
	if (fromBot && !goesOn) bubble.append(make('b', { class: 'sender', text: name }));
	else bubble.append(unseen(name));
	bubble.append(...contentOf(message, { name, tap }), footOf(message));
	item.append(bubble);
	return item;
}

function append(list, message, previous, bot, tap) {
	if (!previous || !isSameDay(previous, message)) {
		list.append(make('li', { class: 'day', text: dayName(message.at) }));
	}
	list.append(bubbleOf(message, previous, bot, tap));
}

/** Draws a person's whole chat anew and shows its end. */
export function drawChat(bot, person, tap) {
	const list = byId('messages');
	list.replaceChildren();
	person.messages.forEach((message, index) => {
		append(list, message, person.messages[index - 1], bot, tap);
	});
	drawEmpty(bot, person);
	toEnd(byId('chat'));
}

/** Draws one message that is new, or whose ticks have changed. */
export function drawMessage(bot, person, message, tap) {
	const chat = byId('chat');
	const list = byId('messages');
	const shown = [...list.children].find((item) => item.dataset.token === message.token);
	if (shown) {
		shown.querySelector('.foot').replaceWith(footOf(message));
		return;
	}
	// Whoever reads older messages is left there, unless they have just written themselves.
	const follow = atEnd(chat) || message.from === 'person';
	append(list, message, person.messages.at(-2), bot, tap);
	drawEmpty(bot, person);
	if (follow) toEnd(chat);
}

/** Keeps the end of the chat in sight when the keyboard below grows or shrinks. */
export function keepEndInSight() {
	const chat = byId('chat');
	let wasAtEnd = true;
	let height = chat.clientHeight;
	chat.addEventListener('scroll', () => {
		// A scroll reported after the chat has changed its height says nothing about the reader.
		if (chat.clientHeight === height) wasAtEnd = atEnd(chat);
	});
	new ResizeObserver(() => {
		height = chat.clientHeight;
		if (wasAtEnd) toEnd(chat);
	}).observe(chat);
}

/** Says why there is nothing to see, when there is nothing. */
export function drawEmpty(bot, person) {
	const empty = byId('chat-empty');
	empty.hidden = person.messages.length > 0;
	if (person.blocked) empty.textContent = TEXTS.emptyBlocked(person.name);
	else if (person.subscribed) empty.textContent = TEXTS.emptyChat(person.name, bot.name);
	else empty.textContent = TEXTS.emptyStranger(person.name);
}
