import type { IDataObject } from 'n8n-workflow';

import { checkFileName, checkUrlExtension, extensionOf, fileNameOf } from '../../shared/files';
import {
	checkLength,
	count,
	InvalidInput,
	readRequiredUrl,
	readText,
	readUrl,
	readWholeNumber,
} from '../../shared/inputs';
import type { ReadParameter } from '../parameters';
import type { MediaFacts, MediaQuestion } from '../sending';
import {
	CAPTION,
	FILE_BYTES,
	FILE_NAME,
	FORBIDDEN_EXTENSIONS,
	PICTURE_EXTENSIONS,
	VIDEO_BYTES,
	VIDEO_DURATION,
	VIDEO_EXTENSIONS,
	VIDEO_THUMBNAIL_EXTENSIONS,
} from './limits';

const SIZE_LABEL = 'File Size in Bytes';

/**
 * Says what has to be found out about the file of a video or file message: Viber wants the size of
 * both in bytes, and the name of a file (viber-bot-api.md §3).
 *
 * @returns nothing for other types, or when the user has filled in everything
 * @throws InvalidInput when the address of the file cannot be used
 */
export function mediaQuestion(read: ReadParameter): MediaQuestion | undefined {
	const type = read('messageType', '');
	if (type !== 'video' && type !== 'file') return undefined;
	const wantsSize = readSize(read, type === 'video' ? VIDEO_BYTES : FILE_BYTES) === undefined;
	const wantsName = type === 'file' && readFileName(read) === '';
	if (!wantsSize && !wantsName) return undefined;
	const [name, label] = type === 'video' ? ['videoUrl', 'Video URL'] : ['fileUrl', 'File URL'];
	return {
		url: readRequiredUrl(read, name, label),
		label,
		binaryPropertyName: readText(
			read,
			'options.binaryPropertyName',
			'Input Data Field Name',
		).trim(),
		wantsSize,
	};
}

/** Type `picture` (viber-bot-api.md §3). Its text is mandatory, but may be empty. */
export function pictureContent(read: ReadParameter): IDataObject {
	const media = readRequiredUrl(read, 'imageUrl', 'Image URL');
	checkUrlExtension(media, 'Image URL', PICTURE_EXTENSIONS);
	const thumbnail = readUrl(read, 'options.thumbnailUrl', 'Thumbnail URL');
	return { media, text: readCaption(read), ...(thumbnail === '' ? {} : { thumbnail }) };
}

/** Type `video` (viber-bot-api.md §3). */
export function videoContent(read: ReadParameter, facts: MediaFacts): IDataObject {
	const media = readRequiredUrl(read, 'videoUrl', 'Video URL');
	checkUrlExtension(media, 'Video URL', VIDEO_EXTENSIONS);
	const size = readSize(read, VIDEO_BYTES) ?? foundSize(facts, 'Video URL', VIDEO_BYTES);
	const duration = readWholeNumber(read, 'options.duration', 'Duration in Seconds', VIDEO_DURATION);
	const thumbnail = readUrl(read, 'options.thumbnailUrl', 'Thumbnail URL');
	// The documents ask for a JPEG, but not for its name to say so.
	if (thumbnail !== '' && extensionOf(fileNameOf(thumbnail)) !== '') {
		checkUrlExtension(thumbnail, 'Thumbnail URL', VIDEO_THUMBNAIL_EXTENSIONS);
	}
	const text = readCaption(read);
	return {
		media,
		size,
		...(duration === undefined ? {} : { duration }),
		...(thumbnail === '' ? {} : { thumbnail }),
		...(text === '' ? {} : { text }),
	};
}

/** Type `file` (viber-bot-api.md §3). */
export function fileContent(read: ReadParameter, facts: MediaFacts): IDataObject {
	const media = readRequiredUrl(read, 'fileUrl', 'File URL');
	const inUrl = fileNameOf(media);
	checkFileName(inUrl, 'File URL', FORBIDDEN_EXTENSIONS);
	const name = readFileName(read) || facts.name || inUrl;
	checkFileName(name, 'File Name', FORBIDDEN_EXTENSIONS);
	checkLength(name, 'File Name', FILE_NAME);
	const size = readSize(read, FILE_BYTES) ?? foundSize(facts, 'File URL', FILE_BYTES);
	return { media, size, file_name: name };
}

function readCaption(read: ReadParameter): string {
	const text = readText(read, 'options.caption', 'Caption');
	checkLength(text, 'Caption', CAPTION);
	return text;
}

function readFileName(read: ReadParameter): string {
	return readText(read, 'options.fileName', 'File Name').trim();
}

// The editor fills in 0 when the option is added, which is no size of any file.
function readSize(read: ReadParameter, bounds: { min: number; max: number }): number | undefined {
	const given = read('options.fileSize', '');
	if (given === 0) return undefined;
	const size =
		typeof given === 'number' ? given : Number(readText(read, 'options.fileSize', SIZE_LABEL));
	if (Number.isInteger(size) && size > bounds.max) return tooLarge(size, SIZE_LABEL, bounds.max);
	return readWholeNumber(read, 'options.fileSize', SIZE_LABEL, bounds);
}

function foundSize(
	{ size, whyNoSize }: MediaFacts,
	label: string,
	bounds: { min: number; max: number },
): number {
	if (size === undefined) {
		throw new InvalidInput(
			`The size of the file at '${label}' could not be determined: ${whyNoSize ?? 'its address does not state it'}`,
			`Check '${label}', fill in the option '${SIZE_LABEL}', or name the field with the file in the option 'Input Data Field Name'.`,
		);
	}
	if (size > bounds.max) return tooLarge(size, label, bounds.max);
	if (size < bounds.min) {
		throw new InvalidInput(`The file at '${label}' is empty`, `Check '${label}'.`);
	}
	return size;
}

function tooLarge(size: number, label: string, max: number): never {
	throw new InvalidInput(
		`The file of '${label}' has ${count(size)} bytes, the limit is ${count(max)}`,
		'Send a smaller file, or a link to it with the message type Link.',
	);
}
