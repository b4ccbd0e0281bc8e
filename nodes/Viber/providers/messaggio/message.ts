import { readId } from '../../shared/ids';
import {
	checkLength,
	checkUrl,
	InvalidInput,
	readRequiredText,
	readText,
	shorten,
} from '../../shared/inputs';
import type { ReadParameter } from '../parameters';
import { BUTTON_LINK, BUTTON_TEXT, IMAGE_ID, TEXT } from './limits';

type Fields = Record<string, string>;

/**
 * Builds what the chosen type of message says (messaggio.md §2). Messaggio infers the type from the
 * fields that are present, so no field of another type may slip in.
 *
 * @throws InvalidInput when a field is missing or over its limit
 */
export function buildContent(read: ReadParameter): Fields {
	const type = readText(read, 'messageType', 'Message Type');
	switch (type) {
		case 'text':
			return { sending_method: readChannel(read), ...text(read) };
		case 'image':
			return { sending_method: 'viber', ...image(read) };
		case 'textButton':
			return { sending_method: 'viber', ...text(read), ...button(read) };
		case 'textImageButton':
			return { sending_method: 'viber', ...text(read), ...image(read), ...button(read) };
		default:
			throw new InvalidInput(
				`Messaggio does not know this message type: ${shorten(type)}`,
				"Choose another 'Message Type'.",
			);
	}
}

// Pictures and buttons go by Viber only; an SMS is plain text.
function readChannel(read: ReadParameter): string {
	const channel = readText(read, 'channel', 'Channel');
	if (channel === 'viber' || channel === 'sms') return channel;
	throw new InvalidInput(
		"'Channel' is neither viber nor sms",
		"Choose one of the two in 'Channel'.",
	);
}

function text(read: ReadParameter): Fields {
	const txt = readRequiredText(read, 'text', 'Text');
	checkLength(txt, 'Text', TEXT);
	return { txt };
}

function image(read: ReadParameter): Fields {
	const imageId = readId(read, 'imageId', 'Image ID');
	checkLength(imageId, 'Image ID', IMAGE_ID);
	return { image_id: imageId };
}

function button(read: ReadParameter): Fields {
	const label = readHalf(read, 'buttonText', 'Button Text');
	const link = readHalf(read, 'buttonUrl', 'Button URL').trim();
	checkLength(label, 'Button Text', BUTTON_TEXT);
	checkUrl(link, 'Button URL');
	checkLength(link, 'Button URL', BUTTON_LINK);
	return { button_text: label, button_link: link };
}

function readHalf(read: ReadParameter, name: string, label: string): string {
	const half = readText(read, name, label);
	if (half.trim() !== '') return half;
	throw new InvalidInput(
		`'${label}' is empty`,
		`Fill in '${label}', or choose a 'Message Type' without a button: with half of a button Messaggio sends the message without any.`,
	);
}
