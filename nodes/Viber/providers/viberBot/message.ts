import type { IDataObject } from 'n8n-workflow';

import { checkLength, checkUrl, readRequiredText, readText } from '../../shared/inputs';
import type { ReadParameter } from '../parameters';
import type { MediaFacts } from '../sending';
import { buildKeyboard, findApiVersion } from './buttons';
import { buildContent, readType } from './content';
import { SENDER_NAME, TRACKING_DATA } from './limits';

/**
 * Builds all of a message but its receivers (viber-bot-api.md §3): what its type says, and what
 * goes with every type.
 *
 * @param read reads the user's fields
 * @param media what was found out about the media file
 * @throws InvalidInput when a field is missing or over its limit
 */
export function buildMessage(read: ReadParameter, media: MediaFacts = {}): IDataObject {
	const type = readType(read);
	const content = buildContent(type, read, media);
	const keyboard = buildKeyboard(read, type === 'keyboard');
	const minApiVersion = findApiVersion(read, [...content.needs, ...keyboard.needs]);
	return {
		...content.fields,
		sender: sender(read),
		...trackingData(read),
		...(minApiVersion === undefined ? {} : { min_api_version: minApiVersion }),
		...keyboard.fields,
	};
}

function sender(read: ReadParameter): IDataObject {
	const name = readRequiredText(read, 'from', 'Sender Name').trim();
	checkLength(name, 'Sender Name', SENDER_NAME);
	const avatar = readText(read, 'options.avatar', 'Sender Avatar URL').trim();
	if (avatar === '') return { name };
	checkUrl(avatar, 'Sender Avatar URL');
	return { name, avatar };
}

// Left out when empty: null makes Viber's servers fail (viber-bot-api.md §3).
function trackingData(read: ReadParameter): IDataObject {
	const text = readText(read, 'options.trackingData', 'Tracking Data');
	if (text === '') return {};
	checkLength(text, 'Tracking Data', TRACKING_DATA);
	return { tracking_data: text };
}
