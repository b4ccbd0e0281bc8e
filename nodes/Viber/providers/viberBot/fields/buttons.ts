import type { INodeProperties } from 'n8n-workflow';

import { buttonActionField, colorField, imageField, linkField, replyField } from './looks';
import { MESSAGE } from './shown';

const textField: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	default: '',
	placeholder: 'e.g. Show the menu',
	hint: 'At most 250 characters, color included',
	description: 'What the button says, shown as typed',
};

const widthField: INodeProperties = {
	displayName: 'Width',
	name: 'columns',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 6 },
	default: 6,
	description: 'How many of six columns the button takes: 6 is the whole row, 3 the half of it',
};

const heightField: INodeProperties = {
	displayName: 'Height',
	name: 'rows',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 2 },
	default: 1,
	description: 'How many rows the button takes',
};

const textSizeField: INodeProperties = {
	displayName: 'Text Size',
	name: 'textSize',
	type: 'options',
	options: [
		{ name: 'Large', value: 'large' },
		{ name: 'Regular', value: 'regular' },
		{ name: 'Small', value: 'small' },
	],
	default: 'regular',
	description: 'How large the text of the button is',
};

const silentField: INodeProperties = {
	displayName: 'Silent',
	name: 'silent',
	type: 'boolean',
	default: false,
	description: 'Whether tapping leaves no message in the chat',
};

/** Buttons below the input field; they go with every type of message, or alone. */
export const buttonFields: INodeProperties[] = [
	{
		displayName: 'Keyboard Buttons',
		name: 'keyboardButtons',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Button',
		default: {},
		description:
			'Buttons below the input field of the chat. They vanish with the next message that has none. What the form does not offer goes into the option Keyboard JSON.',
		options: [
			{
				displayName: 'Button',
				name: 'button',
				// In the order in which people think of a button, not in that of the alphabet.
				values: [
					textField,
					buttonActionField,
					replyField,
					linkField,
					widthField,
					heightField,
					colorField('Background Color', 'backgroundColor', 'Color behind the text'),
					colorField('Text Color', 'textColor', 'Color of the letters'),
					textSizeField,
					imageField('Public web address of a picture on the button'),
					silentField,
				],
			},
		],
		displayOptions: { show: MESSAGE },
	},
];
