import { Refusal } from './refusal.mts';
import { PRESENCES, type PersonSeed, type Presence } from './types.mts';

const NEWEST_API_VERSION = 10;

// From the numbers that Britain keeps for films and books: nobody has them.
const DRAMA_NUMBER = '+447700900103';

/** Three people to start with, for providers that have no people of their own. */
export const FIRST_PEOPLE: readonly PersonSeed[] = [
	{ name: 'Olena', language: 'uk', country: 'UA', phoneNumber: '+380670000101', subscribed: true },
	{ name: 'Marek', language: 'pl', country: 'PL', phoneNumber: '+48600000102', subscribed: true },
	{ name: 'Sofia', language: 'en', country: 'GB', phoneNumber: DRAMA_NUMBER, subscribed: false },
].map((person) => ({
	...person,
	apiVersion: NEWEST_API_VERSION,
	avatar: `https://media.example.test/${person.name.toLowerCase()}.jpg`,
	blocked: false,
	presence: 'online',
	lastOnline: null,
}));

type Wish = Record<string, unknown>;

function textOr(fallback: string, wish: Wish, field: string): string {
	const value = wish[field] ?? fallback;
	if (typeof value === 'string' && value.trim() !== '' && value.length <= 200) return value;
	throw new Refusal(400, `${field} must be a text of 1 to 200 characters.`);
}

function flagOr(fallback: boolean, wish: Wish, field: string): boolean {
	const value = wish[field] ?? fallback;
	if (typeof value === 'boolean') return value;
	throw new Refusal(400, `${field} must be true or false.`);
}

function readPhoneNumber(value: unknown): string {
	if (typeof value === 'string' && /^\+\d{5,17}$/.test(value)) return value;
	throw new Refusal(400, 'phoneNumber must be a plus sign and 5 to 17 digits.');
}

/** Reads `presence` and `lastOnline`. @throws Refusal when one does not fit */
export function readPresence(wish: Wish): { presence: Presence; lastOnline: number | null } {
	const presence = PRESENCES.find((one) => one === wish.presence);
	if (!presence) throw new Refusal(400, `presence must be one of ${PRESENCES.join(', ')}.`);
	const { lastOnline } = wish;
	const isTime = Number.isSafeInteger(lastOnline) && Number(lastOnline) >= 0;
	if (lastOnline !== null && !isTime) {
		throw new Refusal(400, 'lastOnline must be milliseconds since 1970, or null.');
	}
	return { presence, lastOnline: lastOnline === null ? null : Number(lastOnline) };
}

/**
 * Reads the description of a new person: `name`, and if wished `language`, `country`, `apiVersion`,
 * `avatar`, `phoneNumber`, `subscribed`, `blocked`, `presence`, `lastOnline`.
 *
 * @throws Refusal with a sentence when something does not fit
 */
export function readPersonSeed(wish: Wish): PersonSeed {
	const apiVersion = wish.apiVersion ?? NEWEST_API_VERSION;
	if (!Number.isInteger(apiVersion) || Number(apiVersion) < 1) {
		throw new Refusal(400, 'apiVersion must be a whole number of 1 or more.');
	}
	const blocked = flagOr(false, wish, 'blocked');
	return {
		name: textOr('', wish, 'name'),
		language: textOr('en', wish, 'language'),
		country: textOr('GB', wish, 'country'),
		apiVersion: Number(apiVersion),
		avatar: wish.avatar === undefined || wish.avatar === null ? null : textOr('', wish, 'avatar'),
		phoneNumber: readPhoneNumber(wish.phoneNumber ?? DRAMA_NUMBER),
		subscribed: !blocked && flagOr(false, wish, 'subscribed'),
		blocked,
		...readPresence({ presence: 'online', lastOnline: null, ...wish }),
	};
}

const BIGGEST_CROWD = 10_000;

/**
 * Reads the description of many people at once: `count`, `name` (which gets a number), `subscribed` as a
 * share from 0 to 1 that is spread evenly, as true or false for all, or as a list with one for each.
 * Phone numbers count up from the one given.
 * Everything else is as for a single person.
 *
 * @throws Refusal with a sentence when something does not fit
 */
export function readCrowd(wish: Wish): PersonSeed[] {
	const { count, subscribed = true, name = 'Person', ...rest } = wish;
	if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > BIGGEST_CROWD) {
		throw new Refusal(400, `count must be a whole number from 1 to ${BIGGEST_CROWD}.`);
	}
	const isSubscribed = readShare(subscribed, Number(count));
	const first = readPersonSeed({ ...rest, name, subscribed: false });
	const firstNumber = BigInt(first.phoneNumber.slice(1));
	return Array.from({ length: Number(count) }, (_, index) => ({
		...first,
		phoneNumber: `+${firstNumber + BigInt(index)}`,
		name: `${first.name} ${index + 1}`,
		subscribed: !first.blocked && isSubscribed(index),
	}));
}

function readShare(value: unknown, count: number): (index: number) => boolean {
	if (typeof value === 'boolean') return () => value;
	if (typeof value === 'number' && value >= 0 && value <= 1) {
		return (index) => Math.floor((index + 1) * value) > Math.floor(index * value);
	}
	if (Array.isArray(value) && value.length === count) {
		const list: unknown[] = value;
		if (list.every((one) => typeof one === 'boolean')) return (index) => list[index] === true;
	}
	throw new Refusal(
		400,
		'subscribed must be a share from 0 to 1, true or false, or a list with one for each person.',
	);
}
