import { startAttach } from './attach.js';
import { drawChat, drawEmpty, drawMessage, keepEndInSight } from './chat.js';
import { wordsOf } from './content.js';
import { control } from './control.js';
import { byId, clock, make, paintAvatar } from './dom.js';
import { drawFaults, offerFaults, startFaults } from './faults.js';
import { fillTexts } from './fill.js';
import { drawKeyboard, inputOf } from './keyboard.js';
import { say } from './live.js';
import { showMenu, startMenu } from './menu.js';
import { drawFacts, drawPeople, standing, unreadOf } from './side.js';
import { TEXTS } from './texts.js';
import { drawFollowed, drawLine, drawWire, startWire } from './wire.js';

/** The page: keeps what the stream tells, and draws it for the person whose phone is shown. */

const query = new URLSearchParams(location.search);
const botId = query.get('bot') ?? 'demo';

/** What the stream has told so far. */
let bot = { people: [], eventTypes: [], settings: {}, faults: {}, abilities: {}, name: '' };
let chosen = decoded(location.hash.slice(1));

/** An address may have been typed by hand. */
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return '';
	}
}

const botPath = `/bots/${encodeURIComponent(botId)}`;
const person = () => bot.people.find((one) => one.id === chosen) ?? bot.people[0];
const personById = (id) => bot.people.find((one) => one.id === id);
const nameOf = (id) => personById(id)?.name ?? id;

/** Does something as the chosen person; a refusal is shown above the input. */
async function act(what, body) {
	await attempt('POST', `${botPath}/people/${encodeURIComponent(person().id)}/${what}`, body);
}

async function attempt(method, path, body) {
	byId('problem').textContent = '';
	try {
		await control(method, path, body);
		return true;
	} catch (error) {
		byId('problem').textContent = error.message;
		return false;
	}
}

function choose(id) {
	chosen = id;
	history.replaceState(null, '', `#${encodeURIComponent(id)}`);
	byId('problem').textContent = '';
	showMenu(false);
	drawPhone();
	drawChat(bot, person(), tap);
	drawFollowed();
}

let isDrawingDue = false;

/** Draws the phone soon, once for all that has changed until then: a broadcast changes much. */
function drawPhoneSoon() {
	if (isDrawingDue) return;
	isDrawingDue = true;
	requestAnimationFrame(() => {
		isDrawingDue = false;
		drawPhone();
	});
}

function drawPhone() {
	const who = person();
	if (!who) return;
	const { subscribe: subscribes } = bot.abilities;
	drawPeople(bot.people, { chosen: who.id, subscribes, choose });
	byId('phone').setAttribute('aria-label', TEXTS.phoneOf(who.name, bot.name));
	byId('bot-line').textContent = subscribes
		? `${TEXTS.online} · ${standing(who)}`
		: TEXTS.toNumber(who.id);
	byId('no-answer').hidden = who.mayWrite;
	byId('no-answer').textContent = TEXTS.noAnswer(who.name);
	byId('subscribe').textContent = who.blocked ? TEXTS.unblock : TEXTS.subscribe;
	byId('subscribe').disabled = who.subscribed;
	byId('block').disabled = who.blocked;
	const byHand = bot.settings.seenAfterMs === null;
	byId('by-hand').checked = byHand;
	const unread = unreadOf(who);
	byId('unread').hidden = !byHand || unread === 0;
	byId('unread-count').textContent = TEXTS.unreadCount(unread);
	byId('notice').hidden = bot.webhook !== '' || !who.mayWrite;
	drawEmpty(bot, who);
	drawKeyboard(who, tap);
}

function drawBot() {
	document.title = TEXTS.pageTitle(bot.name);
	byId('bot-name').textContent = bot.name;
	paintAvatar(byId('bot-avatar'), bot.name);
	byId('text').placeholder = TEXTS.write(bot.name);
	byId('text').setAttribute('aria-label', TEXTS.write(bot.name));
	byId('notice').textContent = TEXTS.noWebhookNotice(bot.name);
	const { subscribe, attach } = bot.abilities;
	for (const id of ['subscribe', 'block', 'open']) byId(id).hidden = !subscribe;
	byId('attach-button').hidden = !attach;
	drawFacts(bot);
	offerFaults(bot.abilities, changeFaults);
	drawFaults(bot.faults, nameOf);
}

async function drawBots() {
	const bots = await control('GET', '/bots').catch(() => []);
	byId('bot').replaceChildren(
		...bots.map(({ id, name, provider }) =>
			make('option', {
				value: id,
				selected: id === botId,
				text: TEXTS.botName(name, provider, id),
			}),
		),
	);
}

function tap(message, index, button) {
	if (button.ActionType === 'open-url' && /^https?:\/\//i.test(button.ActionBody)) {
		window.open(button.ActionBody, '_blank', 'noopener,noreferrer');
	}
	void act('tap', { messageToken: message.token, index });
}

const changeFaults = (faults) => attempt('PATCH', `${botPath}/faults`, faults);

/** What each event of the stream changes. */
const ON = {
	snapshot({ bot: whole, log }) {
		bot = whole;
		drawBot();
		drawPhone();
		byId('people').querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
		drawChat(bot, person(), tap);
		drawWire(log, nameOf);
		drawFollowed();
		void drawBots();
	},
	facts(facts) {
		bot = { ...bot, ...facts };
		drawBot();
		drawPhone();
	},
	person(profile) {
		const known = personById(profile.id);
		if (known) Object.assign(known, profile);
		else bot.people.push({ ...profile, messages: [] });
		drawPhoneSoon();
	},
	people(profiles) {
		bot.people.push(...profiles.map((profile) => ({ ...profile, messages: [] })));
		drawPhoneSoon();
	},
	message({ person: id, message }) {
		const whose = personById(id);
		if (!whose) return;
		const known = whose.messages.find((one) => one.token === message.token);
		const failsNow = message.failure && known && !known.failure;
		if (known) Object.assign(known, message);
		else whose.messages.push(message);
		if (whose === person()) drawMessage(bot, whose, known ?? message, tap);
		drawPhoneSoon();
		if (whose !== person() || message.from !== 'bot' || (known && !failsNow)) return;
		const name = message.senderName ?? bot.name;
		const from = message.channel === 'sms' ? TEXTS.smsFrom(name) : name;
		const says = failsNow ? TEXTS.notDelivered(message.failure) : wordsOf(message);
		say(TEXTS.announce(from, says));
	},
	log: (entry) => drawLine(entry, nameOf),
};

function listenToStream() {
	const stream = new EventSource(`/control${botPath}/stream`);
	for (const [event, change] of Object.entries(ON)) {
		stream.addEventListener(event, ({ data }) => change(JSON.parse(data)));
	}
	stream.addEventListener('open', () => {
		byId('offline').hidden = true;
	});
	stream.addEventListener('error', () => {
		byId('offline').hidden = false;
	});
}

function listenToPerson() {
	byId('composer').addEventListener('submit', async (event) => {
		event.preventDefault();
		const field = byId('text');
		const text = field.value;
		if (text.trim() === '') return;
		field.value = '';
		const path = `${botPath}/people/${encodeURIComponent(person().id)}/messages`;
		// What could not be sent comes back, unless something new was begun meanwhile.
		if (!(await attempt('POST', path, { text })) && field.value === '') field.value = text;
	});
	byId('text').addEventListener('keydown', (event) => {
		if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
		event.preventDefault();
		byId('composer').requestSubmit();
	});
	byId('read').addEventListener('click', () => {
		// The button goes when nothing is unread any more.
		inputOf().focus();
		void act('read');
	});
	byId('skip').addEventListener('click', (event) => {
		// The address says whose phone it is, and stays.
		event.preventDefault();
		byId('chat').focus();
	});
	byId('bot').addEventListener('change', (event) => {
		location.href = `/?bot=${encodeURIComponent(event.target.value)}`;
	});
	byId('find').addEventListener('input', drawPhone);
	byId('reset').addEventListener('click', () => void attempt('POST', `${botPath}/reset`));
}

function showTime() {
	byId('clock').textContent = clock(Date.now());
	setTimeout(showTime, 10_000);
}

fillTexts();
showTime();
keepEndInSight();
listenToPerson();
startMenu({ act, change: (settings) => attempt('PATCH', `${botPath}/settings`, settings) });
startWire();
startAttach((wish) => void act('messages', wish));
startFaults();
listenToStream();
