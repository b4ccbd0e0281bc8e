import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { MediaFacts, MediaQuestion } from '../providers/sending';
import type { FileAnswer } from './plainHttp';
import { askFileSize } from './plainHttp';
import { FILE_SIZE_MS } from './waits';

/** A mishap may be over after so many ms. */
const MISHAP_MS = 500;

/** How the media files of a run are looked up. */
export interface MediaSearch {
	/** What has to be found out for an item; may throw. */
	questionOf(itemIndex: number): MediaQuestion | undefined;
	/** How many items are looked up side by side. */
	atOnce: number;
}

/**
 * Makes the finder of size and name of media files, for one run of a node that asks for each item
 * once and in order: in the workflow's own data when the user has named a field, else by asking the
 * address. The items that come next are looked up meanwhile, and the same address is asked once.
 *
 * @returns finds what one item wants to know; throws what `questionOf` throws for it, and n8n's own
 * error when it lacks the named field
 */
export function mediaFinder(
	context: IExecuteFunctions,
	{ questionOf, atOnce }: MediaSearch,
): (itemIndex: number) => Promise<MediaFacts> {
	const items = context.getInputData().length;
	const sizes = new Map<string, Promise<FileAnswer>>();
	const begun = new Map<number, Promise<MediaFacts>>();
	let next = 0;

	async function find(itemIndex: number): Promise<MediaFacts> {
		const question = questionOf(itemIndex);
		if (!question) return {};
		if (question.binaryPropertyName !== '') {
			return await findInBinaryData(context, question.binaryPropertyName, itemIndex);
		}
		if (!question.wantsSize) return {};
		const { url } = question;
		const asking = sizes.get(url) ?? askTwice(context, url);
		sizes.set(url, asking);
		const answer = await asking;
		return answer.kind === 'size' ? { size: answer.bytes } : { whyNoSize: answer.why };
	}

	return async (itemIndex) => {
		for (; next < Math.min(items, itemIndex + atOnce); next++) {
			const finding = find(next);
			// It is told when its item's turn comes.
			finding.catch(() => {});
			begun.set(next, finding);
		}
		const facts = begun.get(itemIndex) ?? find(itemIndex);
		begun.delete(itemIndex);
		return await facts;
	};
}

// All items with this address depend on the answer, so one mishap must not decide it.
async function askTwice(context: IExecuteFunctions, url: string): Promise<FileAnswer> {
	const until = performance.now() + FILE_SIZE_MS;
	const answer = await askFileSize(context, url, until);
	if (answer.kind === 'size' || !answer.mayPass) return answer;
	if (performance.now() + MISHAP_MS >= until) return answer;
	await sleep(MISHAP_MS);
	return await askFileSize(context, url, until);
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
