import type { PersonSeed } from '../../world/types.mts';
import { CODE } from './codes.mts';

/** What goes wrong with a number. */
export interface Trouble {
	/** Code with which a request that names the number is refused as a whole. */
	code?: number;
	/** True if that happens only once, and the next request is fine. */
	once?: boolean;
	/** `status_extended` of the report that follows an accepted message (messaggio.md §5). */
	reason?: string;
	/** True if the account's SMS fallback then takes over. */
	fallsBack?: boolean;
	/** True if an SMS does not get through either. */
	alsoBySms?: boolean;
}

interface StandIn extends Trouble {
	phone: string;
	name: string;
}

/** Everybody whom a new account can write to, and what each number stands for. */
const STAND_INS: readonly StandIn[] = [
	{ phone: '380500000001', name: 'Olena' },
	{ phone: '380500000002', name: 'Marek' },
	{ phone: '380500000003', name: 'Sofia' },
	{
		phone: '380500000101',
		name: 'No Viber',
		reason: 'VIBER_USER_NOT_FOUND',
		fallsBack: true,
	},
	{ phone: '380500000102', name: 'Blocks the sender', reason: 'VIBER_BLOCKED_BY_USER' },
	{ phone: '380500000103', name: 'Phone is off', reason: 'VIBER_EXPIRED', fallsBack: true },
	{ phone: '380500000104', name: 'Only a tablet', reason: 'VIBER_NO_DEVICE' },
	{ phone: '380500000105', name: 'Fails for no reason', reason: 'VIBER_UNKNOWN_ERROR' },
	{ phone: '380500000106', name: 'Blacklisted', reason: 'PHONE_BLACKLISTED', alsoBySms: true },
	{ phone: '380500000107', name: 'Spam filter', reason: 'SPAM_DETECTED', alsoBySms: true },
	{ phone: '380500000108', name: 'Bad words', reason: 'BAD_WORDS_FOUND', alsoBySms: true },
	{
		phone: '380500000109',
		name: 'Operator forbids it',
		reason: 'OPERATOR_NOT_ALLOWED',
		alsoBySms: true,
	},
	{ phone: '380500000110', name: 'Sender forbidden', reason: 'FROM_NOT_ALLOWED', alsoBySms: true },
	{ phone: '380500000111', name: 'No session', reason: 'INVALID_SESSION', alsoBySms: true },
	{ phone: '380500000112', name: 'Wrong number', reason: 'PHONE_INCORRECT', alsoBySms: true },
	{ phone: '380500000153', name: 'Denied', code: CODE.denied },
	{ phone: '380500000154', name: 'Error at first', code: CODE.temporaryError, once: true },
	{ phone: '380500000155', name: 'No money left', code: CODE.noBalance },
	{ phone: '380500000156', name: 'Too fast', code: CODE.tooFast },
];

function describe({ code, once, reason, fallsBack }: Trouble): string | undefined {
	if (code !== undefined) return `code ${code}${once ? ', then fine' : ''}`;
	return reason === undefined ? undefined : `${reason}${fallsBack ? ', then SMS' : ''}`;
}

/** They as people of the sandbox; the note says what the number stands for. */
export const FIRST_PEOPLE: readonly PersonSeed[] = STAND_INS.map((standIn) => {
	const note = describe(standIn);
	return {
		name: standIn.name,
		language: 'uk',
		country: 'UA',
		apiVersion: 10,
		avatar: null,
		phoneNumber: `+${standIn.phone}`,
		subscribed: true,
		blocked: standIn.reason === 'VIBER_BLOCKED_BY_USER',
		presence: 'online',
		lastOnline: null,
		...(note === undefined ? {} : { note }),
	};
});

const BY_PHONE = new Map(STAND_INS.map((standIn) => [standIn.phone, standIn]));

/** What goes wrong with a number, which for most is nothing. */
export function troubleWith(phone: string): Trouble {
	return BY_PHONE.get(phone) ?? {};
}
