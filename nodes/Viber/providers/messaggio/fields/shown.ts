import type { IDisplayOptions } from 'n8n-workflow';

/** When the fields of "Send a message" are shown. */
export const SEND = { resource: ['message'], operation: ['send'], provider: ['messaggio'] };

/** When a field of some types of messages is shown. */
export function shownFor(...messageType: string[]): IDisplayOptions {
	return { show: { ...SEND, messageType } };
}
