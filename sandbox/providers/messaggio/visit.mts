import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../../world/account.mts';
import { answer, give, lossOf, noteOn, type Call, type Content } from '../../wire/disturb.mts';
import type { World } from '../../world/world.mts';
import type { Provider } from '../provider.mts';

/** A call as it comes in, before it is known whose it is. */
export interface Visit {
	/** The method's name in faults and in the log. */
	method: 'send' | 'upload';
	request: FastifyRequest;
	reply: FastifyReply;
	provider: Provider;
	world: World;
}

/** What the log says of a call. */
export interface Line {
	status: number;
	note: string;
	token?: string;
	person?: string;
}

/** Notes a call that was carried out, and answers it unless its answer is to get lost. */
export async function answerDone(call: Call, content: Content, line: Line): Promise<FastifyReply> {
	const loss = lossOf(call);
	log(call.account, call.method, { ...line, note: noteOn(call, loss, line.note) });
	return await answer(call, content, loss);
}

/**
 * Notes a call that is refused, and answers it. One whose login fits no account is shown where somebody
 * looks first: at the demo account.
 *
 * @param call it, if it was known to be one of the account's own
 */
export async function answerRefused(
	{ method, reply, provider, world }: Visit,
	account: Account | undefined,
	content: Content,
	line: Line,
	call: Call | undefined,
): Promise<FastifyReply> {
	log(account ?? world.account(provider.demo.id), method, line);
	return call ? await answer(call, content) : give(reply, content);
}

function log(account: Account, name: string, line: Line): void {
	account.log.add({ direction: 'in', what: 'call', name, ...line });
}
