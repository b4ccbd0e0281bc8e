/** The fields of requests, and what the user sees in their place (decisiontelecom.md §3 and §5). */
export const WIRE_FIELDS: Readonly<Record<string, string>> = {
	source_addr: 'Sender Name',
	destination_addr: 'To',
	message_type: 'Message Type',
	text: 'Text',
	image: 'Image URL',
	button_caption: 'Button Text',
	button_action: 'Button URL',
	source_type: 'Purpose',
	callback_url: 'Callback URL',
	validity_period: 'Validity Period in Seconds',
	text_sms: 'SMS Fallback Text',
	message_id: 'Message ID',
};
