import { checkFields, type FieldRule, type JsonObject } from '../fields.mts';
import { invalidParameter } from './errors.mts';
import {
	isTwoWay,
	MAX_BUTTON_CAPTION,
	MAX_SOURCE_ADDR,
	MAX_TEXT,
	MIN_VALIDITY_S,
	PICTURE_TYPES,
	PROMOTIONAL,
	PROMOTIONAL_TEXT,
	TEXT_TYPES,
	TRANSACTIONAL,
} from './limits.mts';
import { smsProblem } from './smsText.mts';

/** A message that passed the rules of `send-viber` (§3). */
export interface Order {
	sender: string;
	/** Digits. */
	to: string;
	twoWay: boolean;
	text: string;
	image?: string;
	button?: { caption: string; url: string };
	callbackUrl?: string;
	/** Seconds. */
	validity?: number;
	smsText?: string;
	/** Fields that nobody reads, for the log. */
	ignored: string[];
}

/** What settings say about the rules. */
export interface Leniency {
	/** Highest `validity_period` in seconds: the sources differ (§10, number 3). */
	maxValidity: number;
	/** Takes `text_sms` with promotional messages too (§10, number 11). */
	smsForAll: boolean;
	/** Names that are registered (§3); `*` stands for all. */
	senders: readonly string[];
}

const isUrl = (value: string): string | undefined =>
	/^https?:\/\/\S+$/i.test(value) && URL.canParse(value) ? undefined : 'must be a URL';

const PICTURE_FIELDS: readonly FieldRule[] = [
	{ name: 'image', kind: 'string', required: true, test: isUrl },
	{ name: 'button_caption', kind: 'string', required: true, min: 1, max: MAX_BUTTON_CAPTION },
	{ name: 'button_action', kind: 'string', required: true, test: isUrl },
];

const headRules = ({ senders }: Leniency): readonly FieldRule[] => [
	{
		name: 'source_addr',
		kind: 'string',
		required: true,
		min: 1,
		max: MAX_SOURCE_ADDR,
		test: (name) =>
			senders.includes('*') || senders.includes(name)
				? undefined
				: 'is not a registered sender name',
	},
];

/** International numbers of at most 20 digits (§3): no country code begins with 0. */
const NUMBER = /^[1-9]\d{4,19}$/;

/** Lengths count UTF-16 units; which count is meant is not documented, this is the careful one. */
const rulesFor = (type: number, { maxValidity }: Leniency): readonly FieldRule[] => [
	{ name: 'text', kind: 'string', required: true, min: 1, max: MAX_TEXT },
	...(PICTURE_TYPES.includes(type) ? PICTURE_FIELDS : []),
	{ name: 'source_type', kind: 'integer', required: true, min: PROMOTIONAL, max: TRANSACTIONAL },
	{ name: 'callback_url', kind: 'string', test: isUrl },
	{ name: 'validity_period', kind: 'integer', min: MIN_VALIDITY_S, max: maxValidity },
	{ name: 'text_sms', kind: 'string', min: 1, test: smsProblem },
];

const KNOWN = [
	...['source_addr', 'destination_addr', 'message_type', 'text', 'image', 'button_caption'],
	...['button_action', 'source_type', 'callback_url', 'validity_period', 'text_sms'],
];

/**
 * Reads the body of `send-viber`. Fields that the documents do not name are ignored, as nothing says
 * that they are refused; the empty ones that they do name are refused, as the text of error 1 says.
 *
 * @throws Refused (code 1) that names the first field in the way
 */
export function readOrder(body: JsonObject, leniency: Leniency): Order {
	check(body, headRules(leniency));
	const to = readNumber(body.destination_addr);
	const type = readType(body.message_type);
	check(body, rulesFor(type, leniency));
	checkTogether(body, type, leniency);
	const text = (name: string) => body[name] as string;
	const optional = <Key extends string, Value>(key: Key, name: string, value: () => Value) =>
		(body[name] === undefined ? {} : { [key]: value() }) as { [key in Key]?: Value };
	return {
		sender: text('source_addr'),
		to,
		twoWay: isTwoWay(type),
		text: text('text'),
		...optional('image', 'image', () => text('image')),
		...optional('button', 'button_action', () => ({
			caption: text('button_caption'),
			url: text('button_action'),
		})),
		...optional('callbackUrl', 'callback_url', () => text('callback_url')),
		...optional('validity', 'validity_period', () => Number(body.validity_period)),
		...optional('smsText', 'text_sms', () => text('text_sms')),
		ignored: Object.keys(body).filter((name) => !KNOWN.includes(name)),
	};
}

function check(body: JsonObject, rules: readonly FieldRule[]): void {
	const problem = checkFields(body, rules);
	if (problem) throw invalidParameter(problem.field, problem.says);
}

/** The number as digits; a JSON number is taken too (§3). */
function readNumber(value: unknown): string {
	const digits = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
	if (typeof digits === 'string' && NUMBER.test(digits)) return digits;
	const rule = 'must be an international number: 5 to 20 digits, the first not 0, nothing else';
	const says = value === undefined ? 'is missing' : rule;
	throw invalidParameter('destination_addr', `destination_addr ${says}`);
}

function readType(value: unknown): number {
	const types = [...TEXT_TYPES, ...PICTURE_TYPES].sort();
	const type = types.find((one) => one === value);
	if (type !== undefined) return type;
	throw invalidParameter('message_type', `message_type must be one of ${types.join(', ')}`);
}

/** What goes with what: transactional is text alone, a picture needs a type that has one. */
function checkTogether(body: JsonObject, type: number, { smsForAll }: Leniency): void {
	const extra = PICTURE_FIELDS.find(({ name }) => body[name] !== undefined);
	if (TEXT_TYPES.includes(type) && extra) {
		throw invalidParameter(extra.name, `${extra.name} does not go with message_type ${type}`);
	}
	const isTransactional = body.source_type === TRANSACTIONAL;
	if (isTransactional && (PICTURE_TYPES.includes(type) || type === PROMOTIONAL_TEXT)) {
		throw invalidParameter('source_type', `message_type ${type} is promotional: source_type 1`);
	}
	if (body.text_sms !== undefined && !isTransactional && !smsForAll) {
		throw invalidParameter('text_sms', 'text_sms goes with source_type 2 only');
	}
}
