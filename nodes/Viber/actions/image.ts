import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ImageCalls, ImageFile } from '../providers/calls';
import type { Provider } from '../providers/provider';
import { imageTypeOf } from '../shared/imageTypes';
import { count, InvalidInput, readRequiredText } from '../shared/inputs';
import { findInBinaryData } from '../shared/media';
import { readSimplify } from '../shared/switches';
import type { CallingManner, ItemCall } from './calling';
import { forEachItem } from './calling';
import { unable } from './unable';

const MEGABYTE = 1024 * 1024;

/** One at a time, for its size; and an image that is stored twice does no harm. */
const UPLOADING: CallingManner = { atOnce: 1, repeatsUnknown: true };

/**
 * Carries out "Upload an image": one image per input item, one after another, so that no more than
 * one of them is in memory.
 */
export async function uploadImage(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<INodeExecutionData[]> {
	const { images } = provider;
	if (!images) throw unable(context, provider, 'images');
	const idOf: CallingManner['idOf'] = (given) => given.imageId ?? images.simplify(given).imageId;
	const manner = { ...UPLOADING, idOf };
	return await forEachItem(context, provider, manner, async ({ read, itemIndex, call }) => [
		await upload(images, await readImage(context, images, { read, itemIndex }), { read, call }),
	]);
}

async function upload(
	images: ImageCalls,
	image: ImageFile,
	{ read, call }: Pick<ItemCall, 'read' | 'call'>,
): Promise<IDataObject> {
	const simplify = readSimplify(read);
	const answer = await call(images.upload(image), images.outcome);
	if (!simplify) return answer;
	const { bytes, fileName } = image;
	return {
		...images.simplify(answer),
		fileName,
		mimeType: imageTypeOf(bytes)?.mimeType ?? null,
		fileSize: bytes.length,
	};
}

async function readImage(
	context: IExecuteFunctions,
	{ maxBytes }: ImageCalls,
	{ read, itemIndex }: Pick<ItemCall, 'read' | 'itemIndex'>,
): Promise<ImageFile> {
	const label = 'Input Data Field Name';
	const binaryPropertyName = readRequiredText(read, 'binaryPropertyName', label).trim();
	const { size = 0, name = '' } = await findInBinaryData(context, binaryPropertyName, itemIndex);
	// Known before the content is read, which is then left where it is.
	if (size > maxBytes) {
		throw new InvalidInput(
			`The image has ${count(size)} bytes, the limit is ${count(maxBytes)}`,
			`Reduce it to at most ${maxBytes / MEGABYTE} MB before this node, for example with the Edit Image node.`,
		);
	}
	const bytes = await context.helpers.getBinaryDataBuffer(itemIndex, binaryPropertyName);
	return { bytes, fileName: name };
}
