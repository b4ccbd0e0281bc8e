import type { PersonSeed } from '../../world/types.mts';
import { SMS_STATUS, STATUS } from './limits.mts';

/** What becomes of messages to a number. */
export type Fate =
	/** Arrives by Viber; `reads` false: is never seen. */
	| { kind: 'arrives'; reads: boolean }
	/** Comes to a status and ends there. */
	| { kind: 'ends'; status: number; why: string }
	/** Stays where it is until its validity period is over. */
	| { kind: 'expires' }
	/** Has no Viber. */
	| { kind: 'noViber' }
	/** Every send is refused with this status. */
	| { kind: 'refused'; status: number };

interface NumberRule {
	digits: string;
	name: string;
	/** For the reader of the page. */
	note: string;
	fate: Fate;
	/** What becomes of an SMS to it; delivered if left out. */
	sms?: number;
}

const ARRIVES: Fate = { kind: 'arrives', reads: true };

/** Numbers that stand for something; the last digits are the status they come to, where there is one. */
const NUMBERS: readonly NumberRule[] = [
	{ digits: '380500000001', name: 'Olena', note: 'Delivered, then seen', fate: ARRIVES },
	{
		digits: '380500000010',
		name: 'Marek',
		note: 'Delivered, never seen',
		fate: { kind: 'arrives', reads: false },
	},
	{
		digits: '380500000002',
		name: 'Ivan',
		note: 'Error (2)',
		fate: { kind: 'ends', status: STATUS.error, why: 'an error (2)' },
	},
	{
		digits: '380500000003',
		name: 'Daria',
		note: 'Blocks the sender (3)',
		fate: { kind: 'ends', status: STATUS.rejected, why: 'the sender is blocked (3)' },
	},
	{
		digits: '380500000004',
		name: 'Sofia',
		note: 'No Viber (4), then SMS',
		fate: { kind: 'noViber' },
	},
	{
		digits: '380500000043',
		name: 'Taras',
		note: 'No Viber (4), late SMS (3)',
		fate: { kind: 'noViber' },
		sms: SMS_STATUS.expired,
	},
	{
		digits: '380500000045',
		name: 'Iryna',
		note: 'No Viber (4), no SMS (5)',
		fate: { kind: 'noViber' },
		sms: SMS_STATUS.undeliverable,
	},
	{
		digits: '380500000005',
		name: 'Lev',
		note: 'Pending for ever (5)',
		fate: { kind: 'ends', status: STATUS.pending, why: '' },
	},
	{
		digits: '380500000007',
		name: 'Nadia',
		note: 'Expires (4), then SMS',
		fate: { kind: 'expires' },
	},
	{
		digits: '380500000020',
		name: 'Ostap',
		note: 'Unknown (20)',
		fate: { kind: 'ends', status: STATUS.unknown, why: 'nobody knows whether it arrived (20)' },
	},
	{
		digits: '380500000402',
		name: 'Roman',
		note: 'No balance (402)',
		fate: { kind: 'refused', status: 402 },
	},
	{
		digits: '380500000429',
		name: 'Yana',
		note: 'Rate limit (429)',
		fate: { kind: 'refused', status: 429 },
	},
	{
		digits: '380500000500',
		name: 'Zoya',
		note: 'Server error (500)',
		fate: { kind: 'refused', status: 500 },
	},
];

const BY_DIGITS = new Map(NUMBERS.map((rule) => [rule.digits, rule]));

/** The people of these numbers. */
export const NUMBERED_PEOPLE: readonly PersonSeed[] = NUMBERS.map(({ digits, name, note }) => ({
	name,
	note,
	phoneNumber: `+${digits}`,
	language: 'uk',
	country: 'UA',
	apiVersion: 10,
	avatar: null,
	subscribed: true,
	blocked: false,
	presence: 'online',
	lastOnline: null,
}));

/** What becomes of messages to a number that somebody has: they arrive unless the table says otherwise. */
export const fateOf = (digits: string): Fate => BY_DIGITS.get(digits)?.fate ?? ARRIVES;

/** What becomes of an SMS to a number that somebody has. */
export const smsFateOf = (digits: string): number =>
	BY_DIGITS.get(digits)?.sms ?? SMS_STATUS.delivered;
