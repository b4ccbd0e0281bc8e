import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../world/account.mts';

/** The disturbances of calls that are the same for every provider. */

/** A call of a provider's API, known to be for a bot. */
export interface Call {
	account: Account;
	/** The method's name in faults and in the log. */
	method: string;
	request: FastifyRequest;
	reply: FastifyReply;
}

/** What is answered when nothing disturbs it. */
export interface Content {
	status: number;
	type: string;
	body: string;
}

/** Ways to lose the answer to a call that was carried out, and what the log says of each. */
const LOSSES = {
	resetAfter: 'connection reset instead of an answer, on purpose',
	noAnswer: 'no answer, on purpose',
	halfAnswer: 'half an answer, on purpose',
} as const;

/** One of them. */
export type Loss = keyof typeof LOSSES;

/**
 * Disturbs a call before it is carried out, by at most one thing.
 *
 * @returns the reply if that was all there will be of the call
 */
export function disturbBefore(call: Call): FastifyReply | undefined {
	const { account, method, reply } = call;
	if (account.faults.take('resetBefore', { method })) {
		note(call, 'connection reset, on purpose; not carried out');
		return reset(call);
	}
	if (account.faults.take('http500', { method })) {
		note(call, 'HTTP 500, on purpose; not carried out');
		return reply.code(500).type('text/html; charset=utf-8').send('<h1>Internal Server Error</h1>');
	}
	if (account.faults.take('htmlAnswer', { method })) {
		note(call, 'a web page instead of an answer, on purpose; not carried out');
		return reply.code(200).type('text/html; charset=utf-8').send('<h1>Under maintenance</h1>');
	}
	return undefined;
}

/** How the answer to a call that was carried out gets lost, if it does. */
export function lossOf({ account, method }: Call): Loss | undefined {
	const losses = Object.keys(LOSSES) as Loss[];
	return losses.find((loss) => account.faults.take(loss, { method }) !== undefined);
}

/** What the log says of a call whose answer gets lost, or all the same what it would say anyway. */
export function noteOn(loss: Loss | undefined, text: string): string {
	return loss ? `${LOSSES[loss]}: ${text}` : text;
}

/** Answers a call: late if answers are slow, and not or not wholly if the answer gets lost. */
export async function answer(call: Call, content: Content, loss?: Loss): Promise<FastifyReply> {
	const { account, method, reply } = call;
	const slow = account.faults.take('slow', { method });
	if (slow?.ms) await pause(slow.ms);
	if (loss === 'resetAfter') return reset(call);
	if (loss === 'noAnswer') return reply.hijack();
	if (loss === 'halfAnswer') return breakOff(call, content);
	return reply.code(content.status).type(content.type).send(content.body);
}

function reset({ request, reply }: Call): FastifyReply {
	reply.hijack();
	request.raw.socket.resetAndDestroy();
	return reply;
}

/** The head promises more than the body holds, so that nobody can take it for a whole answer. */
function breakOff({ reply }: Call, { status, type, body }: Content): FastifyReply {
	const bytes = Buffer.from(body);
	reply.hijack();
	reply.raw.writeHead(status, { 'content-type': type, 'content-length': bytes.length });
	reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
	return reply;
}

function note({ account, method: name }: Call, text: string): void {
	account.log.add({ direction: 'in', what: 'call', name, status: null, note: text });
}
