import type { IDataObject } from 'n8n-workflow';

import { readPhone } from '../../shared/phones';
import type { ReadParameter } from '../parameters';
import type { DraftFacts, MessageDraft } from '../sending';
import type { ProviderRequest } from '../wire';
import { buildMessage } from './message';

/**
 * Drafts a message for one person from the user's fields (decisiontelecom.md §3).
 *
 * @param read reads the user's fields
 * @param facts the data of the credential
 * @throws InvalidInput when a field is missing or over its limit
 */
export function draftMessage(
	read: ReadParameter,
	{ credential }: Pick<DraftFacts, 'credential'>,
): MessageDraft {
	const to = readPhone(read, 'to', 'To');
	return { receivers: [to], receiversAtOnce: 1, content: buildMessage(read, credential) };
}

/**
 * Builds `send-viber` (decisiontelecom.md §3).
 *
 * @param content from {@link draftMessage}
 * @param receivers one; its number goes out as text, which no library rounds
 */
export function sendMessage(content: IDataObject, [receiver]: readonly string[]): ProviderRequest {
	return post('/send-viber', JSON.stringify({ ...content, destination_addr: receiver }));
}

/**
 * Builds `receive-viber` (decisiontelecom.md §5).
 *
 * @param messageId digits go out as a number, exact however many there are, anything else as text
 */
export function getStatus(messageId: string): ProviderRequest {
	const isNumber = /^(?:0|[1-9]\d*)$/.test(messageId);
	return post(
		'/receive-viber',
		`{"message_id":${isNumber ? messageId : JSON.stringify(messageId)}}`,
	);
}

function post(path: string, body: string): ProviderRequest {
	return {
		method: 'POST',
		path,
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body,
	};
}
