import type { Message } from '../../world/types.mts';
import type { Order } from './sendRules.mts';

function plainBubble(sender: string, text: string, token: string): Message {
	return {
		token,
		from: 'bot',
		type: 'text',
		text,
		senderName: sender,
		senderAvatar: null,
		at: Date.now(),
		delivered: false,
		seen: false,
		trackingData: null,
	};
}

/** The bubble that a message is on the phone. */
export function bubbleOf({ sender, text, image, button, smsText }: Order, token: string): Message {
	return {
		...plainBubble(sender, text, token),
		...(image === undefined ? {} : { type: 'picture', media: image }),
		...(button ? { button } : {}),
		...(smsText === undefined ? {} : { expiryText: smsText }),
	};
}

/** The bubble of the SMS that follows a message. */
export function smsBubbleOf({ sender }: Order, text: string, token: string): Message {
	return { ...plainBubble(sender, text, token), channel: 'sms' };
}
