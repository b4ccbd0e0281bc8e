import type { IDataObject } from 'n8n-workflow';

import type { XmlElement } from '../../../../vendor/xml';
import { parseXml } from '../../../../vendor/xml';
import {
	askingToWait,
	isDenial,
	unansweredSend,
	unexpectedAnswer,
	unreadableAnswer,
} from '../../shared/exchanges';
import { withoutKnownSecrets, withoutSecrets } from '../../shared/secrets';
import type { Receipt, SendOutcome } from '../sending';
import type { Exchange, Refusal } from '../wire';
import { explain, SEND_CODES } from './codes';
import { digitsOf } from './phones';

const MESSAGGIO = 'Messaggio';

/** Invalid input and denial: one bad number among good ones may be the reason. */
const MAY_CONCERN_ONE: ReadonlySet<number> = new Set([-1, -3]);

/** A message that is not sent twice by mistake: where to look first. */
const FIND_OUT =
	'The message may have been sent. Wait for a delivery event, or ask your manager at Messaggio, before you send it again.';

/** What the answer to a message says (messaggio.md §4). */
interface SendAnswer {
	code: number;
	techMessage: string;
	/** In the order of the answer. */
	ids: Array<{ phone: string; id: string }>;
}

/**
 * Judges the answer to a message (messaggio.md §4).
 *
 * @param phones whom the request named, digits only
 * @param content which says whether IDs were asked for
 * @returns `accepted` only for code 0, with a doubt for a phone that should have an ID and has none;
 * `mixed` for a refusal that gives IDs all the same; `unknown` when the message may be out
 */
export function sendOutcome(
	exchange: Exchange,
	phones: readonly string[],
	content: IDataObject,
): SendOutcome {
	if (exchange.kind !== 'answer') return unansweredSend(MESSAGGIO, exchange, FIND_OUT);
	const { statusCode } = exchange;
	const answer = readAnswer(exchange.text, exchange.secrets);
	if (answer && answer.code < 0) {
		const refusal = askingToWait(refusalOf(answer), exchange);
		return answer.ids.length === 0 ? { kind: 'refused', refusal } : inPart(answer, phones, refusal);
	}
	const isDone = statusCode >= 200 && statusCode < 300;
	if (answer?.code === 0 && isDone) {
		const isReported = (content.fields as IDataObject | undefined)?.dlr === '1';
		return { kind: 'accepted', receipts: receiptsOf(answer, phones, isReported) };
	}
	return !answer && isDenial(statusCode)
		? { kind: 'refused', refusal: strangeAnswer(exchange) }
		: { kind: 'unknown', refusal: unreadableAnswer(MESSAGGIO, exchange, FIND_OUT) };
}

// Elements are found by name, as their order is not fixed. More than one code says nothing.
function readAnswer(text: string, secrets?: readonly string[]): SendAnswer | undefined {
	const root = parseXml(text);
	if (root?.name !== 'response') return undefined;
	const [code, ...others] = childrenOf(root, 'code');
	if (!code || others.length > 0 || !/^(0|-?[1-9]\d{0,5})$/.test(code.text)) return undefined;
	const answer: SendAnswer = {
		code: Number(code.text),
		techMessage: withoutSecrets(childrenOf(root, 'tech_message')[0]?.text ?? ''),
		ids: childrenOf(root, 'msg_id')
			.map(({ attributes, text: id }) => ({ phone: attributes.get('phone') ?? '', id }))
			.filter(({ id }) => id !== ''),
	};
	return withoutKnownSecrets(answer, text, secrets);
}

function childrenOf({ children }: XmlElement, name: string): XmlElement[] {
	return children.filter((child) => child.name === name);
}

function receiptsOf(answer: SendAnswer, phones: readonly string[], isReported: boolean): Receipt[] {
	const ids = idsFor(phones, answer);
	return phones.map((to, index) =>
		receiptOf(answer, to, ids[index], isReported ? WITHOUT_ID : undefined),
	);
}

const WITHOUT_ID =
	'Messaggio took the request but gave no ID for this number, so it may have left it out: check the number, and ask Messaggio before you send again';

/**
 * Whether a request can be taken for some of its numbers only is not documented (messaggio.md §9, 8).
 * Whoever has an ID may have the message, and must not get it again.
 */
function inPart(answer: SendAnswer, phones: readonly string[], refusal: Refusal): SendOutcome {
	const ids = idsFor(phones, answer);
	const final = { ...refusal };
	delete final.repeat;
	const known = ids.filter((entry) => entry !== undefined);
	// An ID that fits nobody may be of a number that Messaggio writes in another way.
	const isClear = known.length === answer.ids.length;
	const cure = `${FIND_OUT} Messaggio gave IDs, but for other numbers.`;
	const doubt = `Messaggio gave an ID for this number, but refused the request with code ${answer.code}: wait for a delivery event, or ask Messaggio, before you send again`;
	return {
		kind: 'mixed',
		each: phones.map((to, index) => {
			const entry = ids[index];
			if (entry) return { kind: 'accepted', receipt: { ...receiptOf(answer, to, entry), doubt } };
			return isClear
				? { kind: 'refused', refusal: final }
				: { kind: 'unknown', refusal: { ...final, cure } };
		}),
	};
}

/** The ID of each phone, as far as there is one. */
function idsFor(
	phones: readonly string[],
	{ ids }: SendAnswer,
): Array<SendAnswer['ids'][number] | undefined> {
	const byPhone = new Map(ids.map((entry) => [digitsOf(entry.phone), entry]));
	// Whether the attribute repeats the number as it was sent is not documented (messaggio.md §4).
	const isByOrder = ids.length === phones.length && !phones.some((phone) => byPhone.has(phone));
	return phones.map((to, index) => (isByOrder ? ids[index] : byPhone.get(to)));
}

function receiptOf(
	{ code, techMessage }: SendAnswer,
	to: string,
	entry: SendAnswer['ids'][number] | undefined,
	doubt?: string,
): Receipt {
	return {
		to,
		messageId: entry?.id,
		...(entry || doubt === undefined ? {} : { doubt }),
		answer: {
			code,
			tech_message: techMessage,
			phone: entry?.phone ?? to,
			msg_id: entry?.id ?? null,
		},
	};
}

// Only a request that is too long becomes another one with fewer numbers.
function strangeAnswer(exchange: Extract<Exchange, { kind: 'answer' }>): Refusal {
	const refusal = unexpectedAnswer(MESSAGGIO, exchange);
	return refusal.name === 'requestTooLong' ? refusal : { ...refusal, concernsRequest: true };
}

function refusalOf({ code, techMessage }: SendAnswer): Refusal {
	return {
		code: String(code),
		...explain(SEND_CODES, String(code)),
		...(techMessage === '' ? {} : { providerText: techMessage.slice(0, 300) }),
		...(MAY_CONCERN_ONE.has(code) ? {} : { concernsRequest: true }),
	};
}
