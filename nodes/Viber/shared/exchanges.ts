import type { CallOutcome, Exchange, Refusal } from '../providers/wire';

type Answer = Extract<Exchange, { kind: 'answer' }>;

/** The code of what n8n itself keeps from going out. */
export const BLOCKED = 'blockedByN8n';

const WHAT_HAPPENED: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing answers at its address',
	ENOTFOUND: 'its name cannot be looked up',
	EAI_AGAIN: 'its name cannot be looked up',
	EHOSTUNREACH: 'there is no way to its network',
	ENETUNREACH: 'there is no way to its network',
	ERR_BAD_REQUEST: 'its address begins with neither https:// nor http://',
	ERR_INVALID_URL: 'its address is not a valid URL',
	EPROTO: 'what answers there does not speak HTTPS',
	ECONNRESET: 'the connection ended before it was secured',
	ETIMEDOUT: 'nothing answers at its address',
	[BLOCKED]: 'n8n does not allow its address',
};

/** Faults of the settings rather than of the moment: another try would end alike. */
const HOPELESS =
	/^EPROTO$|^ERR_BAD_REQUEST$|^ERR_INVALID_|^ERR_TLS_|CERT|^UNABLE_TO_|^blockedByN8n$/;

const ALLOW_ADDRESS =
	'n8n’s protection against requests into its own network keeps this address from being called: correct the Base URL in the credential, or allow the address in the settings of n8n (N8N_SSRF_…).';

/**
 * The request never left: no connection came about.
 *
 * @param provider its name, as people know it
 * @param code the system's code for it, such as ECONNREFUSED
 */
export function noConnection(provider: string, code: string): Refusal {
	const what = WHAT_HAPPENED[code] ?? 'the connection could not be set up';
	return {
		code,
		name: 'noConnection',
		reason: `${provider} could not be reached: ${what}`,
		cure: `Nothing was sent. ${code === BLOCKED ? ALLOW_ADDRESS : 'Check the Base URL in the credential and the network of your n8n, then send again.'}`,
		...(HOPELESS.test(code) ? { concernsAccount: true } : {}),
	};
}

/** How to find out whether a message was sent. */
export const LOOK_IN_CHAT =
	'The message may have been sent. Look in the chat, or wait for a delivery event, before you send it again.';

/**
 * The request went out, and no answer came.
 *
 * @param provider its name, as people know it
 * @param code the system's code for it, such as ECONNRESET
 * @param cure how to find out whether the message was sent
 */
export function noAnswer(provider: string, code: string, cure = LOOK_IN_CHAT): Refusal {
	return {
		code,
		name: 'outcomeUnknown',
		reason: `Outcome unknown: ${provider} did not answer`,
		cure,
		heard: 'nobody',
	};
}

/**
 * No answer came to a request that sends a message.
 *
 * @param provider its name, as people know it
 * @param cure how to find out whether the message was sent
 */
export function unansweredSend(
	provider: string,
	exchange: Exclude<Exchange, Answer>,
	cure?: string,
): { kind: 'notSent' | 'unknown'; refusal: Refusal } {
	return exchange.kind === 'noConnection'
		? { kind: 'notSent', refusal: noConnection(provider, exchange.code) }
		: { kind: 'unknown', refusal: noAnswer(provider, exchange.code, cure) };
}

/**
 * No answer came to a request that sends nothing.
 *
 * @param provider its name, as people know it
 */
export function unansweredCall(
	provider: string,
	exchange: Exclude<Exchange, Answer>,
): Exclude<CallOutcome, { kind: 'done' }> {
	if (exchange.kind === 'noConnection') {
		const refusal = noConnection(provider, exchange.code);
		const cure =
			exchange.code === BLOCKED
				? ALLOW_ADDRESS
				: 'Check the Base URL in the credential and the network of your n8n, then try again.';
		return { kind: 'notSent', refusal: { ...refusal, cure } };
	}
	const refusal = noAnswer(provider, exchange.code, 'Try again in a moment.');
	return { kind: 'unknown', refusal: { ...refusal, reason: `${provider} did not answer` } };
}

/** An answer arrived after the request, but it does not say whether the message was taken. */
export function unreadableAnswer(provider: string, answer: Answer, cure?: string): Refusal {
	const { statusCode } = answer;
	const refusal = noAnswer(provider, `HTTP ${statusCode}`, cure);
	return {
		...refusal,
		reason: `Outcome unknown: the answer with HTTP status ${statusCode} is not one of ${provider}’s`,
		heard: 'somebodyElse',
		// Every other request would end alike.
		...(isRedirect(statusCode) && {
			cure: `${refusal.cure} ${CHECK_BASE_URL}`,
			concernsAccount: true,
		}),
	};
}

/**
 * Adds to a refusal that may be repeated how long the answer asks to wait, when that is longer than
 * the refusal knows of by itself.
 */
export function askingToWait(refusal: Refusal, { retryAfterMs = 0 }: Answer): Refusal {
	const { repeat } = refusal;
	if (!repeat || retryAfterMs <= (repeat.afterMs ?? 0)) return refusal;
	return { ...refusal, repeat: { ...repeat, afterMs: retryAfterMs } };
}

const CHECK_BASE_URL =
	'Check the Base URL in the credential: it has to be the API itself, without a redirect or a login page in between.';

function isRedirect(statusCode: number): boolean {
	return statusCode >= 300 && statusCode < 400;
}

/**
 * Whether an HTTP status says that the server did not take the request. A redirect is what many
 * servers answer after they have taken a form, and 408 and what is not from 400 to 499 may come from
 * a proxy in front of a server that did.
 */
export function isDenial(statusCode: number): boolean {
	return statusCode >= 400 && statusCode < 500 && statusCode !== 408;
}

/** What helps when the account sends too fast; also said of calls, which have no such options. */
export const SEND_SLOWER =
	"Wait a moment, then go on. When sending, lower 'Requests at Once' in the options, or set 'Messages per Second' there.";

/**
 * An answer that is not the provider's: a redirect, an error page, another service. Only requests
 * that send nothing are judged by it when the status is 500 or above, so that they may be repeated.
 */
export function unexpectedAnswer(provider: string, answer: Answer): Refusal {
	const { statusCode } = answer;
	if (statusCode === 429) {
		const refusal: Refusal = {
			code: 'HTTP 429',
			name: 'tooManyRequests',
			reason: `${provider} asks to send more slowly (HTTP 429)`,
			cure: SEND_SLOWER,
			repeat: { isRateLimit: true },
		};
		return askingToWait(refusal, answer);
	}
	if (statusCode === 413 || statusCode === 414 || statusCode === 431) {
		return {
			code: `HTTP ${statusCode}`,
			name: 'requestTooLong',
			reason: `The server at the address finds the request too long (HTTP ${statusCode})`,
			cure: 'Send less with one request: a shorter text or fewer recipients, or by POST where there is a choice.',
		};
	}
	const redirects = isRedirect(statusCode);
	const refusal: Refusal = {
		code: `HTTP ${statusCode}`,
		name: redirects ? 'redirect' : 'unexpectedAnswer',
		reason: redirects
			? `The address answered with a redirect (HTTP ${statusCode}) instead of ${provider}’s answer`
			: `The answer with HTTP status ${statusCode} is not one of ${provider}’s`,
		cure: CHECK_BASE_URL,
		heard: 'somebodyElse',
		...(statusCode >= 500 ? { repeat: {} } : {}),
		// A provider's own "no" to a single message has words of its own, and is judged elsewhere.
		...(redirects || statusCode === 401 || statusCode === 404 ? { concernsAccount: true } : {}),
	};
	return askingToWait(refusal, answer);
}
