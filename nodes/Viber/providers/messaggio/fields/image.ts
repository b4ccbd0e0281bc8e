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
			'Name of the binary field of the input item that holds the image. Above 10 MB it may be refused, as older documents say 10. The output has its imageId for "Send a message".',
		displayOptions: {
			show: { resource: ['image'], operation: ['upload'], provider: ['messaggio'] },
		},
	},
];
