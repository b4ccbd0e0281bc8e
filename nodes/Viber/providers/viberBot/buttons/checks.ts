import type { IDataObject } from 'n8n-workflow';

import { count, InvalidInput, shorten } from '../../../shared/inputs';
import { isObject } from '../../../shared/objects';

/** Where a value stands, in the words of the form or as a path into the user's JSON. */
export type Place = string;

/** A feature that only newer apps understand. */
export interface Need {
	level: number;
	place: Place;
}

/** What is known of one key (viber-bot-api.md §5): its values, and the level that it needs. */
export interface Rule {
	/** Throws InvalidInput when the value is not one that Viber takes. */
	check(value: unknown, place: Place): void;
	level: number | ((value: unknown) => number);
	/** For objects: what is known of their keys. */
	keys?: Rules;
}

/** What is known of an object's keys. */
export type Rules = Readonly<Record<string, Rule>>;

type Check = Rule['check'];

/**
 * Checks all keys of an object that are known. Others pass: Viber may have learnt them since.
 *
 * @param place names the place of a key
 * @returns the features that need more than the first level
 * @throws InvalidInput that names the place and what is wrong there
 */
export function checkKeys(
	object: IDataObject,
	rules: Rules,
	place: (key: string) => Place,
): Need[] {
	return Object.entries(object).flatMap(([key, value]) => {
		const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
		if (!rule) {
			refuseOtherCase(key, rules, place(key));
			return [];
		}
		rule.check(value, place(key));
		const level = typeof rule.level === 'function' ? rule.level(value) : rule.level;
		const own: Need[] = level > 1 ? [{ level, place: place(key) }] : [];
		const inner = rule.keys
			? checkKeys(value as IDataObject, rule.keys, (name) => `${place(key)}.${name}`)
			: [];
		return [...own, ...inner];
	});
}

// Viber ignores a key in the wrong case, and the user would look for the button in vain.
function refuseOtherCase(key: string, rules: Rules, place: Place): void {
	const meant = Object.keys(rules).find((known) => known.toLowerCase() === key.toLowerCase());
	if (meant === undefined) return;
	throw new InvalidInput(`'${place}' is written ${meant}`, `Write ${meant} instead of ${key}.`);
}

/** A whole number within bounds. */
export function whole({ min, max }: { min: number; max: number }): Check {
	return (value, place) => {
		if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
			return;
		refuse(value, place, `a whole number from ${min} to ${max}`);
	};
}

/** true or false. */
export const flag: Check = (value, place) => {
	if (typeof value !== 'boolean') refuse(value, place, 'true or false, without quotes');
};

/** One of these words. */
export function oneOf(...words: string[]): Check {
	return (value, place) => {
		if (typeof value !== 'string' || !words.includes(value)) {
			refuse(value, place, `one of ${words.join(', ')}`);
		}
	};
}

/** A color such as #7360F2. */
export const color: Check = (value, place) => {
	if (typeof value !== 'string' || !/^#[0-9a-f]{6}$/i.test(value)) {
		refuse(value, place, 'a color of # and six digits, such as #7360F2');
	}
};

/** A web address. */
export const webAddress: Check = (value, place) => {
	const protocol = typeof value === 'string' ? protocolOf(value) : '';
	if (protocol !== 'https:' && protocol !== 'http:') {
		refuse(value, place, 'a web address that begins with https://');
	}
};

/** Text within a limit, counted in UTF-16 units. */
export function text({ min = 0, max = Infinity }: { min?: number; max?: number } = {}): Check {
	return (value, place) => {
		if (typeof value !== 'string') refuse(value, place, 'text in quotes');
		else if (value.length < min) refuse(value, place, 'text that is not empty');
		else if (value.length > max) {
			throw new InvalidInput(
				`'${place}' has ${count(value.length)} characters, the limit is ${count(max)}`,
				`Shorten '${place}' by ${count(value.length - max)} characters. Tags such as <b> count, and signs such as & take five.`,
			);
		}
	};
}

/** A degree, as text with a decimal point. */
export function degrees({ min, max }: { min: number; max: number }): Check {
	return (value, place) => {
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
		if (!(number >= min && number <= max)) {
			refuse(value, place, `text in quotes that is a number from ${min} to ${max}`);
		}
	};
}

/** Four whole numbers within bounds. */
export function four(bounds: { min: number; max: number }): Check {
	const check = whole(bounds);
	return (value, place) => {
		if (!Array.isArray(value) || value.length !== 4) {
			return refuse(value, place, 'a list of four numbers');
		}
		value.forEach((entry, index) => check(entry, `${place}[${index}]`));
	};
}

/** A list. */
export const list: Check = (value, place) => {
	if (!Array.isArray(value)) refuse(value, place, 'a list in brackets');
};

/** An object of its own. */
export const object: Check = (value, place) => {
	if (!isObject(value)) refuse(value, place, 'an object in braces');
};

function protocolOf(url: string): string {
	try {
		return new URL(url).protocol;
	} catch {
		return '';
	}
}

function refuse(value: unknown, place: Place, wanted: string): void {
	const shown = value === undefined ? 'nothing' : shorten(String(JSON.stringify(value)));
	throw new InvalidInput(`'${place}' is not ${wanted}`, `Correct '${place}'. It is ${shown} now.`);
}
