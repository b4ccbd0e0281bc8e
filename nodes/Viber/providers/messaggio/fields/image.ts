import type { INodeProperties } from 'n8n-workflow';

/** What the user fills in to upload an image (messaggio.md §6). */
export const imageFields: INodeProperties[] = [
	{
		displayName: 'Input Data Field Name',
		name: 'binaryPropertyName',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'JPG, PNG or GIF; at most 20 MB, best below 10 MB',
		description:
			'The name of the input field containing the file data of the image. The output has its imageId for "Send a message".',
		displayOptions: {
			show: { resource: ['image'], operation: ['upload'], provider: ['messaggio'] },
		},
	},
];
