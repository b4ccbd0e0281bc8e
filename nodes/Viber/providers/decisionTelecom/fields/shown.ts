import type { INodeProperties } from 'n8n-workflow';

/** When the fields of all operations on messages are shown. */
export const PROVIDER = { resource: ['message'], provider: ['decisionTelecom'] };

/** When the fields of "Send a message" are shown. */
export const SEND = { ...PROVIDER, operation: ['send'] };

/** When a field of some types of messages is shown. */
export function shownFor(...messageType: string[]): INodeProperties['displayOptions'] {
	return { show: { ...SEND, messageType } };
}
