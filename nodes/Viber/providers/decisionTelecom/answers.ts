import type { IDataObject } from 'n8n-workflow';

import { parseExactObject } from '../../../../vendor/json';
import { hideKeys } from './authorization';
import { hideSecrets } from './callbackUrl';
import { ANSWER_CHARACTERS } from './limits';
import { ID_KEYS } from './statuses';

/** Of what the provider says in its own words. */
const LONGEST_WORDS = 200;

/** What the provider says, whichever HTTP status it comes with (decisiontelecom.md §6). */
export type Answer =
	/** The answer to a request that was carried out. */
	| { kind: 'done'; messageId: string; answer: IDataObject }
	| { kind: 'error'; code?: number; status: number; text: string }
	/** Not one of the provider's, or one that contradicts itself. */
	| { kind: 'unreadable' };

/**
 * Reads an answer. Errors are told from successes by their keys, since the code of one of them is 0.
 *
 * @param statusCode of HTTP
 * @param text the body
 */
export function readAnswer(statusCode: number, text: string): Answer {
	const answer = parse(text);
	if (!answer) return { kind: 'unreadable' };
	const isError = ['name', 'code', 'status'].every((key) => Object.hasOwn(answer, key));
	if (!Object.hasOwn(answer, 'message_id')) {
		return isError ? errorIn(answer, statusCode) : { kind: 'unreadable' };
	}
	const { message_id: messageId } = answer;
	const isWhole = typeof messageId === 'string' && messageId.trim() !== '' && messageId !== '0';
	const isDone = isWhole && !isError && statusCode >= 200 && statusCode < 300;
	return isDone ? { kind: 'done', messageId, answer } : { kind: 'unreadable' };
}

function parse(text: string): IDataObject | undefined {
	if (text.length > ANSWER_CHARACTERS) return undefined;
	// The provider's own page shows a comma before the last brace (seed 001).
	const clean = hideSecrets(text).trim();
	return parseExactObject(clean, ID_KEYS) ?? parseExactObject(withoutLastCommas(clean), ID_KEYS);
}

// A text without an end is taken whole, or each of its quotes would be looked at again.
function withoutLastCommas(json: string): string {
	return json.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|,(?=\s*[}\]])/gs, (found) =>
		found === ',' ? '' : found,
	);
}

function errorIn(answer: IDataObject, statusCode: number): Answer {
	const status = wholeNumber(answer.status);
	const words = [answer.name, answer.message]
		.filter((part): part is string => typeof part === 'string' && part.trim() !== '')
		.map((part) => part.trim());
	return {
		kind: 'error',
		code: wholeNumber(answer.code),
		status: status !== undefined && status >= 100 && status < 600 ? status : statusCode,
		text: hideKeys([...new Set(words)].join(': ')).slice(0, LONGEST_WORDS),
	};
}

function wholeNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
	return typeof value === 'string' && /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}
