import type { ReadParameter } from '../../../../../nodes/Viber/providers/parameters';
import type { MediaFacts } from '../../../../../nodes/Viber/providers/sending';
import type { ProviderRequest } from '../../../../../nodes/Viber/providers/wire';
import {
	draftMessage,
	sendMessage as buildRequest,
} from '../../../../../nodes/Viber/providers/viberBot/requests';
import { InvalidInput } from '../../../../../nodes/Viber/shared/inputs';

/** Reads fields as the node does, from a flat list of names such as `options.caption`. */
export function readerOf(fields: Record<string, unknown>): ReadParameter {
	return (name, fallback) => fields[name] ?? fallback;
}

/** Runs what should be refused, and gives the refusal. @throws when nothing was refused */
export function catchInvalid(act: () => unknown): InvalidInput {
	try {
		act();
	} catch (error) {
		if (error instanceof InvalidInput) return error;
		throw error;
	}
	throw new Error('Nothing was refused');
}

/** Drafts a message as the node does, and builds its one request. */
export function sendMessage(
	read: ReadParameter,
	media?: MediaFacts,
): { to: string; request: { body: string } & ProviderRequest } {
	const { receivers, content } = draftMessage(read, { media });
	return { to: receivers.join(), request: buildRequest(content, receivers) };
}

/** The body of a request as the text that goes out. */
export function textOf({ body }: ProviderRequest): string {
	return typeof body === 'string' ? body : '';
}
