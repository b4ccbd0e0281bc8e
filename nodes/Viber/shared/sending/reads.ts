import type { Failure } from '../errors';
import type { Plan, Report, Setback } from './contract';
import { runItems } from './engine';

/** What asking for one item came to. */
export type Answer<T> =
	| { kind: 'done'; answer: T }
	/** The item's fields do not make a question. */
	| { kind: 'invalid'; failure: Failure }
	| Setback;

/** How a run is to go that only asks. */
export interface AskingPlan<T>
	extends Pick<
		Plan<number, T>,
		'items' | 'limits' | 'retries' | 'stopOnFailure' | 'signal' | 'clock' | 'random'
	> {
	/** Asks what one item wants to know. It may be called again for the same item. Never throws. */
	ask(itemIndex: number): Promise<Answer<T>>;
	/** False for calls that change something, so that a second one could do harm. */
	repeatsUnknown: boolean;
}

/**
 * Asks for each item, side by side.
 *
 * @returns one result for each item, in their order; `receipt` holds the answer
 */
export async function askItems<T>(plan: AskingPlan<T>): Promise<Report<T>> {
	return await runItems<number, T>({
		...plan,
		groups: false,
		splitsRefused: false,
		// Every question is for itself, so each has a receiver of its own.
		prepare: async (itemIndex) => ({
			draft: { receivers: [String(itemIndex)], receiversAtOnce: 1, content: itemIndex },
		}),
		async send(itemIndex) {
			const answer = await plan.ask(itemIndex);
			return answer.kind === 'done' ? { kind: 'accepted', receipts: [answer.answer] } : answer;
		},
	});
}
