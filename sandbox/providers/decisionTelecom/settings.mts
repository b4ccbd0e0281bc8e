import type { Settings } from '../../world/types.mts';
import { COMMON_SETTINGS_AT_FIRST, type SettingRule } from '../../world/settings.mts';
import { CALLBACK_FORMS } from '../../wire/encode.mts';
import { MAX_VALIDITY_S, STATUS_KEPT_MS } from './limits.mts';

/** What a new bot of DecisionTelecom starts with. */
export const SETTINGS: Settings = {
	...COMMON_SETTINGS_AT_FIRST,
	deliveredAfterMs: 400,
	seenAfterMs: 900,
	// Nothing is documented about repeats; a receiver that fails once gets a second chance soon.
	retryDelaysMs: [10_000, 60_000],
	callbackTimeoutMs: 5000,
	errorHttpStatus: 'ok',
	requestsPerSecond: null,
	balance: null,
	registeredSenders: 'DemoShop,DEMO',
	badImage: 'refused',
	idAs: 'number',
	idsBeyond53: false,
	trailingComma: false,
	callbackForm: 'json',
	maxValidity: MAX_VALIDITY_S,
	validitySecondMs: 1000,
	smsForAll: false,
	statusKeptMs: STATUS_KEPT_MS,
};

const oneOf = (name: string, values: readonly string[]): SettingRule => ({
	name,
	accepts: (value): value is string => values.includes(String(value)),
	mustBe: `one of ${values.join(', ')}`,
});

const flag = (name: string): SettingRule => ({
	name,
	accepts: (value): value is boolean => typeof value === 'boolean',
	mustBe: 'true or false',
});

const isCount = (value: unknown): value is number =>
	Number.isSafeInteger(value) && Number(value) >= 0;

const count = (name: string): SettingRule => ({
	name,
	accepts: isCount,
	mustBe: 'a whole number of 0 or more',
});

const limit = (name: string): SettingRule => ({
	name,
	accepts: (value): value is number | null => value === null || isCount(value),
	mustBe: 'a whole number of 0 or more, or null for no limit',
});

/** Settings that only this provider has. */
export const SETTING_RULES: readonly SettingRule[] = [
	// `real`: the HTTP status of an error is the one in its body (§6).
	oneOf('errorHttpStatus', ['ok', 'real']),
	limit('requestsPerSecond'),
	// Messages that are paid for; what does not get through is not charged.
	limit('balance'),
	// Names with commas between them, or * for any.
	{
		name: 'registeredSenders',
		accepts: (value): value is string => typeof value === 'string' && value.length <= 500,
		mustBe: 'sender names with commas between them, or * for any',
	},
	// A picture of another format or size: refused at once, or accepted and then status 2 or 3 (§9, 8).
	oneOf('badImage', ['refused', 'error', 'rejected']),
	oneOf('idAs', ['number', 'text']),
	flag('idsBeyond53'),
	// The status answer as DecisionTelecom's page prints it, with a comma before the closing brace.
	flag('trailingComma'),
	oneOf('callbackForm', CALLBACK_FORMS),
	// Seconds.
	count('maxValidity'),
	// How long a second of `validity_period` lasts here.
	count('validitySecondMs'),
	flag('smsForAll'),
	count('statusKeptMs'),
];
