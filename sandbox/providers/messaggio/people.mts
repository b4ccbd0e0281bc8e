import type { PersonSeed } from '../../world/types.mts';
import { CODE } from './codes.mts';

/** What goes wrong with a number. */
export interface Trouble {
	/** Code with which a request that names the number is refused, as a whole unless settings say else. */
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
	/** What the number stands for, for the reader of the page. */
	says: string;
}

const FINE = { says: 'Delivered, then seen' };

/** Stopped by the service itself, whichever way the message goes. */
const STOPPED = { alsoBySms: true };

/** Everybody whom a new account can write to, and what each number stands for. */
const STAND_INS: readonly StandIn[] = [
	{ phone: '380500000001', name: 'Olena', ...FINE },
	{ phone: '380500000002', name: 'Marek', ...FINE },
	{ phone: '380500000003', name: 'Sofia', ...FINE },
	{
		phone: '380500000101',
		name: 'Nadia',
		says: 'No Viber, then SMS',
		reason: 'VIBER_USER_NOT_FOUND',
		fallsBack: true,
	},
	{
		phone: '380500000102',
		name: 'Daria',
		says: 'Blocks the sender',
		reason: 'VIBER_BLOCKED_BY_USER',
	},
	{
		phone: '380500000103',
		name: 'Lev',
		says: 'Expires, then SMS',
		reason: 'VIBER_EXPIRED',
		fallsBack: true,
	},
	{ phone: '380500000104', name: 'Taras', says: 'Only a tablet', reason: 'VIBER_NO_DEVICE' },
	{ phone: '380500000105', name: 'Iryna', says: 'Unknown error', reason: 'VIBER_UNKNOWN_ERROR' },
	{
		phone: '380500000106',
		name: 'Ostap',
		says: 'Blacklisted',
		reason: 'PHONE_BLACKLISTED',
		...STOPPED,
	},
	{ phone: '380500000107', name: 'Roman', says: 'Spam', reason: 'SPAM_DETECTED', ...STOPPED },
	{ phone: '380500000108', name: 'Yana', says: 'Bad words', reason: 'BAD_WORDS_FOUND', ...STOPPED },
	{
		phone: '380500000109',
		name: 'Zoya',
		says: 'Operator forbids it',
		reason: 'OPERATOR_NOT_ALLOWED',
		...STOPPED,
	},
	{
		phone: '380500000110',
		name: 'Ivan',
		says: 'Sender name forbidden',
		reason: 'FROM_NOT_ALLOWED',
		...STOPPED,
	},
	{
		phone: '380500000111',
		name: 'Hanna',
		says: 'No session',
		reason: 'INVALID_SESSION',
		...STOPPED,
	},
	{
		phone: '380500000112',
		name: 'Petro',
		says: 'Wrong number',
		reason: 'PHONE_INCORRECT',
		...STOPPED,
	},
	{ phone: '380500000151', name: 'Danylo', says: 'Bad number', code: CODE.invalidInput },
	{ phone: '380500000153', name: 'Bohdan', says: 'Denied', code: CODE.denied },
	{
		phone: '380500000154',
		name: 'Vira',
		says: 'Error at first, then fine',
		code: CODE.temporaryError,
		once: true,
	},
	{ phone: '380500000155', name: 'Maksym', says: 'No balance', code: CODE.noBalance },
	{ phone: '380500000156', name: 'Oksana', says: 'Rate limit', code: CODE.tooFast },
];

/** What the page says of a number: in words, then as the wire has it. */
function describe({ says, code, reason }: StandIn): string {
	const onWire = code === undefined ? reason : `code ${code}`;
	return onWire === undefined ? says : `${says} (${onWire})`;
}

/** They as people of the sandbox; the note says what the number stands for. */
export const FIRST_PEOPLE: readonly PersonSeed[] = STAND_INS.map((standIn) => {
	return {
		name: standIn.name,
		note: describe(standIn),
		language: 'uk',
		country: 'UA',
		apiVersion: 10,
		avatar: null,
		phoneNumber: `+${standIn.phone}`,
		subscribed: true,
		blocked: standIn.reason === 'VIBER_BLOCKED_BY_USER',
		presence: 'online',
		lastOnline: null,
	};
});

const BY_PHONE = new Map(STAND_INS.map((standIn) => [standIn.phone, standIn]));

/** What goes wrong with a number, which for most is nothing. */
export function troubleWith(phone: string): Trouble {
	return BY_PHONE.get(phone) ?? {};
}

/** True for a number that a code is about, rather than the account or the moment. */
export function isBad(phone: string): boolean {
	const { code } = troubleWith(phone);
	return code === CODE.invalidInput || code === CODE.denied;
}
