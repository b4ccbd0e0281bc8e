import type { IDataObject } from 'n8n-workflow';

import { parseExactObject } from '../../../../vendor/json';
import {
	askingToWait,
	isDenial,
	LOOK_IN_CHAT,
	unansweredCall,
	unansweredSend,
	unexpectedAnswer,
	unreadableAnswer,
} from '../../shared/exchanges';
import type { BroadcastOutcome, SendOutcome } from '../sending';
import type { CallOutcome, Exchange, Refusal } from '../wire';
import { withoutKnownSecrets, withoutSecrets } from '../../shared/secrets';
import { BROADCAST_FAILED, explainStatus, STATUS_CODES } from './codes';

/** Keys of answers and callbacks that hold 64-bit ids (viber-bot-api.md §9.3). */
export const ID_KEYS = ['message_token', 'chat_id'] as const;

const VIBER = 'Viber';

/** Of what Viber says in its own words. */
const LONGEST_WORDS = 300;

/**
 * Judges the answer to `send_message` (viber-bot-api.md §3, "Response", and §8).
 *
 * @returns `accepted` only for `status` 0; `unknown` when the message may be out all the same
 */
export function sendOutcome(exchange: Exchange, [to = '']: readonly string[]): SendOutcome {
	const outcome = messageOutcome(exchange);
	if (outcome.kind !== 'accepted') return outcome;
	const { messageId, answer } = outcome;
	return { kind: 'accepted', receipts: [{ to, messageId, answer }] };
}

type MessageOutcome =
	| { kind: 'accepted'; messageId?: string; answer: IDataObject }
	| Exclude<SendOutcome, { kind: 'accepted' | 'mixed' }>;

function messageOutcome(exchange: Exchange): MessageOutcome {
	if (exchange.kind !== 'answer') return unansweredSend(VIBER, exchange);
	const body = readStatus(exchange);
	if (!body) {
		return isDenial(exchange.statusCode)
			? { kind: 'refused', refusal: unexpectedAnswer(VIBER, exchange) }
			: { kind: 'unknown', refusal: unreadableAnswer(VIBER, exchange) };
	}
	if (body.status !== 0) {
		const refusal = askingToWait(refusalOf(body), exchange);
		if (body.status === BROADCAST_FAILED) return { kind: 'unknown', refusal };
		return body.status in STATUS_CODES
			? { kind: 'refused', refusal }
			: { kind: 'unknown', refusal: notDescribed(refusal) };
	}
	const token = body.answer.message_token;
	return {
		kind: 'accepted',
		messageId: token === undefined || token === null ? undefined : String(token),
		answer: body.answer,
	};
}

/**
 * Judges the answer to `broadcast_message` (viber-bot-api.md §4): `status` 0 with names in
 * `failed_list` is a success for the others.
 *
 * @returns `unknown` also when the list is not readable, as nobody can then be called accepted
 */
export function broadcastOutcome(
	exchange: Exchange,
	receivers: readonly string[],
): BroadcastOutcome {
	const outcome = messageOutcome(exchange);
	if (outcome.kind === 'refused') return { ...outcome, refusal: ofBroadcast(outcome.refusal) };
	if (outcome.kind !== 'accepted') return outcome;
	const { failed_list: list = [], ...answer } = outcome.answer;
	const failed = readFailedList(list, receivers);
	if (!failed) {
		const refusal = unreadableAnswer(VIBER, { kind: 'answer', statusCode: 200, text: '' });
		return { kind: 'unknown', refusal };
	}
	return { kind: 'accepted', messageId: outcome.messageId, answer, failed };
}

// Nobody has said whether the message may be out all the same (§8, "other").
function notDescribed(refusal: Refusal): Refusal {
	const reason = 'Outcome unknown: Viber’s documents do not name the reason for its refusal';
	return { ...refusal, reason, cure: `${LOOK_IN_CHAT} ${refusal.cure}` };
}

// Here the limit is that of the account: 500 requests in 10 seconds (viber-bot-api.md §4).
function ofBroadcast(refusal: Refusal): Refusal {
	const { repeat } = refusal;
	return repeat ? { ...refusal, repeat: { ...repeat, isRateLimit: true } } : refusal;
}

function readFailedList(
	list: unknown,
	receivers: readonly string[],
): Map<string, { refusal: Refusal; answer: IDataObject }> | undefined {
	if (list === null) return new Map();
	if (!Array.isArray(list)) return undefined;
	const failed = new Map<string, { refusal: Refusal; answer: IDataObject }>();
	for (const entry of list as unknown[]) {
		if (typeof entry !== 'object' || entry === null) return undefined;
		const answer = cleaned(entry as IDataObject);
		const receiver = String(answer.receiver);
		// A name that was not asked for says that the list cannot be understood.
		if (!receivers.includes(receiver)) return undefined;
		// A name in the list is a refusal, whatever is said or left unsaid about it.
		const status = typeof answer.status === 'number' ? answer.status : -1;
		// It is about this receiver only, whatever the code means for a request as a whole.
		const refusal = refusalOf({ status, answer });
		delete refusal.repeat;
		delete refusal.concernsAccount;
		failed.set(receiver, { refusal, answer });
	}
	return failed;
}

/**
 * Judges the answer to any call that sends nothing (viber-bot-api.md §1, "Common response envelope").
 */
export function callOutcome(exchange: Exchange): CallOutcome {
	if (exchange.kind !== 'answer') return unansweredCall(VIBER, exchange);
	const body = readStatus(exchange);
	if (!body) return { kind: 'refused', refusal: unexpectedAnswer(VIBER, exchange) };
	if (body.status !== 0) {
		return { kind: 'refused', refusal: askingToWait(refusalOf(body), exchange) };
	}
	return { kind: 'done', answer: body.answer };
}

type AnswerExchange = Extract<Exchange, { kind: 'answer' }>;

interface StatusBody {
	status: number;
	answer: IDataObject;
}

// Viber answers HTTP 200 to whatever it has judged (§1); a `status` that comes with another HTTP
// status is some other server's.
function readStatus({ statusCode, text, secrets }: AnswerExchange): StatusBody | undefined {
	if (statusCode !== 200) return undefined;
	const answer = parseExactObject(text, ID_KEYS) as IDataObject | undefined;
	const status = answer?.status;
	if (!answer || typeof status !== 'number') return undefined;
	return { status, answer: cleaned(withoutKnownSecrets(answer, text, secrets)) };
}

/** A gateway may fill the words for people with what it was given. */
function cleaned(answer: IDataObject): IDataObject {
	const words = answer.status_message;
	return typeof words === 'string' ? { ...answer, status_message: withoutSecrets(words) } : answer;
}

// `status_message` may be missing (viber-bot-api.md §11, 1), so the words are our own.
function refusalOf({ status, answer }: StatusBody): Refusal {
	const providerText = answer.status_message;
	return {
		code: String(status),
		...explainStatus(status),
		...(typeof providerText === 'string' && providerText !== ''
			? { providerText: providerText.slice(0, LONGEST_WORDS) }
			: {}),
	};
}
