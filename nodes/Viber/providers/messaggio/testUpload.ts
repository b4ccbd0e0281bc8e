import { IMAGE_FIELD } from './signedUpload';

const BOUNDARY = '----n8n-nodes-viber-credential-test';

/**
 * The smallest GIF: one pixel, and no table of colours, as its flag would need a byte above 0x7F.
 * n8n keeps the body of a credential's test untouched only as text, and text keeps bytes only as
 * long as they are ASCII.
 */
export const TEST_GIF =
	'GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00;';

/** An upload of that image (messaggio.md §6), without login and signature. */
export const TEST_UPLOAD_BODY = [
	`--${BOUNDARY}`,
	`Content-Disposition: form-data; name="${IMAGE_FIELD}"; filename="credential-test.gif"`,
	'Content-Type: image/gif',
	'',
	TEST_GIF,
	`--${BOUNDARY}--`,
	'',
].join('\r\n');

/** The kind of body that this is. */
export const TEST_UPLOAD_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
