import { disturbBefore, type Call } from '../../wire/disturb.mts';
import type { FastifyReply } from 'fastify';
import { STATUS, statusName, ViberRefusal } from './codes.mts';

/**
 * Disturbs a call before it is carried out, by at most one thing.
 *
 * @returns the reply if that was all there will be of the call
 * @throws ViberRefusal if the call is to be refused
 */
export function disturb(call: Call): FastifyReply | undefined {
	const broken = disturbBefore(call);
	if (broken) return broken;
	const { account, method } = call;
	if (account.faults.take('rateLimit', { method })) {
		throw new ViberRefusal(STATUS.tooManyRequests, 'tooManyRequests');
	}
	const refused = account.faults.take('status', { method })?.status;
	if (refused !== undefined) throw new ViberRefusal(refused, statusName(refused));
	return undefined;
}
