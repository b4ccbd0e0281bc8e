import type { Message } from '../../world/types.mts';
import type { JsonObject } from '../fields.mts';

/** What a person wrote, as the `message` of a callback holds it (section 9.4). */
export function wireContent(message: Message): JsonObject {
	const { type, text, media, thumbnail, fileName, size, duration } = message;
	switch (type) {
		case 'picture':
			return { type, text, media, thumbnail, file_name: fileName, size };
		case 'video':
			return { type, text, media, thumbnail, file_name: fileName, size, duration };
		case 'file':
			return { type, media, file_name: fileName, size };
		case 'contact':
			return {
				type,
				contact: { name: message.contact?.name, phone_number: message.contact?.phoneNumber },
			};
		case 'location':
			return { type, location: message.location };
		case 'url':
			return { type, media };
		case 'sticker':
			return { type, sticker_id: message.stickerId };
		default:
			return { type, text };
	}
}
