import { disturbBefore, type Call } from '../../wire/disturb.mts';
import { STATUS, statusName, ViberRefusal } from './codes.mts';

/**
 * Disturbs a call before it is carried out, by at most one thing.
 *
 * @returns true if that was all there will be of the call
 * @throws ViberRefusal if the call is to be refused
 */
export async function disturb(call: Call): Promise<boolean> {
	if (await disturbBefore(call)) return true;
	const { faults } = call.account;
	const limit = faults.strike('rateLimit', call);
	if (limit) {
		const says = 'tooManyRequests';
		throw new ViberRefusal(STATUS.tooManyRequests, says, undefined, undefined, limit);
	}
	const refused = faults.strike('status', call)?.status;
	if (refused !== undefined) throw new ViberRefusal(refused, statusName(refused));
	return false;
}
