import type { IBinaryKeyData, IWebhookFunctions } from 'n8n-workflow';

import type { Provider } from '../providers/provider';
import { isLoopback } from '../shared/addresses';
import type { EventMessage } from '../shared/events';
import { readBaseUrl } from '../shared/http';
import { download, tooLarge } from './downloads';

/** Types of messages whose media is a file; that of a `url` message is a page somewhere. */
const WITH_FILE = ['picture', 'video', 'file'];

/** What the user has chosen. */
export interface MediaChoice {
	/** Name of the binary property in the item. */
	property: string;
	maxMegabytes: number;
}

/** What becomes of a message's media: a file, the reason why there is none, or nothing to fetch. */
export interface FetchedMedia {
	binary?: IBinaryKeyData;
	mediaError?: string;
}

/**
 * Fetches the file of a message while its link is still good (viber-bot-api.md §9.4: about an
 * hour). A file may take minutes, so the provider is answered before it is there, if need be.
 *
 * @returns `mediaError` when it could not be fetched, so that the message itself is never lost;
 * never throws
 */
export async function fetchMedia(
	context: IWebhookFunctions,
	provider: Provider,
	message: EventMessage | undefined,
	{ property, maxMegabytes }: MediaChoice,
): Promise<FetchedMedia> {
	if (message?.media === undefined || !WITH_FILE.includes(message.type)) return {};
	try {
		const limits = {
			maxBytes: Math.floor(maxMegabytes * 1024 * 1024),
			allowLoopback: isLoopback(await readBaseUrl(context, provider)),
		};
		const isTold = message.size !== undefined && message.size > limits.maxBytes;
		const fetched = isTold ? tooLarge(limits) : await download(context, message.media, limits);
		if (fetched.kind === 'failed') return lost(context, fetched.why);
		const file = await context.helpers.prepareBinaryData(
			fetched.bytes,
			fileNameOf(message),
			fetched.contentType,
		);
		return { binary: { [property]: file } };
	} catch (error) {
		return lost(context, `The file could not be stored: ${(error as Error).message}`);
	}
}

function lost(context: IWebhookFunctions, why: string): FetchedMedia {
	context.logger.warn(`Viber Trigger could not download the media of a message: ${why}`, {
		node: context.getNode().name,
	});
	return { mediaError: why };
}

// A name is all that is wanted: a path in it would be the sender's idea of where to put the file.
function fileNameOf({ fileName, media = '' }: EventMessage): string | undefined {
	const name = fileName ?? pathOf(media);
	return name.split(/[/\\]/).pop()?.trim() || undefined;
}

function pathOf(url: string): string {
	try {
		return decodeURIComponent(new URL(url).pathname);
	} catch {
		return '';
	}
}
