import type { Fault } from '../../world/faultKinds.mts';

/** Codes of the answer to a sending (messaggio.md §4). */
export const CODE = {
	accepted: 0,
	invalidInput: -1,
	notAuthenticated: -2,
	denied: -3,
	temporaryError: -4,
	noBalance: -5,
	tooFast: -6,
} as const;

/** What the answer says beside a code. Only the first three are documented. */
const TECH_MESSAGES: Readonly<Record<number, string>> = {
	[CODE.accepted]: 'OK',
	[CODE.invalidInput]: 'PARAM ERROR',
	[CODE.notAuthenticated]: 'AUTH ERROR',
	[CODE.denied]: 'PROCESSING DENIED',
	[CODE.temporaryError]: 'TEMPORARY ERROR',
	[CODE.noBalance]: 'BALANCE EXHAUSTED',
	[CODE.tooFast]: 'BANDWIDTH LIMIT EXCEEDED',
};

/** Which HTTP status a code has for accounts whose answers tell the truth there too. */
const HTTP_STATUSES: Readonly<Record<number, number>> = {
	[CODE.accepted]: 200,
	[CODE.invalidInput]: 400,
	[CODE.notAuthenticated]: 401,
	[CODE.denied]: 403,
	[CODE.temporaryError]: 503,
	[CODE.noBalance]: 402,
	[CODE.tooFast]: 429,
};

/** The HTTP status that fits a code. */
export function httpStatusOf(code: number): number {
	return HTTP_STATUSES[code] ?? 400;
}

/** A sending that is refused as a whole: a code below zero. */
export class SendingRefusal extends Error {
	constructor(
		readonly code: number,
		readonly techMessage = TECH_MESSAGES[code] ?? 'ERROR',
		/** What the log says beyond that, for whoever looks for the mistake. */
		readonly why = '',
		/** What refuses it, if that is no rule. */
		readonly fault?: Fault,
	) {
		super(techMessage);
		this.name = 'SendingRefusal';
	}
}

/** The refusal of a value: `PARAM ERROR (name)`. */
export function badParam(name: string, why: string): SendingRefusal {
	return new SendingRefusal(CODE.invalidInput, `PARAM ERROR (${name})`, why);
}

/** The refusal of a phone by its looks. */
export function badPhoneNumber(): SendingRefusal {
	return badParam('phone', 'a phone must be digits only, with the country code');
}

/** The refusal of a request that cannot even be read: `SYNTAX ERROR (name)`. */
export function badSyntax(name: string, why: string): SendingRefusal {
	return new SendingRefusal(CODE.invalidInput, `SYNTAX ERROR (${name})`, why);
}

/** The refusal of a user or a signature. */
export function badSign(why = ''): SendingRefusal {
	return new SendingRefusal(CODE.notAuthenticated, 'AUTH ERROR (sign)', why);
}

/** Statuses of the answer to an upload (messaggio.md §6). */
export const UPLOAD = { stored: 0, badData: 1, badSign: 2, tooBig: 3, badFormat: 4 } as const;

const UPLOAD_ERRORS: Readonly<Record<number, string>> = {
	[UPLOAD.badData]: 'The data is not correct',
	[UPLOAD.badSign]: 'Invalid sign',
	[UPLOAD.tooBig]: 'The size of image is too big',
	[UPLOAD.badFormat]: 'Invalid file format',
};

const UPLOAD_HTTP_STATUSES: Readonly<Record<number, number>> = {
	[UPLOAD.badSign]: 401,
	[UPLOAD.tooBig]: 413,
	[UPLOAD.badFormat]: 415,
};

/** An upload that is refused. */
export class UploadRefusal extends Error {
	readonly httpStatus: number;

	/** @param detail which field it is about, where that is known */
	constructor(
		readonly status: number,
		detail?: string,
	) {
		const error = UPLOAD_ERRORS[status] ?? 'Error';
		super(detail === undefined ? error : `${error} (${detail})`);
		this.name = 'UploadRefusal';
		this.httpStatus = UPLOAD_HTTP_STATUSES[status] ?? 400;
	}
}
