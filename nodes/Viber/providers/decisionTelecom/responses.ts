import type { IDataObject } from 'n8n-workflow';

import {
	askingToWait,
	isDenial,
	unansweredCall,
	unansweredSend,
	unexpectedAnswer,
	unreadableAnswer,
} from '../../shared/exchanges';
import { lookUp } from '../../shared/statusWords';
import type { SendOutcome } from '../sending';
import type { CallOutcome, Exchange, Refusal } from '../wire';
import type { Answer } from './answers';
import { readAnswer } from './answers';
import { secretsIn } from './callbackUrl';
import type { ErrorCode } from './codes';
import { ERROR_CODES, findError } from './codes';
import { WIRE_FIELDS } from './wireFields';

const NAME = 'DecisionTelecom';

const FIND_OUT =
	'The message may have been sent. Look for it in DecisionTelecom’s statistics, or wait for an event at the callback URL, before you send it again.';

/**
 * Judges the answer to `send-viber` (decisiontelecom.md §3, "Success response", and §6).
 *
 * @param content whose callback secret must not come back in the provider's words
 * @returns `accepted` only for an answer with a message ID; `unknown` when the message may be out
 * all the same, as after an internal error of the provider's
 */
export function sendOutcome(
	exchange: Exchange,
	[to = '']: readonly string[],
	content: IDataObject = {},
): SendOutcome {
	if (exchange.kind !== 'answer') return unansweredSend(NAME, exchange, FIND_OUT);
	const { statusCode, text, secrets = [] } = exchange;
	const said = readAnswer(statusCode, text, [...secretsIn(content), ...secrets]);
	if (said.kind === 'done') {
		const { messageId, answer } = said;
		return { kind: 'accepted', receipts: [{ to, messageId, answer }] };
	}
	if (said.kind === 'error') {
		const refusal = askingToWait(refusalOf(said), exchange);
		if (isCertain(said)) return { kind: 'refused', refusal };
		const reason = `Outcome unknown: ${refusal.reason}`;
		return { kind: 'unknown', refusal: { ...refusal, reason, cure: FIND_OUT } };
	}
	return !said.hasId && isDenial(statusCode)
		? { kind: 'refused', refusal: strangeAnswer(exchange) }
		: { kind: 'unknown', refusal: unreadableAnswer(NAME, exchange, FIND_OUT) };
}

/** Judges the answer to `receive-viber` (decisiontelecom.md §5 and §6). */
export function statusOutcome(exchange: Exchange): CallOutcome {
	if (exchange.kind !== 'answer') return unansweredCall(NAME, exchange);
	const said = readAnswer(exchange.statusCode, exchange.text, exchange.secrets);
	if (said.kind === 'done') return { kind: 'done', answer: said.answer };
	if (said.kind === 'unreadable') return { kind: 'refused', refusal: strangeAnswer(exchange) };
	const refusal = refusalOf(said);
	return {
		kind: 'refused',
		// A question may be asked again after any error that passes.
		refusal: askingToWait(
			isCertain(said) ? refusal : { ...refusal, cure: 'Try again in a moment.', repeat: {} },
			exchange,
		),
	};
}

type Refused = Extract<Answer, { kind: 'error' }>;

// After an internal error, and after one that nobody has described, a message may be on its way.
function isCertain({ code, status }: Refused): boolean {
	const known = findError(code, status);
	return known ? known.status !== 500 : isDenial(status);
}

function refusalOf({ code, status, text }: Refused): Refusal {
	const known = findError(code, status);
	const isOwnCode = code !== undefined && (code !== 0 || known?.code === 0);
	return {
		code: isOwnCode ? String(code) : `HTTP ${status}`,
		name: known?.name ?? 'undocumented error',
		reason: known?.reason ?? `${NAME} refuses the request with an error that is not documented`,
		cure: 'Check the request against what DecisionTelecom says, or ask your account manager.',
		...(known ? { cure: `${known.cure} ${known.repeating}`, ...meaningOf(known) } : {}),
		...(known?.code === 1 ? namedField(text) : {}),
		...(text === '' ? {} : { providerText: text }),
	};
}

function meaningOf({ repeat, concernsAccount }: ErrorCode): Partial<Refusal> {
	return { ...(repeat && { repeat }), ...(concernsAccount && { concernsAccount }) };
}

// The name of the error holds the name of the field: "Invalid Parameter: source_addr".
function namedField(text: string): Partial<Refusal> {
	const wire = /^Invalid Parameter:\s*(\w+)/i.exec(text)?.[1] ?? '';
	const label = lookUp(WIRE_FIELDS, wire);
	if (label === undefined) return {};
	return {
		reason: `${NAME} reports an empty or invalid '${label}'`,
		cure: `Correct '${label}'.${HINTS[wire] ?? ''} Repeating the same request does not help.`,
	};
}

const HINTS: Readonly<Record<string, string>> = {
	source_addr: ' The name has to be registered for your account, and written as it was registered.',
	destination_addr: ' The number needs its country code.',
	image: ' DecisionTelecom takes JPEG and PNG of at most 400 x 400 pixels.',
	message_id: ' DecisionTelecom keeps IDs for 5 days.',
};

// A server in front of the API may refuse the key in words of its own.
function strangeAnswer(exchange: Extract<Exchange, { kind: 'answer' }>): Refusal {
	const { statusCode } = exchange;
	const wrongKey = ERROR_CODES.find(({ status }) => status === 401);
	if (!wrongKey || (statusCode !== 401 && statusCode !== 403)) {
		return unexpectedAnswer(NAME, exchange);
	}
	const { name, reason, cure, repeating } = wrongKey;
	return {
		code: `HTTP ${statusCode}`,
		name,
		reason,
		cure: `${cure} ${repeating}`,
		...meaningOf(wrongKey),
	};
}
