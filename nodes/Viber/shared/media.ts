import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { MediaFacts, MediaQuestion } from '../providers/sending';
import type { FileAnswer } from './plainHttp';
import { askFileSize } from './plainHttp';

/** Finds out size and name of media files. */
export type MediaFinder = (
	question: MediaQuestion | undefined,
	itemIndex: number,
) => Promise<MediaFacts>;

/**
 * Makes the finder for one run of a node: in the workflow's own data when the user has named a
 * field, else by asking the address. The same address is asked once.
 *
 * @returns a finder that throws n8n's own error when an item lacks the named field
 */
export function mediaFinder(context: IExecuteFunctions): MediaFinder {
	const asked = new Map<string, Promise<FileAnswer>>();
	return async (question, itemIndex) => {
		if (!question) return {};
		if (question.binaryPropertyName !== '') {
			return await findInBinaryData(context, question.binaryPropertyName, itemIndex);
		}
		if (!question.wantsSize) return {};
		const asking = asked.get(question.url) ?? askFileSize(context, question.url);
		asked.set(question.url, asking);
		const answer = await asking;
		// Only sizes are remembered: a mishap with one item must not fail those after it.
		if (answer.kind === 'noSize') asked.delete(question.url);
		return answer.kind === 'size' ? { size: answer.bytes } : { whyNoSize: answer.why };
	};
}

/**
 * Finds out size and name of a file in the workflow's own data, whose content stays where it is.
 *
 * @param name of the input data field
 * @throws n8n's own error when the item lacks it
 */
export async function findInBinaryData(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Promise<MediaFacts> {
	const binary = context.helpers.assertBinaryData(itemIndex, name);
	const size = await sizeOf(context, binary);
	return { size, ...(binary.fileName ? { name: binary.fileName } : {}) };
}

// Only data kept in memory has no ID; its content then is the Base64 text itself.
async function sizeOf(context: IExecuteFunctions, binary: IBinaryData): Promise<number> {
	if (binary.id === undefined) return Buffer.byteLength(binary.data, 'base64');
	return (await context.helpers.getBinaryMetadata(binary.id)).fileSize;
}
