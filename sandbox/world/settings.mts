import { Refusal } from './refusal.mts';
import { isRetryAfter } from './retryAfter.mts';
import type { Settings, SettingValue } from './types.mts';

/** One setting: what it is called and which values it takes. */
export interface SettingRule {
	name: string;
	accepts: (value: unknown) => value is SettingValue;
	/** Ends the sentence "<name> must be …". */
	mustBe: string;
}

const LONGEST_MS = 24 * 60 * 60 * 1000;
const MOST_RETRIES = 10;

/** True for a whole number of milliseconds between 0 and a day. */
export function isDuration(value: unknown): value is number {
	return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LONGEST_MS;
}

/** Settings that every provider has. */
export const COMMON_SETTINGS: readonly SettingRule[] = [
	{
		name: 'deliveredAfterMs',
		accepts: isDuration,
		mustBe: 'milliseconds as a whole number of 0 or more',
	},
	{
		name: 'seenAfterMs',
		accepts: (value): value is number | null => value === null || isDuration(value),
		mustBe: 'milliseconds as a whole number of 0 or more, or null to read by hand',
	},
	{
		name: 'retryDelaysMs',
		accepts: (value): value is number[] =>
			Array.isArray(value) && value.length <= MOST_RETRIES && value.every(isDuration),
		mustBe: 'a list of at most ten whole numbers of milliseconds',
	},
	{
		name: 'callbackTimeoutMs',
		accepts: (value): value is number => isDuration(value) && value > 0,
		mustBe: 'milliseconds as a whole number above 0',
	},
	// Stops the clock that limits go by, so that nobody has to wait for an hour to be over.
	{
		name: 'now',
		accepts: (value): value is number | null =>
			value === null || (Number.isSafeInteger(value) && Number(value) >= 0),
		mustBe: 'milliseconds since 1970, or null for the time that it is',
	},
	// For all answers that refuse a call for its rate.
	{
		name: 'retryAfter',
		accepts: (value): value is number | string | null =>
			value === null || isRetryAfter.retryAfter(value),
		mustBe: 'whole seconds, a text for the header as it is, or null for no such header',
	},
	{
		name: 'retryAfterAs',
		accepts: isRetryAfter.retryAfterAs,
		mustBe: 'one of seconds, date',
	},
];

/** What a new bot has of them that is the same for all providers. */
export const COMMON_SETTINGS_AT_FIRST = {
	now: null,
	retryAfter: null,
	retryAfterAs: 'seconds',
} as const satisfies Record<string, SettingValue>;

/**
 * Lays changes over settings after checking each against its rule.
 *
 * @throws Refusal with a sentence when a name is unknown or a value does not fit
 */
export function changeSettings(
	current: Settings,
	changes: unknown,
	rules: readonly SettingRule[],
): Settings {
	if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
		throw new Refusal(400, 'Settings must be an object of names and values.');
	}
	const changed = { ...current };
	for (const [name, value] of Object.entries(changes)) {
		const rule = rules.find((candidate) => candidate.name === name);
		if (!rule) {
			const known = rules.map((candidate) => candidate.name).join(', ');
			throw new Refusal(400, `There is no setting "${name}". Settings are: ${known}.`);
		}
		if (!rule.accepts(value)) throw new Refusal(400, `${name} must be ${rule.mustBe}.`);
		changed[name] = value;
	}
	return changed;
}
