import type { ReadParameter } from '../../../../../nodes/Viber/providers/parameters';
import type { ProviderRequest } from '../../../../../nodes/Viber/providers/wire';
import { draftMessage, sendMessage } from '../../../../../nodes/Viber/providers/messaggio/requests';
import { decodeForm, LOGIN, SECRET } from '../../../../support/messaggioPeer';
import { catchInvalid, readerOf } from '../viberBot/reader';

export { catchInvalid, readerOf };

const USUAL = {
	to: '380500000001',
	from: 'DEMO',
	channel: 'viber',
	messageType: 'text',
	text: 'Hello',
};

/** Reads the fields of a usual message, with some changed. */
export function reader(changes: Record<string, unknown> = {}): ReadParameter {
	return readerOf({ ...USUAL, ...changes });
}

export const CREDENTIAL = { login: LOGIN, secretKey: SECRET, baseUrl: 'https://bulk.example.com/' };

/** Drafts a message as the node does, and builds the request for all of its recipients. */
export function build(changes: Record<string, unknown> = {}): {
	request: ProviderRequest;
	draft: ReturnType<typeof draftMessage>;
	fields: Map<string, Buffer[]>;
	/** The same as text. */
	texts: Record<string, string>;
} {
	const draft = draftMessage(reader(changes), { credential: CREDENTIAL });
	const request = sendMessage(draft.content, draft.receivers);
	const form = typeof request.body === 'string' ? request.body : request.path.slice(1);
	const fields = decodeForm(form);
	const texts = Object.fromEntries([...fields].map(([name, values]) => [name, values.join('|')]));
	return { request, draft, fields, texts };
}
