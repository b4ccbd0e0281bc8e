import { InvalidInput, readObject, shorten } from '../../shared/inputs';
import type { ReadParameter } from '../parameters';

/** What the node sets by itself, or the credential signs (messaggio.md §2). */
const TAKEN = new Set([
	'button_link',
	'button_text',
	'charset',
	'dlr',
	'dlr_timeout',
	'expiry_txt',
	'from',
	'image_id',
	'login',
	'p_transaction_id',
	'phone',
	'sending_method',
	'sign',
	'txt',
	'user',
]);

const LABEL = 'Additional Fields JSON';

/**
 * Reads fields of the request that the form lacks, such as delay or group_id.
 *
 * @returns as text; empty ones, which Messaggio takes for not sent, are left out
 * @throws InvalidInput for a field that the node sets or the credential signs, and for anything but
 * text, numbers and booleans
 */
export function readExtraFields(read: ReadParameter): Record<string, string> {
	const object = readObject(read, 'options.extraFields', LABEL, '{ "delay": 10 }') ?? {};
	const fields: Record<string, string> = {};
	for (const [name, value] of Object.entries(object)) {
		if (!/^\w+$/.test(name) || name === '__proto__') {
			throw new InvalidInput(
				`'${LABEL}' has a field with an invalid name: ${shorten(name)}`,
				'Use only letters, digits and underscores in names.',
			);
		}
		if (TAKEN.has(name.toLowerCase())) {
			throw new InvalidInput(
				`'${LABEL}' may not set ${shorten(name)}`,
				`Remove it from '${LABEL}': the node has a field of its own for it, or the credential sets it.`,
			);
		}
		if (value === null || value === undefined || value === '') continue;
		if (typeof value === 'object') {
			throw new InvalidInput(
				`${shorten(name)} in '${LABEL}' is neither text nor a number`,
				`Give each field in '${LABEL}' one value.`,
			);
		}
		fields[name] = String(value);
	}
	return fields;
}
