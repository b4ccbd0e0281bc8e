import type { INodeProperties } from 'n8n-workflow';

import { cardActionField, colorField, imageField, linkField, replyField } from './looks';
import { shownFor } from './shown';

const titleField: INodeProperties = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	default: '',
	placeholder: 'e.g. Soup of the day',
	hint: 'Title and subtitle together about 230 characters',
	description: 'First line of the card, in bold',
};

const subtitleField: INodeProperties = {
	displayName: 'Subtitle',
	name: 'subtitle',
	type: 'string',
	default: '',
	placeholder: 'e.g. Tomato and basil, 4.50',
	description: 'What stands below the title',
};

const buttonTextField: INodeProperties = {
	displayName: 'Button Text',
	name: 'buttonText',
	type: 'string',
	default: '',
	placeholder: 'e.g. Order',
	description: 'What the button at the foot of the card says. When empty, it has no button.',
};

/** Cards of a carousel. */
export const carouselFields: INodeProperties[] = [
	{
		displayName: 'Cards',
		name: 'cards',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Card',
		default: {},
		description:
			'One to six cards that scroll sideways. A tap anywhere on a card does the same. What the form does not offer goes into the option Carousel JSON.',
		options: [
			{
				displayName: 'Card',
				name: 'card',
				// From the top of the card to its foot, and then what a tap does.
				values: [
					imageField('Public web address of the picture at the top of the card'),
					titleField,
					subtitleField,
					buttonTextField,
					cardActionField,
					linkField,
					replyField,
					colorField('Button Color', 'buttonColor', 'Color behind the text of the button'),
					colorField('Button Text Color', 'buttonTextColor', 'Color of the text on the button'),
				],
			},
		],
		displayOptions: shownFor('richMedia'),
	},
];
