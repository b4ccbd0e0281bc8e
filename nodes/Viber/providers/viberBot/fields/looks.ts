import type { INodeProperties } from 'n8n-workflow';

/** What a button or card can do when it is tapped, apart from asking for the phone's own data. */
const SIMPLE_ACTIONS = [
	{ name: 'Nothing', value: 'none', description: 'Only shows something' },
	{ name: 'Open a Link', value: 'openUrl', description: 'Opens a web page' },
	{ name: 'Reply', value: 'reply', description: 'Sends a text to the bot, as if it were typed' },
];

/** What a button of a keyboard can do: cards cannot ask for number or location. */
const ALL_ACTIONS = [
	...SIMPLE_ACTIONS,
	{
		name: 'Share Location',
		value: 'shareLocation',
		description: 'Lets the person pick a point on the map and sends it to the bot',
	},
	{
		name: 'Share Phone Number',
		value: 'sharePhone',
		description: 'Sends the person’s own number to the bot, after they agree',
	},
];

/** What happens when somebody taps on a button. */
export const buttonActionField: INodeProperties = {
	displayName: 'When Tapped',
	name: 'action',
	type: 'options',
	options: ALL_ACTIONS,
	default: 'reply',
	description: 'What happens when the person taps on the button',
};

/** What happens when somebody taps on a card. */
export const cardActionField: INodeProperties = {
	...buttonActionField,
	options: SIMPLE_ACTIONS,
	default: 'openUrl',
	description: 'What happens when the person taps anywhere on the card',
};

/** What the bot hears. */
export const replyField: INodeProperties = {
	displayName: 'Reply',
	name: 'replyText',
	type: 'string',
	default: '',
	placeholder: 'e.g. menu',
	hint: 'At most 250 characters',
	description:
		'What the bot gets as the text of a message. When empty, it gets the text that is shown.',
	displayOptions: { show: { action: ['reply'] } },
};

/** Where a tap leads. */
export const linkField: INodeProperties = {
	displayName: 'Link',
	name: 'url',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://www.example.com/menu',
	hint: 'At most 250 characters',
	description: 'Web address that opens. Viber, phone, SMS and mail links work as well.',
	displayOptions: { show: { action: ['openUrl'] } },
};

/** A picture on a button or card. */
export function imageField(description: string): INodeProperties {
	return {
		displayName: 'Image URL',
		name: 'imageUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://www.example.com/soup.png',
		hint: 'JPEG or PNG, at most 500 kB',
		description,
	};
}

/** A color that may be left to the app. */
export function colorField(
	displayName: string,
	name: string,
	description: string,
): INodeProperties {
	return { displayName, name, type: 'color', default: '', description };
}
