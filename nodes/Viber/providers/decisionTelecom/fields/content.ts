import type { INodeProperties } from 'n8n-workflow';

import { SEND, shownFor } from './shown';

const text: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. Your order 1042 is on its way',
	hint: 'At most 1,000 characters',
	description: 'Text of the message, sent as typed',
};

const imageUrl: INodeProperties = {
	displayName: 'Image URL',
	name: 'imageUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://www.example.com/sale.jpg',
	hint: 'JPEG or PNG of at most 400 x 400 pixels',
	description: 'Public web address of the image, which DecisionTelecom fetches itself',
};

const buttonText: INodeProperties = {
	displayName: 'Button Text',
	name: 'buttonText',
	type: 'string',
	default: '',
	placeholder: 'e.g. Open the shop',
	hint: 'At most 30 characters',
	description: 'What the button says',
};

const buttonUrl: INodeProperties = {
	displayName: 'Button URL',
	name: 'buttonUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://shop.example.com/sale',
	description: 'Web address that opens when the person taps the button',
};

/** Phones go by the alphabet of GSM 03.38, which some Latin letters and most typography lack. */
const SMS_HINT =
	'At most 160 characters of plain Latin text; 70 with any other character, such as Cyrillic, ą or ’';

const smsText: INodeProperties = {
	displayName: 'SMS Fallback Text',
	name: 'smsText',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Your code: 4821',
	hint: SMS_HINT,
	description:
		'Text of the SMS that is sent if Viber has not delivered the message within its validity period; empty for no SMS. Only for Message Type Text with Purpose Transactional. For a quick SMS, set a short Validity Period in the options.',
};

/** What each type of message says; a type given by its number may have any of it. */
export const contentFields: INodeProperties[] = [
	{
		...text,
		required: true,
		displayOptions: shownFor('promotionalText', 'text', 'textImageButton'),
	},
	{ ...text, displayOptions: shownFor('other') },
	{ ...imageUrl, required: true, displayOptions: shownFor('textImageButton') },
	{ ...imageUrl, displayOptions: shownFor('other') },
	{ ...buttonText, required: true, displayOptions: shownFor('textImageButton') },
	{ ...buttonText, displayOptions: shownFor('other') },
	{ ...buttonUrl, required: true, displayOptions: shownFor('textImageButton') },
	{ ...buttonUrl, displayOptions: shownFor('other') },
	// Shown for every message: n8n drops what depends on an option (Allow Undocumented)
	// when it saves and when it runs a workflow. Where it may not stand, sending says so.
	{ ...smsText, displayOptions: { show: SEND } },
];
