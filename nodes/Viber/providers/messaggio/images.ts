import type { IDataObject } from 'n8n-workflow';

import { parseExactObject } from '../../../../vendor/json';
import { noAnswer, noConnection, unexpectedAnswer } from '../../shared/exchanges';
import { imageTypeOf } from '../../shared/imageTypes';
import { InvalidInput } from '../../shared/inputs';
import type { ImageCalls, ImageFile } from '../calls';
import type { CallOutcome, Exchange, ProviderRequest } from '../wire';
import { withoutKnownSecrets, withoutSecrets } from '../../shared/secrets';
import { explain, UPLOAD_CODES } from './codes';
import { IMAGE_BYTES } from './limits';
import { IMAGE_FIELD } from './signedUpload';
import { canSign, NO_MD5 } from './signing';

const MESSAGGIO = 'Messaggio';
const NOTHING_SENT = 'Nothing was sent to anybody.';
const LONGEST_ANSWER = 64 * 1024;

/** Storing images for messages (messaggio.md §6). */
export const images: ImageCalls = {
	maxBytes: IMAGE_BYTES,
	upload: uploadImage,
	simplify: ({ image_id: imageId }) => ({ provider: 'messaggio', imageId }),
	outcome: uploadOutcome,
};

/**
 * Builds the upload of an image; the credential adds login and signature.
 *
 * @throws InvalidInput when it is not a JPG, PNG or GIF, or too big
 */
export function uploadImage({ bytes, fileName }: ImageFile): ProviderRequest {
	const type = imageTypeOf(bytes);
	if (!type) {
		throw new InvalidInput(
			'The file is not a JPG, PNG or GIF',
			'Convert the image to JPG, PNG or GIF before this node. Renaming the file does not help: Messaggio looks at its content.',
		);
	}
	if (bytes.length > IMAGE_BYTES) {
		throw new InvalidInput('The image is larger than 20 MB', 'Reduce it to at most 20 MB.');
	}
	if (!canSign()) throw new InvalidInput(NO_MD5.reason, NO_MD5.cure);
	const body = new FormData();
	const blob = new Blob([bytes], { type: type.mimeType });
	body.append(IMAGE_FIELD, blob, fileName === '' ? `image.${type.extension}` : fileName);
	return {
		method: 'POST',
		path: '',
		address: 'mediaUrl',
		headers: { Accept: 'application/json' },
		body,
	};
}

/** Judges the answer to an upload. Never throws. */
export function uploadOutcome(exchange: Exchange): CallOutcome {
	if (exchange.kind === 'noConnection') {
		const cure = `${NOTHING_SENT} Check the Media URL in the credential and the network of your n8n, then upload again.`;
		return { kind: 'notSent', refusal: { ...noConnection(MESSAGGIO, exchange.code), cure } };
	}
	if (exchange.kind === 'noAnswer') {
		const reason = `${MESSAGGIO} did not answer the upload`;
		const cure = `${NOTHING_SENT} Upload the image again: one that is stored twice does no harm.`;
		return { kind: 'unknown', refusal: { ...noAnswer(MESSAGGIO, exchange.code), reason, cure } };
	}
	const answer = readAnswer(exchange.text, exchange.secrets);
	const status = String(answer?.status ?? '');
	if (answer && /^-?[1-9]\d{0,5}$/.test(status)) {
		const { error } = answer;
		const providerText =
			typeof error === 'string' && error !== '' ? withoutSecrets(error).slice(0, 300) : undefined;
		return {
			kind: 'refused',
			refusal: {
				code: status,
				...explain(UPLOAD_CODES, status),
				...(providerText === undefined ? {} : { providerText }),
			},
		};
	}
	const isDone = exchange.statusCode >= 200 && exchange.statusCode < 300;
	const imageId = answer?.image_id;
	if (answer && isDone && status === '0' && typeof imageId === 'string' && imageId !== '') {
		return { kind: 'done', answer };
	}
	const refusal = unexpectedAnswer(MESSAGGIO, exchange);
	const cure = `${NOTHING_SENT} ${refusal.cure.replace('Base URL', 'Media URL')}`;
	return { kind: 'refused', refusal: { ...refusal, cure } };
}

/**
 * Reads an answer to an upload. Refusals have a key without quotation marks in all documents:
 * {"status": 2, error: "Invalid sign"} (messaggio.md §6).
 */
function readAnswer(text: string, secrets?: readonly string[]): IDataObject | undefined {
	if (text.length > LONGEST_ANSWER) return undefined;
	const answer =
		parseExactObject(text) ?? parseExactObject(text.replace(/([{,]\s*)error\s*:/, '$1"error":'));
	return answer && (withoutKnownSecrets(answer, text, secrets) as IDataObject);
}
