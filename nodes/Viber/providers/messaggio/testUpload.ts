import { IMAGE_FIELD } from './signedUpload';

const BOUNDARY = '----n8n-nodes-viber-credential-test';

/** A whole and valid picture of one white pixel, so that nothing but the signature can be refused. */
export const TEST_IMAGE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4//8/AAX+Av4zEpUUAAAAAElFTkSuQmCC',
	'base64',
);

/**
 * An upload of that image (messaggio.md §6), without login and signature. n8n keeps the body of a
 * credential's test untouched only as text, so each character stands for one byte.
 */
export const TEST_UPLOAD_BODY = [
	`--${BOUNDARY}`,
	`Content-Disposition: form-data; name="${IMAGE_FIELD}"; filename="credential-test.png"`,
	'Content-Type: image/png',
	'',
	TEST_IMAGE.toString('latin1'),
	`--${BOUNDARY}--`,
	'',
].join('\r\n');

/** The kind of body that this is; the charset tells the signing how to make bytes of it again. */
export const TEST_UPLOAD_TYPE = `multipart/form-data; boundary=${BOUNDARY}; charset=iso-8859-1`;
