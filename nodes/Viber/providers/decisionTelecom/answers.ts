import type { IDataObject } from 'n8n-workflow';

import { parseForgiving } from '../../../../vendor/json';
import { asObject } from '../../shared/objects';
import { withoutKnownSecrets, withoutSecrets } from '../../shared/secrets';
import { ANSWER_CHARACTERS } from './limits';
import { ID_KEYS, idIn } from './statuses';

/** Of what the provider says in its own words. */
const LONGEST_WORDS = 200;

/** What the provider says, whichever HTTP status it comes with (decisiontelecom.md §6). */
export type Answer =
	/** The answer to a request that was carried out. */
	| { kind: 'done'; messageId: string; answer: IDataObject }
	| { kind: 'error'; code?: number; status: number; text: string }
	/** Not one of the provider's, or one that contradicts itself, perhaps by an ID all the same. */
	| { kind: 'unreadable'; hasId: boolean };

/**
 * Reads an answer. Errors are told from successes by their keys, since the code of one of them is 0.
 *
 * @param statusCode of HTTP
 * @param text the body
 * @param secrets to be kept out of the provider's words
 */
export function readAnswer(
	statusCode: number,
	text: string,
	secrets: readonly string[] = [],
): Answer {
	const answer = parse(text, secrets);
	if (!answer) return { kind: 'unreadable', hasId: false };
	const isError = ['name', 'code', 'status'].every((key) => Object.hasOwn(answer, key));
	const messageId = Array.isArray(answer.message_id) ? undefined : idIn(answer.message_id);
	if (messageId === undefined) {
		return isError ? errorIn(answer, statusCode) : { kind: 'unreadable', hasId: false };
	}
	const isDone = !isError && statusCode >= 200 && statusCode < 300;
	return isDone ? { kind: 'done', messageId, answer } : { kind: 'unreadable', hasId: true };
}

function parse(text: string, secrets: readonly string[]): IDataObject | undefined {
	if (text.length > ANSWER_CHARACTERS) return undefined;
	const answer = asObject(parseForgiving(text.trim(), ID_KEYS));
	return answer && cleaned(withoutKnownSecrets(answer, text, secrets));
}

// The provider may repeat what others have given it. IDs are left alone, whatever they look like.
function cleaned(value: IDataObject): IDataObject {
	const clean = (entry: unknown): unknown => {
		if (typeof entry === 'string') return withoutSecrets(entry);
		if (Array.isArray(entry)) return entry.map(clean);
		const object = asObject(entry);
		return object ? cleaned(object) : entry;
	};
	const isId = (key: string) => ID_KEYS.some((id) => id === key);
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, isId(key) ? entry : clean(entry)]),
	) as IDataObject;
}

function errorIn(answer: IDataObject, statusCode: number): Answer {
	const code = wholeNumber(answer.code);
	const status = wholeNumber(answer.status);
	// The code of the rate limit stands for its status where there is none (decisiontelecom.md §6).
	const otherwise = code === 0 && statusCode >= 200 && statusCode < 300 ? 429 : statusCode;
	const words = [answer.name, answer.message]
		.filter((part): part is string => typeof part === 'string' && part.trim() !== '')
		.map((part) => part.trim());
	return {
		kind: 'error',
		code,
		status: status !== undefined && status >= 100 && status < 600 ? status : otherwise,
		text: [...new Set(words)].join(': ').slice(0, LONGEST_WORDS),
	};
}

function wholeNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
	return typeof value === 'string' && /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}
