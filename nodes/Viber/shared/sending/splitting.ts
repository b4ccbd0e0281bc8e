import type { Outcome, Setback } from './contract';

/** A refused request that is being cut in halves. */
export interface Cut {
	/** What it was refused with. */
	code: string;
	/** How many of its receivers were refused with that by themselves. */
	refusedAlone: number;
}

/** Fewer may be a few wrong numbers that happened to stand together. */
const ENOUGH = 10;

/**
 * Decides which refused requests are cut in halves, down to the receivers that are the reason. Where
 * it is the sender or the text, all are refused again one by one, at about twice as many requests as
 * there are receivers. So it ends for a code with which whole requests were refused to the last
 * receiver, as long as nobody at all was accepted.
 */
export class Splitting {
	private hasAccepted = false;
	/** Receivers of requests that were refused to the last one, by the code. */
	private readonly inVain = new Map<string, number>();

	/** @param isOn whether refused requests are cut at all */
	constructor(private readonly isOn: boolean) {}

	/** Whether one of the receivers may be why the request was refused. */
	mayHelp<Receipt>(outcome: Outcome<Receipt>, receivers: number): outcome is Setback {
		if (!this.isOn || outcome.kind !== 'refused' || receivers < 2) return false;
		const { concernsAccount, concernsRequest, repeat } = outcome.refusal;
		return !concernsAccount && !concernsRequest && repeat === undefined;
	}

	/** Whether cutting has only led to the same refusal for everybody so far. */
	isInVain({ refusal }: Setback): boolean {
		return !this.hasAccepted && (this.inVain.get(refusal.code) ?? 0) >= ENOUGH;
	}

	/** Somebody was accepted: from now on each refusal may be about single receivers. */
	noteAccepted(): void {
		this.hasAccepted = true;
	}

	/** Enters how the request for one receiver of a cut one ended. */
	noteAlone<Receipt>(outcome: Outcome<Receipt>, cut: Cut): void {
		if (outcome.kind === 'refused' && outcome.refusal.code === cut.code) cut.refusedAlone += 1;
	}

	/** Enters that a request has been cut down to its last receiver, and how many it had. */
	noteWhole({ code, refusedAlone }: Cut, receivers: number): void {
		if (refusedAlone < receivers) return;
		this.inVain.set(code, (this.inVain.get(code) ?? 0) + receivers);
	}
}

/** Adds to a refusal that its receivers were not tried one by one. */
export function refusedTogether({ refusal, ...setback }: Setback): Setback {
	const cure = `${refusal.cure} It was refused together with others and not tried separately, as everybody before was refused for the same reason, also one by one.`;
	return { ...setback, refusal: { ...refusal, cure } };
}
