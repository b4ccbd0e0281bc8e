import type { Exchange } from '../providers/wire';
import { BLOCKED } from './exchanges';

/**
 * Codes after which the provider has seen nothing: the address could not be looked up, nobody
 * accepted the connection, TLS was not agreed upon, or the request was not fit to be written.
 * ETIMEDOUT and ECONNRESET are not among them, as they also happen after the request was written.
 */
const NEVER_CONNECTED = new Set([
	'CERT_HAS_EXPIRED',
	'CERT_NOT_YET_VALID',
	'CERT_UNTRUSTED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	// Axios, for an address that is neither http nor https; no HTTP status comes as an error here.
	'ERR_BAD_REQUEST',
	'ERR_INVALID_CHAR',
	'ERR_INVALID_URL',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What Node.js says of a connection that ended before TLS was agreed upon. */
const BEFORE_TLS = /before secure TLS connection was established/;

/** Why TLS was not agreed upon. All else that EPROTO stands for also happens later. */
const NO_HANDSHAKE =
	/wrong version number|handshake failure|unsupported protocol|protocol version|no protocols available|unrecognized name|packet length too long/i;

/** What n8n says of that which it keeps from going out itself (N8N_SSRF_PROTECTION_ENABLED). */
const BLOCKING = /^The request was blocked because /m;

/** The system names the call that failed; reading and writing happen on a connection that is there. */
const SETTING_UP = /^connect E/m;
const CONNECTED = /^(?:read|write) E/m;

/** As far as errors are unwrapped. */
const DEEPEST = 5;

/** What can be read of an error of n8n's, Axios' or the system's. */
interface Told {
	message?: unknown;
	/** What an error of n8n's was made of; its message is n8n's own. */
	messages?: unknown;
	code?: unknown;
	httpCode?: unknown;
	cause?: unknown;
}

/**
 * Says whether a request that came to no answer can have reached the provider.
 *
 * @param error what n8n's helper has thrown
 */
export function withoutAnswer(error: unknown): Exclude<Exchange, { kind: 'answer' }> {
	const chain = chainOf(error);
	const says = chain.flatMap(({ message, messages }) => [message, messages].flat()).join('\n');
	if (BLOCKING.test(says)) return { kind: 'noConnection', code: BLOCKED };
	const code = codeIn(chain);
	const isEarly =
		code === 'EPROTO'
			? NO_HANDSHAKE.test(says)
			: SETTING_UP.test(says) ||
				BEFORE_TLS.test(says) ||
				(NEVER_CONNECTED.has(code) && !CONNECTED.test(says));
	return { kind: isEarly ? 'noConnection' : 'noAnswer', code };
}

/**
 * The system's code for a failed request, such as ECONNREFUSED. n8n wraps what Axios throws into a
 * NodeApiError and keeps the code in httpCode.
 */
export function codeOf(error: unknown): string {
	return codeIn(chainOf(error));
}

function codeIn(chain: readonly Told[]): string {
	const codes = chain.flatMap(({ httpCode, code }) => [httpCode, code]);
	const found = codes.find((candidate) => typeof candidate === 'string' && candidate !== '');
	return found === undefined ? 'noCode' : String(found);
}

/** The error and all that led to it. */
function chainOf(error: unknown): Told[] {
	const chain: Told[] = [];
	for (let link = error; chain.length < DEEPEST; link = chain.at(-1)?.cause) {
		if (typeof link !== 'object' || link === null) break;
		chain.push(link as Told);
	}
	return chain;
}
