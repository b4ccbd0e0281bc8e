import type { INodeProperties } from 'n8n-workflow';

import {
	batchingOption,
	messagesPerSecondOption,
	requestsAtOnceOption,
	requestsPerSecondOption,
	retriesOption,
	sendOncePerKeyOption,
} from '../../../shared/sendingOptions';
import { MESSAGE } from './shown';

function ofTypes(...messageType: string[]): INodeProperties['displayOptions'] {
	return { show: { '/messageType': messageType } };
}

/** What may be left out of a message: each type shows its own, and all show the rest. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: MESSAGE },
	options: [
		{
			displayName: 'Alternative Text',
			name: 'altText',
			type: 'string',
			default: '',
			placeholder: 'e.g. Our menu: https://www.example.com/menu',
			description: 'Text shown by Viber apps that are too old for carousels',
			displayOptions: ofTypes('richMedia'),
		},
		batchingOption,
		{
			displayName: 'Caption',
			name: 'caption',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. The menu of this week',
			description: 'Text below the picture or video. At most 768 characters.',
			displayOptions: ofTypes('picture', 'video'),
		},
		{
			displayName: 'Carousel Background Color',
			name: 'carouselBackgroundColor',
			type: 'color',
			default: '#FFFFFF',
			description: 'Color of the cards',
			displayOptions: ofTypes('richMedia'),
		},
		{
			displayName: 'Carousel JSON',
			name: 'carouselJson',
			type: 'json',
			default: '',
			placeholder: '{ "Buttons": [{ "Columns": 6, "Rows": 7, "Text": "…", "ActionBody": "…" }] }',
			description:
				'What the form does not offer, as Viber’s rich_media object or an expression that gives one. Its Buttons come after those of the form; everything else in it replaces what the form says. Type and the grid are filled in.',
			displayOptions: ofTypes('richMedia'),
		},
		{
			displayName: 'Contact Avatar URL',
			name: 'contactAvatar',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://www.example.com/anna.png',
			description: 'Web address of a picture of the contact',
			displayOptions: ofTypes('contact'),
		},
		{
			displayName: 'Duration in Seconds',
			name: 'duration',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 180 },
			default: 30,
			description: 'How long the video is. At most 180 seconds.',
			displayOptions: ofTypes('video'),
		},
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Invoice 1042.pdf',
			description:
				'Name under which the person gets the file, with its extension. At most 256 characters. When empty, it is the name of the input data, or else the last part of the URL.',
			displayOptions: ofTypes('file'),
		},
		{
			displayName: 'File Size in Bytes',
			name: 'fileSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'Size of the video or file. With 0, the size of the input data is used, or else the URL is asked.',
			displayOptions: ofTypes('file', 'video'),
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			placeholder: 'e.g. data',
			description:
				'The name of the input field containing the same video or file. Only size and name are taken from it: Viber fetches the content from the URL.',
			displayOptions: ofTypes('file', 'video'),
		},
		{
			displayName: 'Keyboard Background Color',
			name: 'keyboardBackgroundColor',
			type: 'color',
			default: '',
			description: 'Color between and around the buttons',
		},
		{
			displayName: 'Keyboard Default Height',
			name: 'keyboardDefaultHeight',
			type: 'boolean',
			default: false,
			description:
				'Whether the keyboard always has the height of the phone’s own keyboard, however few rows its buttons take',
		},
		{
			displayName: 'Keyboard Input Field',
			name: 'keyboardInputField',
			type: 'options',
			options: [
				{ name: 'Hidden', value: 'hidden', description: 'Only buttons can be used' },
				{ name: 'Minimized', value: 'minimized', description: 'Opens when tapped' },
				{ name: 'Regular', value: 'regular', description: 'Open for typing' },
			],
			default: 'regular',
			description: 'What happens to the input field while the keyboard is shown',
		},
		{
			displayName: 'Keyboard JSON',
			name: 'keyboardJson',
			type: 'json',
			default: '',
			placeholder: '{ "HeightScale": 50, "Buttons": [{ "Text": "Hi", "ActionBody": "hi" }] }',
			description:
				'What the form does not offer, as Viber’s keyboard object or an expression that gives one. Its Buttons come after those of the form; everything else in it replaces what the form says. Type is filled in.',
		},
		messagesPerSecondOption,
		{
			displayName: 'Minimum API Version',
			name: 'minApiVersion',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10 },
			default: 1,
			description:
				'Lowest Viber API level that the person’s app must support. Viber refuses the message if the app is older. Without this option the node sets what the buttons need.',
		},
		requestsAtOnceOption,
		requestsPerSecondOption,
		retriesOption,
		sendOncePerKeyOption,
		{
			displayName: 'Sender Avatar URL',
			name: 'avatar',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://www.example.com/avatar.png',
			description:
				'Web address of the picture beside the sender name. At most 100 kB, best 720 x 720 pixels.',
		},
		{
			displayName: 'Thumbnail URL',
			name: 'thumbnailUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://www.example.com/small.jpg',
			description:
				'Web address of a small picture that is shown first. At most 100 kB, best 400 x 400 pixels; JPEG for a video.',
			displayOptions: ofTypes('picture', 'video'),
		},
		{
			displayName: 'Tracking Data',
			name: 'trackingData',
			type: 'string',
			default: '',
			placeholder: 'e.g. order-1042',
			description:
				'Text of your own that comes back with the person’s next message. At most 4,000 characters.',
		},
	],
};
