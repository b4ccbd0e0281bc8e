import { lookUp } from '../../shared/statusWords';
import type { Refusal } from '../wire';

/** What one value of `code` or `status` means and what helps. */
export interface MessaggioCode extends Pick<Refusal, 'repeat' | 'concernsAccount'> {
	/** A name for it: Messaggio gives numbers only. */
	name: string;
	reason: string;
	/** Also says whether to repeat the request. */
	cure: string;
}

/** All documented values of `code` below zero, in the answer to a message (messaggio.md §4). */
export const SEND_CODES: Readonly<Record<string, MessaggioCode>> = {
	'-1': {
		name: 'invalidInput',
		reason: 'Messaggio found something wrong in the request',
		cure: 'Correct the field that Messaggio names. Sending the same again fails again.',
	},
	'-2': {
		name: 'authenticationFailed',
		reason: 'Messaggio does not accept the login or the signature',
		cure: 'Check Login and Secret Key in the credential: the secret of this API differs from those of Messaggio’s other services. With a Charset other than UTF-8, try UTF-8. Do not repeat it unchanged: the same signature fails again, and the account may be locked.',
		concernsAccount: true,
	},
	'-3': {
		name: 'processingDenied',
		reason: 'Messaggio refuses to process the message',
		cure: 'Ask your manager at Messaggio whether Viber and this Sender Name are enabled for the account. Sending the same again fails again.',
	},
	'-4': {
		name: 'temporaryError',
		reason: 'Messaggio has a temporary technical error',
		cure: 'Messaggio asks to repeat the request: send it again in a minute.',
		repeat: {},
	},
	'-5': {
		name: 'balanceExhausted',
		reason: 'The balance of the account at Messaggio is used up',
		cure: 'Top up the balance first, then go on with what was not sent.',
		concernsAccount: true,
	},
	'-6': {
		name: 'bandwidthExceeded',
		reason: 'Too many messages a second for this account',
		cure: "Messaggio asks to repeat the request. Lower 'Messages per Second' in the options, or ask your manager at Messaggio to raise the limit (usually 10), then send again what was not sent.",
		repeat: { isRateLimit: true, afterMs: 1000 },
	},
};

/** All documented values of `status` but 0, in the answer to an upload (messaggio.md §6). */
export const UPLOAD_CODES: Readonly<Record<string, MessaggioCode>> = {
	1: {
		name: 'incorrectData',
		reason: 'Messaggio found something wrong in the upload',
		cure: 'Check Login in the credential, and the file. Uploading the same again fails again.',
	},
	2: {
		name: 'invalidSignature',
		reason: 'Messaggio does not accept the signature',
		cure: 'Check Login and Secret Key in the credential: the secret of this API differs from those of Messaggio’s other services.',
		concernsAccount: true,
	},
	3: {
		name: 'imageTooBig',
		reason: 'The image is too big for Messaggio',
		cure: 'Upload a smaller image: at most 20 MB; if that is refused, below 10 MB.',
	},
	4: {
		name: 'invalidFormat',
		reason: 'Messaggio does not take this format of image',
		cure: 'Upload a JPG, PNG or GIF.',
	},
};

/**
 * Explains a code that means a refusal.
 *
 * @returns for an undocumented one what can be said of any
 */
export function explain(
	codes: Readonly<Record<string, MessaggioCode>>,
	code: string,
): MessaggioCode {
	return (
		lookUp(codes, code) ?? {
			name: 'undocumentedCode',
			reason: 'Messaggio refused the request without a reason that its documents name',
			cure: 'Look at what Messaggio says about it, and ask your manager there before you repeat it.',
		}
	);
}
