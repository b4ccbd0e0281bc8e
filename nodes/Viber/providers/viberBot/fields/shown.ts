/** When the fields of a message are shown: for one receiver and for many. */
export const MESSAGE = {
	resource: ['message'],
	operation: ['send', 'broadcast'],
	provider: ['viberBot'],
};

/** When the fields of "Send a message" alone are shown. */
export const SEND = { ...MESSAGE, operation: ['send'] };

/** When the fields of "Broadcast a message" alone are shown. */
export const BROADCAST = { ...MESSAGE, operation: ['broadcast'] };

/** When a field of some types of messages is shown. */
export function shownFor(...messageType: string[]) {
	return { show: { ...MESSAGE, messageType } };
}
