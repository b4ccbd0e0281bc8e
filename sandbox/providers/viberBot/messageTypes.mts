import type { MessageContent } from '../../world/types.mts';
import { isObject, keepKnown, type FieldRule, type JsonObject } from '../fields.mts';
import { URL_SHAPE } from './buttons.mts';
import * as limits from './limits.mts';
import {
	FILE_NAME,
	FILE_URL,
	JPEG_EXTENSIONS,
	mediaUrl,
	PICTURE_EXTENSIONS,
} from './mediaRules.mts';
import { layCards, RICH_MEDIA, wrongInCarousel } from './richMedia.mts';

/** A type of message: what it must hold, and what of it a phone shows. */
interface MessageType {
	fields: readonly FieldRule[];
	/** Called with a body that has passed the rules. */
	content?: (body: JsonObject) => MessageContent;
}

const CONTACT: readonly FieldRule[] = [
	{ name: 'name', kind: 'string', required: true, min: 1, max: limits.MAX_CONTACT_NAME },
	{
		name: 'phone_number',
		kind: 'string',
		required: true,
		max: limits.MAX_CONTACT_PHONE,
		pattern: { test: /^\+?\d+$/, says: 'must be digits after an optional +' },
	},
	{ name: 'avatar', kind: 'string', pattern: URL_SHAPE },
];

// Old documents show texts here, new ones numbers (section 3); both are taken.
const LOCATION: readonly FieldRule[] = [
	{ name: 'lat', kind: 'number', orText: true, required: true, min: -90, max: 90 },
	{ name: 'lon', kind: 'number', orText: true, required: true, min: -180, max: 180 },
];

const CAPTION: FieldRule = { name: 'text', kind: 'string', max: limits.MAX_CAPTION };

/** A size in bytes. */
const size = (max: number): FieldRule => ({
	name: 'size',
	kind: 'integer',
	required: true,
	min: 1,
	max,
});

/** What may be sent, by the `type` on the wire (section 3). A further type is one more entry. */
export const TYPES: Readonly<Record<string, MessageType>> = {
	text: {
		fields: [{ name: 'text', kind: 'string', required: true, min: 1, max: limits.MAX_TEXT }],
	},
	picture: {
		fields: [
			mediaUrl('media', PICTURE_EXTENSIONS, { required: true }),
			{ ...CAPTION, required: true },
			{ name: 'thumbnail', kind: 'string', pattern: URL_SHAPE },
		],
		content: (body) => texts(body, { media: 'media', thumbnail: 'thumbnail' }),
	},
	video: {
		fields: [
			mediaUrl('media', ['mp4'], { required: true }),
			size(limits.MAX_VIDEO_BYTES),
			{ name: 'duration', kind: 'integer', min: 0, max: limits.MAX_VIDEO_SECONDS },
			mediaUrl('thumbnail', JPEG_EXTENSIONS),
			CAPTION,
		],
		content: (body) => ({
			...texts(body, { media: 'media', thumbnail: 'thumbnail' }),
			size: Number(body.size),
			...(body.duration === undefined ? {} : { duration: Number(body.duration) }),
		}),
	},
	file: {
		fields: [FILE_URL, size(limits.MAX_FILE_BYTES), FILE_NAME],
		content: (body) => ({
			...texts(body, { media: 'media', fileName: 'file_name' }),
			size: Number(body.size),
		}),
	},
	contact: {
		fields: [{ name: 'contact', kind: 'object', required: true, fields: CONTACT }],
		content: ({ contact }) => {
			if (!isObject(contact)) return {};
			const { name, phone_number: phoneNumber, avatar } = contact;
			return {
				contact: {
					name: String(name),
					phoneNumber: String(phoneNumber),
					...(typeof avatar === 'string' ? { avatar } : {}),
				},
			};
		},
	},
	location: {
		fields: [{ name: 'location', kind: 'object', required: true, fields: LOCATION }],
		content: ({ location }) =>
			isObject(location)
				? { location: { lat: Number(location.lat), lon: Number(location.lon) } }
				: {},
	},
	url: {
		fields: [
			{
				name: 'media',
				kind: 'string',
				required: true,
				max: limits.MAX_URL,
				pattern: URL_SHAPE,
			},
		],
		content: (body) => texts(body, { media: 'media' }),
	},
	sticker: {
		fields: [{ name: 'sticker_id', kind: 'integer', orText: true, required: true, min: 1 }],
		content: (body) => ({ stickerId: Number(body.sticker_id) }),
	},
	rich_media: {
		fields: [
			{
				name: 'rich_media',
				kind: 'object',
				required: true,
				fields: RICH_MEDIA,
				also: wrongInCarousel,
				level: limits.RICH_MEDIA_LEVEL,
			},
			{ name: 'alt_text', kind: 'string' },
		],
		content: ({ rich_media: given, alt_text: altText }) => {
			if (!isObject(given)) return {};
			return {
				richMedia: keepKnown(given, RICH_MEDIA),
				cards: layCards(given),
				...(typeof altText === 'string' ? { altText } : {}),
			};
		},
	},
};

/** The texts of a body under the names that the phone knows them by. */
function texts(
	body: JsonObject,
	names: Partial<Record<'media' | 'thumbnail' | 'fileName', string>>,
): MessageContent {
	const found: MessageContent = {};
	for (const [name, field] of Object.entries(names) as Array<[keyof typeof names, string]>) {
		const value = body[field];
		if (typeof value === 'string') found[name] = value;
	}
	return found;
}
