import { Refusal } from './refusal.mts';
import type { PersonSeed } from './types.mts';

const NEWEST_API_VERSION = 10;

/** The three people every bot starts with. */
export const FIRST_PEOPLE: readonly PersonSeed[] = [
	{ name: 'Olena', language: 'uk', country: 'UA', subscribed: true },
	{ name: 'Marek', language: 'pl', country: 'PL', subscribed: true },
	{ name: 'Sofia', language: 'en', country: 'GB', subscribed: false },
].map((person) => ({
	...person,
	apiVersion: NEWEST_API_VERSION,
	avatar: `https://media.example.test/${person.name.toLowerCase()}.jpg`,
	blocked: false,
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

/**
 * Reads the description of a new person: `name`, and if wished `language`, `country`, `apiVersion`,
 * `avatar`, `subscribed`, `blocked`.
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
		subscribed: !blocked && flagOr(false, wish, 'subscribed'),
		blocked,
	};
}
