import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Account } from '../../world/account.mts';
import { STATUS, statusName, ViberRefusal } from './codes.mts';
import type { Call } from './routes.mts';

/** The disturbances of calls that somebody has switched on for a bot. */

/**
 * Disturbs a call before it is carried out, by at most one thing.
 *
 * @returns the reply if that was all there will be of the call
 * @throws ViberRefusal if the call is to be refused
 */
export function disturbBefore(
	account: Account,
	request: Call,
	reply: FastifyReply,
): FastifyReply | undefined {
	const about = { method: request.params.method };
	if (account.faults.take('resetBefore', about)) {
		note(account, request, 'connection reset, on purpose; not carried out');
		return reset(request, reply);
	}
	if (account.faults.take('http500', about)) {
		note(account, request, 'HTTP 500, on purpose; not carried out');
		return reply.code(500).type('text/html; charset=utf-8').send('<h1>Internal Server Error</h1>');
	}
	if (account.faults.take('rateLimit', about)) {
		throw new ViberRefusal(STATUS.tooManyRequests, 'tooManyRequests');
	}
	const refused = account.faults.take('status', about)?.status;
	if (refused !== undefined) throw new ViberRefusal(refused, statusName(refused));
	return undefined;
}

/** Holds an answer back for as long as answers are slow. */
export async function holdAnswer(account: Account, request: Call): Promise<void> {
	const slow = account.faults.take('slow', { method: request.params.method });
	if (slow?.ms) await pause(slow.ms);
}

/** True if the connection is to break instead of an answer to a call that was carried out. */
export function losesAnswer(account: Account, request: Call): boolean {
	return account.faults.take('resetAfter', { method: request.params.method }) !== undefined;
}

/** Breaks the connection of a call. */
export function reset(request: Call, reply: FastifyReply): FastifyReply {
	reply.hijack();
	request.raw.socket.resetAndDestroy();
	return reply;
}

function note(account: Account, request: Call, text: string): void {
	const { method: name } = request.params;
	account.log.add({ direction: 'in', what: 'call', name, status: null, note: text });
}
