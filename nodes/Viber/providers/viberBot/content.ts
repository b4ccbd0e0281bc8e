import type { IDataObject } from 'n8n-workflow';

import {
	checkLength,
	InvalidInput,
	readNumber,
	readRequiredText,
	readRequiredUrl,
	readText,
	readUrl,
} from '../../shared/inputs';
import type { ReadParameter } from '../parameters';
import type { MediaFacts } from '../sending';
import type { Built } from './buttons';
import { buildRichMedia } from './buttons';
import { CONTACT_NAME, LATITUDE, LINK, LONGITUDE, PHONE_NUMBER, TEXT } from './limits';
import { fileContent, pictureContent, videoContent } from './media';

type BuildContent = (read: ReadParameter, media: MediaFacts) => IDataObject;

const CONTENTS: Readonly<Record<string, BuildContent>> = {
	contact: contactContent,
	file: fileContent,
	// A keyboard alone goes without a type (viber-bot-api.md §3).
	keyboard: () => ({}),
	location: locationContent,
	picture: pictureContent,
	sticker: stickerContent,
	text: textContent,
	url: linkContent,
	video: videoContent,
};

/**
 * Reads the message type.
 *
 * @throws InvalidInput for one that bots do not have, such as one left over from another provider
 */
export function readType(read: ReadParameter): string {
	const type = readText(read, 'messageType', 'Message Type');
	if (type === 'richMedia' || Object.hasOwn(CONTENTS, type)) return type;
	throw new InvalidInput(
		`The message type "${type}" is not one that a Viber bot can send here`,
		"Choose another 'Message Type'.",
	);
}

/**
 * Builds what only this type of message has (viber-bot-api.md §3, "Type-specific fields").
 *
 * @param type from `readType`
 * @param media what was found out about the media file
 * @throws InvalidInput when a field is missing or over its limit
 */
export function buildContent(type: string, read: ReadParameter, media: MediaFacts): Built {
	if (type === 'richMedia') {
		const { fields, needs } = buildRichMedia(read);
		return { fields: { type: 'rich_media', ...fields }, needs };
	}
	const fields = CONTENTS[type]?.(read, media) ?? {};
	return { fields: type === 'keyboard' ? fields : { type, ...fields }, needs: [] };
}

function textContent(read: ReadParameter): IDataObject {
	const text = readRequiredText(read, 'text', 'Text');
	checkLength(text, 'Text', TEXT);
	return { text };
}

function contactContent(read: ReadParameter): IDataObject {
	const name = readRequiredText(read, 'contactName', 'Contact Name').trim();
	checkLength(name, 'Contact Name', CONTACT_NAME);
	const typed = readRequiredText(read, 'contactPhone', 'Contact Phone').trim();
	// People write numbers with blanks, hyphens, dots and brackets; Viber takes none of them.
	const phone = typed.replace(/[\s().-]/g, '');
	if (!/^\+?\d+$/.test(phone)) {
		throw new InvalidInput(
			"'Contact Phone' is not a phone number",
			"Write 'Contact Phone' with a plus sign, the country code and digits, such as +380500000001.",
		);
	}
	checkLength(phone, 'Contact Phone', PHONE_NUMBER);
	const avatar = readUrl(read, 'options.contactAvatar', 'Contact Avatar URL');
	return { contact: { name, phone_number: phone, ...(avatar === '' ? {} : { avatar }) } };
}

function locationContent(read: ReadParameter): IDataObject {
	return {
		location: {
			lat: readNumber(read, 'latitude', 'Latitude', LATITUDE),
			lon: readNumber(read, 'longitude', 'Longitude', LONGITUDE),
		},
	};
}

function linkContent(read: ReadParameter): IDataObject {
	const media = readRequiredUrl(read, 'linkUrl', 'Link');
	checkLength(media, 'Link', LINK);
	return { media };
}

// The documents show the ID as a number and as text; the official libraries send numbers (§12, 5).
function stickerContent(read: ReadParameter): IDataObject {
	const digits = readRequiredText(read, 'stickerId', 'Sticker ID').trim();
	if (!/^\d{1,15}$/.test(digits)) {
		throw new InvalidInput(
			"'Sticker ID' is not a number of digits only",
			'Take the number from Viber’s list of stickers, such as 46105.',
		);
	}
	return { sticker_id: Number(digits) };
}
