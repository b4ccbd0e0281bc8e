import { COMMON_SETTINGS_AT_FIRST, isDuration, type SettingRule } from '../../world/settings.mts';
import type { Settings } from '../../world/types.mts';
import { CALLBACK_TIMEOUT_MS, MESSAGES_PER_SECOND, RETRY_DELAYS_MS } from './limits.mts';

/** Settings of a new account. Where the documents are silent, the stricter reading. */
export const SETTINGS: Settings = {
	...COMMON_SETTINGS_AT_FIRST,
	deliveredAfterMs: 400,
	seenAfterMs: 900,
	retryDelaysMs: [...RETRY_DELAYS_MS],
	callbackTimeoutMs: CALLBACK_TIMEOUT_MS,
	callbackUrl: '',
	callbackMethod: 'POST',
	extendedReports: true,
	failureReasons: true,
	interimReports: false,
	interimStatus: 'in process',
	emptyTransactionId: 'empty',
	smsFallback: true,
	expiresAfterMs: 1500,
	approvedSenders: 'DEMO,Corner Cafe',
	messagesPerSecond: MESSAGES_PER_SECOND,
	burst: false,
	balance: null,
	textWithImage: 'refuse',
	lengthsIn: 'characters',
	badPhone: 'refusesAll',
	acceptedPhones: null,
	idPhone: 'digits',
	errorHttpStatus: 'ok',
	uploadInnerHex: 'lower',
	uploadErrors: 'asPrinted',
};

const choice = (name: string, ...choices: string[]): SettingRule => ({
	name,
	accepts: (value): value is string => choices.some((one) => one === value),
	mustBe: `one of ${choices.join(', ')}`,
});

const flag = (name: string): SettingRule => ({
	name,
	accepts: (value): value is boolean => typeof value === 'boolean',
	mustBe: 'true or false',
});

const limit = (name: string, min: number): SettingRule => ({
	name,
	accepts: (value): value is number | null =>
		value === null || (Number.isSafeInteger(value) && Number(value) >= min),
	mustBe: `a whole number of ${min} or more, or null for no limit`,
});

/** What the settings may be, and what they do. */
export const SETTING_RULES: readonly SettingRule[] = [
	// Where reports go: one address for the whole account (messaggio.md §5).
	{
		name: 'callbackUrl',
		accepts: (value): value is string => {
			if (value === '') return true;
			return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
		},
		mustBe: 'an address with http:// or https://, or empty for none',
	},
	choice('callbackMethod', 'POST', 'GET'),
	// Off: messages by Viber are reported like SMS, with a number and without seen and reply.
	flag('extendedReports'),
	// Whether reports of failures have status_extended.
	flag('failureReasons'),
	// Whether a message is first reported as being under way, and by which of its two names.
	flag('interimReports'),
	choice('interimStatus', 'in process', 'buffered'),
	// What p_transaction_id is in reports when none was sent.
	choice('emptyTransactionId', 'empty', 'absent'),
	flag('smsFallback'),
	// When a message that cannot be delivered expires; null: as its dlr_timeout says.
	{
		name: 'expiresAfterMs',
		accepts: (value): value is number | null => value === null || isDuration(value),
		mustBe: 'milliseconds as a whole number of 0 or more, or null for what dlr_timeout says',
	},
	// Names with commas between them, or * for any.
	{
		name: 'approvedSenders',
		accepts: (value): value is string => typeof value === 'string' && value.length <= 500,
		mustBe: 'sender names with commas between them, or * for any',
	},
	limit('messagesPerSecond', 1),
	// Whether a request with more phones than that may pass after a second of silence, or never.
	flag('burst'),
	// Messages that the account can pay for.
	limit('balance', 0),
	// Text and picture without a button: no document says what becomes of them.
	choice('textWithImage', 'refuse', 'show'),
	// What limits count: the documents do not say.
	choice('lengthsIn', 'characters', 'bytes'),
	// What one bad phone does to a request with good ones (§9, 8): nobody gets the message; the good ones
	// get it and the answer is 0 with their ids; or they get it although the answer has a code below 0.
	choice('badPhone', 'refusesAll', 'takesTheRest', 'takesTheRestButRefuses'),
	// Of a request with more phones only so many are accepted; the others get neither id nor message.
	limit('acceptedPhones', 0),
	// How an id in the answer names its phone: as sent, with a plus sign, or not at all.
	choice('idPhone', 'digits', 'plus', 'absent'),
	choice('errorHttpStatus', 'ok', 'real'),
	// In which case the digest of an image is written when its upload is signed.
	choice('uploadInnerHex', 'lower', 'upper'),
	// Refused uploads: with the unquoted key of the documents, or as proper JSON.
	choice('uploadErrors', 'asPrinted', 'json'),
];
