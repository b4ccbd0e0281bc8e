import type { Account } from './account.mts';
import { contentTypeOf } from './media.mts';
import { Refusal } from './refusal.mts';
import { SAMPLES } from './samples.mts';
import type { MessageContent, Person } from './types.mts';

/** What a person puts together on the phone: the type, the text and whatever goes with it. */
export interface Composition extends MessageContent {
	type: string;
	text: string;
}

type Wish = Record<string, unknown>;

const MAX_TEXT = 7000;

/** Where somebody is who does not say so: the middle of Lviv. */
const SOMEWHERE = { lat: 49.8419, lon: 24.0315 };

/** What the making of a message needs to know beside the wish. */
interface Circumstances {
	account: Account;
	person: Person;
	/** The sandbox's own address, for links to what it serves. */
	origin: string;
}

type Composer = (wish: Wish, circumstances: Circumstances) => Composition;

function refuse(sentence: string): never {
	throw new Refusal(400, sentence);
}

function readText(value: unknown, name: string, max: number): string {
	if (typeof value !== 'string' || value.trim() === '') {
		return refuse(`${name} must hold at least one character.`);
	}
	if (value.length <= max) return value;
	return refuse(`${name} must have at most ${max.toLocaleString('en')} characters.`);
}

function readUrl(value: unknown, name: string): string {
	const text = readText(value, name, 2000);
	return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : refuse(`${name} must be a URL.`);
}

function readNumber(value: unknown, name: string, min: number, max: number): number {
	if (typeof value === 'number' && value >= min && value <= max) return value;
	return refuse(`${name} must be a number from ${min} to ${max}.`);
}

/** A text message. @throws Refusal (400) when there is nothing to send */
export function plainText(text: unknown): Composition {
	return { type: 'text', text: readText(text, 'text', MAX_TEXT) };
}

/** A contact card of the person themselves. */
export function ownContact(person: Person): Composition {
	const { name, phoneNumber } = person;
	return { type: 'contact', text: '', contact: { name, phoneNumber } };
}

/** A place: as wished, or somewhere. @throws Refusal (400) when the wish does not fit */
export function place(wish: unknown): Composition {
	const { lat, lon } = (wish ?? SOMEWHERE) as Wish;
	const location = {
		lat: readNumber(lat, 'location.lat', -90, 90),
		lon: readNumber(lon, 'location.lon', -180, 180),
	};
	return { type: 'location', text: '', location };
}

/** A picture, film or file: from an address, from the bytes given, or a sample. */
function media(type: keyof typeof SAMPLES): Composer {
	return (wish, circumstances) => {
		const caption = wish.text === undefined || wish.text === '' ? '' : plainText(wish.text).text;
		const item =
			wish.media === undefined
				? shelve(type, wish, circumstances)
				: {
						media: readUrl(wish.media, 'media'),
						fileName: readText(wish.fileName ?? SAMPLES[type].name, 'fileName', 256),
						size: readNumber(wish.size ?? 1, 'size', 0, Number.MAX_SAFE_INTEGER),
					};
		const duration = type === 'video' ? { duration: readDuration(wish.duration) } : {};
		// A picture stands for itself; the still of a film is the sample.
		const thumbnail =
			type === 'file'
				? {}
				: {
						thumbnail:
							type === 'picture'
								? item.media
								: `${circumstances.origin}/media/samples/${SAMPLES.picture.name}`,
					};
		return { type, text: caption, ...item, ...thumbnail, ...duration };
	};
}

const readDuration = (value: unknown) => readNumber(value ?? 12, 'duration', 0, 180);

function shelve(type: keyof typeof SAMPLES, wish: Wish, { account, origin }: Circumstances) {
	const sample = SAMPLES[type];
	const name = readText(wish.fileName ?? sample.name, 'fileName', 256);
	const bytes = wish.data === undefined ? sample.bytes : readBytes(wish.data);
	const expired = account.faults.take('expiredMedia') !== undefined;
	const expiresAt = expired ? 0 : account.now() + Number(account.settings.mediaLinkMs);
	const contentType = contentTypeOf(name);
	const key = account.media.add({ name, bytes, contentType, expiresAt });
	const path = [account.id, key, name].map(encodeURIComponent).join('/');
	return {
		media: `${origin}/media/${path}?exp=${Math.floor(expiresAt / 1000)}`,
		fileName: name,
		size: bytes.length,
	};
}

function readBytes(value: unknown): Buffer {
	const isBase64 = typeof value === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
	return isBase64 ? Buffer.from(value, 'base64') : refuse('data must be bytes in base64.');
}

/** What a person may send, by type. */
const COMPOSERS: Readonly<Record<string, Composer>> = {
	text: ({ text }) => plainText(text),
	picture: media('picture'),
	video: media('video'),
	file: media('file'),
	contact: ({ contact }, { person }) => {
		if (contact === undefined) return ownContact(person);
		const { name, phoneNumber } = (contact ?? {}) as Wish;
		return {
			type: 'contact',
			text: '',
			contact: {
				name: readText(name, 'contact.name', 200),
				phoneNumber: readText(phoneNumber, 'contact.phoneNumber', 30),
			},
		};
	},
	location: ({ location }) => place(location),
	url: ({ media: address }) => ({ type: 'url', text: '', media: readUrl(address, 'media') }),
	sticker: ({ stickerId = 46105 }) => {
		if (Number.isSafeInteger(stickerId) && Number(stickerId) > 0) {
			return { type: 'sticker', text: '', stickerId: Number(stickerId) };
		}
		return refuse('stickerId must be a whole number above 0.');
	},
};

/**
 * Puts together what a person wishes to send: `type` (text if left out) and what belongs to it.
 *
 * @throws Refusal (400) with a sentence when something does not fit
 */
export function compose(wish: Wish, circumstances: Circumstances): Composition {
	const type = wish.type ?? 'text';
	if (typeof type !== 'string' || !Object.hasOwn(COMPOSERS, type)) {
		return refuse(`type must be one of ${Object.keys(COMPOSERS).join(', ')}.`);
	}
	return COMPOSERS[type]?.(wish, circumstances) ?? refuse('This type cannot be sent.');
}
