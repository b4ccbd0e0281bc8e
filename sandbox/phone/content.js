import { buttonOf } from './button.js';
import { drawing, make, paintAvatar, unseen } from './dom.js';
import { isLocal, linkIfLocal, pictureOf } from './picture.js';
import { TEXTS } from './texts.js';

/** What a bubble holds, drawn by the type of the message. */

const paragraph = (text, look = 'text') => make('p', { class: look, dir: 'auto', text });

/** The button of a business message: a link that is followed only within this machine. */
function linkButton({ caption: words, url }) {
	const host = URL.canParse(url) ? new URL(url).hostname : '';
	if (!isLocal(url)) {
		return [
			make('span', { class: 'cta', dir: 'auto', text: words }),
			make('small', { class: 'cta-host', text: TEXTS.buttonTo(host) }),
		];
	}
	const link = { href: url, target: '_blank', rel: 'noopener noreferrer' };
	return [
		make(
			'a',
			{ class: 'cta', dir: 'auto', ...link, text: words },
			unseen(` (${TEXTS.opensHere}) ${TEXTS.opensNewTab}`),
		),
	];
}

/** What would go by SMS instead. */
function smsInstead(text) {
	return make(
		'p',
		{ class: 'preview', dir: 'auto' },
		make('small', { text: TEXTS.otherwiseSms }),
		make('span', { text }),
	);
}

const caption = ({ text }) => text !== '' && paragraph(text, 'text caption');

/** Minutes and seconds, as players show them. */
const clockOf = (seconds) =>
	`${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

function sizeOf(bytes) {
	const [unit, divisor, unitDisplay] =
		bytes < 1000
			? ['byte', 1, 'long']
			: bytes < 1_000_000
				? ['kilobyte', 1000, 'short']
				: ['megabyte', 1_000_000, 'short'];
	const look = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 };
	return (bytes / divisor).toLocaleString(TEXTS.language, look);
}

function pictureBubble(message) {
	const alt = message.text === '' ? TEXTS.picture : message.text;
	return [linkIfLocal(message.media, pictureOf(message.media, alt)), caption(message)];
}

function videoBubble(message) {
	const still = message.thumbnail
		? pictureOf(message.thumbnail, '')
		: make('span', { class: 'no-still' });
	const facts = [
		message.duration === undefined ? '' : clockOf(message.duration),
		sizeOf(message.size),
	];
	return [
		linkIfLocal(
			message.media,
			make('span', { class: 'unseen', text: TEXTS.video }),
			still,
			drawing('play', '0 0 48 48', 'M18 13.500v21l17-10.500z'),
			make('span', { class: 'film-facts', text: facts.filter(Boolean).join(' · ') }),
		),
		caption(message),
	];
}

function fileBubble(message) {
	return [
		linkIfLocal(
			message.media,
			make(
				'span',
				{ class: 'card-row' },
				drawing(
					'sheet',
					'0 0 32 32',
					'M8 3.500h11l6.500 6.500V28.500H8zM18.500 3.500V10.500H25.500M12 17h9M12 22h9',
				),
				make(
					'span',
					{ class: 'card-words' },
					make('b', { dir: 'auto', text: message.fileName }),
					make('small', { text: `${TEXTS.file}, ${sizeOf(message.size)}` }),
				),
			),
		),
	];
}

function contactBubble({ contact }) {
	const avatar = make('span', { class: 'avatar', 'aria-hidden': 'true' });
	paintAvatar(avatar, contact.name, contact.avatar);
	return [
		make(
			'span',
			{ class: 'card-row' },
			avatar,
			make(
				'span',
				{ class: 'card-words' },
				make('b', { dir: 'auto', text: contact.name }),
				make('small', { text: `${TEXTS.contact}, ${contact.phoneNumber}` }),
			),
		),
	];
}

function placeName({ lat, lon }) {
	const { north, south, east, west } = TEXTS.compass;
	const digits = { minimumFractionDigits: 5, maximumFractionDigits: 5 };
	const side = (value, letter) =>
		`${Math.abs(value).toLocaleString(TEXTS.language, digits)}° ${letter}`;
	return `${side(lat, lat < 0 ? south : north)}, ${side(lon, lon < 0 ? west : east)}`;
}

function locationBubble({ location }) {
	const map = make(
		'span',
		{ class: 'map', 'aria-hidden': 'true' },
		drawing(
			'streets',
			'0 0 240 120',
			'M-5 86 70 62 140 74 250 40M40 130 74 60 96 -5M150 130 138 74 168 -5M-5 30 90 24 160 20 250 12M205 130 196 56 214 -5',
		),
		drawing(
			'pin',
			'0 0 24 32',
			'M12 1a10.500 10.500 0 0 0-10.500 10.500C1.500 19 12 31 12 31s10.500-12 10.500-19.500A10.500 10.500 0 0 0 12 1zm0 14.500a4 4 0 1 1 0-8 4 4 0 0 1 0 8z',
		),
	);
	return [map, paragraph(`${TEXTS.location}: ${placeName(location)}`, 'text caption')];
}

function urlBubble({ media }) {
	const host = URL.canParse(media) ? new URL(media).hostname : '';
	return [
		make('a', {
			class: 'text link',
			href: /^https?:\/\//i.test(media) && media,
			target: '_blank',
			rel: 'noopener noreferrer',
			text: media,
		}),
		make('span', { class: 'preview', text: isLocal(media) ? TEXTS.linkHere : TEXTS.linkTo(host) }),
	];
}

function stickerBubble({ stickerId }) {
	return [
		make(
			'span',
			{ class: 'sticker-box', role: 'img', 'aria-label': TEXTS.sticker(stickerId) },
			drawing(
				'face',
				'0 0 48 48',
				'M24 5a19 19 0 1 0 0 38 19 19 0 0 0 0-38zM17 19v2M31 19v2M15.500 28c4 6 13 6 17 0',
			),
			make('span', { text: TEXTS.sticker(stickerId) }),
		),
	];
}

function carouselBubble(message, { tap }) {
	const { richMedia, cards } = message;
	const columns = richMedia.ButtonsGroupColumns ?? 6;
	const rows = richMedia.ButtonsGroupRows ?? 7;
	const list = make('ul', { class: 'cards' });
	for (const places of cards) {
		const card = make('li', { class: 'carousel-card' });
		card.style.setProperty('--columns', columns);
		card.style.setProperty('--rows', rows);
		card.style.backgroundColor = richMedia.BgColor ?? '#ffffff';
		for (const { button: index, column, row, columns: wide, rows: high } of places) {
			const button = richMedia.Buttons[index];
			const key = buttonOf(button, richMedia.BgColor ?? '#ffffff', () =>
				tap(message, index, button),
			);
			key.style.gridColumn = `${column} / span ${wide}`;
			key.style.gridRow = `${row} / span ${high}`;
			card.append(key);
		}
		list.append(card);
	}
	list.addEventListener('focusin', ({ target }) => {
		// Browsers leave a key where it is as soon as a part of it can be seen.
		if (target.matches(':focus-visible')) {
			target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		}
	});
	const label = message.altText ?? TEXTS.carousel(cards.length);
	return [
		make(
			'div',
			{ class: 'carousel', tabindex: '0', role: 'group', 'aria-label': label, title: label },
			list,
		),
	];
}

const BUBBLES = {
	picture: pictureBubble,
	video: videoBubble,
	file: fileBubble,
	contact: contactBubble,
	location: locationBubble,
	url: urlBubble,
	sticker: stickerBubble,
	rich_media: carouselBubble,
	keyboard: (_message, { name }) => [paragraph(TEXTS.keyboardSent(name), 'text aside')],
};

/**
 * Draws what a message holds.
 *
 * @param context the sender's `name`, and `tap` for the buttons of a carousel
 */
export function contentOf(message, context) {
	const draw = BUBBLES[message.type] ?? (({ text }) => [paragraph(text)]);
	const { button, expiryText } = message;
	return [
		...draw(message, context),
		...(button ? linkButton(button) : []),
		expiryText && smsInstead(expiryText),
	].filter(Boolean);
}

/** A message in a few words, for those who listen to the page. */
export function wordsOf(message) {
	const kind = {
		picture: TEXTS.picture,
		video: TEXTS.video,
		file: `${TEXTS.file} ${message.fileName}`,
		contact: `${TEXTS.contact} ${message.contact?.name}`,
		location: TEXTS.location,
		url: message.media,
		sticker: TEXTS.sticker(message.stickerId),
		rich_media: message.altText ?? TEXTS.carousel(message.cards?.length),
		keyboard: TEXTS.keyboard,
	}[message.type];
	return [kind, message.text, message.button?.caption].filter(Boolean).join(', ');
}
