import type { IDataObject } from 'n8n-workflow';

/** A request as the provider wants it, before the credential signs it. */
export interface ProviderRequest {
	method: 'GET' | 'POST';
	/** Appended to the address; without a path of its own the address is called just as it is. */
	path: string;
	/** Which field of the credential holds the address, when it is not `baseUrl`. */
	address?: AddressField;
	headers: Record<string, string>;
	/** The bytes of the body as text, or a form with files, which gets its headers later. */
	body?: string | FormData;
}

/** The fields of credentials that hold addresses. */
export type AddressField = 'baseUrl' | 'mediaUrl';

/** How a request ended on the wire, before anybody looked into the answer. */
export type Exchange =
	| {
			kind: 'answer';
			statusCode: number;
			text: string;
			/** How long the answer asks to wait before the next request (Retry-After), in ms. */
			retryAfterMs?: number;
			/** What of the credential must not come back in the provider's words. */
			secrets?: readonly string[];
	  }
	/** No connection came about: the provider has seen nothing. */
	| { kind: 'noConnection'; code: string }
	/** The request may have been read, but no answer came back. */
	| { kind: 'noAnswer'; code: string };

/** What a provider says about sending the very same request once more. */
export interface Repeat {
	/** How long it asks to wait at least, in ms. */
	afterMs?: number;
	/** It is the account that sends too fast, so that all other requests have to wait, too. */
	isRateLimit?: boolean;
}

/** A provider's "no", with what the user can do about it and what it means for the rest of a run. */
export interface Refusal {
	/** The provider's own code, or the HTTP status. */
	code: string;
	/** The provider's own name for the code. */
	name: string;
	/** What happened: one sentence without a full stop. */
	reason: string;
	/** What to do about it: whole sentences. */
	cure: string;
	/** What the provider said in its own words, if anything. */
	providerText?: string;
	/** The request may be repeated, as it is documented that nothing of it was taken. */
	repeat?: Repeat;
	/** Wrong token, no balance, blocked: every other request would fail alike. */
	concernsAccount?: boolean;
	/** None of its receivers is the reason: asking for fewer of them would be asking again. */
	concernsRequest?: boolean;
	/** Who has answered, when it was not the provider: nobody in time, or somebody else. */
	heard?: 'nobody' | 'somebodyElse';
}

/** How any other request ended. */
export type CallOutcome =
	| { kind: 'done'; answer: IDataObject }
	| { kind: 'refused' | 'notSent' | 'unknown'; refusal: Refusal };
