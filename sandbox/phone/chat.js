import { contentOf } from './content.js';
import { atEnd, byId, clock, make, mark, paintAvatar, toEnd, unseen } from './dom.js';
import { TEXTS } from './texts.js';

/** The chat on the phone: bubbles, ticks and days. */

const GROUP_MS = 5 * 60 * 1000;
const TICK = 'M6 8.500 9.500 12 16 4.500';
const CROSS = 'M7 3.500 16 12.500M16 3.500 7 12.500';
const TWO_TICKS = 'M3 8.500 6.500 12 13 4.500M10.500 11.200 11.300 12 18 4.500';

const MARKS = {
	sent: () => mark('sent', TICK),
	delivered: () => mark('delivered', TWO_TICKS),
	seen: () => mark('seen', TWO_TICKS),
	failed: () => mark('failed', CROSS),
};

function statusOf(message) {
	if (message.from === 'person') {
		return message.delivered
			? { name: 'delivered', text: TEXTS.takenByBot }
			: { name: 'sent', text: TEXTS.sentByPerson };
	}
	if (message.failure) return { name: 'failed', text: TEXTS.notDeliveredMark };
	// Nobody hears whether an SMS was read.
	if (message.seen && message.channel !== 'sms') return { name: 'seen', text: TEXTS.seenByPerson };
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

/** Why a message did not get through, or nothing. */
function failureOf({ failure }) {
	return failure && make('p', { class: 'failure', text: TEXTS.notDelivered(failure) });
}

function dayName(at) {
	const day = new Date(at).toDateString();
	if (day === new Date().toDateString()) return TEXTS.today;
	if (day === new Date(Date.now() - 86_400_000).toDateString()) return TEXTS.yesterday;
	return new Date(at).toLocaleDateString(TEXTS.language, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
	});
}

function isSameDay(one, other) {
	return new Date(one.at).toDateString() === new Date(other.at).toDateString();
}

function continues(message, previous) {
	return (
		previous !== undefined &&
		previous.from === message.from &&
		previous.senderName === message.senderName &&
		// Each SMS says whose it is.
		previous.channel !== 'sms' &&
		message.channel !== 'sms' &&
		message.at - previous.at < GROUP_MS &&
		isSameDay(previous, message)
	);
}

/** Types that are drawn without a bubble around them. */
const BARE = ['sticker', 'rich_media'];

function bubbleOf(message, previous, bot, tap) {
	const goesOn = continues(message, previous);
	const fromBot = message.from === 'bot';
	const isSms = message.channel === 'sms';
	const look = [isSms && 'sms', message.failure && 'failed', goesOn && 'goes-on'];
	const item = make('li', {
		class: ['message', message.from, ...look].filter(Boolean).join(' '),
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
	if (isSms) bubble.append(make('span', { class: 'sms-mark', text: TEXTS.sms }));
	if (fromBot && !goesOn) bubble.append(make('b', { class: 'sender', text: name }));
	else bubble.append(unseen(name));
	const failure = failureOf(message);
	bubble.append(...contentOf(message, { name, tap }), ...(failure ? [failure] : []));
	bubble.append(footOf(message));
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
	// Whoever reads older messages is left there, unless they have just written themselves.
	const follow = atEnd(chat) || message.from === 'person';
	const shown = [...list.children].find((item) => item.dataset.token === message.token);
	if (shown) {
		const foot = shown.querySelector('.foot');
		if (message.failure && !shown.classList.contains('failed')) {
			shown.classList.add('failed');
			foot.before(failureOf(message));
			if (follow) toEnd(chat);
		}
		foot.replaceWith(footOf(message));
		return;
	}
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
	if (!bot.abilities.subscribe) empty.textContent = TEXTS.emptyNumber(person.name, bot.name);
	else if (person.blocked) empty.textContent = TEXTS.emptyBlocked(person.name);
	else if (person.subscribed) empty.textContent = TEXTS.emptyChat(person.name, bot.name);
	else empty.textContent = TEXTS.emptyStranger(person.name);
}
