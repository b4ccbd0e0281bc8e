import type { RegisteredWebhook } from '../providers/calls';
import { borrowedBy } from './borrowed';

/**
 * What this process knows about who should hold the webhook of an account. An account calls one
 * address only, but several workflows may be active on it, so that somebody has to inherit when
 * the present holder leaves.
 *
 * The rule: **when the holder leaves, the webhook goes to the one from whom it was taken; if that
 * one has left as well, to the one from whom that one had taken it; if none of these is there any
 * more, to the workflow on this account that was activated last and is still active; else it is
 * removed.** Tests hold it on loan only, and never count as owners.
 *
 * It is memory, lost with the process. Then Viber's own check of an address, which it makes each
 * time one is registered, keeps the webhook from going to a workflow that is not there.
 */
const active = new Map<string, { account: string; webhook: RegisteredWebhook }>();

/** Of addresses that have left: from whom they had taken the webhook, most recent first. */
const departed = new Map<string, readonly RegisteredWebhook[]>();

const MOST_DEPARTED = 1000;

/**
 * Notes that a workflow is active.
 *
 * @param account tells accounts apart
 */
export function arrive(account: string, webhook: RegisteredWebhook): void {
	departed.delete(webhook.url);
	// Inserted anew, so that the order is that of activation.
	active.delete(webhook.url);
	active.set(webhook.url, { account, webhook });
}

/**
 * Notes that a workflow is no longer active.
 *
 * @param url its address
 * @param heirs from whom it had taken the webhook, most recent first
 */
export function leave(url: string, heirs: readonly RegisteredWebhook[]): void {
	active.delete(url);
	departed.delete(url);
	departed.set(url, heirs);
	const oldest = departed.keys().next();
	if (departed.size > MOST_DEPARTED && !oldest.done) departed.delete(oldest.value);
}

/** From whom an address that has left had taken the webhook, most recent first. */
export function leftBy(url: string): readonly RegisteredWebhook[] {
	return departed.get(url) ?? [];
}

/**
 * Notes that an account calls an address. Then it has not left, whatever this process remembers:
 * with several main processes, another one may have activated it again.
 */
export function sighted(url: string): void {
	departed.delete(url);
}

/**
 * Looks behind tests and behind addresses that have left.
 *
 * @param wanted who should have the webhook, the best first
 * @returns who of them, or in their place, is there as far as this process knows
 */
export function present(wanted: readonly RegisteredWebhook[]): RegisteredWebhook[] {
	const seen = new Set<string>(['']);
	const found: RegisteredWebhook[] = [];
	const visit = (webhook: RegisteredWebhook): void => {
		if (seen.has(webhook.url)) return;
		seen.add(webhook.url);
		const lender = borrowedBy(webhook.url);
		const heirs = departed.get(webhook.url);
		if (lender) visit(lender);
		else if (heirs) heirs.forEach(visit);
		else found.push(webhook);
	};
	wanted.forEach(visit);
	return found;
}

/**
 * Who inherits the webhook by the rule above.
 *
 * @param account tells accounts apart
 * @param wanted from whom it was taken, most recent first
 * @param leaving the address that gives it away
 * @returns the best first; none when it is to be removed
 */
export function heirsOf(
	account: string,
	wanted: readonly RegisteredWebhook[],
	leaving: string,
): RegisteredWebhook[] {
	const others = [...active.values()]
		.filter((holder) => holder.account === account)
		.map(({ webhook }) => webhook)
		.reverse();
	const heirs = [...present(wanted), ...others].filter(({ url }) => url !== leaving);
	return heirs.filter(({ url }, index) => heirs.findIndex((heir) => heir.url === url) === index);
}
