import type { Message } from '../../world/types.mts';
import type { Order } from './order.mts';
import type { Sent } from './reports.mts';

interface Look extends Pick<Message, 'token' | 'type' | 'text' | 'channel'> {
	media?: string;
	button?: { caption: string; url: string };
	expiryText?: string;
}

/** A message as the phone shows it when it comes by Viber; `media` is the address of its picture. */
export function viberBubble(order: Order, sent: Sent, media: string | undefined): Message {
	const { text, button, expiryText } = order;
	return bubble(order, {
		token: sent.id,
		type: media === undefined ? 'text' : 'picture',
		text,
		channel: 'viber',
		...(media === undefined ? {} : { media }),
		...(button ? { button } : {}),
		...(expiryText === '' ? {} : { expiryText }),
	});
}

/** The same as an SMS: text alone. One that takes over has its message's id, so the bubble's differs. */
export function smsBubble(order: Order, sent: Sent, text: string): Message {
	return bubble(order, { token: `${sent.id}/sms`, type: 'text', text, channel: 'sms' });
}

function bubble({ from, transactionId }: Order, look: Look): Message {
	return {
		from: 'bot',
		...look,
		senderName: from,
		senderAvatar: null,
		at: Date.now(),
		delivered: false,
		seen: false,
		trackingData: transactionId === '' ? null : transactionId,
	};
}
