import type { ReadParameter } from '../../../../../nodes/Viber/providers/parameters';

/** Fields that make a valid text message. */
export const TEXT_FIELDS = {
	to: '+380 50 000 00 01',
	from: 'DemoShop',
	messageType: 'text',
	purpose: 'transactional',
	text: 'Your order is on its way',
};

/** Fields that make a valid message with image and button. */
export const PICTURE_FIELDS = {
	to: '380500000001',
	from: 'DemoShop',
	messageType: 'textImageButton',
	text: 'Знижка 10% до неділі',
	imageUrl: 'https://cdn.example.com/promo-400.jpg',
	buttonText: 'Відкрити',
	buttonUrl: 'https://shop.example.com/sale',
};

/** Reads fields as the node does, from a flat list of names such as `options.callbackUrl`. */
export function readerOf(fields: Record<string, unknown>): ReadParameter {
	return (name, fallback) => fields[name] ?? fallback;
}
