import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../world/account.mts';
import type { Turn } from '../world/faults.mts';
import { rateHeaders } from '../world/retryAfter.mts';

/** The disturbances of calls that are the same for every provider. */

/** A call of a provider's API, known to be for a bot. */
export interface Call {
	account: Account;
	/** The method's name in faults and in the log. */
	method: string;
	request: FastifyRequest;
	reply: FastifyReply;
	/** What may strike it. */
	turn: Turn;
	/** True once it was held back before it is carried out. */
	isLate?: boolean;
}

/** What is answered when nothing disturbs it. */
export interface Content {
	status: number;
	type: string;
	body: string;
	headers?: Record<string, string>;
}

/** Ways to lose the answer to a call that was carried out, and what the log says of each. */
const LOSSES = {
	http500After: 'HTTP 500 instead of an answer, on purpose',
	htmlAfter: 'a web page instead of an answer, on purpose',
	statusAfter: 'an error instead of an answer, on purpose',
	resetAfter: 'connection reset instead of an answer, on purpose',
	noAnswer: 'no answer, on purpose',
	halfAnswer: 'half an answer, on purpose',
} as const;

/** One of them. */
export interface Loss {
	kind: keyof typeof LOSSES;
	/** Which status is answered all the same, where the provider is to make up an error. */
	status?: number;
}

/** Takes in a call once it is known to be for a bot: from here on it counts, and faults may strike it. */
export function takeIn(call: Omit<Call, 'turn'>): Call {
	return { ...call, turn: call.account.faults.arrive(call.method) };
}

/**
 * Disturbs a call before it is carried out, by at most one thing; one that is to be carried out late is
 * held back.
 *
 * @returns true if that was all there will be of the call
 */
export async function disturbBefore(call: Call): Promise<boolean> {
	const { account, reply } = call;
	const { faults } = account;
	if (faults.strike('resetBefore', call)) {
		note(call, 'connection reset, on purpose; not carried out');
		reset(call);
		return true;
	}
	if (faults.strike('http500', call)) {
		note(call, 'HTTP 500, on purpose; not carried out');
		webPage(reply, 500);
		return true;
	}
	const limit = faults.strike('http429', call);
	if (limit) {
		note(call, 'HTTP 429, on purpose; not carried out');
		webPage(reply.headers(rateHeaders(account.settings, limit)), 429);
		return true;
	}
	if (faults.strike('htmlAnswer', call)) {
		note(call, 'a web page instead of an answer, on purpose; not carried out');
		webPage(reply, 200);
		return true;
	}
	const late = faults.strike('lateAcceptance', call);
	if (late?.ms !== undefined) {
		await pause(late.ms);
		call.isLate = true;
	}
	return false;
}

/** How the answer to a call that was carried out gets lost, if it does. */
export function lossOf(call: Call): Loss | undefined {
	for (const kind of Object.keys(LOSSES) as Array<Loss['kind']>) {
		const fault = call.account.faults.strike(kind, call);
		if (fault) return { kind, ...(fault.status === undefined ? {} : { status: fault.status }) };
	}
	return undefined;
}

/** What the log says of a call that is carried out late or whose answer gets lost, before all else. */
export function noteOn({ isLate }: Call, loss: Loss | undefined, text: string): string {
	const late = isLate ? 'carried out late, on purpose: ' : '';
	return loss ? `${late}${LOSSES[loss.kind]}: ${text}` : late + text;
}

/** Answers a call: late if answers are slow, and not or not wholly if the answer gets lost. */
export async function answer(call: Call, content: Content, loss?: Loss): Promise<FastifyReply> {
	const { account, reply } = call;
	const slow = account.faults.strike('slow', call);
	if (slow?.ms) await pause(slow.ms);
	switch (loss?.kind) {
		case 'resetAfter':
			return reset(call);
		case 'noAnswer':
			return reply.hijack();
		case 'halfAnswer':
			return breakOff(call, content);
		case 'http500After':
			return webPage(reply, 500);
		case 'htmlAfter':
			return webPage(reply, 200);
		default:
			return give(reply, content);
	}
}

/** Answers what is asked for, without any disturbance. */
export function give(reply: FastifyReply, content: Content): FastifyReply {
	const { status, type, body, headers = {} } = content;
	return reply.code(status).headers(headers).type(type).send(body);
}

const PAGES = {
	200: 'Under maintenance',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
} as const;

function webPage(reply: FastifyReply, status: keyof typeof PAGES): FastifyReply {
	return reply.code(status).type('text/html; charset=utf-8').send(`<h1>${PAGES[status]}</h1>`);
}

function reset({ request, reply }: Call): FastifyReply {
	reply.hijack();
	request.raw.socket.resetAndDestroy();
	return reply;
}

/** The head promises more than the body holds, so that nobody can take it for a whole answer. */
function breakOff({ reply }: Call, { status, type, body, headers }: Content): FastifyReply {
	const bytes = Buffer.from(body);
	reply.hijack();
	const length = { 'content-type': type, 'content-length': bytes.length };
	reply.raw.writeHead(status, { ...headers, ...length });
	reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
	return reply;
}

function note({ account, method: name }: Call, text: string): void {
	account.log.add({ direction: 'in', what: 'call', name, status: null, note: text });
}
